import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

// What the preview of an operation says, and what it leaves out of the operation.

extension BulkOperationRepository {
  /// Takes letters out of what was frozen, with the reason.
  static func leaveOut(
    _ frozen: inout Frozen, _ letters: [LetterID], of id: BulkOperationID, _ reason: String,
    _ connection: PostgresConnection
  ) async throws {
    guard !letters.isEmpty else { return }
    let row = try await connection.query(
      """
      WITH left_out AS (
        DELETE FROM workflow.wf_operation_item i USING workflow.wf_dead_letter l
        WHERE i.operation_id = $1 AND i.subject_id = ANY ($2) AND l.id = i.subject_id
        RETURNING l.run_id)
      SELECT count(*) AS n, count(*) FILTER (WHERE run_id IS NULL) AS events FROM left_out
      """, id, letters
    ).first
    let count: Int = try row?.decode("n") ?? 0
    guard count > 0 else { return }
    try await connection.query("UPDATE workflow.wf_operation SET total = total - $2 WHERE id = $1", id, count)
    try await connection.query(
      "INSERT INTO workflow.wf_operation_count (operation_id, outcome, items) VALUES ($1, $2, $3)", id,
      BulkOutcome.initial, -count)
    frozen.count -= count
    frozen.events -= try row?.decode("events") ?? 0
    frozen.obstacles.append((reason, count))
  }

  /// The documents that the runs of the operation's letters were made from.
  static func documents(of id: BulkOperationID, _ connection: PostgresConnection) async throws -> Set<DocumentVersion> {
    let rows = try await connection.query(
      "SELECT DISTINCT r.workflow, r.workflow_version FROM \(itemsWithRuns) WHERE i.operation_id = $1", id)
    return Set(
      try rows.map {
        DocumentVersion(workflow: try $0.decode("workflow"), version: try $0.decode("workflow_version"))
      })
  }

  /// The letters of the operation whose runs were made from the document.
  static func letters(
    of document: DocumentVersion, in id: BulkOperationID, _ connection: PostgresConnection
  ) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT i.subject_id FROM \(itemsWithRuns)
      WHERE i.operation_id = $1 AND r.workflow = $2 AND r.workflow_version = $3
      """, id, document.workflow, document.version
    ).map { try $0.decode("subject_id") }
  }

  private static let itemsWithRuns = """
    workflow.wf_operation_item i JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
      JOIN workflow.wf_run r ON r.id = coalesce(l.redrive_run_id, l.run_id)
    """

  /// How many letters the query finds in other states.
  static func leftOut(
    _ query: ListQuery, states: [LetterState], _ connection: PostgresConnection
  ) async throws -> [LetterState: Int] {
    let letters = try LetterRepository.list.selection(
      "status, count(*) AS n", query, where: Statement("status <> ALL ($1)", states))
    return try LetterState.counts(
      try await connection.query(Statement(letters.sql + " GROUP BY status", parameters: letters.parameters)))
  }

  /// The causes of the frozen letters, the commonest first.
  static func causes(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [(signature: String, code: String, count: Int)] {
    try await connection.query(
      """
      SELECT l.signature, min(l.error_code) AS code, count(*) AS n FROM workflow.wf_operation_item i
        JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
      WHERE i.operation_id = $1 GROUP BY l.signature ORDER BY n DESC, l.signature LIMIT $2
      """, id, limit
    ).map { (try $0.decode("signature"), try $0.decode("code"), try $0.decode("n")) }
  }
}
