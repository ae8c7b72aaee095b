import Model

/// Which pages of a long list are held: a window that slides over keyset pages, so that a list of millions costs what
/// its window costs.
struct PageWindow: Hashable, Sendable {
  /// Rows asked for at a time.
  static let pageRows = 100
  /// While this many rows remain, pages at the far end are let go.
  static let rowsKept = PageRequest.limitMax

  /// One page: the key it begins after, and how many rows it had.
  private struct Held: Hashable {
    var after: String?
    var count: Int
  }

  /// What a page that arrived does to the rows held.
  struct Splice: Hashable {
    /// These rows make room for the page.
    var replaced: Range<Int>
    /// Then this many leave at the head, and this many at the tail.
    var droppedAtHead = 0
    var droppedAtTail = 0
  }

  private var held: [Held] = []
  /// Pages let go at the head, the nearest last.
  private var before: [Held] = []
  /// Where the next page begins; `nil` at the end of the list.
  private(set) var next: String?

  var count: Int { held.reduce(0) { $0 + $1.count } }
  var isAtStart: Bool { before.isEmpty }

  /// Reads again what is held: all of it while that is one page, else the page of the cursor. As many rows as bring
  /// the cursor's row back even when others came before it.
  func refresh(cursor: Int) -> PageRequest {
    var first = 0
    var page = Held(after: held.first?.after, count: 0)
    if count > Self.rowsKept {
      for candidate in held {
        page = candidate
        if cursor < first + candidate.count { break }
        first += candidate.count
      }
    }
    let wanted = max(0, cursor - first) + Self.pageRows / 2
    return PageRequest(limit: (wanted / Self.pageRows + 1) * Self.pageRows, after: page.after)
  }

  var following: PageRequest? { next.map { PageRequest(limit: Self.pageRows, after: $0) } }
  var preceding: PageRequest? { before.last.map { PageRequest(limit: $0.count, after: $0.after) } }

  /// Takes a page that was asked for by `request`; `nil` when it meets the window nowhere.
  mutating func accept(count: Int, next pageNext: String?, for request: PageRequest) -> Splice? {
    let page = Held(after: request.after, count: count)
    if held.isEmpty {
      held = [page]
      next = pageNext
      return Splice(replaced: 0..<0)
    }
    if let index = held.firstIndex(where: { $0.after == request.after }) {
      return replace(index, with: page, next: pageNext)
    }
    if let next, request.after == next {
      let end = self.count
      held.append(page)
      self.next = pageNext
      return Splice(replaced: end..<end, droppedAtHead: dropHead())
    }
    if let last = before.last, last.after == request.after, pageNext == held[0].after {
      before.removeLast()
      held.insert(page, at: 0)
      return Splice(replaced: 0..<0, droppedAtTail: dropTail())
    }
    return nil
  }

  private mutating func replace(_ index: Int, with page: Held, next pageNext: String?) -> Splice {
    // Pages that the new one reaches over, or no longer meets, go.
    let kept = pageNext.flatMap { key in held.indices.first { $0 > index && held[$0].after == key } } ?? held.count
    let start = held[..<index].reduce(0) { $0 + $1.count }
    let end = held[..<kept].reduce(0) { $0 + $1.count }
    if kept == held.count { next = pageNext }
    held.replaceSubrange(index..<kept, with: [page])
    return Splice(replaced: start..<end)
  }

  private mutating func dropHead() -> Int {
    var dropped = 0
    while held.count > 1, count - held[0].count >= Self.rowsKept {
      let page = held.removeFirst()
      before.append(page)
      dropped += page.count
    }
    return dropped
  }

  private mutating func dropTail() -> Int {
    var dropped = 0
    while held.count > 1, let last = held.last, count - last.count >= Self.rowsKept {
      held.removeLast()
      next = last.after
      dropped += last.count
    }
    return dropped
  }
}
