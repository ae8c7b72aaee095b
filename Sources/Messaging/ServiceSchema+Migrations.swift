public import Migrations

extension ServiceSchema {
  /// What counts rows by their states, for services that want it: see ``StateCounts``. The triggers of each table that is
  /// counted belong to a migration behind it.
  public static let stateCounts = (name: "state_counts", sql: PackageResources.state_counts_sql)

  /// The service's own migrations behind those that give every service its outbox and inbox. They run under the
  /// service's role, so that it owns what they make.
  public func migrations(_ own: [(name: String, sql: [UInt8])]) -> [Migration] {
    let all = [("messaging", PackageResources.M001_messaging_sql)] + own.map { ($0.name, $0.sql) }
    return all.enumerated().map { index, migration in
      Migration(
        set: rawValue, number: index + 1, name: migration.0, sql: String(decoding: migration.1, as: UTF8.self),
        role: role, schema: rawValue)
    }
  }
}
