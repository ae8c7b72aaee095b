/// A key and the row that has it.
struct KeyEntry: BitwiseCopyable {
  var key: Hash128
  var row: Int
}

/// Finds equal keys in a list by hashing it in parts that fit the processor's cache.
enum KeyMatcher {
  private static let partBits: UInt64 = 6
  /// A slot holds an entry's index and, above it, 32 bits of its key; so that other keys are seldom looked up.
  private static let free = UInt64.max

  /// Moves the entries whose key an earlier entry has from the list to the duplicates. The others keep their order.
  static func extract(_ entries: inout Growable<KeyEntry>, to duplicates: inout [KeyDeduplicator.Duplicate]) {
    let before = duplicates.count
    var removed = Growable<Int32>()
    let (order, starts) = partition(entries.elements)
    let largest = zip(starts.dropFirst(), starts).map { $0 - $1 }.max() ?? 0
    var capacity = 16
    while capacity < largest * 2 { capacity *= 2 }
    let slots = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    defer { slots.deallocate() }
    order.withUnsafeBufferPointer { order in
      for part in 0..<starts.count - 1 where starts[part] < starts[part + 1] {
        slots.update(repeating: free, count: capacity)
        let indices = UnsafeBufferPointer(rebasing: order[starts[part]..<starts[part + 1]])
        match(entries.elements, indices, slots, mask: capacity - 1, &removed, &duplicates)
      }
    }
    if duplicates.count > before { compact(&entries, removed.elements) }
  }

  /// The indices of all entries by the top bits of their keys, and where each part of them starts.
  private static func partition(_ entries: UnsafeBufferPointer<KeyEntry>) -> (order: [UInt32], starts: [Int]) {
    let shift = 64 - partBits
    var starts = [Int](repeating: 0, count: (1 << partBits) + 1)
    for entry in entries { starts[Int(entry.key.low &>> shift) &+ 1] &+= 1 }
    for part in 1..<starts.count { starts[part] += starts[part - 1] }
    var places = starts
    let order = [UInt32](unsafeUninitializedCapacity: entries.count) { order, count in
      for index in 0..<entries.count {
        let part = Int(entries[index].key.low &>> shift)
        order[places[part]] = UInt32(truncatingIfNeeded: index)
        places[part] &+= 1
      }
      count = entries.count
    }
    return (order, starts)
  }

  private static func match(
    _ entries: UnsafeBufferPointer<KeyEntry>, _ indices: UnsafeBufferPointer<UInt32>,
    _ slots: UnsafeMutablePointer<UInt64>, mask: Int, _ removed: inout Growable<Int32>,
    _ duplicates: inout [KeyDeduplicator.Duplicate]
  ) {
    for index in indices {
      let entry = entries[Int(index)]
      let tag = entry.key.high &<< 32
      var slot = Int(truncatingIfNeeded: entry.key.low) & mask
      while true {
        let content = slots[slot]
        if content == free {
          slots[slot] = tag | UInt64(index)
          break
        }
        let candidate = Int(content & 0xffff_ffff)
        if content &>> 32 == tag &>> 32, entries[candidate].key == entry.key {
          duplicates.append(.init(row: entry.row, first: entries[candidate].row))
          removed.append(Int32(truncatingIfNeeded: index))
          break
        }
        slot = (slot &+ 1) & mask
      }
    }
  }

  private static func compact(_ entries: inout Growable<KeyEntry>, _ removed: UnsafeBufferPointer<Int32>) {
    for index in removed { entries[Int(index)].row = -1 }
    var kept = 0
    for index in 0..<entries.count where entries[index].row >= 0 {
      entries[kept] = entries[index]
      kept += 1
    }
    entries.truncate(to: kept)
  }
}
