/// Named amounts as bars from the left.
///
///     orders    ████████████████▌ 1.2k
///     refunds   ███▏                230
///     订单       ▌                    12
public struct BarChart: Widget, Sendable {
  public struct Bar: Sendable {
    public var label: String
    public var value: Double
    /// What is shown of the value; `nil` shortens it.
    public var text: String?
    public var style: Style

    public init(_ label: String, _ value: Double, text: String? = nil, style: Style = .accent) {
      self.label = label
      self.value = value
      self.text = text
      self.style = style
    }
  }

  public var bars: [Bar]
  /// The value that fills the width; `nil` is the greatest.
  public var maximum: Double?
  public var plot: PlotStyle

  public init(_ bars: [Bar], maximum: Double? = nil, plot: PlotStyle = .block) {
    self.bars = bars
    self.maximum = maximum
    self.plot = plot
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    let shown = bars.prefix(bounds.height)
    let top = maximum ?? bars.map(\.value).filter(\.isFinite).max() ?? 0
    let texts = shown.map { $0.text ?? PlotLabel.text($0.value) }
    let labels = min(shown.map { Text.width($0.label) }.max() ?? 0, bounds.width / 3)
    let values = min(texts.map { Text.width($0) }.max() ?? 0, bounds.width / 3)
    for (y, bar) in shown.enumerated() {
      let parts = Rect(0, y, bounds.width, 1).columns([.fixed(labels), .share(1), .fixed(values)], gap: 1)
      surface.draw(bar.label, at: parts[0].origin, width: parts[0].width)
      let share = top > 0 ? bar.value / top : 0
      surface.draw(plot.bar(share, columns: parts[1].width), at: parts[1].origin, style: bar.style)
      surface.draw(texts[y], at: parts[2].origin, width: parts[2].width, alignment: .trailing, style: .muted)
    }
  }
}
