/// A list with columns: a header that stays, a cursor row, marks, and a bar at the right that says where the window is.
///
///       ID      STATE    AGE        (header)
///     ▌ a81f…   running  12 s  ┃    (cursor row, on the ground `.selection`)
///     ● b002    failed    3 m  │    (marked)
///       c411    done      1 h  │
///
/// Only the visible rows are asked for, so a table of millions costs what its window costs.
public struct Table: Widget {
  public struct Column: Sendable {
    public var title: String
    public var width: Length
    public var alignment: Text.Alignment
    /// Cut at the start instead of the end, for ids and paths.
    public var keepsEnd: Bool

    public init(_ title: String, _ width: Length, _ alignment: Text.Alignment = .leading, keepsEnd: Bool = false) {
      self.title = title
      self.width = width
      self.alignment = alignment
      self.keepsEnd = keepsEnd
    }
  }

  public struct Row: Sendable {
    public var fields: [Span]
    public var isMarked: Bool
    /// For rows that are gone or that no action accepts: drawn in `.disabled`.
    public var isDisabled: Bool

    public init(_ fields: [Span], isMarked: Bool = false, isDisabled: Bool = false) {
      self.fields = fields
      self.isMarked = isMarked
      self.isDisabled = isDisabled
    }
  }

  public var columns: [Column]
  public var count: Int
  public var scroll: Scroll
  /// Without focus the cursor row is only marked at its left.
  public var isFocused: Bool
  /// Shown instead of rows when there are none.
  public var empty: [String]
  public var row: (Int) -> Row

  public init(
    columns: [Column], count: Int, scroll: Scroll, isFocused: Bool = true, empty: [String] = ["Nothing here"],
    row: @escaping (Int) -> Row
  ) {
    self.columns = columns
    self.count = max(0, count)
    self.scroll = scroll
    self.isFocused = isFocused
    self.empty = empty
    self.row = row
  }

  /// Rows that fit under the header in a region of this height.
  public static func visibleRows(height: Int) -> Int { max(0, height - 1) }

  private static let gutter = 2

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    let height = Table.visibleRows(height: bounds.height)
    let bar = count > height && bounds.width > 4 ? 2 : 0
    let content = Rect(Table.gutter, 0, bounds.width - Table.gutter - bar, bounds.height)
    let spans = content.columns(columns.map(\.width), gap: 1)
    drawHeader(on: &surface, spans)
    guard count > 0 else { return drawEmpty(on: &surface) }
    var scroll = scroll
    scroll.fit(count: count, height: height)
    surface.within(Rect(0, 1, bounds.width - bar, height)) { surface in
      for index in scroll.top..<min(scroll.top + height, count) {
        drawRow(on: &surface, spans, at: index - scroll.top, index: index, isCursor: index == scroll.cursor)
      }
    }
    if bar > 0 {
      let track = Rect(bounds.width - 1, 1, 1, height)
      surface.draw(ScrollBar(count: count, top: scroll.top, height: height), in: track)
    }
  }

  private func drawHeader(on surface: inout Surface, _ spans: [Rect]) {
    for (column, span) in zip(columns, spans) where !span.isEmpty {
      surface.draw(
        column.title, at: span.origin, width: span.width, alignment: column.alignment, style: .header)
    }
  }

  private func drawRow(on surface: inout Surface, _ spans: [Rect], at y: Int, index: Int, isCursor: Bool) {
    let row = row(index)
    if isCursor && isFocused { surface.ground(.selection, in: Rect(0, y, surface.bounds.width, 1)) }
    if isCursor { surface.draw("▌", at: Point(0, y), style: isFocused ? .text : .muted) }
    if row.isMarked { surface.draw("●", at: Point(isCursor ? 1 : 0, y), style: Style(.mark)) }
    for ((column, span), field) in zip(zip(columns, spans), row.fields) where !span.isEmpty {
      let text = column.keepsEnd ? Text.truncatedAtStart(field.text, to: span.width) : field.text
      surface.draw(
        text, at: Point(span.x, y), width: span.width, alignment: column.alignment,
        style: row.isDisabled ? .disabled : field.style)
    }
  }

  private func drawEmpty(on surface: inout Surface) {
    let bounds = surface.bounds
    let top = max(1, (bounds.height - empty.count) / 2)
    for (index, line) in empty.enumerated() {
      surface.draw(line, at: Point(0, top + index), width: bounds.width, alignment: .center, style: .muted)
    }
  }
}
