import Model
import ObjectStore
import Postgres
import Support
import Tabular

/// `processing.clean`: takes the rows whose key came before out of the load (the first of each stays), and notes them
/// in the report (C2).
struct Clean: JobFunction {
  static let reason = RowProblem.duplicate(firstRow: 0).reason

  func run(_ job: JobContext) async throws -> JSON {
    try JSON(encoding: try await clean(job))
  }

  private func clean(_ job: JobContext) async throws -> Cleaning {
    let validation: Validation = try job.input("validate")
    let report = validation.reportID
    let total = job.order.file.fileSize
    try await job.commit(cursor: [:], progress: Model.Progress(done: 0, total: total)) {
      try await IssueRepository.delete(report, reason: Clean.reason, $0)
    }
    var list = try await DuplicateList.open(validation.duplicatesKey, in: job.store)
    var issues = IssueLog(report, stored: validation.issuesStored)
    var count: Int64 = 0
    while let duplicate = try list.next() {
      count += 1
      if issues.isFull { issues.omit() } else { issues.add(issue(duplicate, validation, job.order.file.template)) }
      guard issues.shouldBeStored else { continue }
      try Task.checkCancellation()
      try await store(&issues, count, job)
    }
    try await store(&issues, count, job)
    return Cleaning(
      duplicates: count, skipKey: validation.duplicatesKey, issuesStored: issues.stored - validation.issuesStored,
      issuesOmitted: issues.omitted, conversions: Clean.conversions(job.order.file.template))
  }

  private func store(_ issues: inout IssueLog, _ count: Int64, _ job: JobContext) async throws {
    let rows = issues.take()
    let total = job.order.file.fileSize
    try await job.commit(cursor: ["duplicates": JSON(count)], progress: Model.Progress(done: total, total: total)) {
      try await IssueRepository.add(rows, $0)
    }
  }

  /// The line is 0 when it cannot be told from the row's number.
  private func issue(
    _ duplicate: DuplicateList.Duplicate, _ validation: Validation, _ template: Template
  ) -> RowIssue {
    let problem = RowProblem.duplicate(firstRow: Int64(duplicate.first))
    return RowIssue(
      row: Int64(duplicate.row), line: validation.lineOffset.map { Int64(duplicate.row) + $0 } ?? 0,
      field: template.key.first, reason: problem.reason, value: nil,
      suggestion: problem.suggestion(template, .utf8))
  }

  /// What is done to each value on its way into ODS, for people.
  static func conversions(_ template: Template) -> [Cleaning.Conversion] {
    template.fields.map { field in
      let canonical: String? =
        switch field.type {
        case .text: nil
        case .integer, .decimal: "canonical_number"
        case .boolean: "true_or_false"
        case .date: "iso_date"
        case .timestamp: "iso_time"
        case .duration: "whole_seconds"
        }
      let rules = ["trim", canonical, field.mask.map { "mask_\($0.rawValue)" }].compactMap(\.self)
      return Cleaning.Conversion(field: field.name, rules: rules)
    }
  }
}
