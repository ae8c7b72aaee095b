/// The layouts of the long lines that were looked at, for one width; short lines are laid out when they are drawn.
struct LineLayouts: Sendable {
  /// Bytes from which a line's layout is worth keeping.
  private static let keptFromBytes = 256
  private static let keptMax = 4096

  /// Columns of a row.
  private(set) var width = 0
  private var wrapped: [Int: LineLayout] = [:]
  private var stops: [Int: ColumnStops] = [:]

  mutating func reset(width: Int) { self = LineLayouts(width: width) }
  mutating func forget() { reset(width: width) }

  init(width: Int = 0) { self.width = width }

  func layout(of line: Int, _ content: Document.Line, width: Int) -> LineLayout {
    if width == self.width, let kept = wrapped[line] { return kept }
    return LineLayout(content.spans, width: width, hanging: content.hanging, rowsMax: content.rowsMax)
  }

  mutating func keptLayout(of line: Int, _ content: Document.Line) -> LineLayout {
    if let kept = wrapped[line] { return kept }
    let layout = layout(of: line, content, width: width)
    guard LineLayouts.isLong(content) else { return layout }
    if wrapped.count >= LineLayouts.keptMax { wrapped = [:] }
    wrapped[line] = layout
    return layout
  }

  func stops(of line: Int, _ content: Document.Line) -> ColumnStops? {
    guard LineLayouts.isLong(content) else { return nil }
    return stops[line] ?? ColumnStops(content.spans)
  }

  mutating func keepStops(of line: Int, _ content: Document.Line) {
    guard LineLayouts.isLong(content), stops[line] == nil else { return }
    if stops.count >= LineLayouts.keptMax { stops = [:] }
    stops[line] = ColumnStops(content.spans)
  }

  private static func isLong(_ content: Document.Line) -> Bool {
    content.spans.reduce(0) { $0 + $1.text.utf8.count } >= keptFromBytes
  }
}
