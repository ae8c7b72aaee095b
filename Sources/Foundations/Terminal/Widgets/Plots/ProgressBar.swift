/// How far something is.
///
///     ███████▌░░░░░░░ 47 %      block
///     ⣿⣿⣿⣿⣿⣿⣿⡇⠀⠀⠀⠀⠀⠀⠀ 47 %      braille
///     [######-------] 47 %      ascii
public struct ProgressBar: Widget, Sendable {
  /// 0 to 1; anything else is clamped.
  public var fraction: Double
  public var plot: PlotStyle
  public var style: Style
  public var showsPercent: Bool

  public init(_ fraction: Double, plot: PlotStyle = .block, style: Style = .accent, showsPercent: Bool = true) {
    self.fraction = fraction.isFinite ? min(max(0, fraction), 1) : 0
    self.plot = plot
    self.style = style
    self.showsPercent = showsPercent
  }

  private static let percentColumns = 6

  public func draw(on surface: inout Surface) {
    let width = surface.bounds.width
    let bar = showsPercent && width > ProgressBar.percentColumns ? width - ProgressBar.percentColumns : width
    surface.draw(text(columns: bar), at: .zero, style: style)
    if bar < width {
      // 100 % is for what is done, not for what rounds to it.
      let percent = Text.fitted("\(Int(fraction * 100)) %", to: ProgressBar.percentColumns, .trailing)
      surface.draw(percent, at: Point(bar, 0))
    }
  }

  /// The bar alone, for a line of text.
  public func text(columns: Int) -> String {
    switch plot {
    case .ascii where columns > 2: "[" + plot.bar(fraction, columns: columns - 2, empty: "-") + "]"
    case .block: plot.bar(fraction, columns: columns, empty: "░")
    case .ascii, .braille: plot.bar(fraction, columns: columns)
    }
  }
}
