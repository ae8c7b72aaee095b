import Foundation
import Model
import Support
import Tabular
import Testing

@testable import Processing

@Suite struct ReportTests {
  private let run = RunID(UUID())

  private func tally(read: Int64, _ problems: [RowProblem]) -> ValidationTally {
    var tally = ValidationTally()
    tally.rowsRead = read
    for problem in problems { tally.reject(problem) }
    return tally
  }

  private func code(_ tally: ValidationTally, _ mode: LoadMode) -> String? {
    tally.failure(uniqueTemplate([]), mode: mode, run: run, nulls: NullCounts(fields: 0))?.errorCode.rawValue
  }

  @Test func strictFailsOnAnyRowAndLenientWhenNoneIsLeft() {
    let one = tally(read: 2, [.field(0, .type)])
    #expect(code(one, .strict) == "validation_failed")
    #expect(code(one, .lenient) == nil)
    let all = tally(read: 1, [.field(0, .type)])
    #expect(code(all, .lenient) == "validation_failed")
    #expect(code(tally(read: 0, []), .strict) == nil)
    #expect(code(tally(read: 9, []), .strict) == nil)
  }

  @Test func aCauseThatDominatesNamesTheFailure() {
    let mixed: [RowProblem] = [.nulByte, .nulByte, .field(0, .type), .invalidEncoding]
    #expect(code(tally(read: 9, mixed), .strict) == "nul_byte")
    #expect(code(tally(read: 9, [.nulByte, .field(0, .type), .field(0, .type)]), .strict) == "validation_failed")
  }

  @Test func aFileThatWasCutOffFailsInBothModes() {
    let cut = tally(read: 9, [.field(0, .type), .field(0, .type), .field(0, .type), .unclosedQuote])
    for mode in LoadMode.allCases { #expect(code(cut, mode) == "unclosed_quote") }
  }

  @Test func aRedriveInLenientModeIsOnlyAdvisedWhereItHelps() {
    let failure = { (tally: ValidationTally) in
      tally.failure(uniqueTemplate([]), mode: .strict, run: run, nulls: NullCounts(fields: 0))?.nextStep ?? ""
    }
    #expect(failure(tally(read: 2, [.nulByte])).contains("mode=lenient"))
    #expect(!failure(tally(read: 1, [.nulByte])).contains("mode=lenient"))
    #expect(!failure(tally(read: 2, [.unclosedQuote])).contains("mode=lenient"))
  }

  @Test func aFieldThatIsEmptyTooOftenFailsInBothModes() {
    let template = uniqueTemplate([.init(name: "a"), .init(name: "b", nullRateMax: 0.5)])
    func failure(nulls count: Int) -> Failure? {
      var nulls = NullCounts(fields: 2)
      for row in 0..<4 {
        if row < count { nulls.count(1) }
        nulls.count(0)
        nulls.endRow()
      }
      return tally(read: 4, []).failure(template, mode: .lenient, run: run, nulls: nulls)
    }
    #expect(failure(nulls: 2) == nil)
    #expect(failure(nulls: 3)?.errorCode == "null_rate_exceeded")
    #expect(failure(nulls: 3)?.message.contains("75.0 %") == true)
  }

  @Test func aReportStoresSoManyIssuesAndCountsTheRest() {
    var log = IssueLog(StepID(UUID()), stored: 1, limit: 3)
    let issue = RowIssue(row: 1, line: 2, field: nil, reason: "x", value: "a\tb\n", suggestion: "y")
    for _ in 0..<5 { log.add(issue) }
    #expect(log.stored == 3)
    #expect(log.omitted == 3)
    let rows = String(decoding: log.take(), as: UTF8.self)
    #expect(rows.split(separator: "\n").count == 2)
    #expect(rows.contains("\t1\t2\t\\N\tx\ta\\tb\\n\ty\n"))
    #expect(log.take().isEmpty)
  }

  @Test func valuesInReportsAreShortVisibleAndMasked() {
    func excerpt(_ text: String, _ mask: Template.Mask? = nil) -> String {
      Array(text.utf8).withUnsafeBufferPointer { Excerpt.value($0, mask: mask) }
    }
    #expect(excerpt("call 13812345678 or 11010119900307721X") == "call 138****5678 or 110101********721X")
    #expect(excerpt("secret", .token) == "****")
    #expect(excerpt("a\u{1b}[2J\n\u{2028}b") == "a\u{fffd}[2J\u{fffd}\u{fffd}b")
    #expect(excerpt(String(repeating: "长", count: 1000)).count == Excerpt.valueCharactersMax + 1)
    #expect(Excerpt.list((1...30).map(String.init)).hasSuffix("20 and 10 more"))
  }
}
