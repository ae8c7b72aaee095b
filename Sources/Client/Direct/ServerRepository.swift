import Postgres

/// What the server says about itself.
enum ServerRepository {
  static func databaseName(_ pool: PostgresPool) async throws -> String {
    try await pool.query("SELECT current_database()::text").value()
  }
}
