public import Support

/// One step of a schema's history. Once applied it never changes: its checksum is compared at every start.
public struct Migration: Sendable, Hashable {
  /// The part of the database that it belongs to; numbers count within it.
  public var set: String
  public var number: Int
  public var name: String
  public var sql: String
  /// The role under which it runs, so that it owns what it makes; `nil`: the one that logs in.
  public var role: String?
  /// The schema that unqualified names mean.
  public var schema: String?

  public init(
    set: String, number: Int, name: String, sql: String, role: String? = nil, schema: String? = nil
  ) {
    self.set = set
    self.number = number
    self.name = name
    self.sql = sql
    self.role = role
    self.schema = schema
  }

  public var checksum: String { SHA256.hex(of: Array(sql.utf8)) }
}

/// How a migration stands in a database.
public struct MigrationStatus: Sendable, Hashable, Codable {
  public enum State: String, Sendable, Hashable, Codable {
    case applied, pending
    /// Applied, but its text is another today.
    case changed
    /// Applied, but not known to this program: the database is newer than it.
    case unknown
  }

  public var set: String
  public var number: Int
  public var name: String
  public var state: State
}

/// Why migrations cannot be applied.
public enum MigrationError: DescribedError {
  case changed([MigrationStatus])
  case databaseIsNewer([MigrationStatus])

  public var errorCode: String {
    switch self {
    case .changed: "migration_changed"
    case .databaseIsNewer: "schema_newer"
    }
  }

  public var description: String {
    switch self {
    case .changed(let found): "applied migrations have another text today: \(Self.names(found))"
    case .databaseIsNewer(let found):
      "the database has migrations that this program does not know: \(Self.names(found))"
    }
  }

  public var nextStep: String? {
    switch self {
    case .changed: "restore the migrations as they were, and add a new one for the change"
    case .databaseIsNewer: "use a program of at least that version"
    }
  }

  public var isTransient: Bool { false }

  private static func names(_ found: [MigrationStatus]) -> String {
    found.map { "\($0.set)/\($0.number)_\($0.name)" }.joined(separator: ", ")
  }
}
