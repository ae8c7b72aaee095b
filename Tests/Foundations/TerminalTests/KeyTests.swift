import Terminal
import Testing

@Suite struct KeyTests {
  @Test(arguments: [
    ("g", Key.character("g")), ("G", .character("G")), ("ctrl-r", .control("r")), ("shift-tab", .backTab),
    ("esc", .escape),
    ("space", .space), ("ctrl-space", .control(" ")), ("alt-left", Key(.left, .alt)), ("f5", Key(.function(5))),
    ("pgdn", .pageDown), ("ctrl-alt-x", Key(.character("x"), [.control, .alt])), ("-", .character("-")),
    ("ctrl--", .control("-")), ("/", .character("/")), ("数", .character("数")), ("?", .character("?")),
  ])
  func names(name: String, key: Key) {
    #expect(Key(parsing: name) == key)
    #expect(key.description == name)
  }

  @Test(arguments: [
    ("Escape", "esc"), ("shift-a", "A"), ("Ctrl-R", "ctrl-r"), ("PageDown", "pgdn"), ("ctrl-i", "tab"),
    ("ctrl-m", "enter"),
    ("Return", "enter"), ("F12", "f12"),
  ])
  func otherNames(name: String, canonical: String) {
    #expect(Key(parsing: name)?.description == canonical)
  }

  @Test(arguments: ["", "ctrl-", "gg", "f25", "f0", "hyper-x", "\u{1b}", "\n", " ", "ctrl-alt-"])
  func noKeys(name: String) {
    #expect(Key(parsing: name) == nil)
  }

  @Test func everyKeyReadsItsOwnName() {
    let codes: [Key.Code] =
      [.enter, .escape, .tab, .backspace, .delete, .insert, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown]
      + (1...24).map { .function($0) } + (0x21...0x7e).map { .character(Character(Unicode.Scalar(UInt8($0)))) }
    for code in codes {
      for bits in UInt8(0)..<8 {
        let key = Key(code, Key.Modifiers(rawValue: bits))
        #expect(Key(parsing: key.description) == key)
      }
    }
  }
}

@Suite struct InputLineTests {
  /// Types `keys`, where words in `<…>` are key names, and returns the line with `|` at the cursor.
  private func edit(_ keys: String, in line: InputLine = InputLine()) -> String {
    var line = line
    var rest = keys[...]
    while let first = rest.first {
      if first == "<", let end = rest.firstIndex(of: ">") {
        let name = String(rest[rest.index(after: rest.startIndex)..<end])
        #expect(Key(parsing: name).map { line.handle($0) } == true, "\(name)")
        rest = rest[rest.index(after: end)...]
      } else {
        _ = line.handle(.character(first))
        rest = rest.dropFirst()
      }
    }
    return String(line.text.prefix(line.cursor)) + "|" + line.text.dropFirst(line.cursor)
  }

  @Test(arguments: [
    ("abc", "abc|"), ("ac<left>b", "ab|c"), ("abc<home>x", "x|abc"), ("abc<ctrl-a><ctrl-e>x", "abcx|"),
    ("abc<backspace>", "ab|"), ("<backspace>a", "a|"), ("abc<home><delete>", "|bc"), ("one two<ctrl-w>", "one |"),
    ("one two<ctrl-w><ctrl-w>", "|"), ("one two<alt-b><alt-b>x", "x|one two"), ("one two<home><alt-f>x", "onex| two"),
    ("one two<ctrl-left><ctrl-k>", "one |"), ("one two<ctrl-u><ctrl-y><ctrl-y>", "one twoone two|"),
    ("one two<home><alt-d>", "| two"), ("数据<left>x", "数x|据"), ("a👩‍🔬<backspace>", "a|"), ("ab<ctrl-h>", "a|"),
    ("<left><right><home><end><delete><ctrl-w><ctrl-k>", "|"),
  ])
  func editing(keys: String, result: String) {
    #expect(edit(keys) == result)
  }

  @Test func otherKeysAreTheOwners() {
    var line = InputLine("x")
    for key in [Key.enter, .escape, .tab, .backTab, .control("r"), Key(.function(1)), .pageUp] {
      #expect(line.handle(key) == false)
    }
    #expect(line.text == "x")
  }

  @Test func aPasteIsOneLine() {
    var line = InputLine()
    line.insert("a\nb\tc\r\n")
    #expect(line.text == "a b c ")
  }

  @Test func lengthIsLimited() {
    var line = InputLine("ab")
    _ = line.handle(.home)
    line.insert(String(repeating: "x", count: InputLine.charactersMax * 2))
    #expect(line.text.count == InputLine.charactersMax)
    #expect(line.text.hasSuffix("ab"))
  }

  @Test func historyIsRecalled() {
    var line = InputLine(history: ["one", "two"])
    #expect(edit("dra<up>", in: line) == "two|")
    #expect(edit("dra<up><up><up>", in: line) == "one|")
    #expect(edit("dra<up><up><down><down><down>", in: line) == "dra|")
    line.insert("two")
    #expect(line.commit() == "two" && line.text.isEmpty)
    #expect(edit("<up><up>", in: line) == "one|")
  }
}
