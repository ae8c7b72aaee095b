/// A share of something limited, which turns to warning and error as it fills.
///
///     Workers  ██████████▌       12/20
public struct Gauge: Widget, Sendable {
  public var label: String
  public var value: String
  /// 0 to 1; anything else is clamped.
  public var fraction: Double
  public var warningFrom: Double
  public var errorFrom: Double
  public var plot: PlotStyle

  public init(
    _ label: String, value: String, fraction: Double, warningFrom: Double = 0.8, errorFrom: Double = 0.95,
    plot: PlotStyle = .block
  ) {
    self.label = label
    self.value = value
    self.fraction = fraction
    self.warningFrom = warningFrom
    self.errorFrom = errorFrom
    self.plot = plot
  }

  public func draw(on surface: inout Surface) {
    let parts = surface.bounds.columns(
      [.fixed(Text.width(label)), .share(1), .fixed(Text.width(value))], gap: 1)
    let style: Style = fraction >= errorFrom ? .error : fraction >= warningFrom ? .warning : .success
    surface.draw(label, at: parts[0].origin, width: parts[0].width)
    surface.draw(ProgressBar(fraction, plot: plot, style: style, showsPercent: false), in: parts[1])
    surface.draw(value, at: parts[2].origin, style: style, width: parts[2].width)
  }
}
