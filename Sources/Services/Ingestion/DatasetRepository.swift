import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of datasets, templates and settings.
enum DatasetRepository {
  struct Record {
    var id: DatasetID
    var name: String
    var tableName: String
    var template: Template
    var templateID: UUID
    var mode: LoadMode
  }

  /// The dataset, locked until the transaction ends so that uploads to it are opened one after another.
  static func findLocked(name: String, _ connection: PostgresConnection) async throws -> Record? {
    try await connection.query(
      """
      SELECT d.id, d.name, d.table_name, d.mode, t.id AS template_id, t.document
      FROM ingestion.ing_dataset d JOIN ingestion.ing_template t ON t.id = d.template_id
      WHERE d.name = $1 FOR UPDATE OF d
      """, name
    ).first.map { row in
      Record(
        id: try row.decode("id"), name: try row.decode("name"), tableName: try row.decode("table_name"),
        template: try row.decode("document", as: JSON.self).decode(), templateID: try row.decode("template_id"),
        mode: try row.decode("mode"))
    }
  }

  /// Another dataset whose tables would be the same.
  static func owner(ofTableName tableName: String, _ connection: PostgresConnection) async throws -> String? {
    try await connection.query("SELECT name FROM ingestion.ing_dataset WHERE table_name = $1", tableName)
      .decodeFirst("name")
  }

  static func insert(_ record: Record, channel: SourceChannel, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_dataset (id, name, table_name, channel, template_id, mode)
      VALUES ($1, $2, $3, $4, $5, $6)
      """, record.id, record.name, record.tableName, channel, record.templateID, record.mode)
  }

  static func update(_ record: Record, _ connection: PostgresConnection) async throws {
    try await connection.query(
      "UPDATE ingestion.ing_dataset SET template_id = $2, mode = $3, updated_at = now() WHERE id = $1",
      record.id, record.templateID, record.mode)
  }

  // MARK: - Templates

  /// Stores the template unless that version of it is known; returns its id.
  static func register(_ template: Template, id: UUID, _ connection: PostgresConnection) async throws -> UUID {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_template (id, name, version, document) VALUES ($1, $2, $3, $4)
      ON CONFLICT (name, version) DO NOTHING
      """, id, template.name, template.version, try JSON(encoding: template))
    return try await connection.query(
      "SELECT id FROM ingestion.ing_template WHERE name = $1 AND version = $2", template.name, template.version
    ).value()
  }

  static func template(_ id: UUID, _ connection: PostgresConnection) async throws -> Template {
    try await connection.query("SELECT document FROM ingestion.ing_template WHERE id = $1", id)
      .value(as: JSON.self).decode()
  }

  // MARK: - Settings

  static func setting(_ name: String, _ connection: PostgresConnection) async throws -> String? {
    try await connection.query("SELECT value FROM ingestion.ing_setting WHERE name = $1", name).decodeFirst("value")
  }

  /// Returns the value that holds afterwards: an existing one stays unless `replacing`.
  static func setSetting(
    _ name: String, _ value: String, replacing: Bool, _ connection: PostgresConnection
  ) async throws -> String {
    try await connection.query(
      """
      INSERT INTO ingestion.ing_setting (name, value) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET value = CASE WHEN $3 THEN excluded.value ELSE ing_setting.value END,
        updated_at = now()
      RETURNING value
      """, name, value, replacing
    ).value()
  }
}
