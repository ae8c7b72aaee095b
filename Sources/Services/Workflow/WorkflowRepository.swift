import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of workflow documents.
enum WorkflowRepository {
  /// Records a document that a program carries; one that is there stays.
  static func register(
    _ workflow: Workflow, source: String, id: UUID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_workflow AS w (id, name, version, document, source) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (name, version) DO UPDATE SET source = excluded.source WHERE w.source IS NULL
      """, id, workflow.name, workflow.version, try JSON(encoding: workflow), source)
  }

  static func insert(
    _ workflow: Workflow, source: String, id: UUID, by actor: String, reason: String, at: Date,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_workflow (id, name, version, document, source, actor, reason, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """, id, workflow.name, workflow.version, try JSON(encoding: workflow), source, actor, reason, at)
  }

  /// Until the transaction ends, nobody else applies a document of the name.
  static func lock(_ name: String, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "SELECT pg_advisory_xact_lock(hashtextextended('flowsight.document.' || $1, 0))", name)
  }

  /// The newest first.
  static func versions(of name: String, _ connection: PostgresConnection) async throws -> [WorkflowDetail.Version] {
    try await connection.query(
      "SELECT version, created_at, actor, reason FROM workflow.wf_workflow WHERE name = $1 ORDER BY version DESC", name
    ).map { row in
      WorkflowDetail.Version(
        version: try row.decode("version"), createdAt: try row.decode("created_at"), actor: try row.decode("actor"),
        reason: try row.decode("reason"))
    }
  }

  /// Documents that were registered before their source was kept have none.
  static func find(
    _ name: String, version: Int, _ connection: PostgresConnection
  ) async throws -> (document: Workflow, source: String?)? {
    let rows = try await connection.query(
      "SELECT document, source FROM workflow.wf_workflow WHERE name = $1 AND version = $2", name, version)
    return try rows.first.map { (try $0.decode("document", as: JSON.self).decode(), try $0.decode("source")) }
  }

  /// The newest document of each name.
  static func newest(_ connection: PostgresConnection) async throws -> [Workflow] {
    try await connection.query(
      "SELECT DISTINCT ON (name) document FROM workflow.wf_workflow ORDER BY name, version DESC"
    ).map { try $0.decode("document", as: JSON.self).decode() }
  }

  static func countRuns(_ connection: PostgresConnection) async throws -> [String: [JobState: Int]] {
    let rows = try await connection.query(
      """
      SELECT workflow, status, sum(runs)::bigint AS n FROM workflow.wf_run_count GROUP BY workflow, status
      HAVING sum(runs) > 0
      """)
    var counts: [String: [JobState: Int]] = [:]
    for row in rows {
      let state: JobState = try row.decode("status")
      let workflow: String = try row.decode("workflow")
      counts[workflow, default: [:]][state] = try row.decode("n", as: Int.self)
    }
    return counts
  }
}
