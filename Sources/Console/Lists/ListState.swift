import Model
import Terminal

/// A list on the screen: the window of rows that is held, the filter, the cursor and the marks.
///
/// Selection is by identity: the cursor and the marks are ids, so no refresh moves them to another thing. A row that
/// vanished under the cursor stays, as a tombstone that no action accepts, until the cursor leaves it.
struct ListState<Item: ListItem>: Sendable {
  private(set) var items: [Item] = []
  /// What is shown: the items that the filter accepts, and the tombstone.
  private(set) var rows: [Item] = []
  private(set) var scroll = Scroll()
  private(set) var marks: Set<String> = []
  /// The id of the row under the cursor that is no longer in the list.
  private(set) var tombstone: String?
  /// Rows that came while the order was frozen; they show when it thaws.
  private(set) var heldRows = 0
  /// Whether anything has been read yet.
  private(set) var isLoaded = false
  private(set) var filter = Filter.none
  private var window = PageWindow()
  private var cursorID: String?
  private var height = 1

  var cursor: Item? { rows.indices.contains(scroll.cursor) ? rows[scroll.cursor] : nil }
  var isFrozen: Bool { !marks.isEmpty }
  /// More rows follow those that are held.
  var isOpenEnded: Bool { window.next != nil }

  /// The marked rows, or else the row under the cursor; never a tombstone.
  var selection: [Item] {
    if !marks.isEmpty { return items.filter { marks.contains($0.itemID) } }
    guard let cursor, cursor.itemID != tombstone else { return [] }
    return [cursor]
  }
}

// MARK: - Reading

extension ListState {
  var refresh: PageRequest {
    let index = cursorID.flatMap { id in items.firstIndex { $0.itemID == id } } ?? 0
    return window.refresh(cursor: index)
  }

  /// The page to read next because the cursor is near an end of the window.
  var wanted: PageRequest? {
    guard isLoaded, !isFrozen else { return nil }
    let margin = max(20, height)
    // A filter that lets little through reads on, but not through a list without end.
    let mayReadOn = filter.isEmpty || (window.isAtStart && window.count < PageWindow.rowsKept)
    if mayReadOn, scroll.cursor >= rows.count - margin, let following = window.following { return following }
    return scroll.cursor < margin ? window.preceding : nil
  }

  /// Takes a page. While `isFrozen`, known rows change in place and everything else waits.
  mutating func receive(_ page: Page<Item>, for request: PageRequest, isFrozen: Bool) {
    if isFrozen, isLoaded {
      holdBack(page)
    } else if let splice = window.accept(count: page.items.count, next: page.next, for: request) {
      heldRows = 0
      let upper = min(splice.replaced.upperBound, items.count)
      items.replaceSubrange(min(splice.replaced.lowerBound, upper)..<upper, with: page.items)
      items.removeFirst(min(splice.droppedAtHead, items.count))
      items.removeLast(min(splice.droppedAtTail, items.count))
      isLoaded = true
      arrange()
    }
  }

  private mutating func holdBack(_ page: Page<Item>) {
    let known = Dictionary(items.map { ($0.itemID, $0) }, uniquingKeysWith: { first, _ in first })
    let fresh = Dictionary(page.items.map { ($0.itemID, $0) }, uniquingKeysWith: { first, _ in first })
    heldRows = fresh.keys.count { known[$0] == nil }
    items = items.map { fresh[$0.itemID] ?? $0 }
    rows = rows.map { fresh[$0.itemID] ?? $0 }
  }

  /// Computes the rows anew and finds the cursor's place among them.
  private mutating func arrange() {
    let old = rows
    let oldIndex = scroll.cursor
    let oldOffset = scroll.cursor - scroll.top
    rows = items.filter(filter.accepts)
    marks.formIntersection(items.lazy.map(\.itemID))
    tombstone = nil
    guard let id = cursorID else { return adoptCursor() }
    if let index = rows.firstIndex(where: { $0.itemID == id }) {
      return place(index, keeping: scroll.top == 0 ? nil : oldOffset)
    }
    if old.indices.contains(oldIndex), old[oldIndex].itemID == id, filter.accepts(old[oldIndex]) {
      let index = min(oldIndex, rows.count)
      rows.insert(old[oldIndex], at: index)
      tombstone = id
      return place(index, keeping: oldOffset)
    }
    adoptCursor()
  }

  private mutating func place(_ index: Int, keeping offset: Int?) {
    let top = offset.map { index - $0 } ?? scroll.top
    scroll = Scroll(cursor: index, top: top)
    scroll.fit(count: rows.count, height: height)
  }

  private mutating func adoptCursor() {
    scroll.fit(count: rows.count, height: height)
    cursorID = cursor?.itemID
  }
}

// MARK: - Moving and marking

extension ListState {
  mutating func move(_ motion: Motion) {
    scroll.move(motion, count: rows.count, height: height)
    leave()
  }

  mutating func move(to row: Int) {
    scroll.move(to: row, count: rows.count, height: height)
    leave()
  }

  /// The cursor's new row is the chosen one; a tombstone that it left behind goes.
  private mutating func leave() {
    let reached = cursor?.itemID
    if let tombstone, tombstone != reached, let index = rows.firstIndex(where: { $0.itemID == tombstone }) {
      rows.remove(at: index)
      self.tombstone = nil
      if index < scroll.cursor { scroll.move(by: -1, count: rows.count, height: height) }
      scroll.fit(count: rows.count, height: height)
    }
    cursorID = cursor?.itemID
  }

  /// Fits the list to the rows that the screen now has.
  mutating func settle(height: Int) {
    self.height = max(1, height)
    scroll.fit(count: rows.count, height: self.height)
  }

  /// Marks the cursor's row, or takes its mark away, and goes on to the next.
  mutating func toggleMark() {
    guard let id = cursor?.itemID, id != tombstone else { return }
    if marks.remove(id) == nil { marks.insert(id) }
    move(.down)
  }

  mutating func mark(only ids: Set<String>) { marks = ids.intersection(items.lazy.map(\.itemID)) }

  mutating func setFilter(_ filter: Filter) {
    self.filter = filter
    arrange()
  }
}
