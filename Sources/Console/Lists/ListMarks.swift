import Model

/// The rows that are marked, as they were seen last: they stay when the window moves on, up to ``countMax``.
struct ListMarks<Item: Listed>: Sendable {
  static var countMax: Int { 10_000 }

  private var byID: [String: Item] = [:]
  private var order: [String] = []
  /// The page to read next while every row of the list is being marked.
  private(set) var wanted: PageRequest?

  var isEmpty: Bool { byID.isEmpty }
  var count: Int { byID.count }
  /// No more rows can be marked.
  var isFull: Bool { count >= Self.countMax }
  var isCollecting: Bool { wanted != nil }
  /// The id that was marked last.
  var last: String? { order.last }
  /// In the order in which they were marked.
  var items: [Item] { order.compactMap { byID[$0] } }

  func contains(_ id: String) -> Bool { byID[id] != nil }

  mutating func toggle(_ item: Item) {
    if byID.removeValue(forKey: item.listID) != nil {
      order.removeAll { $0 == item.listID }
    } else {
      add([item])
    }
  }

  mutating func add(_ items: some Sequence<Item>) {
    for item in items where count < Self.countMax {
      if byID.updateValue(item, forKey: item.listID) == nil { order.append(item.listID) }
    }
  }

  mutating func remove(_ ids: Set<String>) {
    guard !ids.isEmpty else { return }
    byID = byID.filter { !ids.contains($0.key) }
    order.removeAll { ids.contains($0) }
  }

  mutating func keep(_ ids: Set<String>) {
    wanted = nil
    byID = byID.filter { ids.contains($0.key) }
    order.removeAll { !ids.contains($0) }
  }

  /// Marks the whole list, a page after the other.
  mutating func collect() { wanted = PageRequest(limit: PageRequest.limitMax) }

  /// Whether the page was one that was read for the marks.
  mutating func take(_ page: Page<Item>, for request: PageRequest) -> Bool {
    guard request == wanted else { return false }
    add(page.items)
    wanted = count < Self.countMax ? page.next.map { PageRequest(limit: PageRequest.limitMax, .after($0)) } : nil
    return true
  }

  mutating func refresh(_ fresh: [String: Item]) {
    for id in order { if let item = fresh[id] { byID[id] = item } }
  }
}
