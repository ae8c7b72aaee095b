import Terminal

/// A share as a row of blocks: `██████▌░░░`.
enum Bar {
  static func text(_ fraction: Double, columns: Int) -> String {
    guard columns > 0 else { return "" }
    let fraction = fraction.isFinite ? min(1, max(0, fraction)) : 0
    let halves = Int(fraction * Double(columns * 2))
    let full = halves / 2
    let half = halves % 2 == 1 ? "▌" : ""
    return String(repeating: "█", count: full) + half + String(repeating: "░", count: columns - full - half.count)
  }
}
