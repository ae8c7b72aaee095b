import Model
import Support
import Terminal

extension Command {
  static let audit: [Command] = [auditList, auditShow]

  private static let auditList = Command("audit list", "list who did what, newest first", options: Option.listing) {
    invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(auditColumns, empty: "no actions") { try await platform.auditEntries($0, $1) }
    }
  }

  private static let auditShow = Command(
    "audit show", "show an audit entry: who, why, before and after",
    operands: [Operand("ID", "the entry's id, or the end of it")],
    options: [.format]
  ) { invocation in
    let named = try invocation.named(AuditEntry.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let entry = try await platform.auditEntry(id)
      return try invocation.show(entry) { entry.details }
    }
  }

  private static let auditColumns: [Column<AuditEntry>] = [
    Column("at") { $0.at.shortText }, Column("actor") { "\($0.actor.name) (\($0.actor.role.rawValue))" },
    Column("action") { $0.action }, Column("target") { $0.target }, Column("id") { $0.id.description },
    Column("reason", isFlexible: true) { $0.reason ?? "" },
  ]
}

extension AuditEntry {
  fileprivate var details: Details {
    var details = Details()
    details.add("entry", id.description)
    details.add("at", at.iso8601)
    details.add("actor", "\(actor.name) (\(actor.role.rawValue), as \(actor.credential))")
    details.add("action", action)
    details.add("target", target)
    details.add("reason", reason)
    details.add("trace", traceID?.description)
    details.section("before", before.map { Text.sanitisedLines($0.text(pretty: true)) } ?? "")
    details.section("after", after.map { Text.sanitisedLines($0.text(pretty: true)) } ?? "")
    return details
  }
}
