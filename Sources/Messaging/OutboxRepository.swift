import Foundation
import Model
import Postgres
import Support

/// The SQL of a service's outbox.
struct OutboxRepository {
  let schema: ServiceSchema

  private var table: String { "\(schema.rawValue).outbox" }

  struct Unpublished {
    var id: Int64
    var stream: String
    var event: JSON
  }

  func insertion(of events: [(Event, String)]) throws -> Statement {
    Statement(
      "INSERT INTO \(table) (event_id, stream, event) SELECT * FROM unnest($1::uuid[], $2::text[], $3::json[])",
      events.map(\.0.eventID), events.map(\.1), try events.map { try JSON(encoding: $0.0) })
  }

  /// Has events that were published before published once more, as they are here, whoever produced them. Only the
  /// schema ``ServiceSchema/workflow`` can: there the letters are. Returns those that are to be published with other
  /// content, and so cannot be now.
  func republish(_ events: [(Event, stream: String)], _ connection: PostgresConnection) async throws -> Set<EventID> {
    // Whoever says several locks them in one order.
    let events = events.sorted { $0.0.eventID.rawValue < $1.0.eventID.rawValue }
    let new = try await connection.query(
      """
      INSERT INTO \(table) (event_id, stream, event) SELECT * FROM unnest($1::uuid[], $2::text[], $3::json[])
      ON CONFLICT (event_id) DO NOTHING RETURNING event_id
      """, events.map(\.0.eventID), events.map(\.stream), try events.map { try JSON(encoding: $0.0) }
    ).map { try $0.decode("event_id", as: EventID.self) }
    let known = events.map(\.0).filter { !new.contains($0.eventID) }
    guard !known.isEmpty else { return [] }
    return Set(
      try await connection.query(
        """
        SELECT id FROM unnest($1::uuid[], $2::json[]) AS said (id, event)
        WHERE NOT \(schema.rawValue).revise_event(id, event)
        """, known.map(\.eventID), try known.map { try JSON(encoding: $0) }
      ).map { try $0.decode("id") })
  }

  /// Locks and returns the oldest events that are to be published; those that another relay holds are passed over.
  /// Never "newer than the last one": ids become visible out of order.
  func takeUnpublished(limit: Int, _ connection: PostgresConnection) async throws -> [Unpublished] {
    try await connection.query(
      """
      SELECT id, stream, event FROM \(table) WHERE published_at IS NULL
      ORDER BY id FOR UPDATE SKIP LOCKED LIMIT $1
      """, limit
    ).map {
      Unpublished(id: try $0.decode("id"), stream: try $0.decode("stream"), event: try $0.decode("event"))
    }
  }

  func markPublished(
    _ published: [(id: Int64, milliseconds: Int64, sequence: Int64)], in incarnation: String,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE \(table) o SET published_at = now(), published_in = $4, entry_ms = p.ms, entry_seq = p.seq
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS p (id, ms, seq) WHERE o.id = p.id
      """, published.map(\.id), published.map(\.milliseconds), published.map(\.sequence), incarnation)
  }

  /// Takes back what was published into an incarnation of Redis that is gone and not finished. Returns how many.
  func reopen(notIn incarnation: String, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      UPDATE \(table) SET published_at = NULL, published_in = NULL, entry_ms = NULL, entry_seq = NULL
      WHERE finished_at IS NULL AND published_at IS NOT NULL AND published_in <> $1
      """, incarnation
    ).affectedCount
  }

  func streamsWithUnfinished(_ connection: PostgresConnection) async throws -> [String] {
    try await connection.query(
      "SELECT DISTINCT stream FROM \(table) WHERE finished_at IS NULL AND published_at IS NOT NULL"
    ).map { try $0.decode("stream") }
  }

  /// Marks what every group of the stream is past: entries below the watermark.
  func finish(
    stream: String, below watermark: (milliseconds: Int64, sequence: Int64), in incarnation: String,
    _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      UPDATE \(table) SET finished_at = now()
      WHERE stream = $1 AND finished_at IS NULL AND published_in = $4 AND (entry_ms, entry_seq) < ($2, $3)
      """, stream, watermark.milliseconds, watermark.sequence, incarnation
    ).affectedCount
  }

  /// Removes what was finished, and what was received, longer ago than the retention.
  func sweep(retentionDays: Int, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      DELETE FROM \(table) WHERE id IN (
        SELECT id FROM \(table) WHERE finished_at < now() - make_interval(days => $1) LIMIT 10000)
      """, retentionDays)
    try await connection.query(
      "DELETE FROM \(schema.rawValue).inbox WHERE received_at < now() - make_interval(days => $1)",
      retentionDays * 2)
  }
}
