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

  /// The issues of a report in the order of the file; the key of the page is the row's number and the issue's id.
  static func list(
    of report: StepID, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<RowIssue> {
    let key = (page.after ?? "").split(separator: "-").compactMap { Int64($0) }
    let rows = try await connection.query(
      """
      SELECT row_number, id, line, field, reason, value, suggestion FROM processing.proc_issue
      WHERE job_id = $1 AND (row_number, id) > ($2, $3) ORDER BY row_number, id LIMIT $4
      """, report, key.first ?? -1, key.count == 2 ? key[1] : -1, page.limit + 1)
    let shown = rows.prefix(page.limit)
    let next =
      try rows.count > page.limit
      ? shown.last.map { "\(try $0.decode(0, as: Int64.self))-\(try $0.decode(1, as: Int64.self))" } : nil
    return Page(items: try shown.map(issue), next: next)
  }

  private static func issue(_ row: PostgresRow) throws -> RowIssue {
    RowIssue(
      row: try row.decode("row_number"), line: try row.decode("line"), field: try row.decode("field"),
      reason: try row.decode("reason"), value: try row.decode("value"), suggestion: try row.decode("suggestion"))
  }
}
