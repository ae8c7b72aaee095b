import Postgres
import Support

/// What the values of a version's columns are. Reads the typed partition, and changes nothing.
enum ProfileRepository {
  /// Values that are told of a column, and characters of each.
  private static let (commonestMax, excerptMax) = (3, 80)

  /// `nil` when there is no such table.
  static func countRows(_ partition: SQLName, _ connection: PostgresConnection) async throws -> Int64? {
    let isThere: Bool = try await connection.query("SELECT to_regclass($1) IS NOT NULL", partition.quoted).value()
    guard isThere else { return nil }
    return try await connection.query("SELECT count(*) FROM \(partition.quoted)").value()
  }

  static func profile(
    _ column: LandingTables.Column, of partition: SQLName, _ connection: PostgresConnection
  ) async throws -> ColumnProfile {
    let name = SQLName.quoted(column.name)
    // Of booleans there is no least; texts are compared byte by byte, whatever the language of the server.
    let value =
      switch column.dwdType {
      case "text": "\(name) COLLATE \"C\""
      case "boolean": "\(name)::text"
      default: name
      }
    let row = try await connection.query(
      """
      WITH found AS (SELECT \(value) AS value, count(*) AS n FROM \(partition.quoted) GROUP BY 1)
      SELECT coalesce(sum(n) FILTER (WHERE value IS NULL), 0)::bigint AS empty, count(value) AS distinct_values,
        left(min(value)::text, $1::int) AS least, left(max(value)::text, $1::int) AS greatest,
        (SELECT coalesce(json_agg(json_build_object('value', left(value::text, $1::int), 'rows', n)), '[]')
          FROM (SELECT value, n FROM found WHERE value IS NOT NULL ORDER BY n DESC, value LIMIT $2) AS top) AS commonest
      FROM found
      """, excerptMax, commonestMax
    ).first
    guard let row else { return ColumnProfile(column: column.name, type: column.dwdType) }
    return ColumnProfile(
      column: column.name, type: column.dwdType, empty: try row.decode("empty"),
      distinctValues: try row.decode("distinct_values"), least: try row.decode("least"),
      greatest: try row.decode("greatest"), commonest: try row.decode("commonest", as: JSON.self).decode())
  }
}
