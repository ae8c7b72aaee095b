import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of schedules and of what became of their times.
enum ScheduleRepository {
  struct Record {
    var schedule: Schedule
    /// In whose name its backfills are done.
    var actor: Actor
  }

  // MARK: - Schedules

  static func insert(_ schedule: Schedule, by actor: Actor, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      INSERT INTO workflow.wf_schedule (id, name, settings, status, revision, actor, next_at, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT DO NOTHING
      """, schedule.id, schedule.name, try JSON(encoding: schedule.settings), schedule.state, schedule.revision,
      try JSON(encoding: actor), schedule.nextAt, schedule.createdAt
    ).affectedCount == 1
  }

  /// Writes settings, state, who saved it, and the next time.
  static func update(_ schedule: Schedule, by actor: Actor, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_schedule SET name = $2, settings = $3, status = $4, revision = $5, actor = $6, next_at = $7,
        updated_at = $8
      WHERE id = $1
      """, schedule.id, schedule.name, try JSON(encoding: schedule.settings), schedule.state, schedule.revision,
      try JSON(encoding: actor), schedule.nextAt, schedule.updatedAt)
  }

  /// The time of the server: that of a host may be set to anything, and hosts take turns.
  @Sendable static func now(_ connection: PostgresConnection) async throws -> Date {
    try await connection.query("SELECT clock_timestamp()").value()
  }

  /// Whether a login may do today what one of these roles may; one that is gone may nothing.
  static func mayAct(_ login: String, as roles: [Role], _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      SELECT EXISTS (SELECT FROM pg_roles l WHERE l.rolname = $1 AND (l.rolsuper OR EXISTS (
        SELECT FROM pg_roles g WHERE g.rolname = ANY ($2) AND pg_has_role(l.oid, g.oid, 'member'))))
      """, login, roles.map { "flowsight_\($0.rawValue)" }
    ).value()
  }

  static func setNext(_ id: ScheduleID, _ next: Date?, _ connection: PostgresConnection) async throws {
    try await connection.query("UPDATE workflow.wf_schedule SET next_at = $2 WHERE id = $1", id, next)
  }

  static func delete(_ id: ScheduleID, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM workflow.wf_schedule WHERE id = $1", id)
  }

  private static let columns = """
    s.id, s.settings, s.status, s.revision, s.actor, s.next_at, s.created_at, s.updated_at, \(fireColumns)
    """
  private static let source = """
    workflow.wf_schedule s
    LEFT JOIN LATERAL (
      SELECT * FROM workflow.wf_schedule_fire f WHERE f.schedule_id = s.id ORDER BY f.due_at DESC LIMIT 1) f ON true
    LEFT JOIN workflow.wf_operation o ON o.id = f.operation_id
    """

  static func find(
    _ id: ScheduleID, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> Record? {
    try await connection.query(
      "SELECT \(columns) FROM \(source) WHERE s.id = $1 \(lock ? "FOR UPDATE OF s" : "")", id
    ).first.map(record)
  }

  /// By name, or by id.
  static func find(named name: String, _ connection: PostgresConnection) async throws -> Record? {
    try await connection.query(
      "SELECT \(columns) FROM \(source) WHERE s.name = $1 OR s.id::text = $1", name
    ).first.map(record)
  }

  /// Schedules of which a time has come, or waits for its turn.
  static func due(at now: Date, _ connection: PostgresConnection) async throws -> [ScheduleID] {
    try await connection.query(
      """
      SELECT s.id FROM workflow.wf_schedule s WHERE s.status = 'ACTIVE' AND (s.next_at <= $1
        OR EXISTS (SELECT FROM workflow.wf_schedule_fire f WHERE f.schedule_id = s.id AND f.outcome = 'QUEUED'))
      ORDER BY s.next_at
      """, now
    ).map { try $0.decode("id") }
  }

  static let list = ListTable<Schedule>(
    select: columns, from: source, key: .uuid("s.id"), order: .by("(s.name COLLATE \"C\")", "text"),
    columns: [
      "state": "s.status", "name": "s.name", "cron": "(s.settings->>'cron')", "zone": "(s.settings->>'time_zone')",
      "workflow": "(s.settings->'backfill'->>'workflow')", "next": .nullable("s.next_at"),
      "last": .nullable("f.due_at"), "outcome": .nullable("f.outcome"),
      "filter": "(s.settings->'backfill'->>'filter')", "by": "(s.actor->>'name')", "created": "s.created_at",
      "updated": "s.updated_at", "id": "s.id",
    ]
  ) { try record($0).schedule }

  // MARK: - Times

  /// Writes down what became of a time; `false` when that is written already.
  static func insert(_ fire: ScheduleFire, of id: ScheduleID, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      INSERT INTO workflow.wf_schedule_fire (schedule_id, due_at, at, outcome, missed, is_manual, operation_id, failure)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
      """, id, fire.dueAt, fire.at, fire.outcome, fire.missed, fire.isManual, fire.operation, fire.failure
    ).affectedCount == 1
  }

  /// What became of a time that was claimed, or had waited.
  static func settle(_ fire: ScheduleFire, of id: ScheduleID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_schedule_fire SET at = $3, outcome = $4, operation_id = $5, failure = $6
      WHERE schedule_id = $1 AND due_at = $2
      """, id, fire.dueAt, fire.at, fire.outcome, fire.operation, fire.failure)
  }

  static func queued(_ id: ScheduleID, _ connection: PostgresConnection) async throws -> [ScheduleFire] {
    try await connection.query(
      """
      SELECT \(fireColumns) FROM workflow.wf_schedule_fire f LEFT JOIN workflow.wf_operation o ON o.id = f.operation_id
      WHERE f.schedule_id = $1 AND f.outcome = 'QUEUED' ORDER BY f.due_at
      """, id
    ).compactMap(fire)
  }

  /// Backfills of the schedule that have not ended.
  static func open(_ id: ScheduleID, _ connection: PostgresConnection) async throws -> [BulkOperationID] {
    try await connection.query(
      """
      SELECT id FROM workflow.wf_operation WHERE schedule_id = $1 AND status IN ('RUNNING', 'PAUSED', 'STOPPED')
      ORDER BY id
      """, id
    ).map { try $0.decode("id") }
  }

  /// The operation was begun by the schedule.
  static func mark(
    _ operation: BulkOperationID, of id: ScheduleID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query("UPDATE workflow.wf_operation SET schedule_id = $2 WHERE id = $1", operation, id)
  }

  /// Forgets times that are old, but the last of each schedule, and those that wait. Returns how many.
  static func forgetFires(
    before end: Date, limit: Int, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      DELETE FROM workflow.wf_schedule_fire WHERE (schedule_id, due_at) IN (
        SELECT f.schedule_id, f.due_at FROM workflow.wf_schedule_fire f
        WHERE f.due_at < $1 AND f.outcome <> 'QUEUED' AND EXISTS (
          SELECT FROM workflow.wf_schedule_fire n WHERE n.schedule_id = f.schedule_id AND n.due_at > f.due_at)
        ORDER BY f.due_at LIMIT $2)
      """, end, limit
    ).affectedCount
  }

  static let fires = ListTable<ScheduleFire>(
    select: fireColumns,
    from: "workflow.wf_schedule_fire f LEFT JOIN workflow.wf_operation o ON o.id = f.operation_id",
    // To the microsecond, as the table has it: of one schedule there is no other at that time.
    key: .bigint("(extract(epoch FROM f.due_at) * 1000000)::bigint"),
    columns: [
      "due": "f.due_at", "at": "f.at", "age": "f.due_at", "outcome": "f.outcome", "missed": "f.missed",
      "backfill_state": .nullable("o.status"), "backfill": .nullable("f.operation_id"),
      "code": .nullable("(f.failure->>'error_code')"), "message": .nullable("(f.failure->>'message')"),
    ]
  ) { row in
    guard let found = try fire(row) else { throw Failure("internal_error", "a time without an outcome") }
    return found
  }

  static func fires(
    of id: ScheduleID, _ query: ListQuery, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<ScheduleFire> {
    try await fires.page(query, page, where: Statement("f.schedule_id = $1", id), connection)
  }

  // MARK: - Rows

  private static let fireColumns = """
    f.due_at, f.at AS fired_at, f.outcome, f.missed, f.is_manual, f.operation_id, o.status AS operation_status, f.failure
    """

  @Sendable private static func fire(_ row: PostgresRow) throws -> ScheduleFire? {
    guard let outcome: ScheduleFire.Outcome = try row.decode("outcome", as: ScheduleFire.Outcome?.self) else {
      return nil
    }
    return ScheduleFire(
      dueAt: try row.decode("due_at"), at: try row.decode("fired_at"), outcome: outcome,
      missed: try row.decode("missed"), isManual: try row.decode("is_manual"),
      operation: try row.decode("operation_id"), operationState: try row.decode("operation_status"),
      failure: try row.decode("failure"))
  }

  private static func record(_ row: PostgresRow) throws -> Record {
    let actor: Actor = try row.decode("actor", as: JSON.self).decode()
    let state: GateState = try row.decode("status")
    return Record(
      schedule: Schedule(
        id: try row.decode("id"), settings: try row.decode("settings", as: JSON.self).decode(), state: state,
        revision: try row.decode("revision"), actor: actor.name, createdAt: try row.decode("created_at"),
        updatedAt: try row.decode("updated_at"), nextAt: try state == .active ? row.decode("next_at") : nil,
        last: try fire(row)), actor: actor)
  }
}
