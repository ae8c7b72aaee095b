import Foundation
import Model
import Terminal

/// A list on the screen: the window of rows that is held, the filter and the order, the cursor and the marks.
///
/// Selection is by identity: the cursor and the marks are ids, so no refresh moves them to another thing. A row that
/// vanished under the cursor stays, as a tombstone that no action accepts, until the cursor leaves it.
struct ListState<Item: Listed>: Sendable {
  /// What is shown: the rows held that the query wants, and the tombstone.
  private(set) var rows: [Item] = []
  private(set) var scroll = Scroll()
  private(set) var columns: ListColumns<Item>
  private(set) var marks = ListMarks<Item>()
  /// Ids of rows that are shown and no longer in the list: the one under the cursor, and those that vanished while the
  /// order was frozen. No action accepts them.
  private(set) var tombstones: Set<String> = []
  /// Rows that came or went while the order was frozen; they show, or are gone, when it thaws.
  private(set) var heldRows = 0
  /// How many rows there are without a filter, where something else that was read tells.
  var total: Int?
  /// Something was read that does not show yet, because the order was frozen.
  private(set) var isBehind = false
  /// What the list is to show.
  private(set) var query = ListQuery()
  private(set) var window = PageWindow<Item>()
  /// What the rows held were read with; `nil` while nothing was read.
  private var answered: ListQuery?
  /// The end of the list that the cursor is to go to as soon as it is read.
  private var jump: PageRequest.Position?
  private var cursorID: String?
  private var height = 1
  /// When the query was set: what ages are counted from while rows are chosen here.
  private var asked = Date.distantPast

  /// `key` is what the choice of its columns is kept under; without columns it is drawn by whoever has it.
  /// `beside` are the columns of a list whose row under the cursor is described beside it.
  init(
    _ key: String = "", columns: @escaping @Sendable (_ width: Int) -> [ListColumn<Item>] = { _ in [] },
    beside: (@Sendable (_ width: Int) -> [ListColumn<Item>])? = nil
  ) {
    self.columns = ListColumns(key, columns, beside: beside)
  }

  var isLoaded: Bool { answered != nil }
  var items: [Item] { window.items }
  var cursor: Item? { rows.indices.contains(scroll.cursor) ? rows[scroll.cursor] : nil }
  var isFrozen: Bool { !marks.isEmpty }
  /// More rows follow those that are held.
  var isOpenEnded: Bool { !window.isAtEnd }

  /// The marked rows, or else the row under the cursor; never a tombstone.
  var selection: [Item] {
    if !marks.isEmpty { return marks.items }
    guard let cursor, !tombstones.contains(cursor.listID) else { return [] }
    return [cursor]
  }
}

// MARK: - Reading

extension ListState {
  var refresh: PageRequest {
    guard answered == query else { return PageRequest(limit: PageWindow<Item>.pageRows) }
    let index = cursorID.flatMap { id in items.firstIndex { $0.listID == id } } ?? 0
    return window.refresh(cursor: index)
  }

  /// The rows of the query are not among those that are held.
  var needsReading: Bool { answered != nil && answered != query && !isWhole }

  /// All rows that there are, whatever the query, are held.
  private var isWhole: Bool { answered?.filter.isEmpty == true && window.isAtStart && window.isAtEnd }

  /// The page to read next: what is marked, where the cursor is to go, or more rows near an end of the window.
  var wanted: PageRequest? {
    guard isLoaded, !needsReading else { return nil }
    if let page = marks.wanted { return page }
    if let jump { return PageRequest(limit: PageWindow<Item>.pageRows, jump) }
    let margin = max(20, height)
    if scroll.cursor >= rows.count - margin, let following = window.following { return following }
    return scroll.cursor < margin ? window.preceding : nil
  }

  /// Takes a page of the query. While `isFrozen`, known rows change in place and new ones wait.
  mutating func receive(_ page: Page<Item>, for request: PageRequest, isFrozen: Bool) {
    if marks.take(page, for: request) { return }
    let isJump = jump == request.position
    let extends = window.following?.position == request.position || window.preceding?.position == request.position
    if answered != query || isJump {
      let keepsCursor = !isJump
      answered = query
      window.replace(with: page, at: request.position)
      jump = isJump ? nil : jump
      heldRows = 0
      isBehind = false
      arrange(keepsCursor: keepsCursor)
      if isJump { move(to: request.position == .last ? rows.count - 1 : 0) }
    } else if isFrozen, !extends {
      holdBack(page, at: request.position)
    } else if window.accept(page, for: request) {
      if !extends {
        heldRows = 0
        isBehind = false
      }
      arrange()
    }
  }

  private mutating func holdBack(_ page: Page<Item>, at position: PageRequest.Position) {
    isBehind = true
    let known = Set(rows.map(\.listID))
    let fresh = Dictionary(page.items.map { ($0.listID, $0) }, uniquingKeysWith: { first, _ in first })
    rows = rows.map { fresh[$0.listID] ?? $0 }
    let gone = Set(covered(by: page, at: position, fresh).map(\.listID).filter { fresh[$0] == nil })
    tombstones.subtract(fresh.keys)
    tombstones.formUnion(gone)
    heldRows = fresh.keys.count { !known.contains($0) } + gone.count
    marks.refresh(fresh)
    // Nothing can be done with what is gone: it is not marked either.
    marks.remove(gone)
  }

  /// The rows shown among which the page tells who is still there.
  private func covered(by page: Page<Item>, at position: PageRequest.Position, _ fresh: [String: Item]) -> ArraySlice<
    Item
  > {
    let places = rows.indices.filter { fresh[rows[$0].listID] != nil }
    let start = page.previous == nil || position == .first ? 0 : places.first
    let end = page.next == nil ? rows.count : places.last.map { $0 + 1 }
    guard let start, let end, start < end else { return [] }
    return rows[start..<end]
  }

  /// Computes the rows anew and finds the cursor's place among them.
  private mutating func arrange(keepsCursor: Bool = true) {
    let old = rows
    let oldIndex = scroll.cursor
    let oldOffset = scroll.cursor - scroll.top
    rows = answered == query ? items : query.apply(to: items, at: asked)
    marks.refresh(Dictionary(items.map { ($0.listID, $0) }, uniquingKeysWith: { first, _ in first }))
    tombstones = []
    guard keepsCursor, let id = cursorID else { return adoptCursor() }
    if let index = rows.firstIndex(where: { $0.listID == id }) {
      return place(index, keeping: scroll.top == 0 ? nil : oldOffset)
    }
    if old.indices.contains(oldIndex), old[oldIndex].listID == id, query.filter.accepts(old[oldIndex], at: asked) {
      let index = min(oldIndex, rows.count)
      rows.insert(old[oldIndex], at: index)
      tombstones = [id]
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
    cursorID = cursor?.listID
  }
}

// MARK: - Moving

extension ListState {
  mutating func move(_ motion: Motion) {
    switch motion {
    case .first: go(to: .first, isHeld: window.isAtStart)
    case .last: go(to: .last, isHeld: window.isAtEnd)
    case .left: return columns.move(by: -1)
    case .right: return columns.move(by: 1)
    default: scroll.move(motion, count: rows.count, height: height)
    }
    leave()
  }

  /// At once when the end of the list is held; else it is read, in one step however long the list is.
  private mutating func go(to end: PageRequest.Position, isHeld: Bool) {
    jump = isHeld || answered != query ? nil : end
    if jump == nil { scroll.move(to: end == .first ? 0 : rows.count - 1, count: rows.count, height: height) }
  }

  mutating func move(to row: Int) {
    scroll.move(to: row, count: rows.count, height: height)
    leave()
  }

  /// The cursor's new row is the chosen one; a tombstone that it left behind goes, unless the order is frozen.
  private mutating func leave() {
    let reached = cursor?.listID
    if !isBehind, let gone = tombstones.first, gone != reached,
      let index = rows.firstIndex(where: { $0.listID == gone })
    {
      rows.remove(at: index)
      tombstones = []
      if index < scroll.cursor { scroll.move(by: -1, count: rows.count, height: height) }
      scroll.fit(count: rows.count, height: height)
    }
    cursorID = cursor?.listID
  }

  mutating func forgetGone() {
    guard !tombstones.isEmpty else { return }
    rows.removeAll { tombstones.contains($0.listID) }
    tombstones = []
    adoptCursor()
  }

  mutating func choose(_ choices: [String: [String]]) { columns.choose(choices) }

  /// Fits its table to this part of the screen.
  mutating func settle(in size: Size) { settle(in: size, isBeside: false) }

  mutating func settle(in size: Size, isBeside: Bool) {
    columns.settle(width: size.width, isBeside: isBeside)
    settle(height: Table.visibleRows(height: size.height))
  }

  /// Fits the list to the rows that the screen now has.
  mutating func settle(height: Int) {
    self.height = max(1, height)
    scroll.fit(count: rows.count, height: self.height)
  }

  /// Asks for other rows, or another order. What is held is shown by it at once, until the rows have been read.
  mutating func setQuery(_ query: ListQuery, at now: Date) {
    guard query != self.query else { return }
    self.query = query
    asked = now
    jump = nil
    arrange()
  }
}

// MARK: - Marking

extension ListState {
  /// Marks the cursor's row, or takes its mark away, and goes on to the next.
  mutating func toggleMark() {
    guard let cursor, !tombstones.contains(cursor.listID) else { return }
    marks.toggle(cursor)
    move(.down)
  }

  /// Marks the rows from the last one that was marked to the cursor.
  mutating func markRange() {
    guard let from = marks.last.flatMap({ id in rows.firstIndex { $0.listID == id } }) else { return toggleMark() }
    let range = min(from, scroll.cursor)...max(from, scroll.cursor)
    marks.add(rows[range].filter { !tombstones.contains($0.listID) })
  }

  /// Marks every row of the query, those that are not held as well.
  mutating func markAll() {
    marks.add(rows.filter { !tombstones.contains($0.listID) })
    if answered == query, !(window.isAtStart && window.isAtEnd) { marks.collect() }
  }

  mutating func invertMarks() {
    for row in rows where !tombstones.contains(row.listID) { marks.toggle(row) }
  }

  /// Whether the command is one of marks, which it then does.
  mutating func mark(by command: Command) -> Bool {
    switch command {
    case .mark: toggleMark()
    case .markRange: markRange()
    case .markAll: markAll()
    case .invertMarks: invertMarks()
    default: return false
    }
    return true
  }

  mutating func mark(only ids: Set<String>) { marks.keep(ids) }
}
