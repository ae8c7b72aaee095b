import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of what people ask of the catalog: datasets as a whole, and a version at length.
enum CatalogRepository {
  private static let columns = """
    d.id, d.name, d.created_at, l.version AS latest, l.status, l.template, l.updated_at, t.versions, t.published,
    t.rows, t.bytes
    """
  private static let source = """
    metadata.meta_dataset d
    JOIN LATERAL (
      SELECT v.version, v.status, v.template, v.updated_at FROM metadata.meta_version v WHERE v.dataset_id = d.id
      ORDER BY v.id DESC LIMIT 1) l ON true
    JOIN LATERAL (
      SELECT count(*) AS versions, count(*) FILTER (WHERE v.status = 'PUBLISHED') AS published,
        coalesce(sum(v.rows_loaded), 0)::bigint AS rows, coalesce(sum(v.byte_count), 0)::bigint AS bytes
      FROM metadata.meta_version v WHERE v.dataset_id = d.id) t ON true
    """

  static let list = ListTable<Dataset>(
    select: columns, from: source, key: .uuid("d.id"),
    columns: [
      "name": "d.name", "state": "l.status", "latest": "l.version", "versions": "t.versions",
      "published": "t.published", "rows": "t.rows", "size": "t.bytes", "template": .nullable("l.template"),
      "age": "l.updated_at", "created": "d.created_at", "updated": "l.updated_at", "id": "d.id",
    ], decode: record)

  static func find(named name: String, _ connection: PostgresConnection) async throws -> Dataset? {
    try await connection.query("SELECT \(columns) FROM \(source) WHERE d.name = $1", name).first.map(record)
  }

  /// Edges followed at most in one direction: a version of 500 columns has a thousand.
  private static let edgesMax = 10_000

  /// What the version was made from: tables and columns alike.
  static func origins(_ version: DatasetVersion, _ connection: PostgresConnection) async throws -> [LineageEdge] {
    try await connection.query(
      """
      SELECT e.source, e.target, d.name AS dataset, o.version FROM metadata.meta_version v
      JOIN metadata.meta_lineage e ON e.version_id = v.id
      LEFT JOIN metadata.meta_version o
        ON o.dwd_table IS NOT NULL AND o.dwd_table || '@' || o.version = e.source AND o.id <> v.id
      LEFT JOIN metadata.meta_dataset d ON d.id = o.dataset_id
      WHERE v.dataset_id = $1 AND v.version = $2 ORDER BY e.created_at, e.source, e.target LIMIT $3
      """, version.datasetID, version.version, edgesMax
    ).map { try edge(.up, $0) }
  }

  /// Versions that were made from this one's rows.
  static func uses(_ version: DatasetVersion, _ connection: PostgresConnection) async throws -> [LineageEdge] {
    guard let table = version.dwdTable else { return [] }
    return try await connection.query(
      """
      SELECT e.source, e.target, d.name AS dataset, o.version FROM metadata.meta_lineage e
      JOIN metadata.meta_version o ON o.id = e.version_id JOIN metadata.meta_dataset d ON d.id = o.dataset_id
      WHERE e.source = $1 ORDER BY o.id DESC LIMIT $2
      """, "\(table)@\(version.version)", edgesMax
    ).map { try edge(.down, $0) }
  }

  private static func edge(_ direction: LineageEdge.Direction, _ row: PostgresRow) throws -> LineageEdge {
    LineageEdge(
      direction, source: try row.decode("source"), target: try row.decode("target"),
      dataset: try row.decode("dataset"), version: try row.decode("version"))
  }

  static func log(_ version: DatasetVersion, _ connection: PostgresConnection) async throws -> [StateChange] {
    try await connection.query(
      """
      SELECT e.at, e.event, e.from_status, e.to_status, e.actor, e.detail FROM metadata.meta_version_event e
      JOIN metadata.meta_version v ON v.id = e.version_id WHERE v.dataset_id = $1 AND v.version = $2 ORDER BY e.id
      """, version.datasetID, version.version
    ).map { try StateChange($0, subject: "version") }
  }

  static func fields(_ version: DatasetVersion, _ connection: PostgresConnection) async throws -> [Template.Field] {
    let rows = try await connection.query(
      "SELECT fields FROM metadata.meta_version WHERE dataset_id = $1 AND version = $2", version.datasetID,
      version.version)
    return try rows.decodeFirst("fields", as: JSON?.self)?.map { try $0.decode() } ?? []
  }

  @Sendable private static func record(_ row: PostgresRow) throws -> Dataset {
    Dataset(
      id: try row.decode("id"), name: try row.decode("name"), versions: try row.decode("versions"),
      published: try row.decode("published"), latest: try row.decode("latest"), state: try row.decode("status"),
      rows: try row.decode("rows"), byteCount: try row.decode("bytes"), template: try row.decode("template"),
      createdAt: try row.decode("created_at"), updatedAt: try row.decode("updated_at"))
  }
}
