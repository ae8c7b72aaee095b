import Model

/// Which pages of a long list are held: a window that slides over keyset pages, so that a list of millions costs what
/// its window costs. Pages that are read anew are joined to their neighbours by the rows that they share.
struct PageWindow<Item: Listed>: Sendable {
  /// Rows asked for at a time.
  static var pageRows: Int { 100 }
  /// While this many rows remain, pages at the far end are let go.
  static var rowsKept: Int { PageRequest.limitMax }
  /// Rows that a page is read beyond its own, to find its neighbour again.
  static var overlapRows: Int { 50 }

  private struct Held {
    var position: PageRequest.Position
    var items: [Item]
    var next: String?
    var previous: String?
  }

  private var held: [Held] = []
  /// The rows of all pages, each once.
  private(set) var items: [Item] = []

  var isAtStart: Bool { held.first?.previous == nil }
  var isAtEnd: Bool { held.last?.next == nil }

  var following: PageRequest? { held.last?.next.map { PageRequest(limit: Self.pageRows, .after($0)) } }
  var preceding: PageRequest? { held.first?.previous.map { PageRequest(limit: Self.pageRows, .before($0)) } }

  /// Reads again what is held: all of it while that is one page, else the page of the cursor. As many rows as bring
  /// the cursor's row back even when others came before it.
  func refresh(cursor: Int) -> PageRequest {
    if held.isEmpty || (held[0].position == .first && items.count <= Self.rowsKept) {
      return PageRequest(limit: ((max(0, cursor) + Self.pageRows / 2) / Self.pageRows + 1) * Self.pageRows)
    }
    var (index, end) = (0, held[0].items.count)
    while index < held.count - 1, end <= cursor {
      index += 1
      end += held[index].items.count
    }
    let page = held[index]
    var request = PageRequest(page.position)
    let hasNeighbour = request.isBackward ? index > 0 : index < held.count - 1
    request.limit = min(
      PageRequest.limitMax, max(Self.pageRows, page.items.count) + (hasNeighbour ? Self.overlapRows : 0))
    return request
  }

  /// Takes the page for the whole window.
  mutating func replace(with page: Page<Item>, at position: PageRequest.Position) {
    held = [Held(position: position, items: page.items, next: page.next, previous: page.previous)]
    items = page.items
  }

  /// Takes a page that was asked for; `false` when it meets the window nowhere.
  mutating func accept(_ page: Page<Item>, for request: PageRequest) -> Bool {
    let fresh = Held(position: request.position, items: page.items, next: page.next, previous: page.previous)
    if held.isEmpty {
      held = [fresh]
    } else if let index = held.firstIndex(where: { $0.position == request.position }) {
      let (before, after) = (Array(held[..<index]), Array(held[(index + 1)...]))
      // One end of a page is its key and stays; at the other end rows have come and gone.
      held =
        request.isBackward
        ? joined(before, endingAt: fresh) + [fresh] + after : before + [fresh] + joined(after, beginningAt: fresh)
    } else if let next = held.last?.next, request.position == .after(next) {
      held.append(fresh)
      while held.count > 1, count - held[0].items.count >= Self.rowsKept { held.removeFirst() }
    } else if let previous = held.first?.previous, request.position == .before(previous) {
      held.insert(fresh, at: 0)
      while let last = held.last, held.count > 1, count - last.items.count >= Self.rowsKept { held.removeLast() }
    } else {
      return false
    }
    var seen: Set<String> = []
    items = held.flatMap(\.items).filter { seen.insert($0.listID).inserted }
    return true
  }

  private var count: Int { held.reduce(0) { $0 + $1.items.count } }

  /// What remains of the pages behind a new one.
  private func joined(_ pages: [Held], beginningAt fresh: Held) -> [Held] {
    guard let next = fresh.next else { return [] }
    let ids = Set(fresh.items.map(\.listID))
    var pages = pages
    while var first = pages.first {
      if first.position == .after(next) { return pages }
      guard let shared = first.items.lastIndex(where: { ids.contains($0.listID) }) else { return [] }
      pages.removeFirst()
      guard shared < first.items.count - 1 else { continue }
      first.items.removeSubrange(...shared)
      return [first] + pages
    }
    return []
  }

  /// What remains of the pages in front of a new one.
  private func joined(_ pages: [Held], endingAt fresh: Held) -> [Held] {
    guard let previous = fresh.previous else { return [] }
    let ids = Set(fresh.items.map(\.listID))
    var pages = pages
    while var last = pages.last {
      if last.position == .before(previous) { return pages }
      guard let shared = last.items.firstIndex(where: { ids.contains($0.listID) }) else { return [] }
      pages.removeLast()
      guard shared > 0 else { continue }
      last.items.removeSubrange(shared...)
      return pages + [last]
    }
    return []
  }
}
