import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of runs, their steps, attempts and log.
enum RunRepository {
  struct Record {
    var run: Run
    var input: IngestedFile
  }

  static func insertion(_ run: Run, input: IngestedFile, edit: RunEdit? = nil) throws -> Statement {
    Statement(
      """
      INSERT INTO workflow.wf_run (id, workflow, workflow_version, dataset_id, dataset_name, dataset_version, trace_id,
        status, parent_id, root_id, parameters, input, created_at, updated_at, compensates, policy, edit, origin)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13, $14, $15, $16, $17)
      """, run.id, run.workflow, run.workflowVersion, run.datasetID, run.datasetName,
      run.datasetVersion, run.traceID, run.state, run.parentID, run.rootID,
      run.parameters, try JSON(encoding: input), run.createdAt, run.compensates,
      try JSON(encoding: run.policy), try edit.map { try JSON(encoding: $0) },
      try run.origin.map { try JSON(encoding: $0) })
  }

  private static let ownColumns = """
    r.id, r.workflow, r.workflow_version, r.dataset_id, r.dataset_name, r.dataset_version, r.trace_id, r.status,
    r.parent_id, r.root_id, r.parameters, r.failure, r.created_at, r.started_at, r.finished_at, r.compensates,
    r.policy, r.hold, r.deadline_at, r.origin
    """
  private static let columns = """
    \(ownColumns),
    (SELECT count(*) FROM workflow.wf_step s WHERE s.run_id = r.id) AS steps_total,
    (SELECT count(*) FROM workflow.wf_step s WHERE s.run_id = r.id AND s.status IN ('SUCCEEDED', 'SKIPPED')) AS steps_done,
    (SELECT json_build_object('id', f.id, 'state', f.status, 'is_undoing', f.compensates IS NOT NULL)
      FROM workflow.wf_run f WHERE f.root_id = r.root_id AND (f.created_at, f.id) > (r.created_at, r.id)
        AND (r.compensates IS NULL OR f.parent_id = r.id)
      ORDER BY f.created_at DESC, f.id DESC LIMIT 1) AS successor
    """

  static func find(_ id: RunID, lock: Bool = false, _ connection: PostgresConnection) async throws -> Record? {
    try record(try await connection.query(finding(id, lock: lock)))
  }

  /// Counts the steps of the run; ``locking(_:)`` does not.
  private static func finding(_ id: RunID, lock: Bool = false) -> Statement {
    Statement("SELECT \(columns), r.input FROM workflow.wf_run r WHERE r.id = $1 \(lock ? "FOR UPDATE OF r" : "")", id)
  }

  /// Locks a run and finds it without counting its steps, of which there may be very many.
  static func locking(_ id: RunID) -> Statement {
    Statement(
      """
      SELECT \(ownColumns), 0::bigint AS steps_total, 0::bigint AS steps_done, NULL::json AS successor,
        r.input
      FROM workflow.wf_run r
      WHERE r.id = $1 FOR UPDATE OF r
      """, id)
  }

  static func record(_ rows: PostgresRows) throws -> Record? {
    guard let row = rows.first else { return nil }
    return Record(run: try run(row), input: try row.decode("input", as: JSON.self).decode())
  }

  /// The edited payload that the run was made from.
  static func edit(of run: RunID, _ connection: PostgresConnection) async throws -> RunEdit? {
    let rows = try await connection.query("SELECT edit FROM workflow.wf_run WHERE id = $1", run)
    return try rows.first?.decode("edit", as: JSON?.self)?.decode()
  }

  /// The newest run that a workflow had for a version, those that undo others included.
  static func latest(
    of workflow: String, dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> Run? {
    let rows = try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_run r WHERE r.dataset_id = $1 AND r.dataset_version = $2 AND r.workflow = $3
      ORDER BY r.created_at DESC, r.id DESC LIMIT 1
      """, dataset, version, workflow)
    return try rows.first.map(run)
  }

  /// The runs of its version that came after one, and with `earlier` those that came before it, the newest first: those of
  /// its workflow, and of others those that have a step which makes the version.
  static func beside(
    _ run: Run, earlier: Bool, _ connection: PostgresConnection
  ) async throws -> [(run: Run, isLater: Bool)] {
    try await connection.query(
      """
      SELECT \(columns), (r.created_at, r.id) > (o.created_at, o.id) AS is_later
      FROM workflow.wf_run o JOIN workflow.wf_run r
        ON r.dataset_id = o.dataset_id AND r.dataset_version = o.dataset_version AND r.id <> o.id
      WHERE o.id = $1 AND ($2 OR (r.created_at, r.id) > (o.created_at, o.id)) AND (r.workflow = o.workflow OR EXISTS (
        SELECT FROM workflow.wf_step s WHERE s.run_id = r.id AND s.function = ANY ($3)))
      ORDER BY r.created_at DESC, r.id DESC
      """, run.id, earlier, Workflow.makers.sorted()
    ).map { (try self.run($0), try $0.decode("is_later")) }
  }

  /// A run beside the newest one that its workflow had for the same version.
  struct Standing {
    var run: Run
    var newest: Run
  }

  /// Those of the runs that exist.
  static func standings(of runs: Set<RunID>, _ connection: PostgresConnection) async throws -> [RunID: Standing] {
    let rows = try await connection.query(
      """
      SELECT old.id AS old, \(columns) FROM workflow.wf_run old JOIN LATERAL (
        (SELECT * FROM workflow.wf_run n WHERE n.dataset_id = old.dataset_id
          AND n.dataset_version = old.dataset_version AND n.workflow = old.workflow
        ORDER BY n.created_at DESC, n.id DESC LIMIT 1)
        UNION ALL SELECT old.*) r ON true
      WHERE old.id = ANY ($1)
      """, Array(runs))
    var found: [RunID: [Run]] = [:]
    for row in rows { found[try row.decode("old"), default: []].append(try run(row)) }
    return found.reduce(into: [:]) { standings, entry in
      guard let old = entry.value.first(where: { $0.id == entry.key }) else { return }
      standings[entry.key] = Standing(run: old, newest: entry.value.first { $0.id != entry.key } ?? old)
    }
  }

  /// Those of the runs that change their versions.
  static func writing(_ runs: Set<RunID>, _ connection: PostgresConnection) async throws -> Set<RunID> {
    let rows = try await connection.query(
      """
      SELECT r.id FROM workflow.wf_run r WHERE r.id = ANY ($1) AND (r.compensates IS NOT NULL OR EXISTS (
        SELECT FROM workflow.wf_step s WHERE s.run_id = r.id AND s.function = ANY ($2)))
      """, Array(runs), Workflow.writers.sorted())
    return Set(try rows.map { try $0.decode("id") })
  }

  /// The newest run of the workflow that the version began with, those that undo others left aside.
  static func latestMaking(
    dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> Run? {
    let rows = try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_run r WHERE r.dataset_id = $1 AND r.dataset_version = $2
        AND r.compensates IS NULL AND r.workflow = (
          SELECT workflow FROM workflow.wf_run f WHERE f.dataset_id = $1 AND f.dataset_version = $2
          ORDER BY f.created_at, f.id LIMIT 1)
      ORDER BY r.created_at DESC, r.id DESC LIMIT 1
      """, dataset, version)
    return try rows.first.map(run)
  }

  /// What runs call the dataset; `nil` when none was about it.
  static func name(of dataset: DatasetID, _ connection: PostgresConnection) async throws -> String? {
    try await connection.query(
      "SELECT dataset_name FROM workflow.wf_run WHERE dataset_id = $1 LIMIT 1", dataset
    ).first?.decode("dataset_name")
  }

  /// The file of a version, and the trace under which it came.
  static func file(
    of dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> (file: IngestedFile, trace: TraceID)? {
    let rows = try await connection.query(
      """
      SELECT input, trace_id FROM workflow.wf_run WHERE dataset_id = $1 AND dataset_version = $2
      ORDER BY created_at, id LIMIT 1
      """, dataset, version)
    return try rows.first.map { (try $0.decode("input", as: JSON.self).decode(), try $0.decode("trace_id")) }
  }

  static let list = ListTable<Run>(
    select: columns, from: "workflow.wf_run r", key: .uuid("r.id"),
    columns: [
      "state": "r.status", "dataset": "r.dataset_name", "version": "r.dataset_version", "workflow": "r.workflow",
      "took": .nullable("round(extract(epoch FROM (r.finished_at - r.started_at)) * 1000)::bigint"),
      "age": "r.created_at", "created": "r.created_at", "started": .nullable("r.started_at"),
      "finished": .nullable("r.finished_at"), "code": .nullable("(r.failure->>'error_code')"),
      "message": .nullable("(r.failure->>'message')"), "id": "r.id", "trace": "r.trace_id",
      "parent": .nullable("r.parent_id"), "root": "r.root_id",
      "undoes": .nullable("r.compensates::text"), "by": .nullable("(r.origin->>'actor')"),
      "operation": .nullable("(r.origin->>'operation')"), "schedule": .nullable("(r.origin->>'schedule')"),
    ], decode: run)

  static func countByState(_ connection: PostgresConnection) async throws -> [JobState: Int] {
    let rows = try await connection.query(
      "SELECT status, sum(runs)::bigint AS n FROM workflow.wf_run_count GROUP BY status HAVING sum(runs) > 0")
    return try JobState.counts(rows)
  }

  /// Each workflow's runs that failed by their deadline since then, and of whose version no run of the workflow began
  /// later. The condition is the index's.
  static func countOverdue(
    since: Date, _ connection: PostgresConnection
  ) async throws -> [(workflow: String, count: Int)] {
    try await connection.query(
      """
      SELECT r.workflow, count(*) AS n FROM workflow.wf_run r
      WHERE r.status = 'FAILED' AND r.failure ->> 'error_code' = 'run_deadline_exceeded' AND r.finished_at >= $1
        AND NOT EXISTS (
          SELECT FROM workflow.wf_run later
          WHERE later.dataset_id = r.dataset_id AND later.dataset_version = r.dataset_version
            AND later.workflow = r.workflow AND later.created_at > r.created_at)
      GROUP BY r.workflow ORDER BY n DESC, r.workflow LIMIT 20
      """, since
    ).map { (try $0.decode("workflow"), try $0.decode("n")) }
  }

  /// Of a run that begins, the deadline is counted by the server's clock, which ``RunTurnRepository/overdue`` looks at.
  /// Returns whether others of its workflow wait.
  static func settingState(_ run: RunID, _ state: JobState, failure: Failure?, at: Date) -> Statement {
    Statement(
      """
      UPDATE workflow.wf_run r SET status = $2, failure = $3, updated_at = $4,
        started_at = coalesce(started_at, $4), finished_at = CASE WHEN $5 THEN $4::timestamptz END, hold = NULL,
        deadline_at = coalesce(
          deadline_at, clock_timestamp() + make_interval(secs => (policy ->> 'deadline_seconds')::int))
      WHERE id = $1
      RETURNING $5 AND EXISTS (SELECT FROM workflow.wf_run w WHERE w.workflow = r.workflow AND w.status = 'PENDING'
        AND w.hold IS NOT NULL AND w.compensates IS NULL) AS has_waiting
      """, run, state, failure, at, state.isTerminal)
  }

  static func logging(_ run: RunID, _ change: StateChange) -> Statement {
    Statement(
      """
      INSERT INTO workflow.wf_run_event (run_id, at, subject, event, from_status, to_status, actor, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, run, change.at, change.subject, change.event, change.from, change.to, change.actor, change.detail)
  }

  static func changes(of run: RunID, _ connection: PostgresConnection) async throws -> [StateChange] {
    try await connection.query(
      """
      SELECT at, subject, event, from_status, to_status, actor, detail FROM workflow.wf_run_event
      WHERE run_id = $1 ORDER BY id
      """, run
    ).map { try StateChange($0) }
  }

  @Sendable private static func run(_ row: PostgresRow) throws -> Run {
    Run(
      id: try row.decode("id"), workflow: try row.decode("workflow"),
      workflowVersion: try row.decode("workflow_version"), datasetID: try row.decode("dataset_id"),
      datasetName: try row.decode("dataset_name"), datasetVersion: try row.decode("dataset_version"),
      traceID: try row.decode("trace_id"), state: try row.decode("status"),
      parentID: try row.decode("parent_id"),
      rootID: try row.decode("root_id"), parameters: try row.decode("parameters"),
      stepsDone: try row.decode("steps_done"), stepsTotal: try row.decode("steps_total"),
      failure: try row.decode("failure"), createdAt: try row.decode("created_at"),
      startedAt: try row.decode("started_at"), finishedAt: try row.decode("finished_at"),
      compensates: try row.decode("compensates"), policy: try row.decode("policy", as: JSON.self).decode(),
      hold: try row.decode("hold", as: JSON?.self).map { try $0.decode() },
      deadlineAt: try row.decode("deadline_at"),
      successor: try row.decode("successor", as: JSON?.self).map { try $0.decode() },
      origin: try row.decode("origin", as: JSON?.self).map { try $0.decode() })
  }
}
