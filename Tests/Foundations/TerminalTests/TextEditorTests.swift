import Support
import Terminal
import Testing

@testable import TerminalSupport

/// A text of several lines under the keys.
@Suite struct TextEditorTests {
  private func editor(_ text: String, _ size: Size = Size(40, 6), language: TextEditor.Language = .plain) -> TextEditor
  {
    var editor = TextEditor(text, language: language)
    editor.settle(in: size)
    return editor
  }

  private func press(_ editor: inout TextEditor, _ names: String...) {
    for name in names {
      let isTaken = editor.handle(Key(parsing: name) ?? .escape)
      #expect(isTaken, "\(name)")
    }
  }

  @Test func whatIsTypedStandsThere() {
    var editor = editor("")
    for character in "{\"a\": 1}" { _ = editor.handle(.character(character)) }
    press(&editor, "left", "enter", "tab", "up", "end")
    #expect(editor.text == "{\"a\": 1\n  }")
    #expect(editor.cursor == TextEditor.Place(line: 0, column: 7))
    let taken = [Key.escape, Key(.function(2))].map { editor.handle($0) }
    #expect(taken == [false, false], "they are the owner's")
    press(&editor, "delete", "delete", "delete")
    #expect(editor.text == "{\"a\": 1}")
    press(&editor, "ctrl-a", "ctrl-k", "ctrl-k")
    #expect(editor.text == "" && editor.byteCount == 0)
    press(&editor, "ctrl-y", "ctrl-y")
    #expect(editor.text == "{\"a\": 1}{\"a\": 1}")
  }

  @Test func aNewLineBeginsWhereTheLineDid() {
    var editor = editor("    x")
    press(&editor, "end", "enter")
    #expect(editor.text == "    x\n    ")
  }

  @Test func stepsAreUndoneAndDoneAgain() {
    var editor = editor("one")
    press(&editor, "end")
    for character in " two" { _ = editor.handle(.character(character)) }
    press(&editor, "backspace", "backspace", "left")
    editor.insert("A\nB")
    #expect(editor.text == "one A\nBt" && editor.isChanged)
    press(&editor, "ctrl-z")
    #expect(editor.text == "one t")
    press(&editor, "ctrl-z")
    #expect(editor.text == "one two", "erasing is one step")
    press(&editor, "ctrl-z")
    #expect(editor.text == "one" && !editor.isChanged, "typing is one step")
    press(&editor, "ctrl-z", "ctrl-r", "ctrl-r", "ctrl-r")
    #expect(editor.text == "one A\nBt")
    press(&editor, "ctrl-z")
    _ = editor.handle(.character("!"))
    press(&editor, "ctrl-r")
    #expect(!editor.text.contains("A"), "what was undone is gone once something else was typed")
  }

  /// What can be undone holds the lines that differ, and no more than a bound.
  @Test func whatCanBeUndoneIsBounded() {
    let lines = (1...5000).map { "line \($0)" }.joined(separator: "\n")
    var editor = TextEditor(lines, bytesMax: 1 << 30)
    editor.settle(in: Size(40, 6))
    for _ in 0..<50 { press(&editor, "x", "down") }
    #expect(editor.undoBytes < 2000)
    let pasted = (0..<4).map { _ in lines }.joined(separator: "\n")
    for _ in 0...TextEditor.undoBytesMax / pasted.utf8.count { editor.insert(pasted) }
    #expect(editor.undoBytes <= TextEditor.undoBytesMax)
    let before = editor.byteCount
    editor.undo()
    #expect(editor.byteCount == before - pasted.utf8.count)
  }

  @Test func changesAreCounted() {
    var editor = editor("ab")
    let begun = editor.changeCount
    press(&editor, "right", "home")
    #expect(editor.changeCount == begun)
    var seen = [begun]
    for name in ["x", "y", "ctrl-z", "ctrl-r", "delete", "enter"] {
      press(&editor, name)
      seen.append(editor.changeCount)
    }
    #expect(Set(seen).count == 7)
  }

  @Test func wordsAndLinesAreCut() {
    var editor = editor("alpha beta_1 \"gamma\"\nnext")
    press(&editor, "end", "ctrl-w")
    #expect(editor.text == "alpha beta_1 \"\nnext")
    press(&editor, "alt-b", "alt-d")
    #expect(editor.text == "alpha  \"\nnext")
    press(&editor, "ctrl-u", "ctrl-y", "end", "ctrl-k")
    #expect(editor.text == "alpha  \"next", "at its end a line is joined with the next")
    press(&editor, "ctrl-home", "alt-f", "ctrl-end", "ctrl-left", "home", "left")
    #expect(editor.cursor == TextEditor.Place())
  }

  @Test func movingKeepsToItsColumnOverShortAndWideLines() {
    var editor = editor("abcdef\nx\n数据表格\nabcdef")
    press(&editor, "right", "right", "right", "right", "right", "down")
    #expect(editor.cursor == TextEditor.Place(line: 1, column: 1))
    press(&editor, "down")
    #expect(editor.cursor == TextEditor.Place(line: 2, column: 2), "two columns a character")
    press(&editor, "down")
    #expect(editor.cursor == TextEditor.Place(line: 3, column: 5))
    press(&editor, "pgup", "pgdn", "end", "right", "ctrl-end")
    #expect(editor.cursor == TextEditor.Place(line: 3, column: 6))
  }

  @Test func longLinesAreWrappedAndTheCursorShows() {
    var editor = editor("{\n  \"mode\": \"lenient\", \"rows\": 12\n}", Size(30, 4), language: .json)
    #expect(
      editor.surface(Size(30, 4)).lines() == [
        "  1  {", "  2    \"mode\": \"lenient\", \"ro", "     ws\": 12", "  3  }",
      ])
    press(&editor, "down", "end")
    #expect(editor.surface(Size(30, 4)).cursor == Point(28, 1), "of the row")
    press(&editor, "end")
    #expect(editor.surface(Size(30, 4)).cursor == Point(12, 2), "of the line")
    press(&editor, "up")
    #expect(editor.cursor == TextEditor.Place(line: 1, column: 7), "rows, not lines")
    editor.problems = [1]
    let surface = editor.surface(Size(30, 4))
    #expect(surface.lines()[1].hasPrefix("! 2") && surface[Point(0, 1)]?.style.role == .error)
    #expect(surface[Point(7, 1)]?.style.role == .name && surface[Point(15, 1)]?.style.role == .string)
    #expect(surface[Point(11, 2)]?.style.role == .number)
  }

  /// Rows are those that are seen: between words in prose, beside wide characters, and the column is kept.
  @Test func proseIsWalkedByTheRowsOnTheScreen() {
    var editor = editor("the parcel came late 数据表格🙂家 and nobody knew", Size(12, 8))
    editor.hasNumbers = false
    editor.settle(in: Size(12, 8))
    #expect(
      editor.surface(Size(12, 8)).lines().prefix(5).map { String($0.reversed().drop { $0 == " " }.reversed()) }
        == ["the parcel", "came late", "数据表格🙂", "家 and", "nobody knew"])
    #expect(editor.rowCount(width: 12, most: 10) == 5 && editor.rowCount(width: 12, most: 3) == 3)
    press(&editor, "right", "right", "right", "right", "down")
    #expect(editor.surface(Size(12, 8)).cursor == Point(4, 1))
    press(&editor, "right", "down")
    #expect(editor.surface(Size(12, 8)).cursor == Point(4, 2), "the character that the column falls in")
    press(&editor, "down", "down")
    #expect(editor.surface(Size(12, 8)).cursor == Point(5, 4))
    press(&editor, "home")
    #expect(editor.surface(Size(12, 8)).cursor == Point(0, 4))
    press(&editor, "up", "end")
    #expect(editor.surface(Size(12, 8)).cursor == Point(6, 3))
    press(&editor, "end")
    #expect(editor.cursor.column == editor.lines[0].count)
    press(&editor, "home", "home")
    #expect(editor.cursor == TextEditor.Place())
  }

  @Test func theWindowFollowsTheCursor() {
    var editor = editor((1...50).map(String.init).joined(separator: "\n"), Size(30, 4))
    press(&editor, "ctrl-end")
    #expect(
      editor.surface(Size(30, 4)).lines().map { $0.prefix(10).split(separator: " ").last } == ["47", "48", "49", "50"])
    press(&editor, "pgup", "pgup")
    #expect(editor.surface(Size(30, 4)).lines().first?.contains("44") == true)
    editor.settle(in: Size(30, 1))
    #expect(editor.surface(Size(30, 1)).text().contains("44"))
  }

  @Test func aPasteIsCutAtTheMostBytes() {
    var editor = TextEditor("ab", bytesMax: 8)
    editor.settle(in: Size(20, 3))
    let fitted = editor.insert("cdef\r\n数据")
    #expect(!fitted && editor.text == "cdef\nab" && editor.byteCount == 7, "no half characters")
    let others = ["x", "y"].map { editor.insert($0) }
    #expect(others == [true, false] && editor.byteCount == 8)
  }

  @Test func hostileBytesAreSeen() {
    var editor = editor("a\u{1b}[31m\u{202e}b\u{7}\tc", Size(60, 2))
    #expect(editor.surface(Size(60, 2)).lines()[0] == "  1  a␛[31m‹U+202E›b␇␉c")
    press(&editor, "end")
    #expect(editor.surface(Size(60, 2)).cursor == Point(23, 0), "the cursor counts what is drawn")
    press(&editor, "left", "backspace")
    #expect(editor.text == "a\u{1b}[31m\u{202e}b\u{7}c")
  }

  /// Against a text that is edited without any of that: whatever is pressed, the two agree, and undoing all of it leads
  /// back.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 3, 77])
  func itAgreesWithAPlainText(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let start = (0..<3).map { _ in numbers.hostileText(lengthMax: 20) }.joined(separator: "\n")
      var editor = editor(start, Size(Int.random(in: 0...30, using: &numbers), Int.random(in: 0...5, using: &numbers)))
      let first = editor.text
      for _ in 0..<60 {
        let (before, cursor) = (editor.text, editor.cursor)
        let key = Self.keys.randomElement(using: &numbers) ?? .left
        _ = editor.handle(key)
        #expect(editor.lines.indices.contains(editor.cursor.line), "seed \(seed) \(key)")
        #expect(editor.cursor.column <= editor.lines[editor.cursor.line].count, "seed \(seed) \(key)")
        #expect(editor.byteCount == editor.text.utf8.count, "seed \(seed) \(key)")
        if key == .character("x") || key == .enter {
          let offset = Self.offset(of: cursor, in: before)
          #expect(editor.text.utf8.prefix(offset).elementsEqual(before.utf8.prefix(offset)), "seed \(seed)")
        }
      }
      let last = editor.text
      for _ in 0..<200 { editor.undo() }
      #expect(editor.text == first && editor.byteCount == first.utf8.count, "seed \(seed)")
      for _ in 0..<200 { editor.redo() }
      #expect(editor.text == last && editor.byteCount == last.utf8.count, "seed \(seed)")
    }
  }

  private static func offset(of place: TextEditor.Place, in text: String) -> Int {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let before = lines.prefix(place.line).reduce(0) { $0 + $1.utf8.count + 1 }
    return before + String(lines[place.line].prefix(place.column)).utf8.count
  }

  private static let keys: [Key] = [
    .left, .right, .up, .down, .home, .end, .pageUp, .pageDown, .enter, .tab, .backspace, .delete, .control("w"),
    .control("k"), .control("u"), .control("y"), .alt("b"), .alt("f"), .alt("d"), .character("x"), .character("数"),
    .character("\u{301}"),
  ]
}
