/// The columns that a line's members fill, found by the bytes of their names.
struct JSONNames: Sendable {
  private let names: [[UInt8]]
  private let slots: [Int32]

  init(_ names: [String]) {
    self.names = names.map { Array($0.utf8) }
    var capacity = 16
    while capacity < names.count * 2 { capacity *= 2 }
    var slots = [Int32](repeating: -1, count: capacity)
    for (index, name) in self.names.enumerated() {
      var slot = name.withUnsafeBufferPointer { JSONNames.slot($0, capacity) }
      while slots[slot] >= 0 { slot = (slot + 1) % capacity }
      slots[slot] = Int32(index)
    }
    self.slots = slots
  }

  var count: Int { names.count }

  /// The column of a name, tried first at `guess`; -1 when there is none.
  func column(of name: Bytes, guess: Int) -> Int {
    if guess < names.count, matches(guess, name) { return guess }
    var slot = JSONNames.slot(name, slots.count)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if matches(index, name) { return index }
      slot = (slot + 1) % slots.count
    }
    return -1
  }

  @inline(__always)
  private func matches(_ index: Int, _ name: Bytes) -> Bool {
    let candidate = names[index]
    guard candidate.count == name.count else { return false }
    return candidate.withUnsafeBufferPointer { candidate in
      for offset in 0..<candidate.count where candidate[offset] != name[offset] { return false }
      return true
    }
  }

  private static func slot(_ name: Bytes, _ capacity: Int) -> Int {
    Int(truncatingIfNeeded: Hash128(of: name).low & UInt64(capacity - 1))
  }
}
