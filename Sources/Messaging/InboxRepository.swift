import Foundation
import Model
import Postgres

/// The SQL of a service's inbox.
struct InboxRepository {
  let schema: ServiceSchema

  /// Records the events as taken into account by the consumer and returns those that were not before.
  func claim(_ events: [EventID], for consumer: String, _ connection: PostgresConnection) async throws -> Set<EventID> {
    let rows = try await connection.query(
      """
      INSERT INTO \(schema.rawValue).inbox (consumer, event_id) SELECT $1, unnest($2::uuid[])
      ON CONFLICT DO NOTHING RETURNING event_id
      """, consumer, events)
    return Set(try rows.map { try $0.decode("event_id") })
  }
}
