import Model
import Redis
import Support

/// Tells one life of Redis's data from the next: the server's run id and a marker that is stored with the data.
///
/// A restart changes the run id, FLUSHALL removes the marker, and a consumer that finds its stream or group gone
/// writes a new one. Whatever was published into another incarnation and is not finished is published again.
enum Incarnation {
  private static let key = "flowsight:incarnation"

  static func current(_ redis: RedisConnection, _ environment: Environment) async throws -> String {
    let replies = try await redis.pipeline([["INFO", "server"], ["GET", RedisArgument(key)]])
    let server = try replies[0].checked().string ?? ""
    let runID = server.split(whereSeparator: \.isNewline).first { $0.hasPrefix("run_id:") }?.dropFirst(7) ?? "unknown"
    if let mark = try replies[1].checked().string { return "\(runID)/\(mark)" }
    try await redis.set(key, to: RedisArgument(environment.newID().text), onlyIfAbsent: true)
    return "\(runID)/\(String(decoding: try await redis.get(key) ?? [], as: UTF8.self))"
  }

  /// Declares the present data incomplete, so that every relay publishes again what is not finished.
  static func renew(_ redis: RedisConnection, _ environment: Environment) async throws {
    try await redis.set(key, to: RedisArgument(environment.newID().text))
  }
}

extension RedisConnection {
  /// Makes the streams and groups of the subscriptions that are missing. A new group begins at the stream's start.
  func ensureGroups(_ subscriptions: [Streams.Subscription]) async throws {
    for subscription in subscriptions {
      _ = try await xgroupCreate(subscription.stream, group: subscription.group)
    }
  }
}
