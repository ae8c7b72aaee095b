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

  /// Those of the letters, oldest first.
  static func list(of letters: [LetterID], _ connection: PostgresConnection) async throws -> [Record] {
    try await connection.query(
      """
      SELECT letter_id, number, payload, payload_sha256, changes, actor, reason, audit_id, created_at
      FROM workflow.wf_letter_revision WHERE letter_id = ANY ($1) ORDER BY letter_id, number
      """, letters
    ).map { row in
      let payload = String(decoding: try row.decode("payload", as: [UInt8].self), as: UTF8.self)
      return Record(
        letterID: try row.decode("letter_id"),
        revision: PayloadRevision(
          number: try row.decode("number"), payload: nil, sha256: try row.decode("payload_sha256"),
          changes: try row.decode("changes", as: JSON.self).decode(), author: try row.decode("actor"),
          reason: try row.decode("reason"), at: try row.decode("created_at"), auditID: try row.decode("audit_id")),
        payload: payload)
    }
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
