import Glibc

/// The part of the source that is in memory: unread bytes, followed by zero bytes at which every scan stops.
struct Window: ~Copyable {
  /// Zero bytes behind `end`, so that a word may be loaded at any unread byte and scans need no bounds check.
  static let slackBytes = 16

  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  private let capacityMax: Int
  /// The first unread byte, and the end of the bytes in memory.
  var start = 0
  private(set) var end = 0
  /// Whether the source has nothing behind `end`.
  private(set) var isFinal = false

  init(bytes: Int, bytesMax: Int) {
    capacity = max(1, bytes)
    capacityMax = max(capacity, bytesMax)
    base = .allocate(capacity: capacity + Window.slackBytes)
    base.update(repeating: 0, count: capacity + Window.slackBytes)
  }

  deinit { base.deallocate() }

  /// The distance from an offset to the next line feed, or to `end`.
  func lineLength(from offset: Int) -> Int {
    guard let found = memchr(base + offset, 0x0a, end - offset) else { return end - offset }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base + offset)
  }

  mutating func reset() {
    start = 0
    end = 0
    isFinal = false
    seal()
  }

  /// Moves the unread bytes to the front and reads until the window is full or the source ends. When nothing could be
  /// moved the window grows, up to its maximum.
  mutating func fill(from source: any ByteSource) throws(TabularError) {
    if start > 0 {
      base.update(from: base + start, count: end - start)
      end -= start
      start = 0
    } else if end == capacity {
      grow()
    }
    while end < capacity, !isFinal {
      let room = UnsafeMutableRawBufferPointer(start: base + end, count: capacity - end)
      let count = try source.read(into: room)
      if count <= 0 { isFinal = true } else { end += min(count, capacity - end) }
    }
    seal()
  }

  private mutating func grow() {
    let wanted = min(capacity * 2, capacityMax)
    guard wanted > capacity else { return }
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: wanted + Window.slackBytes)
    larger.update(from: base, count: end)
    base.deallocate()
    base = larger
    capacity = wanted
  }

  private mutating func seal() { (base + end).update(repeating: 0, count: Window.slackBytes) }
}
