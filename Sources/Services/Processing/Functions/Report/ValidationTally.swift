import Model
import Support
import Tabular

/// What a pass over a file counted, and what follows from it for the file. Pure.
struct ValidationTally: Hashable, Sendable {
  var rowsRead: Int64 = 0
  var rowsRejected: Int64 = 0
  /// Rejected rows by reason, for the structural reasons.
  var structural: [String: Int64] = [:]
  var firstIssue: RowIssue?
  /// The file ends inside a quoted value.
  var isCutOff = false

  /// What the rest of the platform is told while, and when, the file fails.
  var counts: JSON { ["rows_read": JSON(rowsRead), "rows_rejected": JSON(rowsRejected)] }

  mutating func reject(_ problem: RowProblem) {
    rowsRejected += 1
    if problem.isStructural { structural[problem.reason, default: 0] += 1 }
    if problem == .unclosedQuote { isCutOff = true }
  }

  /// Why the file may not be loaded; `nil` when it may.
  ///
  /// Strict: any rejected row. Lenient: when not one row is left. A file that was cut off and a field that is empty
  /// too often fail in both modes.
  func failure(_ template: Template, mode: LoadMode, run: RunID, nulls: borrowing NullCounts) -> Failure? {
    let report = "see the report with `flowsight runs report \(run)`"
    if isCutOff {
      return Failure(
        "unclosed_quote", "the file ends inside a quoted value at row \(rowsRead): it was cut off",
        nextStep: "\(report), then export the file again and ingest it as a new version")
    }
    if let failure = nullFailure(template, nulls) { return failure }
    let isNothingLeft = rowsRejected == rowsRead
    guard rowsRejected > 0, mode == .strict || isNothingLeft else { return nil }
    let redrive = mode == .strict && !isNothingLeft ? ", or redrive with `--set mode=lenient`" : ""
    return Failure(
      ErrorCode(rawValue: dominantCause ?? "validation_failed"), "\(summary)\(firstIssueText)",
      nextStep: "\(report), repair the file and ingest it as a new version\(redrive)")
  }

  private var summary: String {
    rowsRejected == rowsRead
      ? "none of the \(rowsRead) rows can be loaded" : "\(rowsRejected) of \(rowsRead) rows were rejected"
  }

  private var firstIssueText: String {
    guard let issue = firstIssue else { return "" }
    let field = issue.field.map { ", field '\(Excerpt.text($0))'" } ?? ""
    return "; the first: row \(issue.row) (line \(issue.line))\(field): \(issue.reason)"
  }

  /// The structural reason of at least half of the rejected rows.
  private var dominantCause: String? {
    structural.max { ($0.value, $1.key) < ($1.value, $0.key) }.flatMap { $0.value * 2 >= rowsRejected ? $0.key : nil }
  }

  private func nullFailure(_ template: Template, _ nulls: borrowing NullCounts) -> Failure? {
    for (index, field) in template.fields.enumerated() {
      guard let limit = field.nullRateMax, nulls.rows > 0 else { continue }
      let rate = Double(nulls[index]) / Double(nulls.rows)
      if rate > limit {
        let percent = { (share: Double) in "\((share * 1000).rounded() / 10) %" }
        return Failure(
          "null_rate_exceeded",
          "'\(field.name)' is empty in \(percent(rate)) of the rows; the template allows \(percent(limit))",
          nextStep: "see why the source leaves '\(field.name)' empty, and ingest a complete export as a new version")
      }
    }
    return nil
  }
}
