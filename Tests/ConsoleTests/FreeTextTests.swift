import Model
import Support
import Terminal
import Testing

@testable import Console

/// Texts that are written in the workbench: of several lines, seen as they are written.
@Suite struct FreeTextTests {
  private static let schema = LabelSchema(fields: [
    LabelField(name: "note", kind: .text, lengthMax: 100),
    LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) }),
  ])

  private func sheet(_ draft: JSON? = nil) -> AnswerSheet {
    AnswerSheet(Self.schema, payload: [:], draft: draft)
  }

  private func type(_ text: String, into sheet: inout AnswerSheet) {
    for character in text { _ = sheet.take(Key(.character(character))) }
  }

  private func shown(_ sheet: AnswerSheet, _ size: Size) -> String {
    var surface = Surface(size)
    AnswerPanel(sheet: sheet, predictions: []).draw(on: &surface)
    return surface.text()
  }

  @Test func aLineIsBroken() {
    var sheet = sheet()
    type("a", into: &sheet)
    #expect(sheet.take(Key(.enter, .alt)) == .changed)
    type("b", into: &sheet)
    #expect(sheet.annotation.json == ["note": "a\nb"])
    for key in [Key.enter, .escape, .tab, .backTab] { #expect(sheet.take(key) == .refused, "the workbench's") }
  }

  @Test func allOfALongTextIsSeen() {
    var sheet = sheet()
    type("the parcel came late, and nobody said a word about it", into: &sheet)
    let words = shown(sheet, Size(26, 19)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("the parcel came late, and nobody said a word about it"))
    #expect(shown(sheet, Size(26, 2)).contains("it"), "where there is little room, what is being typed")
    sheet.moveFocus(by: 1)
    #expect(shown(sheet, Size(26, 19)).contains("nobody"), "also when another question is answered")
  }

  /// The question that is being answered is read as a whole.
  @Test func aLongQuestionIsWrapped() {
    let title = "What did the customer want when they wrote to us?"
    let fields = [
      LabelField(name: "note", title: title, kind: .text, lengthMax: 100),
      LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) }),
    ]
    var sheet = AnswerSheet(LabelSchema(fields: fields), payload: [:], draft: nil)
    type("a parcel", into: &sheet)
    let words = shown(sheet, Size(26, 19)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.hasPrefix("▸" + title + " * 8/100 a parcel") || words.hasPrefix("▸" + title + " 8/100 a parcel"))
    sheet.moveFocus(by: 1)
    #expect(!shown(sheet, Size(26, 19)).contains("customer want"), "of the others, what fits a line")
  }

  /// The rows on the screen are walked, not the paragraphs.
  @Test func theCursorMovesByTheRowsThatAreSeen() {
    var sheet = sheet()
    type("the parcel came late, and nobody said a word", into: &sheet)
    sheet.settle(text: Size(0, 0), panel: Size(26, 19))
    _ = sheet.take(Key(.up))
    type("X", into: &sheet)
    #expect(sheet.editor?.text == "the parcel came late,X and nobody said a word")
    _ = sheet.take(Key(.home))
    #expect(sheet.editor?.cursor.column == 0)
  }

  @Test func whatIsTypedInOneGoIsOneStep() {
    var sheet = sheet(["mood": "bad"])
    sheet.focus(on: "mood")
    _ = sheet.take(Key(.character("1")))
    sheet.focus(on: "note")
    type("more than ten letters", into: &sheet)
    #expect(sheet.undo() && sheet.annotation.json == ["mood": "good"])
    #expect(sheet.editor?.text == "", "what is shown is what is sent")
    #expect(sheet.undo() && sheet.annotation.json == ["mood": "bad"])
    #expect(sheet.redo() && sheet.redo())
    #expect(sheet.annotation.json == ["note": "more than ten letters", "mood": "good"])
  }

  @Test func noMoreThanTheQuestionTakes() {
    var sheet = sheet()
    _ = sheet.paste(String(repeating: "x", count: 99) + "👍🏽" + "y")
    #expect(sheet.editor?.text.count == 99, "an emoji of two scalars does not fit")
    #expect(sheet.overflow?.text == "at most 100 characters: 3 were left out")
    type("z", into: &sheet)
    #expect(sheet.overflow == nil && shown(sheet, Size(26, 19)).contains("100/100"))
    type("z", into: &sheet)
    #expect(sheet.editor?.text.hasSuffix("xz") == true)
    #expect(sheet.overflow?.text == "at most 100 characters: 1 was left out")
    _ = sheet.take(.backspace)
    #expect(sheet.overflow == nil && shown(sheet, Size(26, 19)).contains("99/100"))
  }

  @Test func whatDidNotFitIsSaid() async {
    var session = await Session(at: "labeling/chats/work", role: .annotator).settled()
    session.press("shift-tab")
    #expect(session.text.contains("0/40"))
    session.send(.event(.paste(String(repeating: "x", count: 130))))
    #expect(session.text.contains("at most 40 characters: 90 were left out") && session.text.contains("40/40"))
    session.press("backspace")
    #expect(!session.text.contains("left out") && session.text.contains("39/40"))
  }

  @Test func aTextThatGoesOnSaysSo() {
    var sheet = sheet(["note": .string(String(repeating: "late ", count: 20)), "mood": "bad"])
    sheet.focus(on: "mood")
    #expect(shown(sheet, Size(26, 19)).contains("…"))
    sheet.focus(on: "note")
    #expect(!shown(sheet, Size(26, 19)).contains("…"), "all of it, while it is typed")
  }
}
