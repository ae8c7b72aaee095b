import Model
public import Postgres
public import Redis
public import Support

/// Publishes a service's outbox on the streams, in order, at least once. Any number may run for one outbox.
public struct Relay: Sendable {
  private static let batchMax = 500
  /// How often it looks without being woken, asks whether the streams were lost, and cleans up behind itself.
  private static let lookEvery = Duration.seconds(1)
  private static let retentionDays = 14
  /// How often it looks for what was published into streams that are gone, though it knows of no loss: another relay
  /// may have marked that afterwards, and died.
  private static let lookBackEvery = Duration.seconds(60)

  private let repository: OutboxRepository
  private let pool: PostgresPool
  private let redis: RedisConnection
  private let environment: Environment
  private let log: Log
  private let wakeup: Wakeup

  /// `wakeup` is signalled when something was written to the outbox.
  public init(
    schema: ServiceSchema, pool: PostgresPool, redis: RedisConfiguration, wakeup: Wakeup, environment: Environment,
    log: Log
  ) {
    repository = OutboxRepository(schema: schema)
    self.pool = pool
    self.redis = RedisConnection(redis, name: "relay-\(schema.rawValue)")
    self.environment = environment
    self.log = log
    self.wakeup = wakeup
  }

  /// Publishes, and cleans up behind itself, until cancelled. Servers that do not answer are waited for.
  public func run() async {
    // Not on the thread of its Redis connection: both use the service's pool, which must not wait for a Redis that hangs.
    await withDiscardingTaskGroup { group in
      group.addTask { await publish() }
      group.addTask {
        await Lookout(every: Relay.lookEvery, problem: "cannot clean up behind what was published", log: log).run {
          try await Janitor(repository: repository, pool: pool, redis: redis, environment: environment)
            .clean(retentionDays: Relay.retentionDays)
          return false
        }
      }
    }
    await redis.close()
  }

  private func publish() async {
    var known: String?
    var look = ContinuousClock.now
    var lookBack = look
    while !Task.isCancelled {
      do {
        // What it knows may be older than the streams, never newer: then it publishes twice, and loses nothing.
        if let known { while try await publishBatch(known) == Relay.batchMax {} }
        if known == nil || ContinuousClock.now >= look {
          let incarnation = try await Incarnation.current(redis, environment)
          look = .now + Relay.lookEvery
          if incarnation != known || ContinuousClock.now >= lookBack {
            try await adopt(incarnation)
            known = incarnation
            lookBack = .now + Relay.lookBackEvery
            continue
          }
        }
      } catch {
        if Task.isCancelled { break }
        known = nil
        log(.warning, "cannot publish; trying again", ["error": .string("\(error)")])
      }
      await wakeup.wait(atMost: Relay.lookEvery)
    }
  }

  /// A new life of Redis's data begins: its groups are made, and what is not finished is to be published again.
  private func adopt(_ incarnation: String) async throws {
    try await redis.ensureGroups(Streams.subscriptions)
    let reopened = try await pool.withConnection { try await repository.reopen(notIn: incarnation, $0) }
    if reopened > 0 {
      log(.warning, "the streams were lost; publishing again what is not finished", ["count": JSON(reopened)])
    }
  }

  /// Returns how many events it published.
  private func publishBatch(_ incarnation: String) async throws -> Int {
    try await pool.withTransaction { connection in
      let batch = try await repository.takeUnpublished(limit: Relay.batchMax, connection)
      guard !batch.isEmpty else { return 0 }
      let additions = try batch.map { row in
        let event: Event = try row.event.decode()
        return RedisStreamAddition(
          stream: row.stream, fields: EventFields.written(event))
      }
      var published: [(id: Int64, milliseconds: Int64, sequence: Int64)] = []
      for (row, result) in zip(batch, try await redis.xadd(additions, createsStream: false)) {
        guard let id = try result.get() else {
          try await Incarnation.renew(redis, environment)
          throw StreamLost(stream: row.stream)
        }
        published.append((row.id, Int64(clamping: id.milliseconds), Int64(clamping: id.sequence)))
      }
      try await repository.markPublished(published, in: incarnation, connection)
      return batch.count
    }
  }
}

/// The stream is not there: Redis's data were lost while it ran.
struct StreamLost: Error, CustomStringConvertible {
  var stream: String
  var description: String { "the stream \(stream) is gone" }
}
