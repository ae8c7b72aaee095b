public import Postgres

/// Who does what only one may do at a time.
public enum Leadership {
  /// Whether this transaction is the leader for `key` until it ends. It never waits; when the leader's process dies,
  /// its transaction ends and the next one that asks is the leader.
  public static func isLeader(_ key: Int64, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query("SELECT pg_try_advisory_xact_lock($1) AS leads", key).value()
  }
}
