import Model

/// The audit log → one entry.
enum AuditPane {
  static func scene(path: [String]) -> (any Scene)? {
    guard let first = path.first else { return ListScene(AuditSource()) }
    return path.count == 1 ? AuditID(first).map { DetailScene(AuditEntrySource(id: $0)) } : nil
  }
}

extension Address {
  /// What was done to something, by the name that the audit log has for it.
  static func audit(of target: String) -> Address {
    Address(.audit).showing(ListQuery(.field("target", is: [target])))
  }

  /// The entries; the entry itself when there is one.
  static func audit(_ entries: [AuditID]) -> Address {
    if entries.count == 1 { return Address(.audit, entries[0].description) }
    // As many as a person may want to see beside each other, and a line may hold.
    return Address(.audit).showing(ListQuery(.field("id", is: entries.prefix(100).map(\.description))))
  }

  /// Where the thing is shown that an audit entry is about; `nil` when it is shown nowhere.
  init?(auditTarget target: String) {
    let words = target.split(separator: " ").map(String.init)
    switch (words.first, words.last) {
    case ("letter", let id?) where words.count == 2 && LetterID(id) != nil: self = Address(.dlq, id)
    case ("run", let id?) where words.count == 2 && RunID(id) != nil: self = Address(.topology, id)
    case ("operation", let id?) where words.count == 2 && BulkOperationID(id) != nil:
      self = Address(.dlq, "operations", id)
    case ("backfill", let id?) where words.count == 2 && BulkOperationID(id) != nil:
      self = Address(.topology, "backfills", id)
    case ("schedule", let name?) where words.count == 2:
      self = ScheduleSource.address.showing(ListQuery(.field("name", is: [name])))
    case ("dataset", let version?) where words.count == 4 && words[2] == "version":
      self = .version(version, of: words[1])
    case ("labeling", let name?) where words.count == 3 && words[1] == "project": self = Address(.labeling, name)
    default: return nil
    }
  }
}
