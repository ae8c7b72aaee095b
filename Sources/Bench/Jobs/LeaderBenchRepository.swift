import Postgres

/// The SQL that sees who leads.
enum LeaderBenchRepository {
  /// Makes a second login, and what waits for a leader.
  static func prepare(login: String, _ pool: PostgresPool) async throws {
    try await pool.execute(
      script: """
        CREATE SCHEMA bench;
        CREATE ROLE \(login) SUPERUSER LOGIN;
        CREATE FUNCTION bench.next_leader(leadership text) RETURNS text LANGUAGE plpgsql AS $$
        DECLARE
          key bigint := hashtextextended('flowsight.leader.' || leadership, 0);
          process int;
        BEGIN
          LOOP
            SELECT pid INTO process FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) | objid::bigint = key;
            EXIT WHEN FOUND;
            PERFORM pg_sleep(0.005);
          END LOOP;
          RETURN (SELECT usename FROM pg_stat_activity WHERE pid = process);
        END $$;
        """)
  }

  /// Keeps all others from the table until the transaction ends.
  static func hold(_ table: String, _ connection: PostgresConnection) async throws {
    try await connection.query("LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE")
  }

  /// The login of whoever leads next, or now; `nil` when it was gone before it was asked for.
  static func leader(_ leadership: String, _ pool: PostgresPool) async throws -> String? {
    try await pool.query(Statement("SELECT bench.next_leader($1) AS login", leadership)).first?.decode("login")
  }
}
