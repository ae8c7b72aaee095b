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

  static func insert(
    _ step: Step, of run: RunID, position: Int, definition: Workflow.Step, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_step (id, run_id, position, name, function, depends_on, definition, status,
        is_carried_over, output, started_at, finished_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
      """, step.id, run, position, step.name, step.function, try JSON(encoding: step.dependsOn),
      try JSON(encoding: definition), step.state, step.isCarriedOver, step.output, step.startedAt,
      step.finishedAt)
  }

  /// The steps of a run in the order of the document, parts behind their step, without their attempts.
  static func list(of run: RunID, _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      """
      SELECT id, run_id, name, function, depends_on, definition, position, status, ordered_at, lease_epoch,
        is_carried_over, output, failure, next_attempt_at, started_at, finished_at
      FROM workflow.wf_step WHERE run_id = $1
      ORDER BY position, (definition -> 'part' ->> 'number')::int NULLS FIRST
      """, run
    ).map(record)
  }

  static func markOrdered(_ steps: [StepID], at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE workflow.wf_step SET ordered_at = $2, updated_at = $2 WHERE id = ANY ($1)", steps, at)
  }

  static func update(_ step: Step, leaseEpoch: Int64, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_step SET status = $2, lease_epoch = $3, output = $4, failure = $5, next_attempt_at = $6,
        started_at = $7, finished_at = $8, updated_at = $9
      WHERE id = $1
      """, step.id, step.state, leaseEpoch, step.output,
      step.failure, step.nextAttemptAt, step.startedAt, step.finishedAt, at)
  }

  static func insert(_ attempt: Attempt, of step: StepID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_attempt (step_id, number, lease_epoch, worker, started_at, ended_at, failure, is_crash)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING
      """, step, attempt.number, attempt.leaseEpoch, attempt.worker, attempt.startedAt, attempt.endedAt,
      attempt.failure, attempt.isCrash)
  }

  /// Attempts of the steps, oldest first, those of the runs before included.
  static func attempts(
    ofRunsUnder root: RunID, _ connection: PostgresConnection
  ) async throws -> [(run: RunID, step: String, attempt: Attempt)] {
    try await connection.query(
      """
      SELECT s.run_id, s.name, a.number, a.lease_epoch, a.worker, a.started_at, a.ended_at, a.failure, a.is_crash
      FROM workflow.wf_attempt a JOIN workflow.wf_step s ON s.id = a.step_id
        JOIN workflow.wf_run r ON r.id = s.run_id
      WHERE r.root_id = $1 ORDER BY a.started_at, a.number
      """, root
    ).map { row in
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

  private static func record(_ row: PostgresRow) throws -> Record {
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
