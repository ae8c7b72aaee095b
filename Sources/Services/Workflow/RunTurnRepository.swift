import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of runs that wait for their turn, and of those whose time is over.
enum RunTurnRepository {
  /// Until the transaction ends, nobody else begins a run for the version. To be had before any run is locked: so nobody
  /// waits for somebody who waits for them.
  static func lockVersion(
    of dataset: DatasetID, _ version: String, _ connection: PostgresConnection
  ) async throws {
    try await connection.query("SELECT \(versionLock("$1::uuid", "$2::text"))", dataset, version)
  }

  /// The same with several versions, in one order.
  static func lockVersions(
    _ versions: [(dataset: DatasetID, version: String)], _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      SELECT \(versionLock("v.dataset", "v.version")) FROM (
        SELECT DISTINCT dataset, version FROM unnest($1::uuid[], $2::text[]) AS n (dataset, version)
        ORDER BY dataset, version) v
      """, versions.map(\.dataset), versions.map(\.version))
  }

  /// The same with the version of a run.
  static func lockVersion(of run: RunID, _ connection: PostgresConnection) async throws {
    _ = try await connection.query(lockingVersion(of: run))
  }

  static func lockingVersion(of run: RunID) -> Statement {
    Statement("SELECT \(versionLock("r.dataset_id", "r.dataset_version")) FROM workflow.wf_run r WHERE r.id = $1", run)
  }

  private static func versionLock(_ dataset: String, _ version: String) -> String {
    "pg_advisory_xact_lock(hashtextextended(concat('flowsight.version.', \(dataset), '.', \(version)), 0))"
  }

  /// A run beside which none of the workflow may be at work on the version: one of the same workflow, and when what is
  /// to begin writes the version, any that does so too. What undoes a run writes.
  static func atWork(
    on version: String, of dataset: DatasetID, besides workflow: String, writes: Bool, _ connection: PostgresConnection
  ) async throws -> (id: RunID, workflow: String)? {
    try await connection.query(
      """
      SELECT r.id, r.workflow FROM workflow.wf_run r
      WHERE r.dataset_id = $1 AND r.dataset_version = $2 AND r.status IN ('PENDING', 'RUNNING')
        AND (r.workflow = $3 OR $4::boolean AND (r.compensates IS NOT NULL OR EXISTS (
          SELECT FROM workflow.wf_step s WHERE s.run_id = r.id AND s.function = ANY ($5))))
      ORDER BY r.id LIMIT 1
      """, dataset, version, workflow, writes, Workflow.writers.sorted()
    ).first.map { (try $0.decode("id"), try $0.decode("workflow")) }
  }

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

  static func holding(_ run: RunID, _ hold: RunHold?) throws -> Statement {
    Statement(
      "UPDATE workflow.wf_run SET hold = $2, updated_at = clock_timestamp() WHERE id = $1", run,
      try hold.map { try JSON(encoding: $0) })
  }

  /// How many runs stand still because of each reason, and since when the first does.
  static func holds(_ connection: PostgresConnection) async throws -> [RunHold: Queue.Held] {
    let rows = try await connection.query(
      """
      SELECT hold::text AS hold, count(*) AS runs, min(updated_at) AS since FROM workflow.wf_run
      WHERE status IN ('PENDING', 'RUNNING') AND hold IS NOT NULL GROUP BY hold::text
      """)
    return Dictionary(
      try rows.map { row in
        let hold: RunHold = try JSON(parsing: try row.decode("hold", as: String.self)).decode()
        return (hold, Queue.Held(runs: try row.decode("runs"), since: try row.decode("since")))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Runs that may have waited for the one that ended, the first in turn first: of its dataset, or not counted by
  /// dataset. One that somebody else has in hand is left to them.
  static func waiting(
    for slot: FreedSlot, limit: Int, _ connection: PostgresConnection
  ) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT r.id FROM workflow.wf_run r
      WHERE r.workflow = $1 AND r.status = 'PENDING' AND r.hold IS NOT NULL AND r.compensates IS NULL
        AND ($2::uuid IS NULL OR r.dataset_id = $2 OR r.policy -> 'concurrency' ->> 'per' IS DISTINCT FROM 'dataset')
      ORDER BY \(priority) DESC, r.created_at, r.id LIMIT $3 FOR UPDATE SKIP LOCKED
      """, slot.workflow, slot.datasetID, limit
    ).map { try $0.decode("id") }
  }

  /// Runs whose deadline has passed, by the server's clock, which it was set by.
  static func overdue(limit: Int, _ connection: PostgresConnection) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_run WHERE status = 'RUNNING' AND deadline_at < clock_timestamp()
      ORDER BY deadline_at LIMIT $1
      """, limit
    ).map { try $0.decode("id") }
  }

  /// Whether it still is; locked then. One that somebody else has in hand is for the next look.
  static func isOverdue(_ run: RunID, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_run WHERE id = $1 AND status = 'RUNNING' AND deadline_at < clock_timestamp()
      FOR UPDATE SKIP LOCKED
      """, run
    ).first != nil
  }

  /// Runs that wait for others and were last asked so long ago, by the server's clock.
  static func waiting(
    seconds: Double, limit: Int, _ connection: PostgresConnection
  ) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_run
      WHERE status = 'PENDING' AND hold -> 'concurrency' IS NOT NULL
        AND updated_at < clock_timestamp() - make_interval(secs => $1)
      ORDER BY updated_at LIMIT $2
      """, seconds, limit
    ).map { try $0.decode("id") }
  }

  /// Locks runs, and nobody waits for somebody who waits for them: all lock them in the order of their ids.
  static func lock(_ runs: [RunID], _ connection: PostgresConnection) async throws {
    _ = try await connection.query(locking(runs))
  }

  static func locking(_ runs: [RunID]) -> Statement {
    Statement("SELECT id FROM workflow.wf_run WHERE id = ANY ($1) ORDER BY id FOR UPDATE", runs)
  }

  private static let priority = "coalesce((r.policy ->> 'priority')::int, 0)"
}
