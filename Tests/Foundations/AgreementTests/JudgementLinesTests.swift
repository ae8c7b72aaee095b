import Agreement
import Testing

@Suite struct JudgementLinesTests {
  private func read(_ text: String, piece: Int = 7) -> JudgementLines {
    var lines = JudgementLines()
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: piece) {
      lines.feed(Array(bytes[start..<min(start + piece, bytes.count)]))
    }
    lines.finish()
    return lines
  }

  @Test func labelsOfEveryKind() {
    let lines = read(
      """
      {"item": 1, "annotator": "ann", "label": "好"}\r
      {"item": 1, "annotator": "bob", "label": 4.5}

      {"label": ["b", "a", "b"], "item": "2", "annotator": "ann", "more": {}}
      """)
    #expect(lines.badLines == [])
    #expect(lines.judgements.labels == [.text("好"), .number(4.5), .set(["a", "b"])])
    #expect(lines.judgements.itemCount == 2)
    #expect(lines.judgements.annotators == ["ann", "bob"])
  }

  @Test func badLinesAreNamedByNumber() {
    let good = #"{"item": "i", "annotator": "ann", "label": "x"}"#
    let lines = read(
      [good, "nonsense", good, #"{"item": "j", "annotator": "ann", "label": null}"#, "[]"].joined(separator: "\n"))
    #expect(lines.badLines.map(\.number) == [2, 3, 4, 5])
    #expect(lines.badLines[1].problem == "ann has judged i on an earlier line")
    #expect(lines.judgements.count == 1)
  }

  @Test func aLineThatNeverEndsIsBadAndNotKept() {
    let lines = read(String(repeating: "[", count: 3 * JudgementLines.lineBytesMax), piece: 100_000)
    #expect(lines.badLineCount == 1)
  }

  @Test func hostileNumbersGiveNoNonsense() {
    let lines = read(
      ["1e308", "-1e308", "1e308", "0"].enumerated().map {
        #"{"item": "\#($0.offset / 2)", "annotator": "\#($0.offset % 2)", "label": \#($0.element)}"#
      }.joined(separator: "\n"))
    let alphas = Krippendorff(lines.judgements)
    #expect(alphas.alpha(.interval).reason == .numbersTooLarge)
    #expect(alphas.alpha(.ratio).reason == .negativeNumbers)
    #expect(alphas.alpha(.masi).reason == .notSets)
  }
}
