import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// What ``RunTable`` makes of reports is what the orchestrator makes of them in PostgreSQL: the same reports, late,
/// doubled and out of order, leave the same runs and the same orders.
@Suite(.serialized) struct RunContractTests {
  private static let workflow = Model.Workflow(
    name: "diamond", version: 1, startsOn: "dataset.ingested",
    steps: [("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"]), ("e", []), ("f", ["e"])].map {
      // What `e` leaves has no rows.
      Model.Workflow.Step(
        name: $0.0, function: "f", queue: Streams.processingQueue, dependsOn: $0.1,
        when: $0.0 == "f" ? (try? Condition(parsing: "steps.e.rows > 0")) : nil)
    })

  private static let types: [EventType] = [
    .jobStarted, .jobRetrying, .jobSucceeded, .jobSucceeded, .jobSucceeded, .jobDeadlettered,
  ]

  @Test(arguments: [1, 2] as [UInt64]) func theSameReportsMakeTheSameRuns(seed: UInt64) async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      let outbox = Outbox(schema: .workflow, environment: .live)
      let orchestrator = Orchestrator(workflows: [RunContractTests.workflow], outbox: outbox, environment: .live)
      var random = SplitMix64(seed: seed)
      for _ in 0..<4 { try await one(&random, orchestrator, pool, "seed \(seed)") }
      await pool.close()
    }
  }

  private func one(
    _ random: inout SplitMix64, _ orchestrator: Orchestrator, _ pool: PostgresPool, _ place: Comment
  ) async throws {
    func deliver(_ type: EventType, _ payload: JSON) async throws {
      let event = Event(
        eventID: EventID(UUID()), eventType: type, occurredAt: Date(), traceID: TraceID(UUID()), producer: "test",
        datasetID: DatasetID(UUID()), datasetVersion: "1", payload: payload)
      try await pool.withTransaction {
        try await orchestrator.handle(Delivery(event: event, stream: "s", entryID: "1-1"), on: $0)
      }
    }
    let before: Int = try await pool.query("SELECT count(*) FROM workflow.wf_run").value()
    try await deliver(.datasetIngested, try JSON(encoding: RunContractTests.file))
    #expect(try await pool.query("SELECT count(*) FROM workflow.wf_run").value(as: Int.self) == before + 1)
    let id: RunID = try await pool.query("SELECT id FROM workflow.wf_run ORDER BY created_at DESC, id DESC LIMIT 1")
      .value()
    let steps = try await pool.query("SELECT id, name FROM workflow.wf_step WHERE run_id = $1 ORDER BY position", id)
      .map { (id: try $0.decode("id", as: StepID.self), name: try $0.decode("name", as: String.self)) }
    var table = RunTable()
    var ordered = names(
      table.start(id, zip(steps, RunContractTests.workflow.steps).map { (id: $0.0.id, definition: $0.1) }))
    var said: [(EventType, JobReport)] = []
    for _ in 0..<random.number(5...40) {
      let again = said.isEmpty || random.chance(0.8) ? nil : random.choose(said)
      let (type, report) = again ?? say(of: random.choose(steps), in: id, &random)
      said.append((type, report))
      ordered += names(table.apply(type, report))
      try await deliver(type, try JSON(encoding: report))
    }
    try await compare(table, ordered, id, pool, place)
  }

  private func say(
    of step: (id: StepID, name: String), in run: RunID, _ random: inout SplitMix64
  ) -> (EventType, JobReport) {
    let type = random.choose(RunContractTests.types)
    let epoch = Int64(random.number(1...4))
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let attempt = Attempt(
      number: Int(epoch), worker: "w", leaseEpoch: epoch, startedAt: start, endedAt: start,
      failure: Failure("broken", "it is broken"), isCrash: false)
    // A worker that is stopped gives the job back without an attempt.
    let hasAttempt = type != .jobStarted && (type != .jobRetrying || random.chance(0.7))
    return (
      type,
      JobReport(
        jobID: step.id, runID: run, step: step.name, worker: "w", leaseEpoch: epoch, startedAt: start,
        attempt: hasAttempt ? attempt : nil)
    )
  }

  private func names(_ orders: [RunTable.Order]) -> [String] {
    orders.compactMap { if case .ready(let order) = $0 { order.step } else { nil } }
  }

  private func compare(
    _ table: RunTable, _ ordered: [String], _ id: RunID, _ pool: PostgresPool, _ place: Comment
  ) async throws {
    let run = try #require(table.runs[id])
    let state: JobState = try await pool.query("SELECT status FROM workflow.wf_run WHERE id = $1", id).value()
    #expect(state == run.state, place)
    let rows = try await pool.query(
      "SELECT name, status, lease_epoch FROM workflow.wf_step WHERE run_id = $1 ORDER BY position", id
    ).map { row in
      let (name, state): (String, JobState) = (try row.decode("name"), try row.decode("status"))
      return "\(name) \(state) \(try row.decode("lease_epoch", as: Int64.self))"
    }
    #expect(rows == run.steps.map { "\($0.step.name) \($0.step.state) \($0.leaseEpoch)" }, place)
    let orders = try await pool.query(
      """
      SELECT event -> 'payload' ->> 'step' AS step FROM workflow.outbox
      WHERE event ->> 'event_type' = 'workflow.job.ready' AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
      """, id.description
    ).map { try $0.decode("step", as: String.self) }
    #expect(orders == ordered, place)
  }

  private static let file = IngestedFile.sample
}
