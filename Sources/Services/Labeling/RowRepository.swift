import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL that reads rows of published versions.
enum RowRepository {
  /// The columns of a table by name, in their order; ours are left out.
  static func columns(of table: String, _ connection: PostgresConnection) async throws -> [String] {
    try await connection.query(
      """
      SELECT attname::text AS name FROM pg_attribute
      WHERE attrelid = (SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = split_part($1, '.', 1) AND c.relname = substr($1, strpos($1, '.') + 1))
        AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('dataset_version', 'row_number')
      ORDER BY attnum
      """, table
    ).map { try $0.decode("name") }
  }

  struct Row {
    var number: Int64
    var row: JSON
  }

  /// Rows behind a place, in the order of the file. Filters compare numbers as numbers when both are.
  static func rows(
    _ plan: RowPlan, after: Int64, limit: Int, _ connection: PostgresConnection
  ) async throws -> [Row] {
    let parts = plan.table.split(separator: ".", maxSplits: 1).map { quoted(String($0)) }
    var sql =
      "SELECT row_number AS n, (to_jsonb(r) - 'dataset_version' - 'row_number')::json AS row "
      + "FROM \(parts.joined(separator: ".")) r WHERE dataset_version = $1 AND row_number > $2"
    var parameters: [any PostgresEncodable] = [plan.version, after, limit]
    for filter in plan.selection.filters {
      parameters.append(filter.value)
      sql += " AND " + condition(filter, parameter: "$\(parameters.count)")
    }
    return try await connection.query(Statement(sql + " ORDER BY row_number LIMIT $3", parameters: parameters)).map {
      Row(number: try $0.decode("n"), row: try $0.decode("row"))
    }
  }

  private static func condition(_ filter: RowSelection.Filter, parameter: String) -> String {
    let column = "r.\(quoted(filter.column))::text"
    let value = "\(parameter)::text"
    // Not two conditions, since the server may look at either first.
    func compared(_ sign: String) -> String {
      """
      CASE WHEN \(column) ~ '^-?[0-9]+([.][0-9]+)?$' AND \(value) ~ '^-?[0-9]+([.][0-9]+)?$'
        THEN (\(column))::numeric \(sign) (\(value))::numeric ELSE \(column) \(sign) \(value) END
      """
    }
    return switch filter.comparison {
    case .equals: "\(column) IS NOT DISTINCT FROM \(value)"
    case .differs: "\(column) IS DISTINCT FROM \(value)"
    case .less: compared("<")
    case .greater: compared(">")
    case .contains: "strpos(\(column), \(value)) > 0"
    }
  }

  /// An identifier that came from the catalog: a name ends only at a quote that stands alone.
  private static func quoted(_ name: String) -> String { "\"\(name.replacingOccurrences(of: "\"", with: "\"\""))\"" }

  // MARK: - Where tasks come from

  static func addSource(
    _ table: String, _ version: DatasetVersion, to project: LabelProjectID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO labeling.lab_source (project_id, dataset_id, dataset_name, dataset_version, source_table)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
      """, project, version.datasetID, version.datasetName, version.version, table)
  }

  static func sources(of project: LabelProjectID, _ connection: PostgresConnection) async throws -> [String] {
    try await connection.query(
      """
      SELECT source_table || '@' || dataset_version AS source FROM labeling.lab_source WHERE project_id = $1 ORDER BY 1
      """, project
    ).map { try $0.decode("source") }
  }

  /// The names of the projects that have tasks made from the version.
  static func projects(
    dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> [String] {
    try await connection.query(
      """
      SELECT p.name FROM labeling.lab_source s JOIN labeling.lab_project p ON p.id = s.project_id
      WHERE s.dataset_id = $1 AND s.dataset_version = $2 ORDER BY p.name
      """, dataset, version
    ).map { try $0.decode("name") }
  }
}
