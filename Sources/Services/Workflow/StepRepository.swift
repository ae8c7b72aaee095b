import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of steps and their attempts.
enum StepRepository {
  /// A step as the orchestrator keeps it.
  struct Record {
    var step: Step
    var runID: RunID
    var definition: Workflow.Step
    /// Of its line in the document; parts have that of their step.
    var position: Int
    var isOrdered: Bool
    var leaseEpoch: Int64
  }

  static func insertion(_ record: Record) throws -> Statement {
    let step = record.step
    return Statement(
      """
      INSERT INTO workflow.wf_step (id, run_id, position, name, function, depends_on, definition, status,
        is_carried_over, output, started_at, finished_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """, step.id, record.runID, record.position, step.name, step.function, try JSON(encoding: step.dependsOn),
      try JSON(encoding: record.definition), step.state, step.isCarriedOver, step.output, step.startedAt,
      step.finishedAt)
  }

  /// The steps of a run in the order of the document, parts behind their step, without their attempts.
  static func list(of run: RunID, _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(listing(of: run)).map(record)
  }

  static func listing(of run: RunID) -> Statement {
    Statement(
      """
      SELECT \(columns) FROM workflow.wf_step WHERE run_id = $1
      ORDER BY position, (definition -> 'part' ->> 'number')::int NULLS FIRST
      """, run)
  }

  /// What the end of a step is looked at with: the steps of the run, as ``listing(of:)`` has them, or of a part beside which
  /// others are at work the part alone, since nothing follows from its end. That is found without reading the others.
  static func listing(atEndOf step: StepID, of run: RunID) -> Statement {
    Statement(
      """
      WITH part AS MATERIALIZED (
        -- The first in an order that only the index has: any would do, but is looked for among all runs.
        SELECT (
          SELECT id FROM workflow.wf_step
          WHERE run_id = $1 AND status IN ('PENDING', 'RUNNING') AND id <> $2 AND definition -> 'part' IS NOT NULL
            AND position = (SELECT position FROM workflow.wf_step WHERE id = $2 AND definition -> 'part' IS NOT NULL)
          ORDER BY id LIMIT 1) IS NOT NULL AS is_one_of_many)
      SELECT \(columns) FROM (
        SELECT * FROM workflow.wf_step WHERE run_id = $1 AND id = $2 AND (SELECT is_one_of_many FROM part)
        UNION ALL
        SELECT * FROM workflow.wf_step WHERE run_id = $1 AND NOT (SELECT is_one_of_many FROM part)) step
      ORDER BY position, (definition -> 'part' ->> 'number')::int NULLS FIRST
      """, run, step)
  }

  /// The functions that have succeeded in runs that undo this one, or one that came after it, of whatever workflow: what is
  /// written is written of a version, so that then nothing of it is left.
  static func succeeded(inRunsThatUndo run: Run, _ connection: PostgresConnection) async throws -> Set<String> {
    let rows = try await connection.query(
      """
      SELECT DISTINCT s.function FROM workflow.wf_run r JOIN workflow.wf_step s ON s.run_id = r.id
      WHERE r.dataset_id = $1 AND r.dataset_version = $2 AND s.status = 'SUCCEEDED' AND r.compensates IN (
        SELECT u.id FROM workflow.wf_run u WHERE u.dataset_id = $1 AND u.dataset_version = $2
          AND (u.created_at, u.id) >= (SELECT o.created_at, o.id FROM workflow.wf_run o WHERE o.id = $3))
      """, run.datasetID, run.datasetVersion, run.id)
    return Set(try rows.map { try $0.decode("function") })
  }

  /// The workflows of runs, and the queues of those of their steps that a repetition does again.
  static func left(
    of runs: Set<RunID>, _ connection: PostgresConnection
  ) async throws -> [(workflow: String, queue: String)] {
    try await connection.query(
      """
      SELECT DISTINCT r.workflow, s.definition ->> 'queue' AS queue
      FROM workflow.wf_run r JOIN workflow.wf_step s ON s.run_id = r.id
      WHERE r.id = ANY ($1) AND s.status NOT IN ('SUCCEEDED', 'SKIPPED')
      """, Array(runs)
    ).map { (try $0.decode("workflow"), try $0.decode("queue")) }
  }

  static func markingOrdered(_ steps: [StepID], at: Date) -> Statement {
    Statement(
      "UPDATE workflow.wf_step SET ordered_at = $2, updated_at = $2 WHERE id = ANY ($1)", steps, at)
  }

  static func updating(_ step: Step, leaseEpoch: Int64, at: Date) -> Statement {
    Statement(
      """
      UPDATE workflow.wf_step SET status = $2, lease_epoch = $3, output = $4, failure = $5, next_attempt_at = $6,
        started_at = $7, finished_at = $8, updated_at = $9
      WHERE id = $1
      """, step.id, step.state, leaseEpoch, step.output,
      step.failure, step.nextAttemptAt, step.startedAt, step.finishedAt, at)
  }

  static func insertion(_ attempt: Attempt, of step: StepID) -> Statement {
    Statement(
      """
      INSERT INTO workflow.wf_attempt (step_id, number, lease_epoch, worker, started_at, ended_at, failure, is_crash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
      """, step, attempt.number, attempt.leaseEpoch, attempt.worker, attempt.startedAt, attempt.endedAt,
      attempt.failure, attempt.isCrash)
  }

  typealias Attempts = [(run: RunID, step: String, attempt: Attempt)]

  /// One step of a run; none when the run has no such step.
  static func finding(_ step: StepID, of run: RunID) -> Statement {
    Statement("SELECT \(columns) FROM workflow.wf_step WHERE run_id = $1 AND id = $2", run, step)
  }

  /// Attempts of the steps, oldest first, those of the runs before included.
  static func attempts(ofRunsUnder root: RunID, _ connection: PostgresConnection) async throws -> Attempts {
    try attempts(try await connection.query(listingAttempts(ofRunsUnder: root)))
  }

  /// With `last`, without those of the runs that came after it.
  static func listingAttempts(ofRunsUnder root: RunID, upTo last: RunID? = nil) -> Statement {
    Statement(
      """
      SELECT s.run_id, s.name, a.number, a.lease_epoch, a.worker, a.started_at, a.ended_at, a.failure, a.is_crash
      FROM workflow.wf_attempt a JOIN workflow.wf_step s ON s.id = a.step_id
        JOIN workflow.wf_run r ON r.id = s.run_id
      WHERE r.root_id = $1 AND ($2::uuid IS NULL
        OR (r.created_at, r.id) <= (SELECT l.created_at, l.id FROM workflow.wf_run l WHERE l.id = $2))
      ORDER BY a.started_at, a.number
      """, root, last)
  }

  static func attempts(_ rows: PostgresRows) throws -> Attempts {
    try rows.map { row in
      (
        try row.decode("run_id"), try row.decode("name"),
        Attempt(
          number: try row.decode("number"), worker: try row.decode("worker"),
          leaseEpoch: try row.decode("lease_epoch"), startedAt: try row.decode("started_at"),
          endedAt: try row.decode("ended_at"), failure: try row.decode("failure"),
          isCrash: try row.decode("is_crash"))
      )
    }
  }

  private static let columns = """
    id, run_id, name, function, depends_on, definition, position, status, ordered_at, lease_epoch, is_carried_over,
    output, failure, next_attempt_at, started_at, finished_at
    """

  static func record(_ row: PostgresRow) throws -> Record {
    let definition: Workflow.Step = try row.decode("definition", as: JSON.self).decode()
    let step = Step(
      id: try row.decode("id"), name: try row.decode("name"), function: try row.decode("function"),
      dependsOn: try row.decode("depends_on", as: JSON.self).decode(), state: try row.decode("status"),
      isCarriedOver: try row.decode("is_carried_over"), output: try row.decode("output"),
      failure: try row.decode("failure"), startedAt: try row.decode("started_at"),
      finishedAt: try row.decode("finished_at"), nextAttemptAt: try row.decode("next_attempt_at"),
      isOptional: definition.isOptional, partOf: definition.part?.of)
    return Record(
      step: step, runID: try row.decode("run_id"), definition: definition, position: try row.decode("position"),
      isOrdered: try row.decode("ordered_at", as: Date?.self) != nil, leaseEpoch: try row.decode("lease_epoch"))
  }
}
