import Support
import Terminal
import Testing

@Suite struct ThemeTests {
  @Test func readsRolesOverABase() throws {
    let theme = try Theme([
      "name": "night", "base": "dark",
      "roles": [
        "error": ["fg": "#ff0000", "bg": "default", "fg16": "bright-red", "emphasis": ["bold", "underline"]],
        "muted": "244",
      ],
    ])
    #expect(theme.name == "night")
    #expect(theme[.error].foreground == .rgb(255, 0, 0) && theme[.error].foreground16 == .indexed(9))
    #expect(theme[.error].emphasis == [.bold, .underline])
    #expect(theme[.muted].foreground == .indexed(244))
    #expect(theme[.success] == Theme.dark[.success])
  }

  @Test(arguments: [
    (#"{}"#, "name: expected a string"),
    (#"{"name": "x", "base": "neon"}"#, "base: expected one of dark, light, mono"),
    (#"{"name": "x", "roles": []}"#, "roles: expected an object"),
    (
      #"{"name": "x", "roles": {"error": 3.5}}"#,
      "roles.error: expected a colour, or an object of fg, bg, fg16, bg16, emphasis"
    ),
    (
      ##"{"name": "x", "roles": {"error": {"fg": "#12"}}}"##,
      "roles.error.fg: expected default, a colour's name, 0–255, or #rrggbb"
    ),
    (
      #"{"name": "x", "roles": {"error": {"fog": "red"}}}"#,
      "roles.error.fog: expected one of fg, bg, fg16, bg16, emphasis"
    ),
    (
      #"{"name": "x", "roles": {"error": {"emphasis": ["loud"]}}}"#,
      "roles.error.emphasis: expected a list of bold, dim, italic, reverse, underline"
    ),
  ])
  func saysWhatIsWrong(document: String, message: String) throws {
    let json = try JSON(parsing: document)
    let error = #expect(throws: Theme.ParseError.self) { try Theme(json) }
    #expect(error?.description == message)
  }

  @Test func rolesOnASelection() {
    let theme = Theme.dark
    let text = theme.look(of: Style(.text, on: .selection), depth: .trueColor)
    #expect(text.foreground == theme[.selection].foreground && text.background == theme[.selection].background)
    for role in [Role.error, .success, .muted] {
      #expect(theme.look(of: Style(role, on: .selection), depth: .trueColor) == text)
    }
    #expect(theme.look(of: Style(.badge, on: .selection), depth: .trueColor).background == theme[.badge].background)
  }

  /// Without colour, whatever may not be overlooked still stands out.
  @Test(arguments: Theme.builtIn)
  func monoTellsRolesApart(theme: Theme) {
    for role in [Role.error, .warning, .selection, .banner, .badge, .mark, .header] {
      let look = theme.look(of: Style(role), depth: .mono)
      #expect(look.foreground == .standard && look.background == .standard && !look.attributes.isEmpty)
    }
  }

  @Test(arguments: [
    (Color.rgb(255, 0, 0), ColorDepth.ansi16, Color.indexed(9)), (.rgb(255, 0, 0), .indexed256, .indexed(196)),
    (.rgb(128, 128, 128), .indexed256, .indexed(244)), (.rgb(0, 95, 135), .indexed256, .indexed(24)),
    (.indexed(196), .ansi16, .indexed(9)), (.indexed(4), .ansi16, .indexed(4)), (.rgb(1, 2, 3), .mono, .standard),
    (.rgb(1, 2, 3), .trueColor, .rgb(1, 2, 3)), (.standard, .ansi16, .standard),
  ])
  func reduction(color: Color, depth: ColorDepth, expected: Color) {
    #expect(color.reduced(to: depth) == expected)
  }

  @Test(arguments: [
    (["TERM": "xterm-256color"], ColorDepth.indexed256), (["TERM": "xterm-256color", "NO_COLOR": "1"], .mono),
    (["TERM": "xterm-256color", "NO_COLOR": ""], .indexed256), (["TERM": "dumb"], .mono), ([:], .mono),
    (["TERM": "xterm", "COLORTERM": "truecolor"], .trueColor), (["TERM": "screen"], .ansi16),
    (["TERM": "vt220"], .mono),
  ])
  func depthOfTheEnvironment(environment: [String: String], depth: ColorDepth) {
    #expect(ColorDepth(environment: environment) == depth)
  }
}
