import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of results: versions that are only ever appended, by ``DeskRepository``.
enum ResultRepository {
  private static let columns = "id, task_id, version, kind, author, at, schema_version, before, after, reason"

  /// What the author submitted under this key before.
  static func find(author: String, idempotencyKey: String) -> Statement {
    Statement(
      "SELECT \(columns) FROM labeling.lab_result WHERE author = $1 AND idempotency_key = $2", author, idempotencyKey)
  }

  /// The answer that was accepted last.
  static func accepted(_ task: LabelTaskID, _ connection: PostgresConnection) async throws -> JSON? {
    try await connection.query(
      """
      SELECT after FROM labeling.lab_result
      WHERE task_id = $1
        AND (kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') OR kind = 'IMPORTED' AND assignment_id IS NULL)
      ORDER BY version DESC LIMIT 1
      """, task
    ).decodeFirst("after")
  }

  /// How many an author has given of a task before a version.
  static func submissions(
    of task: LabelTaskID, author: String, before version: Int, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM labeling.lab_result
      WHERE task_id = $1 AND author = $2 AND kind = 'SUBMISSION' AND version < $3::bigint
      """, task, author, version
    ).value()
  }

  /// The oldest first.
  static func list(of task: LabelTaskID, _ connection: PostgresConnection) async throws -> [LabelResult] {
    try await connection.query(
      "SELECT \(columns) FROM labeling.lab_result WHERE task_id = $1 ORDER BY version", task
    ).map(result)
  }

  static func result(_ row: PostgresRow) throws -> LabelResult {
    LabelResult(
      id: try row.decode("id"), taskID: try row.decode("task_id"), version: try row.decode("version"),
      kind: try row.decode("kind"), author: try row.decode("author"), at: try row.decode("at"),
      schemaVersion: try row.decode("schema_version"), before: try row.decode("before"),
      after: try row.decode("after"), reason: try row.decode("reason"))
  }
}
