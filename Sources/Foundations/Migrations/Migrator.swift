public import Postgres

/// Brings a database to the schema that a program expects: each migration once, in order, in a transaction of its own,
/// under an advisory lock so that several may try at once.
public struct Migrator: Sendable {
  private static let lockKey: Int64 = 0x666c_6f77_6d69_6772
  /// SQLSTATE of a relation that is not there: nothing was ever applied.
  private static let undefinedTable = "42P01"

  private let configuration: PostgresConfiguration
  private let migrations: [Migration]
  /// The schema that holds the record of what was applied.
  private let schema: String

  /// `migrations` in the order in which they are to be applied.
  public init(_ migrations: [Migration], configuration: PostgresConfiguration, schema: String) {
    self.migrations = migrations
    self.configuration = configuration
    self.schema = schema
  }

  /// Applies what is pending and returns what it applied. Fails with a ``MigrationError`` before it changes anything
  /// when the database and the program disagree about the past.
  public func up() async throws -> [MigrationStatus] {
    try await withConnection { connection in
      try await connection.query("SELECT pg_advisory_lock($1)", Self.lockKey)
      try await connection.execute(
        script: """
          CREATE SCHEMA IF NOT EXISTS \(schema);
          CREATE TABLE IF NOT EXISTS \(schema).schema_migration (
            migration_set text NOT NULL, number integer NOT NULL, name text NOT NULL, checksum text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (migration_set, number));
          """)
      let status = try await status(on: connection)
      try Self.check(status)
      var applied: [MigrationStatus] = []
      for migration in migrations where status.first(where: { $0.isOf(migration) })?.state == .pending {
        try await apply(migration, connection)
        applied.append(
          MigrationStatus(set: migration.set, number: migration.number, name: migration.name, state: .applied))
      }
      return applied
    }
  }

  /// How every migration stands, those that only the database knows included.
  public func status() async throws -> [MigrationStatus] {
    try await withConnection { try await status(on: $0) }
  }

  private func apply(_ migration: Migration, _ connection: PostgresConnection) async throws {
    try await connection.transaction { connection in
      if let role = migration.role { try await connection.query("SELECT set_config('role', $1, true)", role) }
      if let schema = migration.schema {
        try await connection.query("SELECT set_config('search_path', $1, true)", schema)
      }
      try await connection.execute(script: migration.sql)
      try await connection.execute(script: "RESET ROLE")
      try await connection.query(
        "INSERT INTO \(schema).schema_migration (migration_set, number, name, checksum) VALUES ($1, $2, $3, $4)",
        migration.set, migration.number, migration.name, migration.checksum)
    }
  }

  /// The same on a connection that is there, in one round trip.
  public func status(on connection: PostgresConnection) async throws -> [MigrationStatus] {
    let applied = try await applied(connection)
    let known = migrations.map { migration in
      let found = applied.first { $0.status.isOf(migration) }
      return MigrationStatus(
        set: migration.set, number: migration.number, name: migration.name,
        state: found.map { $0.checksum == migration.checksum ? .applied : .changed } ?? .pending)
    }
    return known + applied.map(\.status).filter { status in !migrations.contains { status.isOf($0) } }
  }

  private func applied(_ connection: PostgresConnection) async throws -> [(status: MigrationStatus, checksum: String)] {
    do {
      return try await connection.query(
        "SELECT migration_set, number, name, checksum FROM \(schema).schema_migration ORDER BY applied_at, number"
      ).map { row in
        (
          MigrationStatus(
            set: try row.decode("migration_set"), number: try row.decode("number"), name: try row.decode("name"),
            state: .unknown), try row.decode("checksum")
        )
      }
    } catch let error as PostgresError where error.sqlState == Self.undefinedTable {
      return []
    }
  }

  private static func check(_ status: [MigrationStatus]) throws(MigrationError) {
    let changed = status.filter { $0.state == .changed }
    guard changed.isEmpty else { throw .changed(changed) }
    let unknown = status.filter { $0.state == .unknown }
    guard unknown.isEmpty else { throw .databaseIsNewer(unknown) }
  }

  private func withConnection<Value: Sendable>(
    _ body: (PostgresConnection) async throws -> Value
  ) async throws -> Value {
    let connection = try await PostgresConnection.connect(configuration)
    do {
      let value = try await body(connection)
      await connection.close()
      return value
    } catch {
      await connection.close()
      throw error
    }
  }
}

extension MigrationStatus {
  func isOf(_ migration: Migration) -> Bool { set == migration.set && number == migration.number }
}
