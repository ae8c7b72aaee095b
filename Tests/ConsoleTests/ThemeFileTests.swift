import Foundation
import Model
import Support
import Terminal
import Testing
import YAML

@testable import Console

/// The files of `themes/`: each is read, and can be read by people.
@Suite struct ThemeFileTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("themes")

  static let names: [String] = {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }.sorted()
  }()

  private func theme(_ name: String) throws -> Theme {
    let text = try String(contentsOf: Self.folder.appendingPathComponent(name + ".yaml"), encoding: .utf8)
    return try Theme(YAML.parse(text))
  }

  @Test func thereAreThemes() { #expect(Self.names.count >= 8) }

  @Test(arguments: names)
  func itIsReadAndNamedLikeItsFile(name: String) throws {
    #expect(try theme(name).name == name)
  }

  @Test(arguments: names)
  func statesLookDifferentOnEveryTerminal(name: String) throws {
    let theme = try theme(name)
    for depth in [ColorDepth.ansi16, .indexed256, .trueColor] {
      let looks = [Style.success, .warning, .error, .info].map { theme.look(of: $0, depth: depth) }
      #expect(Set(looks).count == looks.count, "\(depth)")
    }
  }

  /// Least contrasts, at WCAG 2.2's 4.5 for text and 3 for what is dimmed; what is left of them in 256 colours, where
  /// the nearest one is taken; and the seven that one theme promises.
  static func least(_ role: Terminal.Role, _ depth: ColorDepth, in theme: String) -> Double {
    switch (role, depth) {
    case (_, .trueColor) where theme == "high-contrast": 7
    case (.disabled, .trueColor): 3
    case (.disabled, _): 2.8
    case (_, .trueColor): 4.5
    default: 3.5
    }
  }

  /// All roles that text is drawn in. `disabled` is what is dimmed: rows that are gone, what may not be done, and all of
  /// the screen while it is OFFLINE or STALE; `muted` and `key` are the hints, `header` and `title` the headings.
  static let inks = Terminal.Role.allCases.filter { ![.border, .panel, .selection].contains($0) }

  @Test(arguments: names + ["dark", "light"], [ColorDepth.trueColor, .indexed256])
  func whatIsWrittenCanBeRead(name: String, depth: ColorDepth) throws {
    var theme = try Theme.builtIn.first { $0.name == name } ?? theme(name)
    // Whose ground is the terminal's own is read on what terminals usually have.
    if theme[.text].background == nil {
      theme[.text] = name == "light" ? ink("#1a1a1a", on: "#ffffff") : ink("#e5e5e5", on: "#1e1e1e")
    }
    // Held rows, and those under the cursor, are on a ground of their own.
    let grounds: [Terminal.Role?] = [nil, .panel, .selection]
    for (role, ground) in Self.inks.flatMap({ role in grounds.map { (role, $0) } }) {
      let look = theme.look(of: Style(role, on: ground), depth: depth)
      let contrast = try #require(look.foreground.contrast(on: look.background))
      let place = ground.map { "\($0)" } ?? "the ground"
      #expect(contrast >= Self.least(role, depth, in: name), "\(role) on \(place): \(contrast)")
    }
  }

  /// In 16 colours the ground is the terminal's own in every theme: what a light one draws is not lost on a dark terminal.
  @Test(arguments: names + ["light"]) func nothingIsBlackOnTheTerminalsOwnGround(name: String) throws {
    let theme = try Theme.builtIn.first { $0.name == name } ?? theme(name)
    for role in Self.inks {
      let look = theme.look(of: Style(role), depth: .ansi16)
      #expect(look.foreground != .indexed(0) || look.background != .standard, "\(role)")
    }
  }

  private func ink(_ foreground: String, on background: String) -> Theme.Ink {
    Theme.Ink(Color(parsing: foreground), on: Color(parsing: background))
  }

  @Test func contrastIsThatOfWCAG() {
    #expect(Color.rgb(0, 0, 0).contrast(on: .rgb(255, 255, 255)) == 21)
    #expect(Color.rgb(255, 255, 255).contrast(on: .rgb(255, 255, 255)) == 1)
    // Its own example: the lightest grey that may stand on white.
    #expect((Color.rgb(118, 118, 118).contrast(on: .rgb(255, 255, 255)) ?? 0) > 4.5)
    #expect((Color.rgb(119, 119, 119).contrast(on: .rgb(255, 255, 255)) ?? 5) < 4.5)
    #expect(Color.standard.contrast(on: .rgb(0, 0, 0)) == nil)
  }

  /// A red, a green or nothing at all: each state has a sign and a word that tell it from the others of its kind.
  @Test(arguments: Language.allCases)
  func statesAreToldApartWithoutColour(language: Language) {
    Language.$current.withValue(language) {
      let kinds: [[Sign]] = [
        JobState.allCases.map(\.sign), GateState.allCases.map(\.sign), UploadState.allCases.map(\.sign),
        LetterState.allCases.map(\.sign), BulkOperationState.allCases.map(\.sign), BulkOutcome.allCases.map(\.sign),
        VersionState.allCases.map(\.sign), Overview.Cause.Severity.allCases.map(\.sign),
      ]
      for signs in kinds {
        #expect(Set(signs.map(\.word)).count == signs.count, "\(signs)")
        for sign in signs { #expect(!sign.sign.isEmpty && !sign.word.isEmpty) }
      }
      let tones: [MessageLine.Tone] = [.success, .info, .warning, .error]
      #expect(Set(tones.map(\.sign.text)).count == tones.count)
    }
  }

  /// What the screen says in colour it says in text too; what a key does not do is told, not only grey.
  @Test func theScreenIsReadWithoutColour() async {
    var session = await Session(at: "dlq/5f1c0aa1").settled()
    session.press("space")
    let marked = session.lines.first { $0.contains("●") && !$0.contains("live") }
    #expect(marked != nil && session.text.contains("▌"), "the mark and the cursor")
    session.send(.changed(.disconnected, at: Fixture.now))
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    #expect(session.lines[0].contains("OFFLINE · data 42 s old"))
    session.press("D")
    #expect(session.dialog == nil && session.state.notice?.text.isEmpty == false)
  }
}
