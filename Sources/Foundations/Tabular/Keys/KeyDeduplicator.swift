/// Finds rows whose keys were seen before, in memory bounded by `entriesMax`: beyond it, keys go to temporary files by
/// their hash, and one file after the other is examined at the end.
///
/// Keys are told apart by their 128-bit hash; among 10⁹ keys two different ones collide with a chance below 10⁻²⁰.
/// Rows are zero or more and must be added in rising order. The result grows with the number of duplicates. Cost: some
/// 50 ns and 24 bytes a row.
public struct KeyDeduplicator: ~Copyable {
  /// A row whose key an earlier row has.
  public struct Duplicate: Sendable, Hashable, BitwiseCopyable {
    public var row: Int
    public var first: Int

    public init(row: Int, first: Int) {
      self.row = row
      self.first = first
    }
  }

  public static let entriesMaxDefault = 1_000_000
  /// Below this, files would cost more than they spare.
  public static let entriesMin = 1000

  private let entriesMax: Int
  private let directory: String
  private let level: Int
  private var pending: Growable<KeyEntry>
  private var settleAt: Int
  private var spill: KeySpill?
  private var duplicates: [Duplicate] = []

  /// Keeps up to `entriesMax` keys in memory (28 bytes each; at least `entriesMin`), then writes to nameless files in
  /// `directory`.
  public init(directory: String, entriesMax: Int = KeyDeduplicator.entriesMaxDefault) {
    self.init(directory: directory, entriesMax: min(max(Self.entriesMin, entriesMax), 1 << 30), level: 0)
  }

  private init(directory: String, entriesMax: Int, level: Int) {
    self.directory = directory
    self.entriesMax = entriesMax
    self.level = level
    settleAt = entriesMax
    pending = Growable(capacity: min(entriesMax, 1024))
  }

  /// Notes the key of a row. Throws `.spill` when the disk fails.
  public mutating func add(_ key: Hash128, row: Int) throws(TabularError) {
    let entry = KeyEntry(key: key, row: row)
    if pending.count >= settleAt { try settle() }
    if spill == nil {
      pending.append(entry)
    } else {
      try spill?.append(entry)
    }
  }

  /// All duplicates by row; the deduplicator is used up, and its files are gone.
  public consuming func finish() throws(TabularError) -> [Duplicate] {
    KeyMatcher.extract(&pending, to: &duplicates)
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

  /// Makes room: drops the duplicates, and when that gives little, moves the keys to disk.
  private mutating func settle() throws(TabularError) {
    KeyMatcher.extract(&pending, to: &duplicates)
    guard pending.count > entriesMax / 2 else { return }
    guard level < KeySpill.levelsMax else {
      settleAt = pending.count * 2
      return
    }
    var spill = try KeySpill(directory: directory, level: level)
    for index in 0..<pending.count { try spill.append(pending[index]) }
    pending = Growable()
    self.spill = consume spill
  }
}
