/// Amounts on two axes, by how dark a cell is.
///
///     Mon  ░░▒▒▓▓██▓▓
///     Tue    ░░▒▒▓▓▒▒
///     Wed      ░░░░
///          00      20
///
/// When there are more columns than fit, the last are shown; what is no number is blank.
public struct Heatmap: Widget, Sendable {
  public struct Row: Sendable {
    public var label: String
    public var values: [Double]

    public init(_ label: String, _ values: [Double]) {
      self.label = label
      self.values = values
    }
  }

  public var rows: [Row]
  /// What the first and the last column are called.
  public var ends: (left: String, right: String)
  /// The value of the darkest cell; `nil` is the greatest.
  public var maximum: Double?
  public var plot: PlotStyle
  public var style: Style

  public init(
    _ rows: [Row], ends: (left: String, right: String) = ("", ""), maximum: Double? = nil, plot: PlotStyle = .block,
    style: Style = .accent
  ) {
    self.rows = rows
    self.ends = ends
    self.maximum = maximum
    self.plot = plot
    self.style = style
  }

  private static let cellColumnsMax = 4

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let hasEnds = !(ends.left.isEmpty && ends.right.isEmpty) && bounds.height > 1
    let shown = rows.prefix(bounds.height - (hasEnds ? 1 : 0))
    let labels = min(shown.map { Text.width($0.label) }.max() ?? 0, bounds.width / 3)
    let start = labels > 0 ? labels + 1 : 0
    let count = shown.map(\.values.count).max() ?? 0
    let room = max(0, bounds.width - start)
    let cell = min(Heatmap.cellColumnsMax, max(1, room / max(1, count)))
    let fitting = min(count, room / cell)
    let top = maximum ?? shown.flatMap(\.values).filter(\.isFinite).max() ?? 0
    for (y, row) in shown.enumerated() {
      surface.draw(row.label, at: Point(0, y), style: .muted, width: labels)
      for (index, value) in row.values.dropFirst(max(0, count - fitting)).enumerated() {
        let share = value.isFinite && top > 0 ? value / top : 0
        let text = String(repeating: plot.shade(share), count: cell)
        surface.draw(text, at: Point(start + index * cell, y), style: style)
      }
    }
    guard hasEnds else { return }
    let width = fitting * cell
    surface.draw(ends.left, at: Point(start, shown.count), style: .muted, width: width)
    let right = min(Text.width(ends.right), max(0, width - Text.width(ends.left) - 1))
    surface.draw(ends.right, at: Point(start + width - right, shown.count), style: .muted, width: right)
  }
}
