import Model
import Postgres

/// All statements on the landing tables. Names and bounds come from templates and files, so each goes through
/// ``SQLName``; types come from ``LandingTables`` alone.
enum LandingRepository {
  /// Creates both tables and a version's partitions, or adds the columns that are missing. Any number of workers may do
  /// so at once. In a transaction.
  ///
  /// Throws `table_conflict` when a table is there but cannot hold these rows.
  static func prepare(
    _ tables: LandingTables, version: String, _ connection: PostgresConnection
  ) async throws -> Partitions {
    let partitions = Partitions(tables, version: version)
    for table in [tables.ods, tables.dwd] {
      try await connection.query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", table.description)
    }
    try await prepare(tables.ods, tables.columns.map { ($0.name, "text") }, connection)
    try await prepare(tables.dwd, tables.columns.map { ($0.name, $0.dwdType) }, connection)
    try await preparePartition(partitions.ods, of: tables.ods, version, connection)
    try await preparePartition(partitions.dwd, of: tables.dwd, version, connection)
    return partitions
  }

  struct Partitions: Hashable, Sendable, Codable {
    var ods: SQLName
    var dwd: SQLName

    init(_ tables: LandingTables, version: String) {
      ods = LandingTables.partition(of: tables.ods, version: version)
      dwd = LandingTables.partition(of: tables.dwd, version: version)
    }
  }

  static func truncate(_ table: SQLName, _ connection: PostgresConnection) async throws {
    try await connection.query("TRUNCATE \(table.quoted)")
  }

  /// The same when there may be no such table.
  static func empty(_ table: SQLName, _ connection: PostgresConnection) async throws {
    let isThere: Bool = try await connection.query("SELECT to_regclass($1) IS NOT NULL", table.quoted).value()
    if isThere { try await truncate(table, connection) }
  }

  /// Takes the rows that ``RowPlan/encode(_:_:version:to:)`` wrote.
  static func copy(
    _ pieces: [[UInt8]], of columns: [LandingTables.Column], into partition: SQLName, _ connection: PostgresConnection
  ) async throws {
    try await connection.copyIn("COPY \(partition.quoted) (\(list(columns))) FROM STDIN") { writer in
      for piece in pieces { try await writer.write(piece) }
    }
  }

  /// Fills the typed partition from the text one; returns how many rows there are.
  static func build(
    _ partitions: Partitions, _ columns: [LandingTables.Column], _ connection: PostgresConnection
  ) async throws -> Int64 {
    let values = columns.map { column in
      let name = SQLName.quoted(column.name)
      return column.dwdType == "text" ? name : "\(name)::\(column.dwdType)"
    }
    let selected = ([LandingTables.versionColumn, LandingTables.rowColumn] + values).joined(separator: ", ")
    let insert =
      "INSERT INTO \(partitions.dwd.quoted) (\(list(columns))) SELECT \(selected) FROM \(partitions.ods.quoted)"
    return Int64(try await connection.query(insert).affectedCount)
  }

  private static func list(_ columns: [LandingTables.Column]) -> String {
    ([LandingTables.versionColumn, LandingTables.rowColumn] + columns.map { SQLName.quoted($0.name) })
      .joined(separator: ", ")
  }
}

extension LandingRepository {
  private static func prepare(
    _ table: SQLName, _ fields: [(name: String, type: String)], _ connection: PostgresConnection
  ) async throws {
    let wanted = [(LandingTables.versionColumn, "text"), (LandingTables.rowColumn, "bigint")] + fields
    guard try await isThere(table, connection) else {
      let definitions = wanted.enumerated().map { index, column in
        "\(SQLName.quoted(column.0)) \(column.1)\(index < 2 ? " NOT NULL" : "")"
      }
      let columns = definitions.joined(separator: ", ")
      let create = "CREATE TABLE \(table.quoted) (\(columns)) PARTITION BY LIST (\(LandingTables.versionColumn))"
      try await connection.query(create)
      return
    }
    let rows = try await connection.query(
      """
      SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
      WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
      """, table.quoted)
    let existing = Dictionary(
      try rows.map { try $0.decode((String, String).self) }, uniquingKeysWith: { first, _ in first })
    for (name, type) in wanted {
      switch existing[name] {
      case type: continue
      case nil:
        try await connection.query("ALTER TABLE \(table.quoted) ADD COLUMN \(SQLName.quoted(name)) \(type)")
      case let found?:
        throw conflict(table, "its column '\(name)' is \(found), but the template needs \(type)")
      }
    }
  }

  /// Whether the table exists; throws when it is something else.
  private static func isThere(_ table: SQLName, _ connection: PostgresConnection) async throws -> Bool {
    let rows = try await connection.query(
      """
      SELECT coalesce(pg_get_partkeydef(oid), '') FROM pg_class WHERE oid = to_regclass($1)
      """, table.quoted)
    guard let row = rows.first else { return false }
    guard try row.decode(0, as: String.self) == "LIST (\(LandingTables.versionColumn))" else {
      throw conflict(table, "it is not partitioned by \(LandingTables.versionColumn)")
    }
    return true
  }

  private static func preparePartition(
    _ partition: SQLName, of table: SQLName, _ version: String, _ connection: PostgresConnection
  ) async throws {
    let bound = "FOR VALUES IN (\(SQLName.literal(version)))"
    try await connection.query(
      "CREATE TABLE IF NOT EXISTS \(partition.quoted) PARTITION OF \(table.quoted) \(bound)")
    let isPartition = try await connection.query(
      """
      SELECT EXISTS (SELECT FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = to_regclass($1) AND inhrelid = to_regclass($2))
      """, table.quoted, partition.quoted)
    guard try isPartition.value(as: Bool.self) else {
      throw conflict(partition, "it is no partition of \(table)")
    }
  }

  private static func conflict(_ table: SQLName, _ problem: String) -> Failure {
    Failure(
      "table_conflict", "the table \(Excerpt.text(table.description)) cannot take these rows: \(problem)",
      nextStep: "rename or drop that table, or name another one in the template")
  }
}
