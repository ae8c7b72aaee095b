/// Streams with a consumer group each, as Redis keeps them, and loses them.
struct StreamsInMemory {
  struct Entry: Hashable {
    /// Rises for ever, also over the loss of all data.
    var id: Int
    var event: Int
    var addedAt: Double
    var deliveredAt: Double?
  }

  /// Delivered, and not acknowledged.
  private struct Pending {
    var consumer: String
    var since: Double
  }

  private struct Acknowledgement {
    var id: Int
    var pending: Pending
    var at: Double
  }

  private struct Stream {
    var entries: [Entry] = []
    /// How many of the entries were delivered.
    var delivered = 0
    var pending: [Int: Pending] = [:]
    /// Those of the last moments.
    var acknowledged: [Acknowledgement] = []

    mutating func read(for consumer: String, count: Int, at now: Double) -> [Entry] {
      let range = delivered..<min(entries.count, delivered + count)
      for index in range {
        entries[index].deliveredAt = now
        pending[entries[index].id] = Pending(consumer: consumer, since: now)
      }
      delivered = range.upperBound
      return Array(entries[range])
    }

    mutating func takeOver(for consumer: String, idle: Double, at now: Double) -> [Entry] {
      let ids = Set(pending.filter { now - $0.value.since >= idle }.keys)
      for id in ids { pending[id] = Pending(consumer: consumer, since: now) }
      return ids.isEmpty ? [] : entries.filter { ids.contains($0.id) }
    }

    mutating func acknowledge(_ ids: [Int], at now: Double) {
      acknowledged.removeAll { $0.at < now - StreamsInMemory.lostSeconds }
      for id in ids {
        guard let pending = pending.removeValue(forKey: id) else { continue }
        acknowledged.append(Acknowledgement(id: id, pending: pending, at: now))
      }
    }

    mutating func lose(since end: Double) {
      for lost in acknowledged where lost.at > end { pending[lost.id] = lost.pending }
      acknowledged.removeAll { $0.at > end }
      entries.removeAll { $0.addedAt > end }
      delivered = entries.firstIndex { ($0.deliveredAt ?? .infinity) > end } ?? entries.count
      let kept = Set(entries.prefix(delivered).map(\.id))
      pending = pending.filter { kept.contains($0.key) }
    }
  }

  /// What a crash costs with `appendfsync everysec`.
  private static let lostSeconds = 1.0

  private var streams: [String: Stream] = [:]
  private var lastID = 0
  /// One life of the data; see `Messaging.Incarnation`.
  private(set) var incarnation = 1

  mutating func makeGroups(_ names: [String]) {
    for name in names where streams[name] == nil { streams[name] = Stream() }
  }

  /// `nil` when there is no such stream: none is made by the way.
  mutating func add(_ event: Int, to name: String, at now: Double) -> Int? {
    guard streams[name] != nil else { return nil }
    lastID += 1
    streams[name]?.entries.append(Entry(id: lastID, event: event, addedAt: now))
    return lastID
  }

  /// What no consumer was given yet; `nil` when the group is gone.
  mutating func read(_ name: String, for consumer: String, count: Int, at now: Double) -> [Entry]? {
    streams[name]?.read(for: consumer, count: count, at: now)
  }

  /// Takes over what others were given long ago and have not acknowledged.
  mutating func takeOver(_ name: String, for consumer: String, idle: Double, at now: Double) -> [Entry] {
    streams[name]?.takeOver(for: consumer, idle: idle, at: now) ?? []
  }

  mutating func acknowledge(_ ids: [Int], of name: String, at now: Double) {
    streams[name]?.acknowledge(ids, at: now)
  }

  /// Every entry below is delivered and acknowledged; `nil` when that cannot be told.
  func watermark(of name: String) -> Int? {
    guard let stream = streams[name] else { return nil }
    let next = stream.delivered > 0 ? stream.entries[stream.delivered - 1].id + 1 : 0
    return min(next, stream.pending.keys.min() ?? .max)
  }

  // MARK: - Losses

  mutating func renew() { incarnation += 1 }

  /// FLUSHALL, or a restart without data.
  mutating func flush() {
    streams = [:]
    renew()
  }

  /// A crash: the last second never happened.
  mutating func crash(at now: Double) {
    for name in streams.keys { streams[name]?.lose(since: now - StreamsInMemory.lostSeconds) }
    renew()
  }
}
