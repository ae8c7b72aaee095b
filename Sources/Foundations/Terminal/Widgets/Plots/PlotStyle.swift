/// The characters that plots are made of: block elements, braille dots, or what every terminal has.
public enum PlotStyle: String, Sendable, CaseIterable {
  case block, braille, ascii
}

extension PlotStyle {
  /// Empty to full in eighths, from the left.
  private static let blocksAcross = Array(" ▏▎▍▌▋▊▉█")
  private static let brailleAcross = Array("⠀⡀⡄⡆⡇⣇⣧⣷⣿")

  /// `columns` cells, filled from the left up to a share of them.
  func bar(_ fraction: Double, columns: Int, empty: Character? = nil) -> String {
    guard columns > 0 else { return "" }
    let fraction = fraction.isFinite ? min(max(0, fraction), 1) : 0
    if self == .ascii {
      let full = Int(fraction * Double(columns))
      return String(repeating: "#", count: full) + String(repeating: empty ?? " ", count: columns - full)
    }
    let parts = self == .block ? PlotStyle.blocksAcross : PlotStyle.brailleAcross
    let filled = Int(fraction * Double(columns * 8))
    return String(
      (0..<columns).map { column in
        let part = min(8, max(0, filled - column * 8))
        return part == 0 ? empty ?? parts[0] : parts[part]
      })
  }

  /// Empty to full, by how much of a cell is inked.
  var shades: [Character] {
    switch self {
    case .block: Array(" ░▒▓█")
    case .braille: Array("⠀⠄⠔⠕⢕⢝⢽⣽⣿")
    case .ascii: Array(" .:-=+*#%@")
    }
  }

  /// The shade of a share of the greatest; 0 alone is empty.
  func shade(_ fraction: Double) -> Character {
    let shades = shades
    guard fraction > 0 else { return shades[0] }
    return shades[fraction >= 1 ? shades.count - 1 : 1 + Int(fraction * Double(shades.count - 1))]
  }
}

/// Numbers on axes: at most five columns.
enum PlotLabel {
  private static let units: [(limit: Double, unit: String)] = [
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"),
  ]

  /// `0`, `0.25`, `12`, `3.4k`, `120M`.
  static func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let size = abs(value)
    if size >= 1e15 { return value < 0 ? "-∞" : "∞" }
    guard let scale = units.first(where: { size >= $0.limit }) else { return short(value) }
    return short(value / scale.limit) + scale.unit
  }

  private static func short(_ value: Double) -> String {
    let digits: Double = abs(value) >= 100 ? 1 : abs(value) >= 10 ? 10 : 100
    let rounded = (value * digits).rounded() / digits
    if rounded == rounded.rounded() { return "\(Int(rounded))" }
    return "\(rounded)"
  }
}
