/// A list with columns: a header that stays, a cursor row, marks, and a bar at the right that says where the window is.
///
///       ID      STATE    AGE ▼      (header, sorted by age)
///     ▌ a81f…   running  12 s  ┃    (cursor row, its first fields on the ground `.selection`)
///     ● b002    failed    3 m  │    (marked)
///       c411    done      1 h  │
///
/// Only the visible rows are asked for, so a table of millions costs what its window costs. A column is as wide as its
/// heading at least; those that do not fit are reached sideways: `‹` and `›` in the header say that there are more.
public struct Table: Widget {
  public enum Order: Sendable, Hashable { case ascending, descending }

  public struct Column: Sendable {
    public var title: String
    public var width: Length
    public var alignment: Text.Alignment
    /// Cut at the start instead of the end, for ids and paths.
    public var keepsEnd: Bool
    /// Shown beside the title when the rows are in this order.
    public var order: Order?

    public init(
      _ title: String, _ width: Length, _ alignment: Text.Alignment = .leading, keepsEnd: Bool = false,
      order: Order? = nil
    ) {
      self.title = title
      self.width = width
      self.alignment = alignment
      self.keepsEnd = keepsEnd
      self.order = order
    }

    var sign: String {
      switch order {
      case .ascending: "▲"
      case .descending: "▼"
      case nil: ""
      }
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
  public var sideways: ColumnScroll
  /// Without focus the cursor row is only marked at its left.
  public var isFocused: Bool
  /// Shown instead of rows when there are none.
  public var empty: [String]
  public var row: (Int) -> Row

  public init(
    columns: [Column], count: Int, scroll: Scroll, sideways: ColumnScroll = ColumnScroll(), isFocused: Bool = true,
    empty: [String] = ["Nothing here"], row: @escaping (Int) -> Row
  ) {
    self.columns = columns
    self.count = max(0, count)
    self.scroll = scroll
    self.sideways = sideways
    self.isFocused = isFocused
    self.empty = empty
    self.row = row
  }

  /// Rows that fit under the header in a region of this height.
  public static func visibleRows(height: Int) -> Int { max(0, height - 1) }

  static let gutter = 2
  /// How far the ground of the cursor row may reach. Each step of the cursor writes two rows anew as far as their ground
  /// goes: over the whole row that is twice the bytes, on a slow link twice the wait, for a mark as easy to see.
  private static let groundColumns = 34

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    let height = Table.visibleRows(height: bounds.height)
    let bar = count > height && bounds.width > 4 ? 2 : 0
    let places = places(in: Rect(Table.gutter, 0, bounds.width - Table.gutter - bar, bounds.height))
    drawHeader(on: &surface, places)
    guard count > 0 else { return drawEmpty(on: &surface) }
    var scroll = scroll
    scroll.fit(count: count, height: height)
    surface.within(Rect(0, 1, bounds.width - bar, height)) { surface in
      for index in scroll.top..<min(scroll.top + height, count) {
        drawRow(on: &surface, places, at: index - scroll.top, index: index, isCursor: index == scroll.cursor)
      }
    }
    if bar > 0 {
      let track = Rect(bounds.width - 1, 1, 1, height)
      surface.draw(ScrollBar(count: count, top: scroll.top, height: height), in: track)
    }
  }

  private func drawHeader(on surface: inout Surface, _ places: [Place]) {
    for place in places where !place.rect.isEmpty {
      let column = columns[place.column]
      let heading = column.title + column.sign
      guard Text.width(heading) <= place.rect.width else { continue }
      surface.draw(
        heading, at: place.rect.origin, width: place.rect.width, alignment: column.alignment, style: .header)
    }
    let more = sideways.hidden(columns, places)
    if more.left { surface.draw("‹", at: .zero, style: .accent) }
    if more.right { surface.draw("›", at: Point(surface.bounds.width - 1, 0), style: .accent) }
  }

  private func drawRow(on surface: inout Surface, _ places: [Place], at y: Int, index: Int, isCursor: Bool) {
    let row = row(index)
    if isCursor && isFocused {
      let end =
        places.last { !$0.rect.isEmpty && $0.rect.maxX <= Table.groundColumns }?.rect.maxX ?? Table.groundColumns
      surface.ground(.selection, in: Rect(0, y, min(end + 1, surface.bounds.width), 1))
    }
    if isCursor { surface.draw("▌", at: Point(0, y), style: isFocused ? .text : .muted) }
    if row.isMarked { surface.draw("●", at: Point(isCursor ? 1 : 0, y), style: Style(.mark)) }
    for place in places where !place.rect.isEmpty && place.column < row.fields.count {
      let (column, field) = (columns[place.column], row.fields[place.column])
      let text = column.keepsEnd ? Text.truncatedAtStart(field.text, to: place.rect.width) : field.text
      surface.draw(
        text, at: Point(place.rect.x, y), width: place.rect.width, alignment: column.alignment,
        style: row.isDisabled ? .disabled : field.style)
    }
  }

  private func drawEmpty(on surface: inout Surface) {
    let bounds = surface.bounds
    let lines = empty.flatMap { Text.wrapped($0, to: bounds.width) }
    let top = max(1, (bounds.height - lines.count) / 2)
    for (index, line) in lines.enumerated() {
      surface.draw(line, at: Point(0, top + index), width: bounds.width, alignment: .center, style: .muted)
    }
  }
}
