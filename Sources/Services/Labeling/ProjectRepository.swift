import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of projects and the versions of their documents.
enum ProjectRepository {
  private static let columns = """
    p.id, p.name, p.status, p.schema_version, p.guidelines_version, p.settings, p.created_by, p.created_at,
    p.updated_at, s.document AS schema, g.document AS guidelines
    """
  private static let source = """
    labeling.lab_project p
    JOIN labeling.lab_schema s ON s.project_id = p.id AND s.version = p.schema_version
    JOIN labeling.lab_guidelines g ON g.project_id = p.id AND g.version = p.guidelines_version
    """

  /// Returns whether the name was free.
  static func insert(_ project: LabelProject, _ connection: PostgresConnection) async throws -> Bool {
    let inserted = try await connection.query(
      """
      INSERT INTO labeling.lab_project (id, name, status, schema_version, guidelines_version, settings, created_by,
        created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (name) DO NOTHING
      """, project.id, project.name, project.status, project.schemaVersion, project.guidelinesVersion,
      try JSON(encoding: project.settings), project.createdBy, project.createdAt
    ).affectedCount
    guard inserted == 1 else { return false }
    try await connection.query("INSERT INTO labeling.lab_queue (project_id) VALUES ($1)", project.id)
    try await insertSchema(project, by: project.createdBy, connection)
    try await insertGuidelines(project, by: project.createdBy, connection)
    return true
  }

  static func insertSchema(_ project: LabelProject, by author: String, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "INSERT INTO labeling.lab_schema (project_id, version, document, created_by) VALUES ($1, $2, $3, $4)", project.id,
      project.schemaVersion, try JSON(encoding: project.schema), author)
  }

  static func insertGuidelines(
    _ project: LabelProject, by author: String, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "INSERT INTO labeling.lab_guidelines (project_id, version, document, created_by) VALUES ($1, $2, $3, $4)",
      project.id, project.guidelinesVersion, project.guidelines, author)
  }

  static func update(_ project: LabelProject, at: Date, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE labeling.lab_project SET status = $2, schema_version = $3, guidelines_version = $4, settings = $5,
        updated_at = $6
      WHERE id = $1
      """, project.id, project.status, project.schemaVersion, project.guidelinesVersion,
      try JSON(encoding: project.settings), at)
  }

  static func find(
    _ id: LabelProjectID, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> LabelProject? {
    try await connection.query(
      "SELECT \(columns) FROM \(source) WHERE p.id = $1 \(lock ? "FOR UPDATE OF p" : "")", id
    ).first.map(project)
  }

  static func find(named name: String, _ connection: PostgresConnection) async throws -> LabelProject? {
    try await connection.query("SELECT \(columns) FROM \(source) WHERE p.name = $1", name).first.map(project)
  }

  static let list = ListTable<LabelProject>(
    select: columns, from: source, key: .uuid("p.id"),
    columns: [
      "name": "p.name", "status": "p.status", "schema": "p.schema_version", "guidelines": "p.guidelines_version",
      "by": "p.created_by", "age": "p.created_at", "created": "p.created_at", "updated": "p.updated_at", "id": "p.id",
    ], decode: project)

  static func schema(
    of project: LabelProjectID, version: Int, _ connection: PostgresConnection
  ) async throws -> LabelSchema? {
    let row = try await connection.query(
      "SELECT document FROM labeling.lab_schema WHERE project_id = $1 AND version = $2", project, version
    ).first
    return try row?.decode("document", as: JSON.self).decode()
  }

  static func guidelines(
    of project: LabelProjectID, version: Int, _ connection: PostgresConnection
  ) async throws -> String? {
    try await connection.query(
      "SELECT document FROM labeling.lab_guidelines WHERE project_id = $1 AND version = $2", project, version
    ).first?.decode("document")
  }

  /// The newest first.
  static func versions(
    of document: LabelDocument, _ project: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> [LabelDocumentVersion] {
    let table = document == .schema ? "labeling.lab_schema" : "labeling.lab_guidelines"
    return try await connection.query(
      """
      SELECT version, created_by, created_at, octet_length(document::text) AS bytes FROM \(table)
      WHERE project_id = $1 ORDER BY version DESC LIMIT $2
      """, project, LabelDocumentVersion.max
    ).map {
      LabelDocumentVersion(
        version: try $0.decode("version"), author: try $0.decode("created_by"), at: try $0.decode("created_at"),
        bytes: try $0.decode("bytes"))
    }
  }

  /// Tasks by state; gold items apart.
  static func counts(
    _ projects: [LabelProjectID], _ connection: PostgresConnection
  ) async throws -> [LabelProjectID: [LabelTaskState: Int]] {
    let counts: [String: [LabelTaskState: Int]] = try await StateCounts(.labeling)
      .read(projects.map { subject($0) }, connection)
    return Dictionary(uniqueKeysWithValues: projects.map { ($0, counts[subject($0)] ?? [:]) })
  }

  static func goldItems(of project: LabelProjectID, _ connection: PostgresConnection) async throws -> Int {
    let counts: [LabelTaskState: Int] = try await StateCounts(.labeling)
      .read(subject(project, isGold: true), connection)
    return counts.values.reduce(0, +)
  }

  /// What the trigger of the tasks calls those of a project: as `labeling.count_subject` has it.
  private static func subject(_ project: LabelProjectID, isGold: Bool = false) -> String {
    "\(isGold ? "gold" : "tasks") \(project)"
  }

  @Sendable private static func project(_ row: PostgresRow) throws -> LabelProject {
    LabelProject(
      id: try row.decode("id"), name: try row.decode("name"), status: try row.decode("status"),
      schema: try row.decode("schema", as: JSON.self).decode(), schemaVersion: try row.decode("schema_version"),
      guidelines: try row.decode("guidelines"), guidelinesVersion: try row.decode("guidelines_version"),
      settings: try row.decode("settings", as: JSON.self).decode(), tasks: [:],
      createdBy: try row.decode("created_by"), createdAt: try row.decode("created_at"),
      updatedAt: try row.decode("updated_at"))
  }
}
