/// What a service says, in memory: see `Messaging.Outbox` and `Messaging.Relay`.
struct OutboxInMemory {
  struct Row {
    var event: Int
    var stream: String
    var publishedIn: Int?
    var entry: Int?
    var isFinished = false
    /// The relay that has it in its hands.
    var lock: Lock?
  }

  /// Held until the transaction ends, with its process or with its database at the latest.
  struct Lock: Hashable {
    var process: String
    var databaseLife: Int
  }

  private(set) var rows: [Row] = []
  /// Rows that are not finished, in order.
  private var open: [Int] = []

  var isFinished: Bool { open.isEmpty }

  mutating func append(_ event: Int, to stream: String) {
    open.append(rows.count)
    rows.append(Row(event: event, stream: stream))
  }

  /// The oldest that are to be published; those that another relay holds are passed over.
  mutating func take(limit: Int, _ lock: Lock, isHeld: (Lock) -> Bool) -> [Int] {
    let taken = open.filter { rows[$0].publishedIn == nil && !(rows[$0].lock.map(isHeld) ?? false) }.prefix(limit)
    for index in taken { rows[index].lock = lock }
    return Array(taken)
  }

  mutating func mark(_ index: Int, entry: Int, in incarnation: Int) {
    rows[index].publishedIn = incarnation
    rows[index].entry = entry
  }

  mutating func release(_ indices: [Int]) { for index in indices { rows[index].lock = nil } }

  /// Takes back what was published into a life of the streams that is gone, and not finished.
  mutating func reopen(notIn incarnation: Int) {
    for index in open where rows[index].publishedIn != nil && rows[index].publishedIn != incarnation {
      rows[index].publishedIn = nil
      rows[index].entry = nil
    }
  }

  /// Marks what the stream's group is past.
  mutating func finish(_ stream: String, below watermark: Int, in incarnation: Int) {
    for index in open where rows[index].stream == stream && rows[index].publishedIn == incarnation {
      if let entry = rows[index].entry, entry < watermark { rows[index].isFinished = true }
    }
    open.removeAll { rows[$0].isFinished }
  }
}
