import Foundation
import Messaging
public import Model
import Postgres
import Support

/// The SQL of what happened to runs, their steps and letters under a trace.
enum TraceRepository {
  static func runs(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT e.id, e.at, e.subject, e.event, e.from_status, e.to_status, e.actor, e.detail, r.id AS run_id,
        r.workflow, r.dataset_name, r.dataset_version
      FROM workflow.wf_run r JOIN workflow.wf_run_event e ON e.run_id = r.id
      WHERE r.trace_id = $1 ORDER BY e.id LIMIT $2
      """, trace, limit
    ).map { row in
      let change = try StateChange(row)
      let isRun = change.subject == "run"
      let workflow: String = try row.decode("workflow")
      let dataset: String = try row.decode("dataset_name")
      let version: String = try row.decode("dataset_version")
      return TraceEvent(
        isRun ? .run : .step, change, id: String(try row.decode("id", as: Int64.self)),
        subject: isRun ? "\(workflow) \(dataset) \(version)" : change.subject, address: try address(row))
    }
  }

  static func attempts(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT r.id AS run_id, s.id AS step_id, s.name, a.number, a.lease_epoch, a.worker, a.started_at, a.ended_at,
        a.failure, a.is_crash
      FROM workflow.wf_run r JOIN workflow.wf_step s ON s.run_id = r.id JOIN workflow.wf_attempt a ON a.step_id = s.id
      WHERE r.trace_id = $1 ORDER BY a.started_at LIMIT $2
      """, trace, limit
    ).map { row in
      let failure: Failure? = try row.decode("failure")
      let isCrash: Bool = try row.decode("is_crash")
      let number: Int = try row.decode("number")
      let step: StepID = try row.decode("step_id")
      let epoch: Int64 = try row.decode("lease_epoch")
      return TraceEvent(
        id: "attempt \(step) \(number) \(epoch)", kind: .attempt, at: try row.decode("started_at"),
        endedAt: try row.decode("ended_at"), subject: try row.decode("name"),
        what: "#\(number) " + (isCrash ? "crashed" : failure?.errorCode.rawValue ?? "succeeded"),
        actor: try row.decode("worker"), detail: failure?.message, isFailure: isCrash || failure != nil,
        address: try address(row))
    }
  }

  static func letters(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT e.id, e.at, e.event, e.from_status, e.to_status, e.actor, e.detail, l.id AS letter_id, l.error_code,
        l.step
      FROM workflow.wf_dead_letter l JOIN workflow.wf_dead_letter_event e ON e.letter_id = l.id
      WHERE l.trace_id = $1 ORDER BY e.id LIMIT $2
      """, trace, limit
    ).map { row in
      let step: String? = try row.decode("step")
      return TraceEvent(
        .letter, try StateChange(row, subject: "letter"), id: String(try row.decode("id", as: Int64.self)),
        subject: [step, try row.decode("error_code")].compactMap(\.self).joined(separator: " "),
        address: "dlq/\(try row.decode("letter_id", as: LetterID.self))")
    }
  }

  private static func address(_ row: PostgresRow) throws -> String {
    "topology/\(try row.decode("run_id", as: RunID.self))"
  }
}

extension WorkflowService {
  /// What happened to runs, steps, attempts and letters under a trace; of each up to `limit`, and then that there is more.
  public func trace(_ id: TraceID, limit: Int) async throws -> [TraceEvent] {
    try await pool.withConnection { connection in
      let kinds = [
        try await TraceRepository.runs(of: id, limit: limit + 1, connection),
        try await TraceRepository.attempts(of: id, limit: limit + 1, connection),
        try await TraceRepository.letters(of: id, limit: limit + 1, connection),
      ]
      return kinds.flatMap { TraceEvent.told($0, limit: limit) }
    }
  }
}
