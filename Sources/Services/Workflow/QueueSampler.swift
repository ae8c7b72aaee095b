import Foundation
import Messaging
public import Model
public import Postgres
public import Support

/// Looks at the queues every few seconds and writes down how far they are. Any number may run: each look has
/// one leader.
public struct QueueSampler: Sendable {
  public static let lookEvery = Duration.seconds(5)
  private static let keptSeconds = 3600.0

  private let pool: PostgresPool
  private let read: @Sendable () async throws -> [Queue]
  private let environment: Environment
  private let log: Log

  public init(
    pool: PostgresPool, environment: Environment, log: Log, read: @escaping @Sendable () async throws -> [Queue]
  ) {
    self.pool = pool
    self.environment = environment
    self.log = log
    self.read = read
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: QueueSampler.lookEvery, problem: "cannot look at the queues", log: log).run {
      try await look()
      return false
    }
  }

  /// Consoles are told only when something moved.
  func look() async throws {
    try await Leadership.take("queues", in: pool) { leadership in
      let connection = leadership.connection
      let now = environment.now()
      let queues = try await read()
      let before = try await QueueSampleRepository.since(
        now.addingTimeInterval(-WorkflowService.rateSeconds), connection)
      try await QueueSampleRepository.insert(queues, at: now, connection)
      try await QueueSampleRepository.deleteBefore(now.addingTimeInterval(-QueueSampler.keptSeconds), connection)
      let isMoving = queues.contains { queue in
        before[queue.id]?.last.map { ($0.added, $0.done) != (queue.sample.added, queue.sample.done) } ?? true
      }
      if isMoving { try await QueueSampleRepository.announce(connection) }
    }
  }
}

extension WorkflowService {
  /// How far back rates go.
  static let rateSeconds = 300.0

  /// What this service knows of the queues: their gates and rates.
  public func complete(_ queues: [Queue]) async throws -> [Queue] {
    let since = orchestrator.environment.now().addingTimeInterval(-WorkflowService.rateSeconds)
    let (gates, samples, holds) = try await pool.withConnection { connection in
      let gates = try await GateRepository.all(.queue, connection)
      let isHeld = gates.values.contains { $0.state == .paused }
      return (
        gates, try await QueueSampleRepository.since(since, connection),
        isHeld ? try await RunTurnRepository.holds(connection) : [:]
      )
    }
    let names = Dictionary(
      queueNames.map { (Streams.jobs(queue: $0), $0) }, uniquingKeysWith: { first, _ in first })
    return queues.map { queue in
      var queue = queue
      queue.gate = names[queue.stream].map { gates[$0] ?? Gate(Gate.ID(.queue, $0)) }
      queue.held = queue.gate.flatMap { holds[.paused($0.id)] }
      queue.rates = Queue.rates(samples[queue.id] ?? [])
      return queue
    }
  }
}
