/// A series in one row, the newest value at the right; zero at the bottom, the greatest value shown at the top.
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

  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static let ascii = Array(".:-=+*#%")
  /// Dots of a braille column from the bottom up, left and right.
  private static let leftDots: [UInt32] = [0x40, 0x04, 0x02, 0x01]
  private static let rightDots: [UInt32] = [0x80, 0x20, 0x10, 0x08]

  public func draw(on surface: inout Surface) {
    let perColumn = plot == .braille ? 2 : 1
    let shown = values.suffix(surface.bounds.width * perColumn)
    let top = maximum ?? shown.filter(\.isFinite).max() ?? 0
    let text =
      switch plot {
      case .block: shown.map { level($0, of: 8, top: top).map { Sparkline.blocks[$0] } ?? " " }
      case .ascii: shown.map { level($0, of: 8, top: top).map { Sparkline.ascii[$0] } ?? " " }
      case .braille: braille(Array(shown), top: top)
      }
    surface.draw(String(text), at: .zero, style: style)
  }

  /// 0 to `count - 1`; `nil` for what is no number.
  private func level(_ value: Double, of count: Int, top: Double) -> Int? {
    guard !value.isNaN else { return nil }
    guard top > 0, value > 0 else { return 0 }
    let share = min(1, value / top)
    return share.isNaN ? count - 1 : min(count - 1, Int(share * Double(count)))
  }

  private func braille(_ values: [Double], top: Double) -> [Character] {
    stride(from: 0, to: values.count, by: 2).map { index in
      var dots: UInt32 = 0
      for (offset, column) in [Sparkline.leftDots, Sparkline.rightDots].enumerated() where index + offset < values.count
      {
        guard let level = level(values[index + offset], of: 4, top: top) else { continue }
        dots |= column[...level].reduce(0, |)
      }
      return Unicode.Scalar(0x2800 + dots).map(Character.init) ?? " "
    }
  }
}
