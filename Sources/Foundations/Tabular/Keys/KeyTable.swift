/// A key and the row that has it; a negative row marks a free slot.
struct KeyEntry: BitwiseCopyable {
  var key: Hash128
  var row: Int

  static let free = KeyEntry(key: Hash128(low: 0, high: 0), row: -1)
}

/// A hash table from keys to the first row that has them: open addressing, at most two thirds full.
struct KeyTable {
  private(set) var entries: [KeyEntry] = []
  private(set) var count = 0

  /// Notes the key; when it is known already, returns its first row.
  mutating func insert(_ key: Hash128, row: Int) -> Int? {
    if count * 3 >= entries.count * 2 { grow() }
    return entries.withUnsafeMutableBufferPointer { slots in
      let slot = KeyTable.slot(of: key, in: slots)
      if slots[slot].row >= 0 { return slots[slot].row }
      slots[slot] = KeyEntry(key: key, row: row)
      count &+= 1
      return nil
    }
  }

  mutating func removeAll() {
    entries = []
    count = 0
  }

  private mutating func grow() {
    var larger = [KeyEntry](repeating: .free, count: max(1024, entries.count * 2))
    larger.withUnsafeMutableBufferPointer { slots in
      for entry in entries where entry.row >= 0 { slots[KeyTable.slot(of: entry.key, in: slots)] = entry }
    }
    entries = larger
  }

  /// The slot that has the key, or the free one where it belongs. The number of slots is a power of two.
  @inline(__always)
  private static func slot(of key: Hash128, in slots: UnsafeMutableBufferPointer<KeyEntry>) -> Int {
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: key.low) & mask
    while slots[slot].row >= 0, slots[slot].key != key { slot = (slot &+ 1) & mask }
    return slot
  }
}
