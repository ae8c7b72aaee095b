import Direct
import Foundation
import Hosting
import Migrations
import Model
import Support

extension Option {
  static let services = value(
    "services", "A,B", "the services to run, of \(ServiceHost.serviceNames.joined(separator: ", ")); without it, all")
  static let slots = value("slots", "N", "how many jobs this process does at once (\(ServiceHost.slotsDefault))")
  static let objectStore = value(
    "object-store", "DIR", "where raw files are kept; without it, where the platform keeps them already")
  static let keepUploads = value(
    "keep-uploads", "DAYS", "an upload that nobody has continued for so long is given up (7)")
  static let keepLetters = value(
    "keep-letters", "DAYS",
    "a settled dead letter is removed so long after, and a day's notice (90)")
  static let keepLogs = value("keep-logs", "DAYS", "what workers log about their jobs is removed so long after (14)")
}

extension Command {
  static let serve = Command(
    "serve", "run services until stopped",
    details: """
      Any number of processes on any number of hosts may run the same services. SIGTERM stops in good order: jobs at
      work are given back. The log is one JSON object a line on the standard error.
      """,
    options: [.services, .slots, .objectStore, .keepUploads, .keepLetters, .keepLogs]
  ) { invocation in
    var retention = Retention()
    if let days = try invocation.arguments.integer(.keepUploads, in: 1...3650) { retention.uploadDays = days }
    if let days = try invocation.arguments.integer(.keepLetters, in: 1...36500) { retention.letterDays = days }
    if let days = try invocation.arguments.integer(.keepLogs, in: 1...3650) { retention.logDays = days }
    let names = invocation.arguments.value(.services)?.split(separator: ",").map { String($0).trimmed }
    let host = try ServiceHost(
      try invocation.writableSettings().connection, services: names, retention: retention,
      slots: try invocation.arguments.integer(.slots, in: 1...256) ?? ServiceHost.slotsDefault,
      log: .descriptor(STDERR_FILENO))
    let store = invocation.arguments.value(.objectStore).map { URL(fileURLWithPath: $0) }
    try await host.run(objectStore: store)
    return .success
  }

  static let migrate: [Command] = [
    Command(
      "migrate up", "bring the database to the schema that this program expects",
      details: "Applies each pending migration once, in a transaction of its own. Safe to run from several places.",
      options: [.format]
    ) { invocation in
      let applied = try await PlatformSchema.migrate(dsn: try invocation.writableSettings().postgres)
      return try invocation.show(applied, empty: "the schema is as it should be; nothing was changed")
    },
    Command("migrate status", "tell which migrations are applied", options: [.format]) { invocation in
      let status = try await PlatformSchema.status(dsn: try invocation.settings().postgres)
      return try invocation.show(status, empty: "there are no migrations")
    },
  ]
}

extension Invocation {
  fileprivate func show(_ migrations: [MigrationStatus], empty: String) throws -> ExitStatus {
    if format == .json {
      write(["migrations": .array(try migrations.map { try JSON(encoding: $0) })])
    } else if migrations.isEmpty {
      note(empty)
    } else {
      let columns: [Column<MigrationStatus>] = [
        Column("SET") { $0.set }, Column("NUMBER") { String($0.number) }, Column("NAME") { $0.name },
        Column("STATE") { $0.state.rawValue },
      ]
      streams.output(Table(columns: columns).text(migrations, width: tableWidth))
    }
    return .success
  }
}

extension ServerSettings {
  var connection: ConnectionSettings {
    ConnectionSettings(
      postgres: postgres, redis: redis, profile: profile, persona: persona, isReadOnly: isReadOnly,
      isProduction: isProduction)
  }
}
