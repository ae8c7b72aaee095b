/// A series, the newest value at the right; zero at the bottom, the greatest value shown at the top. One row high, or
/// as many as there are.
///
///     ▁▂▃▅▇█▆▄▂▁        .:-=+*#%        ⢀⣠⣴⣾⣿ (braille: two values a column)
///
/// Gaps (`nan`) are blank.
public struct Sparkline: Widget, Sendable {
  public var values: [Double]
  /// The value at the top; `nil` is the greatest one shown.
  public var maximum: Double?
  public var plot: PlotStyle
  public var style: Style

  public init(_ values: [Double], maximum: Double? = nil, plot: PlotStyle = .block, style: Style = .accent) {
    self.values = values
    self.maximum = maximum
    self.plot = plot
    self.style = style
  }

  public func draw(on surface: inout Surface) {
    let columns = ColumnPlot(plot: plot)
    let shown = Array(values.suffix(columns.capacity(width: surface.bounds.width)))
    let top = maximum ?? shown.filter(\.isFinite).max() ?? 0
    for (y, row) in columns.rows(shown, top: top, height: surface.bounds.height).enumerated() {
      surface.draw(row, at: Point(0, y), style: style)
    }
  }

  /// The newest values as text, one row high and as wide as asked for.
  public func text(columns width: Int) -> String {
    let columns = ColumnPlot(plot: plot)
    let shown = Array(values.suffix(columns.capacity(width: width)))
    let top = maximum ?? shown.filter(\.isFinite).max() ?? 0
    return Text.fitted(columns.rows(shown, top: top, height: 1).first ?? "", to: width, .trailing)
  }
}
