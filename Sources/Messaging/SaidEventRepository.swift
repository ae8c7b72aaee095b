public import Foundation
public import Model
public import Postgres
import Support

/// An event as its outbox tells of it to people.
public struct SaidEvent: Hashable, Sendable {
  public var id: EventID
  public var schema: ServiceSchema
  public var type: String
  public var stream: String
  public var traceID: TraceID?
  /// `nil` while it waits to be published.
  public var publishedAt: Date?
}

/// The SQL of what services said, in the outboxes of all.
public enum SaidEventRepository {
  public static func find(_ id: EventID, _ connection: PostgresConnection) async throws -> SaidEvent? {
    let parts = ServiceSchema.allCases.map { schema in
      """
      SELECT '\(schema.rawValue)' AS schema, event_id, event_type, stream, trace_id, published_at
      FROM \(schema.rawValue).outbox WHERE event_id = $1
      """
    }
    let rows = try await connection.query(Statement(parts.joined(separator: " UNION ALL "), parameters: [id]))
    guard let row = rows.first, let schema = ServiceSchema(rawValue: try row.decode("schema")) else { return nil }
    return SaidEvent(
      id: id, schema: schema, type: try row.decode("event_type"), stream: try row.decode("stream"),
      traceID: try row.decode("trace_id"), publishedAt: try row.decode("published_at"))
  }

  /// Has it published once more.
  public static func reopen(_ event: SaidEvent, _ connection: PostgresConnection) async throws {
    _ = try await connection.query(
      Statement("SELECT \(event.schema.rawValue).reopen_event($1)", parameters: [event.id]))
  }

  public static func events(
    of trace: TraceID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [TraceEvent] {
    let parts = ServiceSchema.allCases.map { schema in
      """
      SELECT '\(schema.producer)' AS producer, event_id, event_type, stream, created_at, published_at
      FROM \(schema.rawValue).outbox WHERE trace_id = $1
      """
    }
    let rows = try await connection.query(
      Statement(
        parts.joined(separator: " UNION ALL ") + " ORDER BY created_at LIMIT $2", parameters: [trace, limit]))
    return try rows.map { row in
      let type: String = try row.decode("event_type")
      let stream: String = try row.decode("stream")
      let published: Date? = try row.decode("published_at")
      return TraceEvent(
        id: "event \(try row.decode("event_id", as: EventID.self))", kind: .event, at: try row.decode("created_at"),
        subject: type, what: published == nil ? "waits in the outbox" : "on \(stream)",
        actor: try row.decode("producer"), isFailure: type.hasSuffix(".failed") || type.hasSuffix(".deadlettered"))
    }
  }
}
