/// Which statements this session has parsed, by text; the least recently used gives way.
struct StatementCache {
  static let countMax = 128

  private struct Entry {
    var name: String
    var lastUse: Int
  }

  private var entries: [String: Entry] = [:]
  private var uses = 0
  private var named = 0

  var count: Int { entries.count }
  var isFull: Bool { entries.count >= Self.countMax }

  /// The statement's name on the server, if it is parsed there.
  mutating func name(of sql: String) -> String? {
    guard let entry = entries[sql] else { return nil }
    uses += 1
    entries[sql]?.lastUse = uses
    return entry.name
  }

  /// A name that no statement of this session ever had.
  mutating func insert(_ sql: String) -> String {
    uses += 1
    named += 1
    let name = "s\(named)"
    entries[sql] = Entry(name: name, lastUse: uses)
    return name
  }

  mutating func remove(_ sql: String) {
    entries[sql] = nil
  }

  mutating func removeAll() {
    entries = [:]
  }

  /// Forgets the least recently used statement and returns its name.
  mutating func evict() -> String? {
    guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return nil }
    entries[oldest.key] = nil
    return oldest.value.name
  }
}
