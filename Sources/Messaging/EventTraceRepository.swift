import Foundation
public import Model
public import Postgres
import Support

/// The SQL of what services said under a trace, in the outboxes of all.
public enum EventTraceRepository {
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
