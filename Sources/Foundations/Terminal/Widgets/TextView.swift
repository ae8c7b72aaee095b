/// Text longer than its place: wrapped, scrolled by rows, with a bar at the right.
///
///     2026-01-05 12:00:01 started          ┃
///     2026-01-05 12:00:02 a line that is   ┃
///     longer than the view                 │
///
/// Only the rows around the window are wrapped, so the cost does not grow with the text.
public struct TextView: Widget, Sendable {
  /// The first row shown: a line, and how many of its wrapped rows are above the window.
  public struct Position: Sendable, Hashable {
    public var line: Int
    public var row: Int

    public init(line: Int = 0, row: Int = 0) {
      self.line = max(0, line)
      self.row = max(0, row)
    }
  }

  public var lines: [[Span]]
  public var position: Position
  public var wraps: Bool

  public init(_ lines: [[Span]], at position: Position = Position(), wraps: Bool = true) {
    self.lines = lines
    self.position = position
    self.wraps = wraps
  }

  public init(_ text: String, style: Style = .text, at position: Position = Position(), wraps: Bool = true) {
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    self.init(lines.map { [Span(String($0), style)] }, at: position, wraps: wraps)
  }

  /// Scrolls a view of this size by a key: arrows, `j` `k`, page keys, home, end, `g` `G`. Returns whether it was one.
  public mutating func handle(_ key: Key, size: Size) -> Bool {
    let page = max(1, size.height - 1)
    switch key {
    case .up, .character("k"): move(by: -1, size)
    case .down, .character("j"): move(by: 1, size)
    case .pageUp, .control("u"): move(by: -page, size)
    case .pageDown, .control("d"), .space: move(by: page, size)
    case .home, .character("g"): position = Position()
    case .end, .character("G"): position = lastPosition(size)
    default: return false
    }
    return true
  }

  private mutating func move(by rows: Int, _ size: Size) {
    let last = lastPosition(size)
    for _ in 0..<abs(rows) {
      if rows > 0 {
        if position.line > last.line || position.line == last.line && position.row >= last.row { break }
        position.row += 1
        if position.row >= wrapped(position.line, size).count { position = Position(line: position.line + 1) }
      } else if position.row > 0 {
        position.row -= 1
      } else if position.line > 0 {
        position.line -= 1
        position.row = wrapped(position.line, size).count - 1
      }
    }
  }

  /// Where the window shows the end and no more.
  private func lastPosition(_ size: Size) -> Position {
    var left = size.height
    var line = lines.count
    while line > 0 {
      line -= 1
      let rows = wrapped(line, size).count
      if rows >= left { return Position(line: line, row: rows - left) }
      left -= rows
    }
    return Position()
  }

  private func wrapped(_ line: Int, _ size: Size) -> [[Span]] {
    wraps ? Text.wrapped(lines[line], to: max(1, size.width - 2)) : [lines[line]]
  }

  public func draw(on surface: inout Surface) {
    let size = surface.bounds.size
    guard !size.isEmpty, !lines.isEmpty else { return }
    var y = 0
    var skipped = position.row
    var line = min(position.line, lines.count - 1)
    while y < size.height, line < lines.count {
      for row in wrapped(line, size).dropFirst(skipped) where y < size.height {
        surface.draw(row, at: Point(0, y), width: max(1, size.width - 2))
        y += 1
      }
      skipped = 0
      line += 1
    }
    let bar = Rect(size.width - 1, 0, 1, size.height)
    surface.draw(ScrollBar(count: lines.count, top: position.line, height: size.height), in: bar)
  }
}
