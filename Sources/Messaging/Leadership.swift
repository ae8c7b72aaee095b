public import Postgres

/// What only one host does at a time, though all of them look for it. A leadership lasts for one look: it is a
/// transaction with an advisory lock, so it ends with the leader's process, and with a session that falls silent. All
/// that a leader knows is in the database, so that whoever leads the next look goes on where it stood.
public struct Leadership: Sendable {
  /// A host that freezes in the middle of a look leads no longer. With what is between two looks, another has taken
  /// over within ten seconds.
  public static let silence = Duration.seconds(5)

  /// In the transaction of the leadership.
  public let connection: PostgresConnection

  /// Runs the body as the leader for `name`, a name for each thing that is led. It never waits: when another host leads
  /// at the moment, the body does not run, and `nil` is returned.
  @discardableResult
  public static nonisolated(nonsending) func take<Value>(
    _ name: String, in pool: PostgresPool, silence: Duration = Leadership.silence,
    _ body: nonisolated(nonsending) (Leadership) async throws -> Value
  ) async throws -> Value? {
    try await pool.withTransaction { connection in
      try await limitSilence(connection, silence)
      let leads: Bool = try await connection.query(
        "SELECT pg_try_advisory_xact_lock(hashtextextended('flowsight.leader.' || $1, 0))", name
      ).value()
      return leads ? try await body(Leadership(connection: connection)) : nil
    }
  }

  /// Runs the body, which works on other connections and may take long, and says a word on this one every second
  /// meanwhile. When this is the leader no longer, the body is cancelled and this fails.
  public nonisolated(nonsending) func meanwhile<Value: Sendable>(
    every interval: Duration = .seconds(1), _ body: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        while (try? await Task.sleep(for: interval)) != nil {
          // A word that was begun is said to its end: one that is broken off would end the transaction.
          try await Task { try await confirm() }.value
        }
        return nil
      }
      defer { group.cancelAll() }
      while let value = try await group.next() { if let value { return value } }
      throw CancellationError()
    }
  }

  /// Fails when this is the leader no longer. To be asked between acts on other connections, so that the session of a
  /// leader that is at work is never silent for long.
  public func confirm() async throws {
    try await connection.query("SELECT 1")
  }

  /// The server ends this transaction when its client is silent for longer.
  public static func limitSilence(
    _ connection: PostgresConnection, _ silence: Duration = Leadership.silence
  ) async throws {
    try await connection.query(
      "SELECT set_config('idle_in_transaction_session_timeout', $1, true)",
      "\(Int(silence / .milliseconds(1)))ms")
  }
}
