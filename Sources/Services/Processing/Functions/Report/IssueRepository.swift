import Listing
import Messaging
import Model
import Postgres

/// All statements on validation reports.
enum IssueRepository {
  /// Forgets the issues that an earlier attempt stored.
  static func delete(_ report: StepID, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM processing.proc_issue WHERE job_id = $1", report.rawValue)
  }

  static func delete(_ report: StepID, reason: String, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "DELETE FROM processing.proc_issue WHERE job_id = $1 AND reason = $2", report.rawValue, reason)
  }

  /// Takes what an ``IssueLog`` has written.
  static func add(_ rows: [UInt8], _ connection: PostgresConnection) async throws {
    if rows.isEmpty { return }
    try await connection.copyIn(
      "COPY processing.proc_issue (job_id, row_number, line, field, reason, value, suggestion) FROM STDIN"
    ) { writer in
      try await writer.write(rows)
    }
  }

  /// The issues of a report in the order of the file.
  static func list(
    of report: StepID, _ query: ListQuery, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<RowIssue> {
    try await list.page(query, page, where: Statement("job_id = $1", report), connection)
  }

  static let list = ListTable<RowIssue>(
    select: "row_number, line, field, reason, value, suggestion", from: "processing.proc_issue", key: .bigint("id"),
    order: .by("row_number", "bigint"),
    columns: [
      "row": "row_number", "line": "line", "field": .nullable("field"), "reason": "reason", "value": .nullable("value"),
      "suggestion": "suggestion",
    ], decode: issue)

  @Sendable private static func issue(_ row: PostgresRow) throws -> RowIssue {
    RowIssue(
      row: try row.decode("row_number"), line: try row.decode("line"), field: try row.decode("field"),
      reason: try row.decode("reason"), value: try row.decode("value"), suggestion: try row.decode("suggestion"))
  }
}
