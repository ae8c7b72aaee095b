/// Series as lines over one pair of axes, their names above.
///
///     ─ in  ─ out
///      40 ┤     ⢀⠔⠒⠢⡀
///         │   ⡠⠊    ⠈⠢
///       0 ┤⠤⠔⠊
///         └──────────
///          09:00  now
///
/// Values are spread over the width; gaps (`nan`) break the line.
public struct LinePlot: Widget, Sendable {
  public struct Series: Sendable {
    public var name: String
    public var values: [Double]
    public var style: Style

    public init(_ name: String, _ values: [Double], style: Style = .accent) {
      self.name = name
      self.values = values
      self.style = style
    }
  }

  public var series: [Series]
  /// The values at the bottom and the top; `nil` takes 0 or the least value, and the greatest.
  public var range: ClosedRange<Double>?
  /// What the left and the right end of the lower axis are called.
  public var ends: (left: String, right: String)
  public var plot: PlotStyle

  public init(
    _ series: [Series], range: ClosedRange<Double>? = nil, ends: (left: String, right: String) = ("", ""),
    plot: PlotStyle = .braille
  ) {
    self.series = series
    self.range = range
    self.ends = ends
    self.plot = plot
  }

  private var shownRange: ClosedRange<Double> {
    if let range, range.lowerBound.isFinite, range.upperBound.isFinite { return range }
    let values = series.flatMap(\.values).filter(\.isFinite)
    let least = min(0, values.min() ?? 0)
    return least...max(least, values.max() ?? 0)
  }

  public func draw(on surface: inout Surface) {
    let range = shownRange
    let names = series.filter { !$0.name.isEmpty }
    let head = names.count > 1 && surface.bounds.height > 4 ? 1 : 0
    if head > 0 {
      let dash = plot == .ascii ? "- " : "─ "
      let line = names.flatMap { [Span(dash, $0.style), Span($0.name + "  ", .muted)] }
      surface.draw(line, at: .zero, width: surface.bounds.width)
    }
    let frame = PlotFrame(
      top: PlotLabel.text(range.upperBound), bottom: PlotLabel.text(range.lowerBound), left: ends.left,
      right: ends.right)
    let below = Rect(0, head, surface.bounds.width, surface.bounds.height - head)
    surface.within(below) { surface in
      let inner = frame.draw(on: &surface, plot: plot)
      var canvas = DotCanvas(inner.size, plot: plot)
      for series in series { draw(series, range, on: &canvas) }
      surface.within(inner) { canvas.draw(on: &$0) }
    }
  }

  private func draw(_ series: Series, _ range: ClosedRange<Double>, on canvas: inout DotCanvas) {
    guard canvas.width > 0, canvas.height > 0 else { return }
    let span = range.upperBound - range.lowerBound
    let last = max(1, series.values.count - 1)
    var before: Point?
    for (index, value) in series.values.enumerated() {
      guard value.isFinite else {
        before = nil
        continue
      }
      // Each is divided first, so that values as large as there are do not overflow.
      let share = span.isFinite && span > 0 ? (value - range.lowerBound) / span : value > range.lowerBound ? 1 : 0
      let x = index * (canvas.width - 1) / last
      let y = canvas.height - 1 - Int((min(max(0, share), 1) * Double(canvas.height - 1)).rounded())
      let point = Point(x, y)
      canvas.line(from: before ?? point, to: point, style: series.style)
      before = point
    }
  }
}
