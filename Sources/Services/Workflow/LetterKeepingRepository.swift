import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL that keeps the counts of letters small, and removes letters that nobody needs any more.
enum LetterKeepingRepository {
  /// Rows about one signature and state from which on folding them is worth it.
  private static let rowsMax = 20

  /// Makes one row of all that were written about a signature and a state, and none of those that cancel out.
  static func foldCounts(_ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      WITH many AS (
        SELECT signature, status FROM workflow.wf_letter_count GROUP BY 1, 2
        HAVING count(*) >= $1 OR count(*) > 1 AND sum(letters) = 0),
      folded AS (
        DELETE FROM workflow.wf_letter_count c USING many m WHERE c.signature = m.signature AND c.status = m.status
        RETURNING c.*)
      INSERT INTO workflow.wf_letter_count
      SELECT signature, status, sum(letters), min(first_failed_at), max(last_failed_at) FROM folded GROUP BY 1, 2
      HAVING sum(letters) <> 0
      """, rowsMax)
  }

  /// The same for the runs of each workflow.
  static func foldRunCounts(_ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      WITH many AS (
        SELECT workflow, status FROM workflow.wf_run_count GROUP BY 1, 2
        HAVING count(*) >= $1 OR count(*) > 1 AND sum(runs) = 0),
      folded AS (
        DELETE FROM workflow.wf_run_count c USING many m WHERE c.workflow = m.workflow AND c.status = m.status
        RETURNING c.*)
      INSERT INTO workflow.wf_run_count SELECT workflow, status, sum(runs) FROM folded GROUP BY 1, 2
      HAVING sum(runs) <> 0
      """, rowsMax)
  }

  /// The same for the items of each operation.
  static func foldOperationCounts(_ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      WITH many AS (
        SELECT operation_id, outcome FROM workflow.wf_operation_count GROUP BY 1, 2
        HAVING count(*) >= $1 OR count(*) > 1 AND sum(items) = 0),
      folded AS (
        DELETE FROM workflow.wf_operation_count c USING many m
        WHERE c.operation_id = m.operation_id AND c.outcome = m.outcome RETURNING c.*)
      INSERT INTO workflow.wf_operation_count SELECT operation_id, outcome, sum(items) FROM folded GROUP BY 1, 2
      HAVING sum(items) <> 0
      """, rowsMax)
  }

  static func announced(_ connection: PostgresConnection) async throws -> LetterExpiry? {
    try await connection.query(
      """
      SELECT id, settled_before, letters, operations, announced_at, due_at, removed FROM workflow.wf_letter_expiry
      WHERE finished_at IS NULL
      """
    ).first.map { row in
      LetterExpiry(
        id: try row.decode("id"), settledBefore: try row.decode("settled_before"), letters: try row.decode("letters"),
        operations: try row.decode("operations"), announcedAt: try row.decode("announced_at"),
        dueAt: try row.decode("due_at"),
        removed: try row.decode("removed"))
    }
  }

  static func announce(_ expiry: LetterExpiry, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_letter_expiry (id, settled_before, letters, operations, announced_at, due_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, expiry.id, expiry.settledBefore, expiry.letters, expiry.operations, expiry.announcedAt, expiry.dueAt)
  }

  static func withdraw(_ expiry: LetterExpiry, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM workflow.wf_letter_expiry WHERE id = $1", expiry.id)
  }

  static func finish(_ expiry: LetterExpiry, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_letter_expiry SET finished_at = $2 WHERE id = $1", expiry.id, at)
  }

  static func countSettled(before date: Date, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM workflow.wf_dead_letter
      WHERE status IN ('REDRIVEN', 'DISCARDED', 'RESOLVED') AND updated_at < $1
      """, date
    ).value()
  }

  /// Removes up to `limit` letters with their logs; returns how many.
  static func remove(_ expiry: LetterExpiry, limit: Int, _ connection: PostgresConnection) async throws -> Int {
    let removed = try await connection.query(
      """
      DELETE FROM workflow.wf_dead_letter WHERE id IN (
        SELECT id FROM workflow.wf_dead_letter
        WHERE status IN ('REDRIVEN', 'DISCARDED', 'RESOLVED') AND updated_at < $1 ORDER BY updated_at LIMIT $2
        FOR UPDATE SKIP LOCKED)
      """, expiry.settledBefore, limit
    ).affectedCount
    try await connection.query(
      "UPDATE workflow.wf_letter_expiry SET removed = removed + $2 WHERE id = $1", expiry.id, removed)
    return removed
  }
}
