/// Rows over a common time: what was done when.
///
///     validate ·━━━━                     4.2s
///     clean         ··━━▒▒  ~~━━━━━     12.0s
///     12:00:00              12:00:21
///
/// A segment takes at least one column, so that nothing that happened is invisible.
public struct Gantt: Widget, Sendable {
  public struct Segment: Sendable {
    public var from: Double
    public var to: Double
    /// One column.
    public var mark: Character
    public var style: Style

    public init(_ from: Double, _ to: Double, mark: Character = "━", style: Style = .text) {
      self.from = from
      self.to = to
      self.mark = mark
      self.style = style
    }
  }

  public struct Row: Sendable {
    public var label: [Span]
    public var segments: [Segment]
    /// At the right of the row.
    public var note: String

    public init(_ label: [Span], _ segments: [Segment], note: String = "") {
      self.label = label
      self.segments = segments
      self.note = note
    }
  }

  public var rows: [Row]
  public var range: ClosedRange<Double>
  /// What stands under the two ends.
  public var ends: (String, String)
  /// The row that the cursor is on; it shows.
  public var cursor: Int?

  public init(_ rows: [Row], range: ClosedRange<Double>, ends: (String, String), cursor: Int? = nil) {
    self.rows = rows
    self.range = range
    self.ends = ends
    self.cursor = cursor
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    let labels = min(rows.map { $0.label.reduce(0) { $0 + $1.width } }.max() ?? 0, bounds.width / 3)
    let notes = bounds.width < 30 ? 0 : rows.map { Text.width($0.note) }.max() ?? 0
    let columns = max(1, bounds.width - labels - 1 - (notes > 0 ? notes + 1 : 0))
    let height = bounds.height > 1 ? bounds.height - 1 : bounds.height
    var scroll = Scroll(cursor: cursor ?? 0)
    scroll.fit(count: rows.count, height: height)
    for (y, index) in (scroll.top..<min(rows.count, scroll.top + height)).enumerated() {
      let row = rows[index]
      if index == cursor { surface.ground(.selection, in: Rect(0, y, bounds.width, 1)) }
      surface.draw(row.label, at: Point(0, y), width: labels)
      for segment in row.segments { draw(segment, x: labels + 1, y: y, columns: columns, on: &surface) }
      if notes > 0 {
        surface.draw(
          row.note, at: Point(bounds.width - notes, y), width: notes, alignment: .trailing, style: .muted)
      }
    }
    guard height < bounds.height else { return }
    let place = Rect(labels + 1, bounds.height - 1, columns, 1)
    surface.draw(ends.0, at: place.origin, style: .muted, width: columns)
    if Text.width(ends.0) + Text.width(ends.1) < columns {
      surface.draw(ends.1, at: place.origin, width: columns, alignment: .trailing, style: .muted)
    }
  }

  private func draw(_ segment: Segment, x: Int, y: Int, columns: Int, on surface: inout Surface) {
    let (from, to) = (column(segment.from, of: columns), column(segment.to, of: columns))
    guard let from, let to else { return }
    let first = min(max(0, from), columns - 1)
    let last = min(max(first + 1, to), columns)
    for column in first..<last {
      surface.draw(String(segment.mark), at: Point(x + column, y), style: segment.style, width: 1)
    }
  }

  /// `nil` for what is no number.
  private func column(_ value: Double, of columns: Int) -> Int? {
    let length = range.upperBound - range.lowerBound
    guard value.isFinite, length.isFinite else { return nil }
    let share = length > 0 ? (value - range.lowerBound) / length : 0
    return Int((min(max(0, share), 1) * Double(columns)).rounded(.down))
  }
}
