import Foundation
import Messaging
import Model
public import Postgres
public import Redis
public import Support

/// Takes in the dead letters that an existing deployment keeps on a stream, so that they are looked at, redriven and
/// discarded like all others. An entry stays on its stream until its letter is settled: whoever looks there as well
/// sees what still waits.
public struct StreamLetters: Sendable {
  private static let group = "letter-group"
  private static let lookEvery = Duration.seconds(5)
  /// How far a look goes back behind the one before: transactions become visible late.
  private static let overlapSeconds = 60.0
  private static let batchMax = 10_000

  private let consumer: Consumer
  private let pool: PostgresPool
  private let redis: RedisConfiguration
  private let environment: Environment
  private let log: Log

  /// `name` must never have been used before: it tells this process from all others.
  public init(
    name: String, pool: PostgresPool, redis: RedisConfiguration, orchestrator: Orchestrator, environment: Environment,
    log: Log
  ) {
    consumer = Consumer(
      group: StreamLetters.group,
      streams: Streams.subscriptions.filter { $0.group == StreamLetters.group }.map(\.stream), name: name,
      schema: .workflow, pool: pool, redis: redis, handler: orchestrator, decode: LetterFields.decode,
      environment: environment, log: log)
    self.pool = pool
    self.redis = redis
    self.environment = environment
    self.log = log
  }

  /// Works until cancelled.
  public func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await consumer.run() }
      group.addTask { await removeSettled() }
    }
  }

  private func removeSettled() async {
    let connection = RedisConnection(redis, name: "stream-letters")
    var since: Date?
    await Lookout(every: StreamLetters.lookEvery, problem: "cannot remove settled letters", log: log).run {
      since = try await removeSettled(since: since, connection)
      return false
    }
    await connection.close()
  }

  /// Returns where the next look begins. The first one begins with the oldest entry: no letter was settled before it.
  private func removeSettled(since: Date?, _ connection: RedisConnection) async throws -> Date? {
    let now = environment.now()
    guard let oldest = try await connection.xrange(Streams.datasetLetters, count: 1).first else {
      return now.addingTimeInterval(-StreamLetters.overlapSeconds)
    }
    var begin = since ?? Date(timeIntervalSince1970: Double(oldest.id.milliseconds) / 1000)
    while true {
      let place = begin
      let settled = try await pool.withConnection {
        try await LetterRepository.settledEntries(
          of: Streams.datasetLetters, since: place, limit: StreamLetters.batchMax, $0)
      }
      let ids = settled.compactMap { RedisStreamID($0.entry) }
      if !ids.isEmpty { _ = try await connection.xdel(Streams.datasetLetters, ids) }
      // Many that were settled in one transaction have one time: then the time alone leads no further.
      guard settled.count == StreamLetters.batchMax, let last = settled.last?.at, last > begin else { break }
      begin = last
    }
    return now.addingTimeInterval(-StreamLetters.overlapSeconds)
  }
}
