/// The characters that plots are made of.
public enum PlotStyle: String, Sendable, CaseIterable {
  case block, braille, ascii
}

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
  private static let eighths = Array("░▏▎▍▌▋▊▉█")
  private static let brailleEighths = Array("⠀⡀⡄⡆⡇⣇⣧⣷⣿")

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
  public func text(columns width: Int) -> String {
    guard width > 0 else { return "" }
    switch plot {
    case .ascii:
      guard width > 2 else { return String(repeating: "#", count: Int(fraction * Double(width))) }
      let full = Int(fraction * Double(width - 2))
      return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: width - 2 - full) + "]"
    case .block: return cells(width, ProgressBar.eighths)
    case .braille: return cells(width, ProgressBar.brailleEighths)
    }
  }

  private func cells(_ width: Int, _ parts: [Character]) -> String {
    let filled = Int(fraction * Double(width * 8))
    return String((0..<width).map { parts[min(8, max(0, filled - $0 * 8))] })
  }
}
