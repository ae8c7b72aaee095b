import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL that keeps the counts of letters small, and removes letters that nobody needs any more.
enum LetterKeepingRepository {
  /// Folds the counts of letters, of the runs of each workflow and of the items of each operation.
  static func foldCounts(_ connection: PostgresConnection) async throws {
    try await StateCounts.fold(
      "workflow.wf_letter_count", by: "signature", "status", counted: "letters",
      beside: ", min(first_failed_at), max(last_failed_at)", connection)
    try await StateCounts.fold("workflow.wf_run_count", by: "workflow", "status", counted: "runs", connection)
    try await StateCounts.fold(
      "workflow.wf_operation_count", by: "operation_id", "outcome", counted: "items", connection)
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
