internal import Glibc

extension Color {
  /// How well one reads on the other, from 1 (not at all) to 21 (black and white); of the palette's colours as xterm
  /// has them. `nil` where one is the terminal's own, which nobody knows. Source: WCAG 2.2, contrast ratio.
  public func contrast(on ground: Color) -> Double? {
    guard let one = luminance, let other = ground.luminance else { return nil }
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  private var luminance: Double? {
    guard let components else { return nil }
    let linear = [components.red, components.green, components.blue].map { value in
      let share = Double(value) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }
}
