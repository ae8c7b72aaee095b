/// The position in a long list: the cursor's row and the first row shown. Pure; rows are counted, not held.
public struct Scroll: Sendable, Hashable {
  public private(set) var cursor: Int
  public private(set) var top: Int

  public init(cursor: Int = 0, top: Int = 0) {
    self.cursor = max(0, cursor)
    self.top = max(0, top)
  }

  /// Moves the cursor, no further than the ends.
  public mutating func move(by rows: Int, count: Int, height: Int) {
    let (row, overflow) = cursor.addingReportingOverflow(rows)
    move(to: overflow ? count : row, count: count, height: height)
  }

  /// Puts the cursor on a row, and scrolls no more than makes it visible.
  public mutating func move(to row: Int, count: Int, height: Int) {
    cursor = min(max(0, row), max(0, count - 1))
    fit(count: count, height: height)
  }

  /// Makes cursor and top valid after the list or the window changed.
  public mutating func fit(count: Int, height: Int) {
    let height = min(max(1, height), Int.max / 2)
    cursor = min(cursor, max(0, count - 1))
    if cursor < top { top = cursor }
    if cursor >= top + height { top = cursor - height + 1 }
    top = min(top, max(0, count - height))
  }

  public mutating func move(_ motion: Motion, count: Int, height: Int) {
    switch motion {
    case .up: move(by: -1, count: count, height: height)
    case .down: move(by: 1, count: count, height: height)
    case .pageUp: move(by: -max(1, height - 1), count: count, height: height)
    case .pageDown: move(by: max(1, height - 1), count: count, height: height)
    case .first: move(to: 0, count: count, height: height)
    case .last: move(to: count - 1, count: count, height: height)
    case .left, .right: break
    }
  }
}
