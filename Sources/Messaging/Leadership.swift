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
      let leads: Bool? = try await connection.query(
        """
        SELECT pg_try_advisory_xact_lock(hashtextextended('flowsight.leader.' || $1, 0)) AS leads,
          set_config('idle_in_transaction_session_timeout', $2, true)
        """, name, setting(silence)
      ).first?.decode("leads")
      return leads == true ? try await body(Leadership(connection: connection)) : nil
    }
  }

  /// Runs the body, which works on other connections and may take long, and says a word on this one every second
  /// meanwhile, so that its session is not silent. When this is the leader no longer, the body is cancelled, in the
  /// middle of an act too, whose transaction is rolled back, and this fails. All that a look does on other connections
  /// stands in one such body: the words of a second one would begin anew after its acts, however short they are.
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

  /// Fails when this is the leader no longer.
  private func confirm() async throws {
    try await connection.query("SELECT 1")
  }

  /// The server ends this transaction when its client is silent for longer.
  public static func limitSilence(
    _ connection: PostgresConnection, _ silence: Duration = Leadership.silence
  ) async throws {
    try await connection.query(
      "SELECT set_config('idle_in_transaction_session_timeout', $1, true)", setting(silence))
  }

  private static func setting(_ silence: Duration) -> String { "\(Int(silence / .milliseconds(1)))ms" }
}
