/// Values as columns that stand beside each other, in as many rows as there are; the inside of sparklines and
/// histograms. A value that is no number leaves a gap.
struct ColumnPlot {
  let plot: PlotStyle
  /// Columns that each value takes.
  var columnsPerValue = 1

  private static let blocks = Array("▁▂▃▄▅▆▇█")
  private static let ascii = Array(".:-=+*#%")
  /// Dots of a braille column from the bottom up, left and right.
  private static let leftDots: [UInt32] = [0x40, 0x04, 0x02, 0x01]
  private static let rightDots: [UInt32] = [0x80, 0x20, 0x10, 0x08]

  /// How many values a width shows.
  func capacity(width: Int) -> Int { plot == .braille && columnsPerValue == 1 ? width * 2 : width / columnsPerValue }

  /// The rows from the top down.
  func rows(_ values: [Double], top: Double, height: Int) -> [String] {
    guard height > 0 else { return [] }
    if plot == .braille {
      let dots = values.map { level($0, of: 4 * height, top: top) }
      let wide = dots.flatMap { Array(repeating: $0, count: columnsPerValue == 1 ? 1 : columnsPerValue * 2) }
      return (0..<height).reversed().map { row in braille(wide, row: row) }
    }
    let parts = plot == .block ? ColumnPlot.blocks : ColumnPlot.ascii
    let levels = values.map { level($0, of: 8 * height, top: top) }
    return (0..<height).reversed().map { row in
      levels.map { level in
        let character = level.map { $0 < 8 * row ? " " : parts[min(7, $0 - 8 * row)] } ?? " "
        return String(repeating: character, count: columnsPerValue)
      }.joined()
    }
  }

  /// 0 to `count - 1`; `nil` for what is no number.
  private func level(_ value: Double, of count: Int, top: Double) -> Int? {
    guard !value.isNaN else { return nil }
    guard top > 0, value > 0 else { return 0 }
    let share = min(1, value / top)
    return share.isNaN ? count - 1 : min(count - 1, Int(share * Double(count)))
  }

  private func braille(_ levels: [Int?], row: Int) -> String {
    let cells = stride(from: 0, to: levels.count, by: 2).map { index -> Character in
      var dots: UInt32 = 0
      for (offset, column) in [ColumnPlot.leftDots, ColumnPlot.rightDots].enumerated() {
        guard index + offset < levels.count, let level = levels[index + offset], level >= 4 * row else { continue }
        dots |= column[...min(3, level - 4 * row)].reduce(0, |)
      }
      return Unicode.Scalar(0x2800 + dots).map(Character.init) ?? " "
    }
    return String(cells)
  }
}
