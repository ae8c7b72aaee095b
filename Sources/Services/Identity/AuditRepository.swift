import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of the audit log.
enum AuditRepository {
  static func insert(_ entries: [AuditEntry], _ connection: PostgresConnection) async throws {
    _ = try await connection.pipeline(
      entries.map { entry in
        Statement(
          """
          INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target, reason, before, after,
            trace_id)
          VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING
          """, entry.id, entry.at, entry.actor.name, entry.actor.credential, entry.actor.role, entry.action,
          entry.target, entry.reason, entry.before, entry.after, entry.traceID)
      })
  }

  private static let columns =
    "id, at, actor_name, credential, role, action, target, reason, before, after, trace_id"

  static let list = ListTable<AuditEntry>(
    select: columns, from: "iam.iam_audit_entry", key: .uuid("id"),
    columns: [
      "age": "at", "at": "at", "by": "actor_name", "role": "role", "credential": "credential", "action": "action",
      "target": "target", "reason": .nullable("reason"), "id": "id", "trace": .nullable("trace_id"),
    ], decode: record)

  static func find(_ id: AuditID, _ connection: PostgresConnection) async throws -> AuditEntry? {
    try await connection.query("SELECT \(columns) FROM iam.iam_audit_entry WHERE id = $1", id).first.map(record)
  }

  @Sendable private static func record(_ row: PostgresRow) throws -> AuditEntry {
    AuditEntry(
      id: try row.decode("id"), at: try row.decode("at"),
      actor: Actor(
        name: try row.decode("actor_name"), credential: try row.decode("credential"), role: try row.decode("role")),
      action: try row.decode("action"), target: try row.decode("target"), reason: try row.decode("reason"),
      before: try row.decode("before"), after: try row.decode("after"), traceID: try row.decode("trace_id"))
  }

  struct Session {
    var login: String
    var isSuperuser: Bool
    /// The highest FlowSight role of the login.
    var role: Role?
  }

  static func session(_ connection: PostgresConnection) async throws -> Session {
    let rows = try await connection.query(
      """
      SELECT session_user::text AS login,
        (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS is_superuser, array(
        SELECT r FROM unnest($1::text[]) AS r
        WHERE EXISTS (SELECT FROM pg_roles WHERE rolname = 'flowsight_' || r)
          AND pg_has_role(session_user, (SELECT oid FROM pg_roles WHERE rolname = 'flowsight_' || r), 'member')) AS roles
      """, Role.byRank.map(\.rawValue))
    guard let row = rows.first else { return Session(login: "unknown", isSuperuser: false, role: nil) }
    let held = try row.decode("roles", as: [String].self)
    return Session(
      login: try row.decode("login"), isSuperuser: try row.decode("is_superuser"),
      role: Role.byRank.first { held.contains($0.rawValue) })
  }
}

extension Role {
  /// From the most rights to the least.
  static let byRank: [Role] = [.admin, .operator, .lead, .reviewer, .annotator, .auditor, .viewer]
}
