import Messaging
import Model
import Postgres
import Support

/// The SQL of what people did under a trace.
enum TraceRepository {
  static func acts(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT id, at, actor_name, action, target, reason FROM iam.iam_audit_entry WHERE trace_id = $1
      ORDER BY at LIMIT $2
      """, trace, limit
    ).map { row in
      let id: AuditID = try row.decode("id")
      return TraceEvent(
        id: "audit \(id)", kind: .audit, at: try row.decode("at"), subject: try row.decode("target"),
        what: try row.decode("action"), actor: try row.decode("actor_name"), detail: try row.decode("reason"),
        address: "audit/\(id)")
    }
  }
}
