extension TextView {
  /// Moves the cursor, or the window when there is none; left and right scroll lines that are not wrapped.
  public mutating func move(_ motion: Motion) {
    let page = max(1, size.height - 1)
    switch motion {
    case .up: move(by: -1)
    case .down: move(by: 1)
    case .pageUp: move(by: -page)
    case .pageDown: move(by: page)
    case .first: jump(to: Place())
    case .last: jump(to: end)
    case .left: left = max(0, left - max(1, size.width / 2))
    case .right: scrollRight()
    }
  }

  /// Takes the keys of texts: those of ``Motion``, space for a page, enter and `z` to fold, `-` `+` to fold all and
  /// none, `w` to wrap, `n` `N` for the next and the previous find. Returns whether it was one.
  public mutating func handle(_ key: Key) -> Bool {
    switch key {
    case .space: move(.pageDown)
    case .enter, .character("z"): toggleFold()
    case .character("-"): foldAll()
    case .character("+"): unfoldAll()
    case .character("w"): toggleWrap()
    case .character("n"): nextHit()
    case .character("N"): previousHit()
    default:
      guard let motion = Motion(key) else { return false }
      move(motion)
    }
    return true
  }

  private mutating func move(by rows: Int) { jump(to: advanced(showsCursor ? cursor : top, by: rows)) }

  /// Puts the cursor, or the window when there is none, on a row.
  public mutating func jump(to place: Place) {
    if showsCursor { cursor = place } else { top = place }
    fit()
  }

  /// Makes cursor and window valid after a change of the document, the size or the folds.
  mutating func fit() {
    guard outline.count > 0 else {
      (top, cursor) = (Place(), Place())
      return
    }
    top = min(valid(top), advanced(end, by: 1 - size.height))
    if showsCursor {
      cursor = valid(cursor)
      if cursor < top { top = cursor }
      if advanced(top, by: max(1, size.height) - 1) < cursor { top = advanced(cursor, by: 1 - max(1, size.height)) }
    } else {
      cursor = top
    }
    if !wraps { keepStops() }
  }

  /// Whether the window shows the last row.
  public var isAtEnd: Bool {
    guard outline.count > 0 else { return true }
    var left = size.height
    var position = outline.count
    while position > 0, left > 0 {
      position -= 1
      let line = outline.line(at: position)
      let rows = wraps ? layout(of: line, width: layouts.width).rows.count : 1
      if line == top.line { return rows - top.row <= left }
      left -= rows
    }
    return position == 0 && left >= 0
  }

  /// The nearest place that shows.
  private mutating func valid(_ place: Place) -> Place {
    let line = outline.line(at: outline.position(of: min(place.line, document.lines.count - 1)))
    return Place(line: line, row: line == place.line ? min(place.row, rowCount(line) - 1) : 0)
  }

  private var end: Place {
    mutating get {
      guard outline.count > 0 else { return Place() }
      let line = outline.line(at: outline.count - 1)
      return Place(line: line, row: rowCount(line) - 1)
    }
  }

  private mutating func rowCount(_ line: Int) -> Int {
    wraps ? layouts.keptLayout(of: line, document.lines[line]).rows.count : 1
  }

  /// The row this many rows on, or the first or last one.
  private mutating func advanced(_ place: Place, by rows: Int) -> Place {
    guard outline.count > 0 else { return Place() }
    var place = place
    var left = rows
    while left > 0 {
      let step = min(left, rowCount(place.line) - 1 - place.row)
      place.row += step
      left -= step
      guard left > 0, let next = outline.next(after: place.line) else { break }
      place = Place(line: next)
      left -= 1
    }
    while left < 0 {
      let step = min(-left, place.row)
      place.row -= step
      left += step
      guard left < 0, let previous = outline.previous(before: place.line) else { break }
      place = Place(line: previous, row: rowCount(previous) - 1)
      left += 1
    }
    return place
  }

  private var linesInWindow: [Int] {
    let first = outline.position(of: top.line)
    return (first..<min(outline.count, first + size.height)).map { outline.line(at: $0) }
  }

  private mutating func keepStops() {
    for line in linesInWindow { layouts.keepStops(of: line, document.lines[line]) }
  }

  /// No further than the longest line in the window.
  private mutating func scrollRight() {
    guard !wraps else { return }
    keepStops()
    let longest = linesInWindow.map { line in
      layouts.stops(of: line, document.lines[line])?.width
        ?? document.lines[line].spans.reduce(0) { $0 + $1.width }
    }
    let last = (longest.max() ?? 0) - layouts.width
    left = max(left, min(left + max(1, size.width / 2), last))
  }
}

// MARK: - Folding

extension TextView {
  /// Whether the line under the cursor has lines below it that fold.
  public var isAtFold: Bool {
    document.lines.indices.contains(cursor.line) && Outline.isFoldable(cursor.line, in: document.lines)
  }

  public var isFolded: Bool { outline.folded.contains(cursor.line) }

  /// Folds or unfolds the line under the cursor, or folds what it lies in.
  public mutating func toggleFold() {
    guard document.lines.indices.contains(cursor.line) else { return }
    var line = cursor.line
    while !Outline.isFoldable(line, in: document.lines) {
      let depth = document.lines[line].depth
      guard let parent = document.lines[..<line].lastIndex(where: { $0.depth < depth }) else { return }
      line = parent
    }
    outline.set(outline.folded.symmetricDifference([line]), in: document.lines)
    cursor = Place(line: line)
    fit()
  }

  /// Folds everything but what encloses the whole document.
  public mutating func foldAll() {
    outline.set(Set(document.lines.indices.dropFirst()), in: document.lines)
    fit()
  }

  public mutating func unfoldAll() {
    outline.set([], in: document.lines)
    fit()
  }

  /// Unfolds what hides a line.
  mutating func reveal(_ line: Int) {
    while outline.line(at: outline.position(of: line)) != line {
      outline.set(outline.folded.subtracting([outline.line(at: outline.position(of: line))]), in: document.lines)
    }
  }
}
