import Identity
import Ingestion
import Labeling
import Metadata
public import Migrations
import Model
import Postgres
import Processing
import Support
import Workflow

/// The schema of the whole platform, in the order in which it is made.
public enum PlatformSchema {
  /// Where the record of applied migrations is.
  static let schema = "flowsight"

  public static let migrations =
    [
      Migration(
        set: "platform", number: 1, name: "roles", sql: String(decoding: PackageResources.M001_roles_sql, as: UTF8.self)
      )
    ] + IngestionSchema.migrations + ProcessingSchema.migrations + WorkflowSchema.migrations
    + MetadataSchema.migrations + IdentitySchema.migrations + [
      Migration(
        set: "platform", number: 2, name: "labeling",
        sql: String(decoding: PackageResources.M002_labeling_sql, as: UTF8.self))
    ] + LabelingSchema.migrations + [
      Migration(
        set: "platform", number: 3, name: "writers",
        sql: String(decoding: PackageResources.M003_writers_sql, as: UTF8.self)),
      Migration(
        set: "platform", number: 4, name: "traces",
        sql: String(decoding: PackageResources.M004_traces_sql, as: UTF8.self)),
      Migration(
        set: "platform", number: 5, name: "repairs",
        sql: String(decoding: PackageResources.M005_repairs_sql, as: UTF8.self)),
      Migration(
        set: "platform", number: 6, name: "revisions",
        sql: String(decoding: PackageResources.M006_revisions_sql, as: UTF8.self)),
      Migration(
        set: "platform", number: 7, name: "job_lines",
        sql: String(decoding: PackageResources.M007_job_lines_sql, as: UTF8.self)),
      Migration(
        set: "platform", number: 8, name: "event_revisions",
        sql: String(decoding: PackageResources.M008_event_revisions_sql, as: UTF8.self)),
    ]

  /// Brings the database to this schema and returns what was applied. Fails with `migration_changed` or
  /// `schema_newer` when database and program disagree about the past.
  @discardableResult
  public static func migrate(dsn: String) async throws -> [MigrationStatus] {
    try await translatingFailures { try await migrator(dsn: dsn).up() }
  }

  public static func status(dsn: String) async throws -> [MigrationStatus] {
    try await translatingFailures { try await migrator(dsn: dsn).status() }
  }

  private static func migrator(dsn: String) -> Migrator {
    Migrator(
      migrations, configuration: PostgresConfiguration(dsn: dsn, applicationName: "flowsight migrate"), schema: schema)
  }

  /// Fails with `schema_outdated` or `schema_newer` when the database and this program do not fit together.
  public static func check(dsn: String) async throws {
    try check(try await migrator(dsn: dsn).status())
  }

  /// The same on a connection that is there.
  static func check(_ connection: PostgresConnection, dsn: String) async throws {
    try check(try await migrator(dsn: dsn).status(on: connection))
  }

  private static func check(_ status: [MigrationStatus]) throws(Failure) {
    if let newer = status.first(where: { $0.state == .unknown }) {
      throw Failure(
        "schema_newer", "the database has the migration \(newer.set)/\(newer.number), which this program does not know",
        nextStep: "use a newer flowsight")
    }
    let missing = status.filter { $0.state != .applied }
    guard missing.isEmpty else {
      throw Failure(
        "schema_outdated", "\(missing.count) of \(status.count) migrations are not applied to the database",
        nextStep: "run `flowsight migrate up`")
    }
  }
}
