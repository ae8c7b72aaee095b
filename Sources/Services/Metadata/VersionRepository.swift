import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of the catalog: datasets, their versions, logs and lineage.
enum VersionRepository {
  private static let columns = """
    v.dataset_id, d.name AS dataset_name, v.version, v.status, v.rows_read, v.rows_loaded, v.rows_rejected, v.run_id,
    v.trace_id, v.ods_table, v.dwd_table, v.failure, v.created_at, v.updated_at, v.published_at,
    v.upload_id, v.file_name, v.byte_count, v.sha256, v.template, v.template_version, v.mode, v.created_by
    """
  private static let source = "metadata.meta_version v JOIN metadata.meta_dataset d ON d.id = v.dataset_id"

  /// Registers the dataset and the version unless they are known. Without a `file` the dataset goes by its id, and the
  /// version has no source, until one is given.
  static func insert(
    dataset: DatasetID, version: String, file: IngestedFile?, traceID: TraceID, id: UUID,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO metadata.meta_dataset (id, name) VALUES ($1::uuid, coalesce($2, $1::uuid::text))
      ON CONFLICT (id) DO UPDATE SET name = coalesce($2, meta_dataset.name), updated_at = now()
      """, dataset, file?.datasetName)
    try await connection.query(
      """
      INSERT INTO metadata.meta_version (id, dataset_id, version, status, trace_id) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (dataset_id, version) DO NOTHING
      """, id, dataset, version, VersionState.initial, traceID)
    guard let file else { return }
    try await connection.query(
      """
      UPDATE metadata.meta_version SET upload_id = $3, file_name = $4, byte_count = $5, sha256 = $6, template = $7,
        template_version = $8, mode = $9, created_by = $10, fields = $11
      WHERE dataset_id = $1 AND version = $2
      """, dataset, version, file.ingestionJobID, file.fileName, file.fileSize, file.sha256, file.template.name,
      file.template.version, file.mode, file.createdBy, try JSON(encoding: file.template.fields))
  }

  static func find(
    dataset: DatasetID, version: String, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> DatasetVersion? {
    try await connection.query(
      """
      SELECT \(columns) FROM \(source) WHERE v.dataset_id = $1 AND v.version = $2 \(lock ? "FOR UPDATE OF v" : "")
      """, dataset, version
    ).first.map(record)
  }

  static let list = ListTable<DatasetVersion>(
    select: columns, from: source, key: .uuid("v.id"),
    columns: [
      "state": "v.status", "dataset": "d.name", "version": "v.version", "read": "v.rows_read",
      "loaded": "v.rows_loaded", "rejected": "v.rows_rejected", "size": "coalesce(v.byte_count, 0)",
      "template": .nullable("v.template"), "file": .nullable("v.file_name"), "by": .nullable("v.created_by"),
      "sha256": .nullable("v.sha256"), "upload": .nullable("v.upload_id"), "dataset_id": "v.dataset_id",
      "age": "v.created_at", "created": "v.created_at",
      "updated": "v.updated_at", "published": .nullable("v.published_at"), "ods": .nullable("v.ods_table"),
      "dwd": .nullable("v.dwd_table"), "code": .nullable("(v.failure->>'error_code')"),
      "message": .nullable("(v.failure->>'message')"), "run": .nullable("v.run_id"), "trace": "v.trace_id",
    ], decode: record)

  static func countByState(_ connection: PostgresConnection) async throws -> [VersionState: Int] {
    try await StateCounts(.metadata).read("meta_version", connection)
  }

  static func update(_ version: DatasetVersion, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE metadata.meta_version SET status = $3, rows_read = $4, rows_loaded = $5, rows_rejected = $6, run_id = $7,
        ods_table = $8, dwd_table = $9, failure = $10, published_at = $11, updated_at = $12
      WHERE dataset_id = $1 AND version = $2
      """, version.datasetID, version.version, version.state, version.rows.read, version.rows.loaded,
      version.rows.rejected, version.runID, version.odsTable, version.dwdTable, version.failure, version.publishedAt,
      version.updatedAt)
  }

  static func log(
    _ version: DatasetVersion, _ change: StateChange, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO metadata.meta_version_event (version_id, at, event, from_status, to_status, actor, detail)
      SELECT id, $3, $4, $5, $6, $7, $8 FROM metadata.meta_version WHERE dataset_id = $1 AND version = $2
      """, version.datasetID, version.version, change.at, change.event, change.from, change.to, change.actor,
      change.detail)
  }

  static func addLineage(
    _ edges: [(id: UUID, source: String, target: String)], of version: DatasetVersion, run: RunID?,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO metadata.meta_lineage (id, version_id, source, target, run_id)
      SELECT e.id, v.id, e.source, e.target, $6
      FROM unnest($3::uuid[], $4::text[], $5::text[]) AS e (id, source, target), metadata.meta_version v
      WHERE v.dataset_id = $1 AND v.version = $2
      ON CONFLICT (version_id, source, target) DO NOTHING
      """, version.datasetID, version.version, edges.map(\.id), edges.map(\.source), edges.map(\.target), run)
  }

  @Sendable private static func record(_ row: PostgresRow) throws -> DatasetVersion {
    DatasetVersion(
      datasetID: try row.decode("dataset_id"), datasetName: try row.decode("dataset_name"),
      version: try row.decode("version"), state: try row.decode("status"),
      rows: RowCounts(
        read: try row.decode("rows_read"), loaded: try row.decode("rows_loaded"),
        rejected: try row.decode("rows_rejected")),
      runID: try row.decode("run_id"), traceID: try row.decode("trace_id"), odsTable: try row.decode("ods_table"),
      dwdTable: try row.decode("dwd_table"), source: try source(row), failure: try row.decode("failure"),
      createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"),
      publishedAt: try row.decode("published_at"))
  }

  private static func source(_ row: PostgresRow) throws -> VersionSource? {
    guard let upload = try row.decode("upload_id", as: UploadID?.self) else { return nil }
    return VersionSource(
      upload: upload, fileName: try row.decode("file_name"), byteCount: try row.decode("byte_count"),
      sha256: try row.decode("sha256"), template: try row.decode("template"),
      templateVersion: try row.decode("template_version"), mode: try row.decode("mode"),
      createdBy: try row.decode("created_by"))
  }
}
