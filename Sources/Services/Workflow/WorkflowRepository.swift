import Foundation
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
}
