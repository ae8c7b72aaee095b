/// The axes of a plot: the greatest and the least value at the left, a line below, its ends named under it.
///
///      40 ┤
///         │
///       0 ┤
///         └──────────
///          09:00  now
struct PlotFrame {
  var top: String
  var bottom: String
  var left: String
  var right: String

  /// Below this size there is room for the plot only.
  private static let least = Size(16, 4)

  /// Draws the axes and returns the block inside.
  func draw(on surface: inout Surface, plot: PlotStyle) -> Rect {
    let bounds = surface.bounds
    guard bounds.width >= PlotFrame.least.width, bounds.height >= PlotFrame.least.height else { return bounds }
    let labels = max(Text.width(top), Text.width(bottom))
    let hasNames = !left.isEmpty || !right.isEmpty
    let foot = hasNames ? 2 : 1
    let inner = Rect(labels + 2, 0, bounds.width - labels - 2, bounds.height - foot)
    let isPlain = plot == .ascii
    surface.fill(Rect(labels + 1, 0, 1, inner.height), with: isPlain ? "|" : "│", style: .border)
    for (label, y) in [(top, 0), (bottom, inner.height - 1)] where inner.height > 0 {
      surface.draw(label, at: Point(0, y), width: labels, alignment: .trailing, style: .muted)
      surface.draw(isPlain ? "+" : "┤", at: Point(labels + 1, y), style: .border)
    }
    surface.draw(isPlain ? "+" : "└", at: Point(labels + 1, inner.height), style: .border)
    surface.fill(Rect(inner.x, inner.height, inner.width, 1), with: isPlain ? "-" : "─", style: .border)
    if hasNames {
      let y = inner.height + 1
      surface.draw(left, at: Point(inner.x, y), style: .muted, width: inner.width)
      let width = min(Text.width(right), max(0, inner.width - Text.width(left) - 1))
      surface.draw(right, at: Point(bounds.width - width, y), style: .muted, width: width)
    }
    return inner
  }
}
