import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// What ``RunTable`` makes of reports and of what persons do is what the orchestrator makes of them in PostgreSQL: the
/// same reports, late, doubled and out of order, and the same acts between them, leave the same runs, orders and letters.
@Suite(.serialized) struct RunContractTests {
  fileprivate static let workflow = Model.Workflow(
    name: "diamond", version: 1, startsOn: "dataset.ingested", policy: RunPolicy(deadlineSeconds: 3600),
    steps: [("a", []), ("b", ["a"]), ("c", ["a"]), ("d", ["b", "c"]), ("e", []), ("f", ["e"])].map {
      // What `e` leaves has no rows.
      Model.Workflow.Step(
        name: $0.0, function: "f", queue: $0.0 == "c" ? Streams.metadataQueue : Streams.processingQueue,
        dependsOn: $0.1, when: $0.0 == "f" ? (try? Condition(parsing: "steps.e.rows > 0")) : nil,
        retry: RetryPolicy(attemptsMax: $0.1.count + 2, baseSeconds: 2, capSeconds: 20),
        timeoutSeconds: 60 * ($0.1.count + 1), isOptional: ["c", "e"].contains($0.0))
    })

  fileprivate static let types: [EventType] = [.jobStarted, .jobRetrying, .jobSucceeded, .jobDeadlettered]

  @Test(arguments: [1, 2, 3] as [UInt64]) func theSameReportsAndActsMakeTheSameRuns(seed: UInt64) async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      var random = SplitMix64(seed: seed)
      for number in 0..<5 {
        var trial = try await Trial(pool)
        for _ in 0..<random.number(5...40) { try await trial.act(&random) }
        try await trial.again()
        try await trial.resumeAll()
        try await trial.compare("seed \(seed), run \(number)")
      }
      await pool.close()
    }
  }

  /// Whatever state a step is in, a report of each kind, from an older, the same and a newer lease, does the same.
  @Test func everyReportFindsEveryState() async throws {
    let ways: [(JobState, (inout Trial) async throws -> Void)] = [
      (.pending, { _ in }),
      (.running, { try await $0.report(.jobStarted, "e", epoch: 2) }),
      (
        .pending,
        {
          try await $0.report(.jobStarted, "e", epoch: 2)
          try await $0.report(.jobRetrying, "e", epoch: 2)
        }
      ),
      (.succeeded, { try await $0.report(.jobSucceeded, "e", epoch: 2) }),
      (.failed, { try await $0.report(.jobDeadlettered, "e", epoch: 2) }),
      (.cancelled, { try await $0.cancel() }),
      (.skipped, { try await $0.skip("e") }),
    ]
    try await TestPlatform.run { platform in
      let pool = platform.pool(.workflow)
      for (state, way) in ways {
        for type in RunContractTests.types {
          for epoch in 1...3 {
            var trial = try await Trial(pool)
            try await way(&trial)
            #expect(trial.table.runs[trial.id]?.steps.first { $0.step.name == "e" }?.step.state == state)
            try await trial.report(type, "e", epoch: Int64(epoch))
            try await trial.compare("\(type.rawValue) of lease \(epoch) finds \(state)")
          }
        }
      }
      await pool.close()
    }
  }
}

/// A run on both sides, and what was said of it.
private struct Trial {
  let pool: PostgresPool
  let orchestrator: Orchestrator
  let service: WorkflowService
  let id: RunID
  let steps: [(id: StepID, name: String)]
  var table = RunTable()
  private var ordered: [String: [String]] = [:]
  private var said: [(EventType, JobReport)] = []

  private static let gates = [
    Gate.ID(.workflow, RunContractTests.workflow.name), Gate.ID(.queue, Streams.processingQueue),
    Gate.ID(.queue, Streams.metadataQueue),
  ]

  init(_ pool: PostgresPool) async throws {
    self.pool = pool
    orchestrator = Orchestrator(
      workflows: [RunContractTests.workflow], outbox: Outbox(schema: .workflow, environment: .live),
      environment: .live)
    service = WorkflowService(
      pool: pool, orchestrator: orchestrator, actor: Actor(name: "olga", credential: "olga", role: .operator))
    let before: Int = try await pool.query("SELECT count(*) FROM workflow.wf_run").value()
    try await Trial.deliver(.datasetIngested, try JSON(encoding: IngestedFile.sample), orchestrator, pool)
    #expect(try await pool.query("SELECT count(*) FROM workflow.wf_run").value(as: Int.self) == before + 1)
    id = try await pool.query("SELECT id FROM workflow.wf_run ORDER BY created_at DESC, id DESC LIMIT 1").value()
    steps = try await pool.query("SELECT id, name FROM workflow.wf_step WHERE run_id = $1 ORDER BY position", id)
      .map { (id: try $0.decode("id"), name: try $0.decode("name")) }
    let workflow = RunContractTests.workflow
    note(
      table.start(
        id, zip(steps, workflow.steps).map { (id: $0.0.id, definition: $0.1) }, of: workflow.name, workflow.policy))
  }

  private static func deliver(
    _ type: EventType, _ payload: JSON, _ orchestrator: Orchestrator, _ pool: PostgresPool
  ) async throws {
    let event = Event(
      eventID: EventID(UUID()), eventType: type, occurredAt: Date(), traceID: TraceID(UUID()), producer: "test",
      datasetID: DatasetID(UUID()), datasetVersion: "1", payload: payload)
    try await pool.withTransaction {
      try await orchestrator.handle(Delivery(event: event, stream: "s", entryID: "1-1"), on: $0)
    }
  }

  /// What a worker is told: the step, how often and for how long it is tried.
  private mutating func note(_ orders: [RunTable.Order]) {
    for case .ready(let order) in orders {
      ordered[order.run.description, default: []].append(
        Trial.words(order.step, order.retry, order.timeoutSeconds))
    }
  }

  private static func words(_ step: String, _ retry: RetryPolicy, _ timeoutSeconds: Int) -> String {
    "\(step): \(retry.attemptsMax) × \(timeoutSeconds) s, \(retry.baseSeconds) to \(retry.capSeconds) s between"
  }

  // MARK: - The same on both sides

  mutating func act(_ random: inout SplitMix64) async throws {
    switch random.number(0...19) {
    case 0: try await cancel()
    case 1: try await skip(random.choose(["c", "e"]))
    case 2, 3: try await pause(random.choose(Trial.gates))
    case 4, 5: try await resume(random.choose(Trial.gates))
    case 6 where random.chance(0.3): try await expire()
    default:
      if !said.isEmpty, random.chance(0.2) {
        let (type, report) = random.choose(said)
        return try await tell(type, report)
      }
      // Most things go well, so that the later steps are reached.
      let type = random.chance(0.5) ? .jobSucceeded : random.choose(RunContractTests.types)
      let hasAttempt = type != .jobStarted && (type != .jobRetrying || random.chance(0.7))
      try await report(
        type, random.choose(steps).name, epoch: Int64(random.number(1...4)), hasAttempt: hasAttempt)
    }
  }

  /// Without an attempt: a worker that is stopped gives the job back.
  mutating func report(_ type: EventType, _ step: String, epoch: Int64, hasAttempt: Bool? = nil) async throws {
    guard let job = steps.first(where: { $0.name == step })?.id else { return }
    let start = Date(timeIntervalSince1970: 1_800_000_000)
    let attempt = Attempt(
      number: Int(epoch), worker: "w", leaseEpoch: epoch, startedAt: start, endedAt: start,
      failure: Failure("broken", "it is broken"), isCrash: false)
    try await tell(
      type,
      JobReport(
        jobID: job, runID: id, step: step, worker: "w", leaseEpoch: epoch, startedAt: start,
        attempt: hasAttempt ?? (type != .jobStarted) ? attempt : nil))
  }

  private mutating func tell(_ type: EventType, _ report: JobReport) async throws {
    said.append((type, report))
    note(table.apply(type, report))
    try await Trial.deliver(type, try JSON(encoding: report), orchestrator, pool)
  }

  mutating func cancel() async throws {
    note(table.cancel(id))
    _ = try? await service.perform(.cancelRun(id), reason: "tried")
  }

  mutating func skip(_ step: String) async throws {
    // Of a run that has ended it would be a repetition.
    guard table.runs[id]?.state.isTerminal == false else { return }
    note(table.skip(step, of: id))
    _ = try? await service.perform(.skipStep(id, step: step), reason: "tried")
  }

  mutating func pause(_ gate: Gate.ID) async throws {
    table.pause(gate)
    _ = try? await service.perform(.pause(gate), reason: "tried")
  }

  mutating func resume(_ gate: Gate.ID) async throws {
    for case .resumed(let gate, let revision) in table.resume(gate) {
      _ = try await service.perform(.resume(gate), reason: "tried")
      let event: JSON = try await pool.query(
        "SELECT event FROM workflow.outbox WHERE event ->> 'event_type' = $1 ORDER BY id DESC LIMIT 1",
        EventType.gateResumed.rawValue
      ).value()
      try await Trial.deliver(.gateResumed, event["payload"] ?? [:], orchestrator, pool)
      note(table.release(gate, revision))
    }
  }

  /// No gate of this trial is in the way of the next one.
  mutating func resumeAll() async throws { for gate in Trial.gates { try await resume(gate) } }

  mutating func expire() async throws {
    note(table.look(at: .distantFuture, waitingSeconds: 0))
    try await pool.query(
      "UPDATE workflow.wf_run SET deadline_at = now() - interval '1 second' WHERE id = $1 AND deadline_at IS NOT NULL",
      id)
    _ = try await RunClock(pool: pool, orchestrator: orchestrator, log: .silent).look()
  }

  /// What did not succeed is done again.
  mutating func again() async throws {
    let result = try? await service.perform(.rerun(id, .failed, parameters: [:]), reason: "tried")
    guard let new = result?.done.first?.runID else {
      let orders = table.again(id, .failed, as: RunID(UUID()))
      #expect(orders == nil)
      return
    }
    let orders = table.again(id, .failed, as: new)
    note(try #require(orders))
  }

  // MARK: - Compared

  func compare(_ place: Comment) async throws {
    for run in table.runs.values {
      let state: JobState = try await pool.query("SELECT status FROM workflow.wf_run WHERE id = $1", run.id).value()
      #expect(state == run.state, place)
      let rows = try await pool.query(
        "SELECT name, status, lease_epoch FROM workflow.wf_step WHERE run_id = $1 ORDER BY position", run.id
      ).map { row in
        let (name, state): (String, JobState) = (try row.decode("name"), try row.decode("status"))
        return "\(name) \(state) \(try row.decode("lease_epoch", as: Int64.self))"
      }
      #expect(rows == run.steps.map { "\($0.step.name) \($0.step.state) \($0.leaseEpoch)" }, place)
      let orders = try await pool.query(
        """
        SELECT event -> 'payload' AS payload FROM workflow.outbox
        WHERE event ->> 'event_type' = 'workflow.job.ready' AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
        """, run.id.description
      ).map { row in
        let order: JobOrder = try row.decode("payload", as: JSON.self).decode()
        return Trial.words(order.step, order.retry, order.timeoutSeconds)
      }
      #expect(orders == ordered[run.id.description] ?? [], place)
      let letters = try await pool.query(
        "SELECT step, status FROM workflow.wf_dead_letter WHERE run_id = $1", run.id
      ).map { "\(try $0.decode("step", as: String.self)) \(try $0.decode("status", as: LetterState.self))" }
      #expect(
        letters.sorted() == table.letters.filter { $0.run == run.id }.map { "\($0.step) \($0.state)" }.sorted(), place)
    }
  }
}
