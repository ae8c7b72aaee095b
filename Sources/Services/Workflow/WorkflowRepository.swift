import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of workflow documents.
enum WorkflowRepository {
  static func insert(_ workflow: Workflow, id: UUID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO workflow.wf_workflow (id, name, version, document) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name, version) DO NOTHING
      """, id, workflow.name, workflow.version, try JSON(encoding: workflow))
  }

  /// The newest document of each name.
  static func newest(_ connection: PostgresConnection) async throws -> [Workflow] {
    try await connection.query(
      "SELECT DISTINCT ON (name) document FROM workflow.wf_workflow ORDER BY name, version DESC"
    ).map { try $0.decode("document", as: JSON.self).decode() }
  }

  static func countRuns(_ connection: PostgresConnection) async throws -> [String: [JobState: Int]] {
    let rows = try await connection.query(
      "SELECT workflow, status, count(*) AS n FROM workflow.wf_run GROUP BY workflow, status")
    var counts: [String: [JobState: Int]] = [:]
    for row in rows {
      let state: JobState = try row.decode("status")
      let workflow: String = try row.decode("workflow")
      counts[workflow, default: [:]][state] = try row.decode("n", as: Int.self)
    }
    return counts
  }
}
