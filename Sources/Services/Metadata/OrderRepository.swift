import Model
import Postgres

/// The SQL of orders to this service that were taken back.
enum OrderRepository {
  static func takeBack(_ job: StepID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "INSERT INTO metadata.meta_order_taken_back (job_id) VALUES ($1) ON CONFLICT DO NOTHING", job)
  }

  static func isTakenBack(_ job: StepID, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      "SELECT EXISTS (SELECT FROM metadata.meta_order_taken_back WHERE job_id = $1)", job
    ).value()
  }
}
