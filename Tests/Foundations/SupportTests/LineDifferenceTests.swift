import Support
import Testing

@Suite struct LineDifferenceTests {
  private func text(_ lines: [LineDifference.Line]) -> String {
    lines.map { line in (line.change == .same ? " " : line.change == .added ? "+" : "-") + line.text }.joined(
      separator: "|")
  }

  @Test func linesAreReadInTheOrderOfTheText() {
    let difference = LineDifference(from: "a\nb\nc\nd\n", to: "a\nx\nc\ny\nd\n")
    #expect(text(difference.lines) == " a|-b|+x| c|+y| d")
    #expect(difference.lines.map(\.number) == [1, 2, 2, 3, 4, 5])
    #expect(LineDifference(from: "a", to: "a").lines.map(\.change) == [.same])
    #expect(text(LineDifference(from: "", to: "a\n\nb").lines) == "+a|+|+b")
    #expect(text(LineDifference(from: "a\nb", to: "").lines) == "-a|-b")
    #expect(LineDifference(from: "", to: "").lines.isEmpty)
  }

  @Test func hunksHaveTheirSurroundings() {
    let numbers = (1...20).map(String.init)
    var changed = numbers
    changed[4] = "five"
    changed[17] = "eighteen"
    let hunks = LineDifference(from: numbers.joined(separator: "\n"), to: changed.joined(separator: "\n"))
      .hunks(context: 2)
    #expect(hunks.map { text($0) } == [" 3| 4|-5|+five| 6| 7", " 16| 17|-18|+eighteen| 19| 20"])
  }

  /// How lines end is no difference: a line feed, or what Windows writes.
  @Test func linesOfWindowsAreLines() {
    let difference = LineDifference(from: "one\r\ntwo\r\nthree\r\n", to: "one\n2\nthree\n")
    #expect(difference.lines.map(\.change) == [.same, .removed, .added, .same])
    #expect(LineDifference(from: "a\r\nb", to: "a\nb").lines.allSatisfy { $0.change == .same })
  }

  /// Texts that have nothing in common are told of at once, however long they are.
  @Test func longTextsAreExchanged() {
    let before = (0..<100_000).map { "a\($0)" }.joined(separator: "\n")
    let after = (0..<100_000).map { "b\($0)" }.joined(separator: "\n")
    let difference = LineDifference(from: before, to: after)
    #expect(difference.lines.count == 200_000)
    #expect(difference.lines.first?.change == .removed && difference.lines.last?.change == .added)
  }
}
