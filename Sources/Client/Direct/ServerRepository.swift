import Postgres

/// Whether the server answers, and what it says about itself.
enum ServerRepository {
  static func ping(_ pool: PostgresPool) async throws {
    try await pool.query("SELECT 1")
  }

  static func server(_ pool: PostgresPool) async throws -> PlatformSurvey.Postgres {
    let rows = try await pool.query(
      "SELECT current_setting('server_version') AS version, current_database()::text AS name, session_user::text AS login"
    )
    return PlatformSurvey.Postgres(
      version: try rows.decodeFirst("version") ?? "unknown", database: try rows.decodeFirst("name") ?? "unknown",
      login: try rows.decodeFirst("login") ?? "unknown")
  }
}
