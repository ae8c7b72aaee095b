extension TextView {
  /// What is sought; empty while nothing is.
  public var searchText: String { hits.text }
  public var hitCount: Int { hits.found.count }

  /// Seeks a text and goes to the first find from the cursor on; an empty text ends the search. Returns whether
  /// anything was found. Cost: one pass over the document.
  @discardableResult
  public mutating func search(_ text: String) -> Bool {
    hits.seek(text, in: document.lines)
    guard !hits.found.isEmpty else { return false }
    go(to: hits.firstIndex(notBefore: cursor.line))
    return true
  }

  /// Goes to the next find, after the last one to the first.
  public mutating func nextHit() { step(by: 1, from: hits.firstIndex(notBefore: cursor.line) - 1) }

  /// Goes to the find before, before the first one to the last.
  public mutating func previousHit() { step(by: -1, from: hits.firstIndex(notBefore: cursor.line)) }

  private mutating func step(by step: Int, from start: Int) {
    guard !hits.found.isEmpty else { return }
    let isThere = hits.current.map { !showsCursor || hits.found[$0].line == cursor.line } ?? false
    go(to: (isThere ? hits.current ?? start : start) + step)
  }

  private mutating func go(to index: Int) {
    let count = hits.found.count
    let index = (index % count + count) % count
    hits.current = index
    let hit = hits.found[index]
    reveal(hit.line)
    let rows = wraps ? layout(of: hit.line, width: layouts.width).rows : [0..<0]
    let place = Place(line: hit.line, row: rows.lastIndex { $0.lowerBound <= hit.range.lowerBound } ?? 0)
    if showsCursor || !isVisible(place) { jump(to: place) }
    if !wraps { showColumns(of: hit) }
  }

  private func isVisible(_ place: Place) -> Bool {
    guard place >= top else { return false }
    var (line, row, left) = (top.line, top.row, size.height)
    while left > 0 {
      let rows = wraps ? layout(of: line, width: layouts.width).rows.count : 1
      if line == place.line { return place.row - row < left }
      left -= rows - row
      guard let next = outline.next(after: line) else { return false }
      (line, row) = (next, 0)
    }
    return false
  }

  /// Scrolls sideways when the find is not in the window.
  private mutating func showColumns(of hit: TextHits.Hit) {
    let spans = document.lines[hit.line].spans
    let before = Text.slice(spans, 0..<hit.range.lowerBound).reduce(0) { $0 + $1.width }
    let width = Text.slice(spans, hit.range).reduce(0) { $0 + $1.width }
    if before < left || before + width > left + layouts.width { left = max(0, before - layouts.width / 2) }
  }
}
