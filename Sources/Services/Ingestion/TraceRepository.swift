import Messaging
import Model
import Postgres
import Support

/// The SQL of what happened to uploads under a trace.
enum TraceRepository {
  static func uploads(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT e.id, e.at, e.event, e.from_status, e.to_status, e.actor, e.detail, s.id AS session_id, s.file_name
      FROM ingestion.ing_upload_session s JOIN ingestion.ing_upload_event e ON e.session_id = s.id
      WHERE s.trace_id = $1 ORDER BY e.id LIMIT $2
      """, trace, limit
    ).map { row in
      TraceEvent(
        .upload, try StateChange(row, subject: "upload"), id: String(try row.decode("id", as: Int64.self)),
        subject: try row.decode("file_name"),
        address: "ingestion/\(try row.decode("session_id", as: UploadID.self))")
    }
  }
}
