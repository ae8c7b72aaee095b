import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of upload sessions, their chunks and their log.
enum UploadRepository {
  private static let columns = """
    s.id, s.dataset_id, d.name AS dataset_name, s.version, s.file_name, s.byte_count, s.received_bytes, s.sha256,
    s.status, s.trace_id, s.failure, s.created_by, s.created_at, s.updated_at, s.template_id, s.mode
    """
  private static let source = "ingestion.ing_upload_session s JOIN ingestion.ing_dataset d ON d.id = s.dataset_id"

  static func insert(
    _ session: UploadSession, templateID: UUID, mode: LoadMode, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_upload_session (id, dataset_id, version, file_name, byte_count, received_bytes, sha256,
        template_id, mode, status, trace_id, created_by, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, 0, $6, $7, $8, $9, $10, $11, $12, $12)
      """, session.id, session.datasetID, session.version, session.fileName, session.byteCount, session.sha256,
      templateID, mode, session.state, session.traceID, session.createdBy, session.createdAt)
  }

  /// The session that holds, or is to hold, these bytes in the dataset; of this version when one is named.
  static func find(
    dataset: DatasetID, sha256: String, version: String?, _ connection: PostgresConnection
  ) async throws -> UploadSession? {
    try await connection.query(
      """
      SELECT \(columns) FROM \(source)
      WHERE s.dataset_id = $1 AND s.sha256 = $2 AND ($3::text IS NULL OR s.version = $3) AND s.status <> 'FAILED'
      ORDER BY s.created_at LIMIT 1
      """, dataset, sha256, version
    ).first.map(session)
  }

  /// The session that takes a version, whatever its bytes.
  static func find(
    dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> UploadSession? {
    try await connection.query(
      "SELECT \(columns) FROM \(source) WHERE s.dataset_id = $1 AND s.version = $2 AND s.status <> 'FAILED'",
      dataset, version
    ).first.map(session)
  }

  /// One more than the highest version that is a number.
  static func nextVersion(dataset: DatasetID, _ connection: PostgresConnection) async throws -> String {
    try await connection.query(
      """
      SELECT (coalesce(max(version::bigint), 0) + 1)::text AS version FROM ingestion.ing_upload_session
      WHERE dataset_id = $1 AND version ~ '^[0-9]{1,17}$'
      """, dataset
    ).value()
  }

  struct Locked {
    var session: UploadSession
    var templateID: UUID
    var mode: LoadMode
  }

  static func findLocked(_ id: UploadID, _ connection: PostgresConnection) async throws -> Locked? {
    try await connection.query("SELECT \(columns) FROM \(source) WHERE s.id = $1 FOR UPDATE OF s", id).first.map {
      Locked(
        session: try session($0), templateID: try $0.decode("template_id"), mode: try $0.decode("mode"))
    }
  }

  /// Open sessions that have not changed since, the longest silent first.
  static func silent(
    since end: Date, except others: [UploadID], limit: Int, _ connection: PostgresConnection
  ) async throws -> [UploadID] {
    try await connection.query(
      """
      SELECT id FROM ingestion.ing_upload_session WHERE status IN ('CREATED', 'UPLOADING') AND updated_at < $1
        AND id <> ALL ($3) ORDER BY updated_at LIMIT $2
      """, end, limit, others
    ).map { try $0.decode("id") }
  }

  static func find(_ id: UploadID, _ connection: PostgresConnection) async throws -> UploadSession? {
    try await connection.query("SELECT \(columns) FROM \(source) WHERE s.id = $1", id).first.map(session)
  }

  static let list = ListTable<UploadSession>(
    select: columns, from: source, key: .uuid("s.id"),
    columns: [
      "state": "s.status", "dataset": "d.name", "version": "s.version", "file": "s.file_name", "size": "s.byte_count",
      "received": "s.received_bytes", "age": "s.created_at", "created": "s.created_at", "updated": "s.updated_at",
      "by": "s.created_by", "code": .nullable("(s.failure->>'error_code')"),
      "message": .nullable("(s.failure->>'message')"), "sha256": "s.sha256", "id": "s.id", "trace": "s.trace_id",
    ], decode: session)

  static func countByState(_ connection: PostgresConnection) async throws -> [UploadState: Int] {
    try await StateCounts(.ingestion).read("ing_upload_session", connection)
  }

  static func update(_ session: UploadSession, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE ingestion.ing_upload_session SET status = $2, received_bytes = $3, failure = $4, updated_at = $5
      WHERE id = $1
      """, session.id, session.state, session.receivedBytes, session.failure, at)
  }

  static func insert(_ chunk: UploadChunk, of upload: UploadID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_upload_chunk (session_id, start_offset, byte_count, sha256, created_at)
      VALUES ($1, $2, $3, $4, $5)
      """, upload, chunk.offset, chunk.byteCount, chunk.sha256, chunk.storedAt)
  }

  static func forgetChunks(of upload: UploadID, from offset: Int64, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "DELETE FROM ingestion.ing_upload_chunk WHERE session_id = $1 AND start_offset >= $2", upload, offset)
  }

  static func chunks(of upload: UploadID, _ connection: PostgresConnection) async throws -> [UploadChunk] {
    try await connection.query(
      """
      SELECT start_offset, byte_count, sha256, created_at FROM ingestion.ing_upload_chunk
      WHERE session_id = $1 ORDER BY start_offset
      """, upload
    ).map {
      UploadChunk(
        offset: try $0.decode("start_offset"), byteCount: try $0.decode("byte_count"),
        sha256: try $0.decode("sha256"), storedAt: try $0.decode("created_at"))
    }
  }

  static func log(_ upload: UploadID, _ change: StateChange, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_upload_event (session_id, at, event, from_status, to_status, actor, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, upload, change.at, change.event, change.from, change.to, change.actor, change.detail)
  }

  static func changes(of upload: UploadID, _ connection: PostgresConnection) async throws -> [StateChange] {
    try await connection.query(
      """
      SELECT at, event, from_status, to_status, actor, detail FROM ingestion.ing_upload_event
      WHERE session_id = $1 ORDER BY id
      """, upload
    ).map { try StateChange($0, subject: "upload") }
  }

  @Sendable private static func session(_ row: PostgresRow) throws -> UploadSession {
    UploadSession(
      id: try row.decode("id"), datasetID: try row.decode("dataset_id"), datasetName: try row.decode("dataset_name"),
      version: try row.decode("version"), fileName: try row.decode("file_name"),
      byteCount: try row.decode("byte_count"), receivedBytes: try row.decode("received_bytes"),
      sha256: try row.decode("sha256"), state: try row.decode("status"), traceID: try row.decode("trace_id"),
      failure: try row.decode("failure"), createdBy: try row.decode("created_by"),
      createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"))
  }
}
