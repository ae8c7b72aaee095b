import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of runs that wait for their turn, and of those whose time is over.
enum RunTurnRepository {
  /// Of a workflow whose runs are limited, one transaction at a time begins any.
  static func lockStarts(of workflow: String, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended('flowsight.starts.' || $1, 0))", workflow)
  }

  /// Runs that are at work in the scope of the limit, and those that wait before this one. With the starts locked.
  static func countAhead(
    of run: Run, per scope: RunPolicy.Concurrency.Scope, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM workflow.wf_run r
      WHERE r.workflow = $1 AND r.id <> $2 AND r.compensates IS NULL AND ($3::uuid IS NULL OR r.dataset_id = $3)
        AND (r.status = 'RUNNING' OR r.status = 'PENDING' AND r.hold IS NOT NULL
          AND (-\(priority), r.created_at, r.id) < (-$4::int, $5::timestamptz, $2::uuid))
      """, run.workflow, run.id, scope == .dataset ? run.datasetID : nil, run.policy.priority, run.createdAt
    ).value()
  }

  static func hold(_ run: RunID, _ hold: RunHold, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_run SET hold = $2, updated_at = $3 WHERE id = $1", run, try JSON(encoding: hold), at)
  }

  /// Runs that wait, the first in turn first. One that somebody else has in hand is left to them.
  static func waiting(
    for slot: FreedSlot, limit: Int, _ connection: PostgresConnection
  ) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT r.id FROM workflow.wf_run r
      WHERE r.workflow = $1 AND r.status = 'PENDING' AND r.hold IS NOT NULL AND r.compensates IS NULL
        AND ($2::uuid IS NULL OR r.dataset_id = $2)
      ORDER BY \(priority) DESC, r.created_at, r.id LIMIT $3 FOR UPDATE SKIP LOCKED
      """, slot.workflow, slot.datasetID, limit
    ).map { try $0.decode("id") }
  }

  /// Runs whose deadline has passed. One that somebody else has in hand is for the next look.
  static func overdue(at: Date, limit: Int, _ connection: PostgresConnection) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_run WHERE status = 'RUNNING' AND deadline_at < $1
      ORDER BY deadline_at LIMIT $2 FOR UPDATE SKIP LOCKED
      """, at, limit
    ).map { try $0.decode("id") }
  }

  private static let priority = "coalesce((r.policy ->> 'priority')::int, 0)"
}
