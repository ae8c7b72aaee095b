import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// The workflow service with a workflow in the shape of a diamond, and what workers would say to it.
struct Desk {
  let pool: PostgresPool
  let orchestrator: Orchestrator
  let service: WorkflowService
  let event: Event

  static let diamond = Workflow(
    name: "diamond", version: 1, startsOn: "dataset.ingested", parameters: ["mode": ["strict", "lenient"]],
    steps: [
      Workflow.Step(
        name: "a", function: "f", queue: "processing",
        compensation: Workflow.Step.Compensation(function: "undo.a", queue: "metadata")),
      Workflow.Step(
        name: "b", function: "f", queue: "processing", dependsOn: ["a"],
        compensation: Workflow.Step.Compensation(function: "undo.b", queue: "processing")),
      Workflow.Step(name: "c", function: "f", queue: "processing", dependsOn: ["a"]),
      Workflow.Step(name: "d", function: "f", queue: "processing", dependsOn: ["b", "c"], isOptional: true),
    ])

  init(_ platform: TestPlatform, _ workflow: Workflow = Desk.diamond) throws {
    pool = platform.pool(.workflow)
    orchestrator = Orchestrator(
      workflows: [workflow], outbox: Outbox(schema: .workflow, environment: .live), environment: .live)
    service = WorkflowService(
      pool: pool, orchestrator: orchestrator, actor: Actor(name: "olga", credential: "olga", role: .operator))
    let file = IngestedFile.sample
    event = Event(
      eventID: EventID(UUID()), eventType: .datasetIngested, occurredAt: Date(), traceID: TraceID(UUID()),
      producer: "test", datasetID: DatasetID(UUID()), datasetVersion: "1", payload: try JSON(encoding: file))
  }

  /// A process of another one's orchestrator, or of this one's, that looks so many seconds later: all that it knows is in
  /// the database.
  func runner(_ other: Orchestrator? = nil, later seconds: Double = 0) -> BulkOperationRunner {
    var environment = Environment.live
    environment.now = { Date().addingTimeInterval(seconds) }
    let orchestrator = other ?? orchestrator
    return BulkOperationRunner(
      pool: pool,
      orchestrator: Orchestrator(
        workflows: orchestrator.workflows, outbox: orchestrator.outbox, environment: environment),
      log: .silent)
  }

  func deliver(_ event: Event) async throws {
    try await pool.withTransaction {
      try await orchestrator.handle(Delivery(event: event, stream: "s", entryID: "1-1"), on: $0)
    }
  }

  /// A run of a dataset of its own.
  func startAnother() async throws -> RunID {
    var another = event
    another.eventID = EventID(UUID())
    another.datasetID = DatasetID(UUID())
    try await deliver(another)
    return try #require(try await service.runs(ListQuery(), PageRequest()).items.first).id
  }

  func start() async throws -> RunID {
    try await deliver(event)
    return try #require(try await service.runs(ListQuery(), PageRequest()).items.first).id
  }

  /// What a worker says of a step.
  func report(
    _ type: EventType, _ step: Step, of run: RunID, epoch: Int64 = 1, failure: Failure? = nil, output: JSON? = nil
  ) throws -> Event {
    let attempt = Attempt(
      number: 1, worker: "w", leaseEpoch: epoch, startedAt: Date(), endedAt: Date(), failure: failure, isCrash: false)
    let report = JobReport(
      jobID: step.id, runID: run, step: step.name, worker: "w", leaseEpoch: epoch, startedAt: Date(),
      attempt: type == .jobStarted ? nil : attempt,
      output: type == .jobSucceeded ? output ?? ["from": .string(step.name)] : nil)
    return Event(
      eventID: EventID(UUID()), eventType: type, occurredAt: Date(), traceID: event.traceID, producer: "test",
      datasetID: event.datasetID, datasetVersion: "1", payload: try JSON(encoding: report))
  }

  func step(_ name: String, of run: RunID) async throws -> Step {
    try #require(try await service.run(run).steps.first { $0.name == name })
  }

  func finish(_ names: String..., of run: RunID) async throws {
    for name in names {
      try await deliver(try report(.jobSucceeded, try await step(name, of: run), of: run))
    }
  }

  func finish(_ name: String, of run: RunID, leaving output: JSON) async throws {
    try await deliver(try report(.jobSucceeded, try await step(name, of: run), of: run, output: output))
  }

  func fail(_ name: String, of run: RunID) async throws {
    let failure = Failure("broken", "row 12 of file 'x' is broken")
    try await deliver(try report(.jobDeadlettered, try await step(name, of: run), of: run, failure: failure))
  }

  /// The steps ordered so far, in order.
  func ordered(_ run: RunID) async throws -> [String] {
    try await pool.query(
      """
      SELECT event -> 'payload' ->> 'step' AS step FROM workflow.outbox
      WHERE event ->> 'event_type' = 'workflow.job.ready' AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
      """, run.description
    ).map { try $0.decode("step") }
  }

  /// The steps whose orders were taken back, in order.
  func takenBack(_ run: RunID) async throws -> [String] {
    try await pool.query(
      """
      SELECT event -> 'payload' ->> 'step' AS step FROM workflow.outbox
      WHERE event ->> 'event_type' = 'workflow.job.cancelled' AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
      """, run.description
    ).map { try $0.decode("step") }
  }

  /// Delivers what the service told itself since, as its consumer would.
  func deliverOwn(_ type: EventType) async throws {
    let events = try await pool.query(
      "SELECT event FROM workflow.outbox WHERE event ->> 'event_type' = $1 ORDER BY id", type.rawValue
    ).map { try $0.decode("event", as: JSON.self).decode(as: Event.self) }
    for event in events { try await deliver(event) }
  }

  /// A consumer gives an event up: always the same one for the same number.
  func poison(_ number: Int, by consumer: String = "metadata-group") throws -> Event {
    var unreadable = event
    unreadable.eventID = EventID(UUID(uuidString: "00000000-0000-7000-8000-00000000000\(number)") ?? UUID())
    let fields = EventFields.encode(unreadable)
    let report: JSON = [
      "consumer": .string(consumer), "stream": .string(Streams.datasetEvents), "entry_id": .string("1-\(number)"),
      "event_type": .string(EventType.datasetIngested.rawValue),
      "fields": .object(fields.map { JSON.Member($0.name, .string($0.value)) }),
      "failure": try JSON(encoding: Failure("payload_invalid", "it cannot be read")),
    ]
    return Event(
      eventID: EventID(UUID()), eventType: .jobDeadlettered, occurredAt: Date(), traceID: event.traceID,
      producer: "metadata-service", datasetID: event.datasetID, datasetVersion: "1", payload: report)
  }

  /// What waits to be published is.
  func publish() async throws {
    try await pool.query(
      "UPDATE workflow.outbox SET published_at = now(), published_in = 'x' WHERE published_at IS NULL")
  }

  /// How often the service said it.
  func said(_ type: EventType) async throws -> Int {
    try await pool.query(
      "SELECT count(*) FROM workflow.outbox WHERE event ->> 'event_type' = $1", type.rawValue
    ).value()
  }

  /// As somebody with another role.
  func service(as role: Model.Role) -> WorkflowService {
    WorkflowService(
      pool: pool, orchestrator: orchestrator, actor: Actor(name: "vera", credential: "vera", role: role))
  }
}
