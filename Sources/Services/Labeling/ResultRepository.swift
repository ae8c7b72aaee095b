import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of results: versions that are only ever appended.
enum ResultRepository {
  private static let columns = "id, task_id, version, kind, author, at, schema_version, before, after, reason"

  /// Appends as the next version of the task, which has to be locked.
  static func append(
    _ result: LabelResult, of project: LabelProjectID, assignment: AssignmentID?, idempotencyKey: String?,
    _ connection: PostgresConnection
  ) async throws -> LabelResult {
    var result = result
    result.version = try await connection.query(
      """
      INSERT INTO labeling.lab_result (id, task_id, project_id, assignment_id, version, kind, author, at,
        schema_version, before, after, reason, idempotency_key)
      SELECT $1, $2, $3, $4, coalesce(max(version), 0) + 1, $5, $6, $7, $8, $9, $10, $11, $12
      FROM labeling.lab_result WHERE task_id = $2
      RETURNING version
      """, result.id, result.taskID, project, assignment, result.kind, result.author, result.at, result.schemaVersion,
      result.before, result.after, result.reason, idempotencyKey
    ).value()
    return result
  }

  /// What the author submitted under this key before.
  static func find(
    author: String, idempotencyKey: String, _ connection: PostgresConnection
  ) async throws -> LabelResult? {
    try await connection.query(
      "SELECT \(columns) FROM labeling.lab_result WHERE author = $1 AND idempotency_key = $2", author, idempotencyKey
    ).first.map(result)
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

  /// The oldest first.
  static func list(of task: LabelTaskID, _ connection: PostgresConnection) async throws -> [LabelResult] {
    try await connection.query(
      "SELECT \(columns) FROM labeling.lab_result WHERE task_id = $1 ORDER BY version", task
    ).map(result)
  }

  private static func result(_ row: PostgresRow) throws -> LabelResult {
    LabelResult(
      id: try row.decode("id"), taskID: try row.decode("task_id"), version: try row.decode("version"),
      kind: try row.decode("kind"), author: try row.decode("author"), at: try row.decode("at"),
      schemaVersion: try row.decode("schema_version"), before: try row.decode("before"),
      after: try row.decode("after"), reason: try row.decode("reason"))
  }
}
