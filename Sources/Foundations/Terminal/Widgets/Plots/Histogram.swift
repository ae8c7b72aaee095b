/// How often values fall between two others.
///
///      12 ┤   ▂█▅
///         │ ▃▆███▇▄▂
///       0 ┤▁█████████▁
///         └───────────
///          0      4.2s
public struct Histogram: Widget, Sendable {
  /// Bins of a histogram at most.
  public static let binsMax = 1000

  /// How many values each bin holds, from the least to the greatest.
  public var counts: [Double]
  /// What the outer edges of the bins are called.
  public var ends: (left: String, right: String)
  public var plot: PlotStyle
  public var style: Style

  public init(
    counts: [Double], ends: (left: String, right: String) = ("", ""), plot: PlotStyle = .block, style: Style = .accent
  ) {
    self.counts = Array(counts.prefix(Histogram.binsMax))
    self.ends = ends
    self.plot = plot
    self.style = style
  }

  /// Counts samples in bins of equal width between the least and the greatest; what is no number is left out.
  public init(of samples: [Double], bins: Int, plot: PlotStyle = .block, style: Style = .accent) {
    let bins = min(max(1, bins), Histogram.binsMax)
    let samples = samples.filter(\.isFinite)
    guard let least = samples.min(), let greatest = samples.max() else {
      self.init(counts: [], plot: plot, style: style)
      return
    }
    var counts = Array(repeating: 0.0, count: bins)
    // Halves, so that the width of the range is finite.
    let span = greatest / 2 - least / 2
    for sample in samples {
      let share = span > 0 ? (sample / 2 - least / 2) / span : 0
      counts[min(bins - 1, Int(share * Double(bins)))] += 1
    }
    let ends = (left: PlotLabel.text(least), right: PlotLabel.text(greatest))
    self.init(counts: counts, ends: ends, plot: plot, style: style)
  }

  public func draw(on surface: inout Surface) {
    let top = counts.filter(\.isFinite).max() ?? 0
    let frame = PlotFrame(top: PlotLabel.text(top), bottom: "0", left: ends.left, right: ends.right)
    let inner = frame.draw(on: &surface, plot: plot)
    let columns = ColumnPlot(plot: plot, columnsPerValue: max(1, inner.width / max(1, counts.count)))
    // An empty bin is blank, not a lowest step.
    let merged = Histogram.merged(counts, to: columns.capacity(width: inner.width)).map { $0 > 0 ? $0 : .nan }
    let highest = max(top, merged.filter(\.isFinite).max() ?? 0)
    surface.within(inner) { surface in
      for (y, row) in columns.rows(merged, top: highest, height: inner.height).enumerated() {
        surface.draw(row, at: Point(0, y), style: style)
      }
    }
  }

  /// No more bins than fit: neighbours add up.
  private static func merged(_ counts: [Double], to capacity: Int) -> [Double] {
    guard capacity > 0, counts.count > capacity else { return capacity > 0 ? counts : [] }
    var merged = Array(repeating: 0.0, count: capacity)
    for (index, count) in counts.enumerated() where count.isFinite { merged[index * capacity / counts.count] += count }
    return merged
  }
}
