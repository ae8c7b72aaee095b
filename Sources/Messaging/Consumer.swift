import Foundation
public import Model
public import Postgres
public import Redis
public import Support

/// Reads streams for one consumer group and has a handler take each event into account exactly once: the inbox row
/// and the effects are one transaction, and the entry is acknowledged after it.
public struct Consumer: Sendable {
  /// How many events are read at once, and share a transaction.
  public static let batchMax = 100
  static let blockSeconds = 2.0
  /// Entries that a consumer has not finished for so long are taken over from it.
  static let takeOverSeconds = 9.0
  /// The pauses while servers do not answer.
  public static let pauses = RetryPolicy(attemptsMax: .max, baseSeconds: 0.2, capSeconds: 5)

  let group: String
  let streams: [String]
  let name: String
  let schema: ServiceSchema
  let pool: PostgresPool
  let redis: RedisConnection
  let handler: any EventHandler
  let decode: EventFields.Decoder
  let transactionMax: Int
  let outbox: Outbox
  let environment: Environment
  let log: Log

  /// `name` must never have been used before: it tells this process from all others. `decode` reads entries that have
  /// a form of their own.
  public init(
    group: String, streams: [String], name: String, schema: ServiceSchema, pool: PostgresPool,
    redis: RedisConfiguration, handler: any EventHandler, decode: @escaping EventFields.Decoder = EventFields.decode,
    transactionMax: Int = Consumer.batchMax, environment: Environment, log: Log
  ) {
    self.group = group
    self.streams = streams
    self.name = name
    self.schema = schema
    self.pool = pool
    self.redis = RedisConnection(redis, name: "consumer-\(group)")
    self.handler = handler
    self.decode = decode
    self.transactionMax = transactionMax
    outbox = Outbox(schema: schema, environment: environment)
    self.environment = environment
    self.log = log.with(["consumer_group": group])
  }

  /// Consumes until cancelled. Servers that do not answer are waited for; lost streams and groups are made again.
  public func run() async {
    // On the thread that waits for entries: what comes is at work without waking another.
    await withTaskExecutorPreference(redis.executor) { await consume() }
    await redis.close()
  }

  private func consume() async {
    var failures = 0
    var hasGroups = false
    // By a clock that nobody sets.
    var nextTakeOver = ContinuousClock.now
    while !Task.isCancelled {
      do {
        if !hasGroups { try await redis.ensureGroups(subscriptions) }
        hasGroups = true
        if ContinuousClock.now >= nextTakeOver {
          nextTakeOver = .now + .seconds(Consumer.takeOverSeconds / 3)
          try await takeOver()
        }
        try await readOnce()
        failures = 0
      } catch RedisError.server(let error) where error.code == .noGroup || error.code == .unblocked {
        log(.warning, "a stream or its group is gone; making it again", ["error": .string("\(error)")])
        failures += 1
        hasGroups = false
        await pause(1)
        try? await Incarnation.renew(redis, environment)
      } catch {
        if Task.isCancelled { break }
        failures += 1
        hasGroups = false
        log(.warning, "cannot consume; trying again", ["error": .string("\(error)")])
        await pause(failures)
      }
    }
  }

  private var subscriptions: [Streams.Subscription] {
    streams.map { Streams.Subscription(stream: $0, group: group) }
  }

  private func readOnce() async throws {
    let batches = try await redis.xreadgroup(
      group: group, consumer: name, streams: streams, count: Consumer.batchMax, blockSeconds: Consumer.blockSeconds)
    for batch in batches { try await process(batch.entries, from: batch.stream) }
  }

  /// Takes over what died with other consumers, and counts what was trimmed away under them.
  private func takeOver() async throws {
    for stream in streams {
      var cursor = RedisStreamID.zero
      repeat {
        let claimed = try await redis.xautoclaim(
          stream, group: group, consumer: name, minIdleSeconds: Consumer.takeOverSeconds, start: cursor,
          count: Consumer.batchMax)
        if !claimed.deletedIDs.isEmpty {
          log(.warning, "pending entries were deleted; publishing again", ["count": JSON(claimed.deletedIDs.count)])
          try await Incarnation.renew(redis, environment)
        }
        try await process(claimed.entries, from: stream)
        cursor = claimed.cursor
      } while cursor != .zero && !Task.isCancelled
    }
  }

  /// Waits after the failure of this number, from 1. Ends at once when the task is cancelled.
  func pause(_ failures: Int) async {
    try? await Task.sleep(for: .seconds(Consumer.pauses.delay(after: failures, random: environment.random())))
  }
}
