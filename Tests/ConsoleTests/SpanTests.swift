import Model
import Support
import Terminal
import Testing

@testable import Console

/// Spans by keyboard, on text that is not plain.
@Suite struct SpanTests {
  private static let text = "Zoë 👩‍👩‍👧 met 张伟 in Paris.\nThen she left; 他留在北京。"

  private func sheet(_ text: String = text) -> AnswerSheet {
    var sheet = AnswerSheet(Fixture.names, payload: ["text": .string(text)], draft: nil)
    sheet.settle(text: Size(30, 8), panel: Size(26, 8))
    return sheet
  }

  private func press(_ sheet: inout AnswerSheet, _ keys: String...) {
    for key in keys {
      let key = Key(parsing: key) ?? .escape
      if sheet.take(key) != .refused { continue }
      for case .work(let command) in Keymap.standard.commands(for: key, in: .work) { _ = sheet.perform(command) }
      for case .move(let motion) in Keymap.standard.commands(for: key, in: .work) { sheet.spanText?.move(motion) }
    }
  }

  private func spans(_ sheet: AnswerSheet) -> [TextSpan] { sheet.spans(of: sheet.field) }

  @Test func aWordIsLabeledByOneKey() throws {
    var sheet = sheet()
    press(&sheet, "1")
    #expect(spans(sheet) == [TextSpan(start: 0, end: 3, label: "PERSON", text: "Zoë")])
    press(&sheet, "w", "w", "v", "l", "1")
    let name = try #require(spans(sheet).last)
    // Eight scalars of a family stand before it, joiners with them.
    #expect(name.text == "张伟" && name.start == 4 + 5 + 5)
    // What is stored is what the schema takes.
    _ = try Fixture.names.annotation(sheet.answers, payload: ["text": .string(Self.text)])
  }

  @Test func aSpanGrowsShrinksChangesAndGoes() {
    var sheet = sheet()
    press(&sheet, "1", "-")
    #expect(spans(sheet).map(\.text) == ["Zo"])
    press(&sheet, "+", "+", "+")
    #expect(spans(sheet).map(\.text) == ["Zoë 👩‍👩‍👧"])
    press(&sheet, ")")
    #expect(spans(sheet).map(\.text) == ["oë 👩‍👩‍👧"])
    press(&sheet, "(", "2")
    #expect(spans(sheet).map(\.label) == ["PLACE"])
    press(&sheet, "x")
    #expect(spans(sheet).isEmpty)
    #expect(sheet.undo() && spans(sheet).count == 1)
  }

  @Test func spansMayOverlapAndAreShownInLanes() {
    var sheet = sheet("Bank of England")
    press(&sheet, "v", "W", "2")
    press(&sheet, "end", "v", "b", "l", "2")
    #expect(spans(sheet).map(\.text) == ["Bank of England", "ngland"])
    var surface = Surface(Size(30, 4))
    sheet.settle(text: Size(30, 4), panel: Size(26, 4))
    sheet.drawText(in: Rect(Size(30, 4)), on: &surface)
    #expect(
      surface.lines().map { String($0.reversed().drop { $0 == " " }.reversed()) } == [
        "Bank of England", "2━━━━━━━━━━━━━━", "         2━━━━━", "",
      ])
  }

  @Test func wordsAreSelectedWhole() {
    var sheet = sheet("in New York City, 张伟 said")
    press(&sheet, "w", "v", "w", "w", "w", "1")
    #expect(spans(sheet).map(\.text) == ["New York City"])
  }

  @Test func theNearestSpanIsFound() {
    var sheet = sheet("Ann met Bob and Cy")
    press(&sheet, "1", "w", "w", "1", "w", "w", "1", "home", "n")
    #expect(sheet.spanText?.cursor == 8)
    press(&sheet, "n", "N", "N")
    #expect(sheet.spanText?.cursor == 0)
  }

  @Test func phrasesEndAtMarksOfAllScripts() {
    var sheet = sheet("你好，世界。Yes, it is!")
    var places: [Int] = []
    for _ in 0..<4 {
      press(&sheet, "W")
      places.append(sheet.spanText?.cursor ?? -1)
    }
    #expect(places == [3, 6, 10, 16])
    press(&sheet, "B")
    #expect(sheet.spanText?.cursor == 10)
  }

  @Test func theWindowFollowsTheCursor() {
    var sheet = sheet(String(repeating: "word ", count: 500))
    press(&sheet, "end")
    #expect(sheet.spanText?.cursor == 29, "of the row")
    press(&sheet, "end")
    sheet.settle(text: Size(30, 8), panel: Size(26, 8))
    let text = sheet.spanText
    #expect((text?.top ?? 0) + 8 == text?.rows.count)
    press(&sheet, "home", "home")
    sheet.settle(text: Size(30, 8), panel: Size(26, 8))
    #expect(sheet.spanText?.top == 0)
  }

  /// By the rows on the screen, keeping to a column of it, over characters of two columns and short rows.
  @Test func upAndDownKeepTheColumn() {
    var sheet = sheet("abcdefgh\n数据表格🙂家\nx\nabcdefgh")
    func walk(_ keys: [String]) -> [Int] {
      keys.map { key in
        press(&sheet, key)
        return sheet.spanText?.cursor ?? -1
      }
    }
    #expect(walk(["right", "right", "right", "right", "right"]).last == 5)
    let down = walk(["down", "down", "down"])
    #expect(down == [11, 17, 23], "the character that the column falls in, a line's end, back")
    #expect(walk(["up", "up", "up"]) == [17, 11, 5])
    #expect(walk(["home", "end", "home"]) == [0, 7, 0])
  }

  /// A long text is read while something else is answered: what is seen of it moves, and all of it can be seen.
  @Test func aLongTextIsScrolledFromOtherQuestions() {
    var sheet = sheet((1...60).map { "line \($0)" }.joined(separator: "\n"))
    sheet.focusOn(1)
    func shown(after motion: Motion?) -> [String] {
      if let motion {
        let isMoved = sheet.move(motion)
        #expect(isMoved)
        sheet.settle(text: Size(30, 8), panel: Size(26, 8))
      }
      var surface = Surface(Size(30, 8))
      sheet.drawText(in: Rect(0, 0, 30, 8), on: &surface)
      return surface.lines()
    }
    #expect(shown(after: nil).first == "line 1")
    #expect(shown(after: .pageDown).first == "line 8")
    #expect(shown(after: .down).first == "line 9")
    #expect(shown(after: .last).last == "line 60")
    #expect(shown(after: .up).last == "line 59")
    #expect(shown(after: .first).first == "line 1")
    var short = self.sheet("one line")
    short.focusOn(1)
    let isMoved = short.move(.down)
    #expect(!isMoved, "the facts move then")
    for (sheet, hasBar) in [(sheet, true), (short, false)] {
      var surface = Surface(Size(31, 8))
      sheet.drawText(in: Rect(0, 0, 30, 8), on: &surface)
      #expect(surface.text().contains("┃") == hasBar, "in the margin stands how much is seen")
    }
  }

  @Test(arguments: [1, 2, 3, 5, 8, 40])
  func rowsHoldTheWholeTextInItsWidth(width: Int) {
    var text = SpanText(Self.text + "\n\nשלום\r\nend")
    text.settle(in: Size(width, 5), [])
    #expect(text.rows.flatMap(\.self) == Array(text.characters.indices))
    for row in text.rows { #expect(text.columns(row) <= max(width, 2) + 1 || row.count == 1) }
  }
}
