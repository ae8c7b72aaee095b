import Foundation
import Model
import Postgres
import Redis
import Support

/// Marks outbox rows that every consumer group is past as finished, and trims the streams behind them.
///
/// Work streams are never cut by length: an entry goes when all groups have finished it, and it is old.
struct Janitor {
  /// How long finished entries stay on their stream, for people who look.
  private static let keepSeconds = 3600.0

  let repository: OutboxRepository
  let pool: PostgresPool
  let redis: RedisConnection
  let environment: Environment

  func clean(retentionDays: Int) async throws {
    let streams = try await pool.withConnection { try await repository.streamsWithUnfinished($0) }
    guard !streams.isEmpty else { return }
    let incarnation = try await Incarnation.current(redis, environment)
    for stream in streams {
      guard let watermark = try await watermark(of: stream) else { continue }
      // Read after the groups: had the data been lost in between, it would differ, and nothing may be finished.
      guard try await Incarnation.current(redis, environment) == incarnation else { return }
      let finished = try await pool.withConnection { connection in
        try await repository.finish(
          stream: stream,
          below: (Int64(clamping: watermark.milliseconds), Int64(clamping: watermark.sequence)), in: incarnation,
          connection)
      }
      if finished > 0 {
        let old = UInt64(max(0, (environment.now().timeIntervalSince1970 - Janitor.keepSeconds) * 1000))
        _ = try await redis.xtrim(stream, before: min(watermark, RedisStreamID(milliseconds: old)))
        try await pool.withConnection { try await repository.sweep(retentionDays: retentionDays, $0) }
      }
    }
  }

  /// The lowest entry id that some group has not finished; `nil` when a group that should be there is missing.
  private func watermark(of stream: String) async throws -> RedisStreamID? {
    let expected = Streams.subscriptions.filter { $0.stream == stream }.map(\.group)
    guard let groups = try await redis.xinfoGroups(stream), !groups.isEmpty,
      Set(expected).isSubset(of: groups.map(\.name))
    else { return nil }
    var lowest = RedisStreamID.max
    for group in groups {
      var first = group.lastDeliveredID.next ?? .max
      if group.pendingCount > 0 {
        guard let pending = try await redis.xpending(stream, group: group.name).firstID else { return nil }
        first = pending
      }
      lowest = min(lowest, first)
    }
    return lowest
  }
}
