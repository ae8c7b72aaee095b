/// Finds rows whose keys were seen before, in memory bounded by `entriesMax`: beyond it, keys go to temporary files by
/// their hash, and one file after the other is examined at the end.
///
/// Keys are told apart by their 128-bit hash; among 10⁹ keys two different ones collide with a chance below 10⁻²⁰.
/// Rows must be added in rising order. The result grows with the number of duplicates. Cost: about 50 ns a row in
/// memory, 24 bytes a row on disk.
public struct KeyDeduplicator: ~Copyable {
  /// A row whose key an earlier row has.
  public struct Duplicate: Sendable, Hashable, BitwiseCopyable {
    public var row: Int
    public var first: Int
  }

  public static let entriesMaxDefault = 1_000_000

  private let entriesMax: Int
  private let directory: String
  private let level: Int
  private var table = KeyTable()
  private var spill: KeySpill?
  private var duplicates: [Duplicate] = []

  /// Keeps up to `entriesMax` keys in memory (about 48 bytes each), then writes to nameless files in `directory`.
  public init(directory: String, entriesMax: Int = KeyDeduplicator.entriesMaxDefault) {
    self.init(directory: directory, entriesMax: max(1, entriesMax), level: 0)
  }

  private init(directory: String, entriesMax: Int, level: Int) {
    self.directory = directory
    self.entriesMax = entriesMax
    self.level = level
  }

  /// Notes the key of a row. Throws `.spill` when the disk fails.
  public mutating func add(_ key: Hash128, row: Int) throws(TabularError) {
    if spill != nil {
      try spill?.append(KeyEntry(key: key, row: row))
      return
    }
    if let first = table.insert(key, row: row) {
      duplicates.append(Duplicate(row: row, first: first))
    } else if table.count > entriesMax, level < KeySpill.levelsMax {
      try startSpilling()
    }
  }

  /// All duplicates by row; the deduplicator is used up, and its files are gone.
  public consuming func finish() throws(TabularError) -> [Duplicate] {
    var result = duplicates
    if var spill = consume spill {
      for part in 0..<KeySpill.partCount {
        var child = KeyDeduplicator(directory: directory, entriesMax: entriesMax, level: level + 1)
        try spill.forEach(part) { (entry) throws(TabularError) in try child.add(entry.key, row: entry.row) }
        result += try child.finish()
      }
    }
    if level == 0 { result.sort { $0.row < $1.row } }
    return result
  }

  /// What is in memory are first occurrences, so that it may be written in any order.
  private mutating func startSpilling() throws(TabularError) {
    var spill = try KeySpill(directory: directory, level: level)
    for entry in table.entries where entry.row >= 0 { try spill.append(entry) }
    table.removeAll()
    self.spill = consume spill
  }
}
