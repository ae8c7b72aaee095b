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
