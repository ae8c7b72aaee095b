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

  /// How many letters wait for the work of the operation's runs and are not in it, and the first of them: they are
  /// redriven with the others.
  static func neighbours(
    of id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> (count: Int, first: [LetterID]) {
    let rows = try await connection.query(
      """
      WITH run AS MATERIALIZED (SELECT DISTINCT r.id FROM \(itemsWithRuns) WHERE i.operation_id = $1),
      waiting AS (
        SELECT l.id, l.status FROM run JOIN workflow.wf_dead_letter l ON l.run_id = run.id AND l.redrive_run_id IS NULL
        UNION ALL SELECT l.id, l.status FROM run JOIN workflow.wf_dead_letter l ON l.redrive_run_id = run.id)
      SELECT id, count(*) OVER () AS letters FROM waiting w
      WHERE status = ANY ($2) AND NOT EXISTS (
        SELECT FROM workflow.wf_operation_item i WHERE i.operation_id = $1 AND i.subject_id = w.id)
      ORDER BY id LIMIT $3
      """, id, LetterState.waiting, limit
    )
    return (try rows.first?.decode("letters") ?? 0, try rows.map { try $0.decode("id") })
  }

  /// How many of the operation's letters are of versions that runs of other workflows make or undo now.
  static func countHeld(in id: BulkOperationID, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM \(itemsWithRuns) WHERE i.operation_id = $1 AND EXISTS (
        SELECT FROM workflow.wf_run o
        WHERE o.dataset_id = r.dataset_id AND o.dataset_version = r.dataset_version
          AND o.status IN ('PENDING', 'RUNNING') AND \(writes("o"))) AND \(writes("r"))
      """, id, Workflow.writers.sorted()
    ).value()
  }

  /// Whether the run makes or undoes its version; `$2` are the functions that do.
  private static func writes(_ run: String) -> String {
    """
    (\(run).compensates IS NOT NULL OR EXISTS (
      SELECT FROM workflow.wf_step s WHERE s.run_id = \(run).id AND s.function = ANY ($2)))
    """
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

  /// How many causes the frozen letters have, and the commonest of them.
  static func causes(
    _ id: BulkOperationID, limit: Int, _ connection: PostgresConnection
  ) async throws -> (count: Int, commonest: [(code: String, count: Int)]) {
    let rows = try await connection.query(
      """
      SELECT min(l.error_code) AS code, count(*) AS n, count(*) OVER () AS causes FROM workflow.wf_operation_item i
        JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
      WHERE i.operation_id = $1 GROUP BY l.signature ORDER BY n DESC, l.signature LIMIT $2
      """, id, limit
    )
    return (try rows.first?.decode("causes") ?? 0, try rows.map { (try $0.decode("code"), try $0.decode("n")) })
  }
}
