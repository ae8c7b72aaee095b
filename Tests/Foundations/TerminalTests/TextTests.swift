import Support
import Terminal
import Testing

@testable import TerminalSupport

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("plain", 5), ("数据", 4), ("é", 1), ("e\u{301}", 1), ("한국", 4), ("\u{1112}\u{1161}\u{11ab}", 2),
    ("ｆｕｌｌ", 8), ("ﾊﾟ", 2), ("…", 1), ("─│┌", 3), ("①", 1), ("❤", 1), ("❤\u{fe0f}", 2), ("👍", 2), ("👍🏽", 2),
    ("👩‍🔬", 2), ("👨‍👩‍👧‍👦", 2), ("🇨🇳", 2), ("🇨🇳🇫🇷", 4), ("1\u{fe0f}\u{20e3}", 2), ("नि", 2),
    ("\u{301}", 1), ("\u{3000}", 2), ("\u{1b}", 1), ("\u{202e}", 8), ("\u{9b}", 8), ("\r\n", 2), ("\t", 1),
    ("\u{fffd}", 1), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2),
  ])
  func width(text: String, columns: Int) {
    #expect(Text.width(text) == columns)
  }

  @Test(arguments: [
    ("plain ~", "plain ~"), ("a\u{1b}[31mb", "a␛[31mb"), ("a\nb\tc\r\n", "a␊b␉c␍␊"), ("\0\u{7f}", "␀␡"),
    ("\u{9b}2J", "‹U+009B›2J"), ("abc\u{202e}cba", "abc‹U+202E›cba"), ("\u{200b}", "‹U+200B›"),
    ("\u{e0041}", "‹U+E0041›"), ("\u{301}", "◌\u{301}"), ("e\u{301}", "e\u{301}"), ("数据 👩‍🔬", "数据 👩‍🔬"),
    ("\u{feff}id", "‹U+FEFF›id"), ("a\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "a\u{301}\u{301}\u{301}\u{301}"),
  ])
  func sanitised(text: String, clean: String) {
    #expect(Array(Text.sanitised(text).unicodeScalars) == Array(clean.unicodeScalars))
  }

  @Test func invalidBytesAreVisible() {
    #expect(Text.sanitised(bytes: [0x61, 0xff, 0x62, 0xe6, 0x95]) == "a�b�")
  }

  @Test(arguments: [
    ("orders", 6, "orders"), ("orders", 5, "orde…"), ("orders", 1, "…"), ("orders", 0, ""), ("数据平台", 8, "数据平台"),
    ("数据平台", 7, "数据平…"), ("数据平台", 6, "数据…"), ("a👩‍🔬b", 3, "a…"), ("orders", -3, ""),
    ("run …8235b2f1", 6, "run …"), ("…8235b2f1", 2, "…"),
  ])
  func truncated(text: String, width: Int, expected: String) {
    #expect(Text.truncated(text, to: width) == expected)
  }

  @Test(arguments: [
    ("a/b/c", 5, "a/b/c"), ("a/b/c", 3, "…/c"), ("数据平台", 5, "…平台"), ("数据平台", 4, "…台"), ("abc", 0, ""),
  ])
  func truncatedAtStart(text: String, width: Int, expected: String) {
    #expect(Text.truncatedAtStart(text, to: width) == expected)
  }

  @Test func fitted() {
    #expect(Text.fitted("ab", to: 5) == "ab   ")
    #expect(Text.fitted("ab", to: 5, .trailing) == "   ab")
    #expect(Text.fitted("ab", to: 5, .center) == " ab  ")
    #expect(Text.fitted("数据平台", to: 6) == "数据… ")
  }

  @Test(arguments: [
    ("one two three", 7, ["one two", "three"]), ("one  two", 4, ["one", "two"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
    ("a\nb\r\n\nc", 9, ["a", "b", "", "c"]), ("数据平台", 5, ["数据", "平台"]), ("ab数据", 3, ["ab", "数", "据"]), ("", 5, [""]),
    ("a bcdefg", 4, ["a", "bcde", "fg"]), ("数", 1, ["数"]),
  ])
  func wrapped(text: String, width: Int, lines: [String]) {
    #expect(Text.wrapped(text, to: width) == lines)
  }

  @Test func wrappingReadsNoMoreThanItNeeds() {
    let long = String(repeating: "x", count: 1_000_000)
    #expect(Text.wrapped(long, to: 10, linesMax: 2).count == 2)
  }

  /// Everything agrees on the width, and nothing harmful is left.
  @Test(arguments: [UInt64.random(in: 0...UInt64.max), 3_698_827_784_427_074_461])
  func hostileText(seed: UInt64) {
    var numbers = SplitMix64(seed: seed)
    for _ in 0..<300 {
      let text = numbers.hostileText(lengthMax: 20)
      let clean = Text.sanitised(text)
      #expect(clean.unicodeScalars.allSatisfy { !isHarmful($0) }, "seed \(seed), \(text.debugDescription)")
      let width = Int.random(in: 0...30, using: &numbers)
      #expect(Text.width(Text.truncated(text, to: width)) <= width, "seed \(seed), \(text.debugDescription)")
      #expect(Text.width(Text.truncatedAtStart(text, to: width)) <= width, "seed \(seed), \(text.debugDescription)")
      #expect(Text.width(Text.fitted(text, to: width)) == width, "seed \(seed), \(text.debugDescription)")
      #expect(Surface(drawing: text).usedColumns <= Text.width(text), "seed \(seed), \(text.debugDescription)")
    }
  }

  private func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value) || (0x202a...0x202e).contains(scalar.value)
      || (0x2066...0x2069).contains(scalar.value) || scalar.value == 0x2028
  }
}

extension Surface {
  fileprivate init(drawing text: String) {
    self.init(Size(Text.width(text) + 1, 1))
    draw(text, at: .zero)
  }

  fileprivate var usedColumns: Int { lines()[0].reduce(0) { $0 + Text.width($1) } }
}
