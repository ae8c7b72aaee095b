import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of edited payloads.
enum LetterRevisionRepository {
  /// A revision with its bytes, secrets included.
  struct Record {
    var letterID: LetterID
    /// The run that did the letter's work last, where it was asked for.
    var runID: RunID?
    var revision: PayloadRevision
    var payload: String
  }

  static func insert(_ record: Record, _ connection: PostgresConnection) async throws {
    let revision = record.revision
    try await connection.query(
      """
      INSERT INTO workflow.wf_letter_revision (letter_id, number, payload, payload_sha256, changes, actor, reason,
        audit_id, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """, record.letterID, revision.number, Array(record.payload.utf8), revision.sha256,
      try JSON(encoding: revision.changes), revision.author, revision.reason, revision.auditID, revision.at)
  }

  private static let columns =
    "v.letter_id, v.number, v.payload, v.payload_sha256, v.changes, v.actor, v.reason, v.audit_id, v.created_at"

  /// Those of the letters, oldest first.
  static func list(of letters: [LetterID], _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      """
      SELECT \(columns) FROM workflow.wf_letter_revision v WHERE v.letter_id = ANY ($1) ORDER BY v.letter_id, v.number
      """, letters
    ).map(record)
  }

  /// The newest of each letter that waits for the work of one of these runs.
  static func newest(waitingOn runs: [RunID], _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      """
      SELECT DISTINCT ON (v.letter_id) \(columns), coalesce(l.redrive_run_id, l.run_id) AS run_id FROM workflow.wf_dead_letter l
        JOIN workflow.wf_letter_revision v ON v.letter_id = l.id
      WHERE (l.run_id = ANY ($1) AND l.redrive_run_id IS NULL OR l.redrive_run_id = ANY ($1)) AND l.status = ANY ($2)
      ORDER BY v.letter_id, v.number DESC
      """, runs, LetterState.waiting
    ).map { row in
      var record = try record(row)
      record.runID = try row.decode("run_id")
      return record
    }
  }

  private static func record(_ row: PostgresRow) throws -> Record {
    let payload = String(decoding: try row.decode("payload", as: [UInt8].self), as: UTF8.self)
    return Record(
      letterID: try row.decode("letter_id"),
      revision: PayloadRevision(
        number: try row.decode("number"), payload: nil, sha256: try row.decode("payload_sha256"),
        changes: try row.decode("changes", as: JSON.self).decode(), author: try row.decode("actor"),
        reason: try row.decode("reason"), at: try row.decode("created_at"), auditID: try row.decode("audit_id")),
      payload: payload)
  }

  /// The letters of an operation that have no such revision.
  static func without(
    _ number: Int, in operation: BulkOperationID, _ connection: PostgresConnection
  ) async throws -> [LetterID] {
    try await connection.query(
      """
      SELECT i.subject_id FROM workflow.wf_operation_item i WHERE i.operation_id = $1
        AND NOT EXISTS (SELECT FROM workflow.wf_letter_revision v WHERE v.letter_id = i.subject_id AND v.number = $2)
      """, operation, number
    ).map { try $0.decode("subject_id") }
  }

  /// The letters of an operation beside which there are edited ones, themselves included: letters of the same run that
  /// wait.
  static func besideEdits(in operation: BulkOperationID, _ connection: PostgresConnection) async throws -> [LetterID] {
    try await connection.query(
      """
      WITH edited AS MATERIALIZED (
        SELECT DISTINCT coalesce(l.redrive_run_id, l.run_id) AS run FROM workflow.wf_dead_letter l
        WHERE l.run_id IS NOT NULL AND l.status = ANY ($2)
          AND EXISTS (SELECT FROM workflow.wf_letter_revision v WHERE v.letter_id = l.id))
      SELECT i.subject_id FROM edited e
        JOIN workflow.wf_dead_letter l ON l.redrive_run_id = e.run OR l.run_id = e.run AND l.redrive_run_id IS NULL
        JOIN workflow.wf_operation_item i ON i.operation_id = $1 AND i.subject_id = l.id
      ORDER BY i.subject_id
      """, operation, LetterState.waiting
    ).map { try $0.decode("subject_id") }
  }

  /// The letters of the operation that are acted on in place of these: each of the same run, its payload edited, and sent
  /// for both. One that has no such letter beside it, and was not edited itself, has none.
  static func edited(
    inPlaceOf letters: [LetterID], in operation: BulkOperationID, _ connection: PostgresConnection
  ) async throws -> [LetterID: LetterID] {
    let rows = try await connection.query(
      """
      SELECT d.id AS letter, e.id FROM workflow.wf_dead_letter d
      CROSS JOIN LATERAL (
        SELECT l.id FROM workflow.wf_dead_letter l
          JOIN workflow.wf_operation_item i ON i.operation_id = $2 AND i.subject_id = l.id
        WHERE (l.run_id = coalesce(d.redrive_run_id, d.run_id) AND l.redrive_run_id IS NULL
            OR l.redrive_run_id = coalesce(d.redrive_run_id, d.run_id))
          AND i.outcome IN \(BulkOperationRepository.isLeft)
          AND EXISTS (SELECT FROM workflow.wf_letter_revision v WHERE v.letter_id = l.id)
        ORDER BY l.id <> d.id, l.id LIMIT 1) e
      WHERE d.id = ANY ($1)
      """, letters, operation)
    return Dictionary(
      try rows.map { (try $0.decode("letter"), try $0.decode("id")) }, uniquingKeysWith: { first, _ in first })
  }

  /// How many of the letters that an operation froze have edited payloads.
  static func countEdited(in operation: BulkOperationID, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      """
      SELECT count(DISTINCT r.letter_id) FROM workflow.wf_letter_revision r
        JOIN workflow.wf_operation_item i ON i.subject_id = r.letter_id
      WHERE i.operation_id = $1
      """, operation
    ).value()
  }
}
