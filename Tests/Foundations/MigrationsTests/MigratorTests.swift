import Migrations
import Postgres
import Servers
import Testing

/// On a real server: what is applied, once, in order, and what is refused.
@Suite(.serialized) struct MigratorTests {
  private static let first = Migration(
    set: "a", number: 1, name: "first", sql: "CREATE TABLE steps (n int); INSERT INTO steps VALUES (1)")
  private static let second = Migration(set: "a", number: 2, name: "second", sql: "INSERT INTO steps VALUES (2)")

  private func withDatabase(_ body: (PostgresConfiguration) async throws -> Void) async throws {
    let servers = try await PrivateServers.start()
    do {
      try await body(PostgresConfiguration(dsn: servers.postgresDSN))
      await servers.stop()
    } catch {
      await servers.stop()
      throw error
    }
  }

  private func migrator(_ migrations: [Migration], _ configuration: PostgresConfiguration) -> Migrator {
    Migrator(migrations, configuration: configuration, schema: "record")
  }

  private func expect(
    _ migrations: [Migration], apply names: [String], _ configuration: PostgresConfiguration,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let applied = try await migrator(migrations, configuration).up()
    #expect(applied.map(\.name) == names, sourceLocation: sourceLocation)
    #expect(applied.allSatisfy { $0.state == .applied }, sourceLocation: sourceLocation)
  }

  private func expect(
    _ migrations: [Migration], are states: [MigrationStatus.State], _ configuration: PostgresConfiguration,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let status = try await migrator(migrations, configuration).status()
    #expect(status.map(\.state) == states, sourceLocation: sourceLocation)
  }

  /// What the migrations have left in the database.
  private func expectSteps(
    _ expected: [Int], _ configuration: PostgresConfiguration, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let connection = try await PostgresConnection.connect(configuration)
    let steps: [Int] = try await connection.query("SELECT n FROM steps ORDER BY n").map { try $0.decode(0) }
    await connection.close()
    #expect(steps == expected, sourceLocation: sourceLocation)
  }

  @Test func eachIsAppliedOnce() async throws {
    try await withDatabase { configuration in
      try await expect([Self.first], are: [.pending], configuration)
      try await expect([Self.first], apply: ["first"], configuration)
      try await expect([Self.first, Self.second], apply: ["second"], configuration)
      try await expect([Self.first, Self.second], apply: [], configuration)
      try await expect([Self.first, Self.second], are: [.applied, .applied], configuration)
      try await expectSteps([1, 2], configuration)
    }
  }

  @Test func severalAtOnceApplyOnce() async throws {
    try await withDatabase { configuration in
      let migrator = migrator([Self.first, Self.second], configuration)
      let applied = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<4 { group.addTask { try await migrator.up().count } }
        return try await group.reduce(into: [Int]()) { $0.append($1) }
      }
      #expect(applied.sorted() == [0, 0, 0, 2])
      try await expectSteps([1, 2], configuration)
    }
  }

  @Test func aFailureLeavesNothingHalfDone() async throws {
    try await withDatabase { configuration in
      let broken = Migration(set: "a", number: 2, name: "broken", sql: "INSERT INTO steps VALUES (2); SELECT 1/0")
      await #expect(throws: PostgresError.self) { try await migrator([Self.first, broken], configuration).up() }
      try await expectSteps([1], configuration)
      try await expect([Self.first, Self.second], apply: ["second"], configuration)
    }
  }

  @Test func thePastIsNotRewritten() async throws {
    try await withDatabase { configuration in
      _ = try await migrator([Self.first], configuration).up()
      var changed = Self.first
      changed.sql += ";"
      let error = await #expect(throws: MigrationError.self) {
        try await migrator([changed, Self.second], configuration).up()
      }
      #expect(error?.errorCode == "migration_changed")
      #expect(error?.description.contains("a/1_first") == true)
      try await expectSteps([1], configuration)
    }
  }

  @Test func anOlderProgramLeavesANewerDatabaseAlone() async throws {
    try await withDatabase { configuration in
      _ = try await migrator([Self.first, Self.second], configuration).up()
      let error = await #expect(throws: MigrationError.self) { try await migrator([Self.first], configuration).up() }
      #expect(error?.errorCode == "schema_newer")
      try await expect([Self.first], are: [.applied, .unknown], configuration)
    }
  }
}
