import Model
import Testing

@testable import Workflow

@Suite struct LetterSignatureTests {
  private func signature(_ message: String, code: ErrorCode = "value_invalid", function: String? = "load") -> String {
    LetterSignature.of(Failure(code, message), function: function)
  }

  @Test(arguments: [
    ("row 47 of 2000", "row 48 of 99"), ("field 'a b' is bad", "field 'c' is bad"),
    ("run 01a20e31-517e-77c8-a021-5859e94ab32c died", "run 99a20e31-517e-77c8-a021-5859e94ab32d died"),
    ("key “会话” twice", "key “订单” twice"), ("column c12x", "column q9"),
  ]) func whatDiffersFromCaseToCaseIsLeftOut(_ first: String, _ second: String) {
    #expect(signature(first) == signature(second))
  }

  @Test func causesStayApart() {
    let all = [
      signature("too long"), signature("too short"), signature("too long", code: "other"),
      signature("too long", function: "clean"), signature("too long", function: nil),
    ]
    #expect(Set(all).count == all.count)
    for signature in all { #expect(signature.count == 16) }
  }

  @Test func oddTextsHaveASignature() {
    for text in ["", "'", "it's", "\u{0}\u{1b}", String(repeating: "'", count: 1000)] {
      #expect(signature(text).count == 16)
    }
    #expect(LetterSignature.normalised("row 5: 'x'") == "row #: '…'")
  }
}
