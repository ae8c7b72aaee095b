import Messaging
public import Model
import Postgres
import Support

/// The SQL of what happened to versions under a trace.
enum TraceRepository {
  static func versions(of trace: TraceID, limit: Int, _ connection: PostgresConnection) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT e.id, e.at, e.event, e.from_status, e.to_status, e.actor, e.detail, d.name, v.version
      FROM metadata.meta_version v JOIN metadata.meta_dataset d ON d.id = v.dataset_id
        JOIN metadata.meta_version_event e ON e.version_id = v.id
      WHERE v.trace_id = $1 ORDER BY e.id LIMIT $2
      """, trace, limit
    ).map { row in
      let name: String = try row.decode("name")
      let version: String = try row.decode("version")
      return TraceEvent(
        .version, try StateChange(row, subject: "version"), id: String(try row.decode("id", as: Int64.self)),
        subject: "\(name) \(version)")
    }
  }

  /// The versions under a trace: what labels may be made from.
  static func sources(
    of trace: TraceID, _ connection: PostgresConnection
  ) async throws -> [(dataset: DatasetID, version: String)] {
    try await connection.query("SELECT dataset_id, version FROM metadata.meta_version WHERE trace_id = $1", trace)
      .map { (try $0.decode("dataset_id"), try $0.decode("version")) }
  }
}

extension MetadataService {
  /// What happened to versions under a trace.
  public func trace(_ id: TraceID, limit: Int) async throws -> [TraceEvent] {
    try await pool.withConnection { try await TraceRepository.versions(of: id, limit: limit, $0) }
  }

  /// The versions under a trace.
  public func versions(under id: TraceID) async throws -> [(dataset: DatasetID, version: String)] {
    try await pool.withConnection { try await TraceRepository.sources(of: id, $0) }
  }
}
