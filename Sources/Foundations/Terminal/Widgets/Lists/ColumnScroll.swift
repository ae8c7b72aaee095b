/// Which columns of a table show, and how wide they are: the first stays, the others scroll; a width that was taken
/// from what a column showed only grows, so that nothing moves while rows scroll.
public struct ColumnScroll: Sendable, Hashable {
  /// Columns scrolled away after the first.
  public private(set) var skipped = 0
  /// The widest that columns of the length `.content` have shown so far, by title.
  private(set) var widths: [String: Int] = [:]

  public init() {}

  /// Shows the columns from the left again, with widths to be taken anew.
  public mutating func reset() { self = ColumnScroll() }

  /// Scrolls by columns, no further than to the last; only when they do not all fit a table of this width.
  public mutating func move(by columns: Int, in table: Table, width: Int) {
    let content = Rect(Table.gutter, 0, width - Table.gutter - 2, 1)
    var table = table
    table.sideways = self
    let hidden = hidden(table.columns, table.places(in: content))
    guard columns < 0 && hidden.left || columns > 0 && hidden.right else { return }
    skipped = min(max(0, skipped + columns), max(0, table.columns.count - 2))
  }

  /// Takes the widths that these rows need.
  public mutating func measure(_ table: Table, rows: Range<Int>) {
    for index in rows.clamped(to: 0..<table.count) {
      for (column, field) in zip(table.columns, table.row(index).fields) {
        guard case .content(let limits) = column.width else { continue }
        let width = Text.prefix(field.text, width: limits.upperBound + 1).width
        widths[column.title] = max(widths[column.title] ?? limits.lowerBound, min(width, limits.upperBound))
      }
    }
  }

  func hidden(_ columns: [Table.Column], _ places: [Table.Place]) -> (left: Bool, right: Bool) {
    let last = places.last { $0.isWhole }?.column ?? 0
    return (skipped > 0, last < columns.count - 1 && columns.count > 1)
  }
}

extension Table {
  /// Where a column stands.
  struct Place {
    var column: Int
    var rect: Rect
    /// Whether it has at least the width that it asks for.
    var isWhole: Bool
  }

  /// The places of the columns that are not scrolled away. Every one but the first has room for its heading or is left
  /// out with those behind it: half of a word tells nothing, and what is left out is reached sideways.
  func places(in content: Rect) -> [Place] {
    let shown = columns.indices.filter { $0 == 0 || $0 > sideways.skipped }
    let lengths = shown.map { length(of: columns[$0]) }
    var (left, count) = (content.width, 0)
    for (index, length) in zip(shown, lengths) {
      let gap = count == 0 ? 0 : 1
      guard count == 0 || left >= gap + max(1, columns[index].headingWidth) else { break }
      left -= gap + min(length.least, max(0, left - gap))
      count += 1
    }
    let rects = content.columns(Array(lengths.prefix(count)), gap: 1)
    return zip(shown, lengths).enumerated().map { index, column in
      let rect = index < count ? rects[index] : Rect(content.maxX, content.y, 0, content.height)
      return Place(column: column.0, rect: rect, isWhole: rect.width >= max(1, column.1.least))
    }
  }

  /// What a column asks for: never less than its heading.
  private func length(of column: Column) -> Length {
    let heading = column.headingWidth
    switch column.width {
    case .fixed(let cells): return .fixed(max(cells, heading))
    case .atLeast(let cells): return .atLeast(max(cells, heading))
    case .content(let limits):
      return .fixed(max(sideways.widths[column.title] ?? limits.lowerBound, heading))
    case .share: return column.width
    }
  }
}

extension Table.Column {
  /// The title, and the sign of the order beside it.
  fileprivate var headingWidth: Int { Text.width(title) + Text.width(sign) }
}
