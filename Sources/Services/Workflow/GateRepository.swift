import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of gates: which workflows and queues are held.
enum GateRepository {
  /// The gates among these that are paused. They stay as they are until the transaction ends, so that nothing slips
  /// between the look and the resuming.
  static func paused(
    workflow: String, queues: [String], _ connection: PostgresConnection
  ) async throws -> Set<Gate.ID> {
    try paused(try await connection.query(lookingForPaused(workflow: workflow, queues: queues)))
  }

  static func lookingForPaused(workflow: String, queues: [String]) -> Statement {
    Statement(
      """
      SELECT kind, name, status FROM workflow.wf_gate
      WHERE (kind = 'workflow' AND name = $1) OR (kind = 'queue' AND name = ANY ($2)) FOR SHARE
      """, workflow, queues)
  }

  static func paused(_ rows: PostgresRows) throws -> Set<Gate.ID> {
    Set(
      try rows.filter { try $0.decode("status", as: GateState.self) == .paused }.map(id))
  }

  static func find(_ id: Gate.ID, lock: Bool = false, _ connection: PostgresConnection) async throws -> Gate {
    let rows = try await connection.query(
      "SELECT \(columns) FROM workflow.wf_gate WHERE kind = $1 AND name = $2 \(lock ? "FOR UPDATE" : "")",
      id.kind.rawValue, id.name)
    return try rows.first.map(gate) ?? Gate(id)
  }

  static func all(_ kind: Gate.Kind, _ connection: PostgresConnection) async throws -> [String: Gate] {
    let rows = try await connection.query(
      "SELECT \(columns) FROM workflow.wf_gate WHERE kind = $1", kind.rawValue)
    return Dictionary(try rows.map(gate).map { ($0.id.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  static func allPaused(_ connection: PostgresConnection) async throws -> [Gate] {
    try await connection.query(
      "SELECT \(columns) FROM workflow.wf_gate WHERE status = 'PAUSED' ORDER BY kind DESC, name"
    ).map(gate)
  }

  /// Writes the gate over the revision before it; `false` when somebody else did so meanwhile.
  static func put(_ gate: Gate, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      INSERT INTO workflow.wf_gate AS g (kind, name, status, revision, actor, reason, changed_at, rate_per_second,
        leases_max)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      ON CONFLICT (kind, name) DO UPDATE SET status = excluded.status, revision = excluded.revision,
        actor = excluded.actor, reason = excluded.reason, changed_at = excluded.changed_at,
        rate_per_second = excluded.rate_per_second, leases_max = excluded.leases_max
      WHERE g.revision = excluded.revision - 1
      """, gate.id.kind.rawValue, gate.id.name, gate.state, gate.revision, gate.actor, gate.reason, gate.changedAt,
      gate.limits?.ratePerSecond, gate.limits?.leasesMax
    ).affectedCount == 1
  }

  /// Runs that may have waited for the gate, in the order of their ids.
  static func held(
    by gate: Gate.ID, after: RunID?, limit: Int, _ connection: PostgresConnection
  ) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT r.id FROM workflow.wf_run r
      WHERE r.status IN ('PENDING', 'RUNNING') AND ($3::uuid IS NULL OR r.id > $3) AND CASE $1
        WHEN 'workflow' THEN r.workflow = $2
        ELSE EXISTS (
          SELECT FROM workflow.wf_step s WHERE s.run_id = r.id AND s.status = 'PENDING' AND s.ordered_at IS NULL
            AND s.definition ->> 'queue' = $2) END
      ORDER BY r.id LIMIT $4
      """, gate.kind.rawValue, gate.name, after, limit
    ).map { try $0.decode("id") }
  }

  static func countHeld(by gate: Gate.ID, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM workflow.wf_run r
      WHERE r.status IN ('PENDING', 'RUNNING') AND ($1 = 'workflow' AND r.workflow = $2 OR $1 = 'queue' AND EXISTS (
        SELECT FROM workflow.wf_step s WHERE s.run_id = r.id AND s.status = 'PENDING' AND s.ordered_at IS NULL
          AND s.definition ->> 'queue' = $2))
      """, gate.kind.rawValue, gate.name
    ).value()
  }

  private static let columns =
    "kind, name, status, revision, actor, reason, changed_at, rate_per_second, leases_max"

  private static func id(_ row: PostgresRow) throws -> Gate.ID {
    let kind: String = try row.decode("kind")
    return Gate.ID(kind == Gate.Kind.queue.rawValue ? .queue : .workflow, try row.decode("name"))
  }

  private static func gate(_ row: PostgresRow) throws -> Gate {
    let limits = QueueLimits(
      ratePerSecond: try row.decode("rate_per_second"), leasesMax: try row.decode("leases_max"))
    return Gate(
      try id(row), state: try row.decode("status"), revision: try row.decode("revision"),
      actor: try row.decode("actor"), reason: try row.decode("reason"), changedAt: try row.decode("changed_at"),
      limits: limits.isEmpty ? nil : limits)
  }
}
