internal import CNCurses

/// Styles as ncurses attributes and colour pairs, which are made when first needed.
///
/// Pair 0 is not used: ncurses leaves and enters it by resetting all that is set, 14 bytes instead of 5.
struct InkCache {
  var theme: Theme {
    didSet {
      inks = [:]
      setBackground()
    }
  }
  let depth: ColorDepth

  struct Ink {
    var attributes: UInt32
    var pair: Int32
    /// What a blank shows of it.
    var blank: Blank

    struct Blank: Hashable {
      var background: Int32
      var attributes: UInt8
    }
  }

  private struct Colors: Hashable {
    var foreground: Int32
    var background: Int32
  }

  private var inks: [Style: Ink] = [:]
  private var pairs: [Colors: Int32] = [:]
  private let colors: Int32

  /// Only after `newterm`.
  init(theme: Theme, depth: ColorDepth) {
    self.theme = theme
    let hasColors = has_colors()
    if hasColors {
      start_color()
      use_default_colors()
    }
    colors = hasColors ? fs_colors() : 0
    let most: ColorDepth =
      colors > 256 ? .trueColor : colors == 256 ? .indexed256 : colors >= 8 ? .ansi16 : .mono
    self.depth = min(depth, most)
    setBackground()
  }

  /// What an erased cell looks like: plain text, so that it equals a blank that is drawn.
  private mutating func setBackground() {
    let plain = ink(of: .text)
    fs_set_background(plain.attributes, plain.pair)
  }

  mutating func ink(of style: Style) -> Ink {
    if let ink = inks[style] { return ink }
    let look = theme.look(of: style, depth: depth)
    var attributes = look.attributes
    if case .indexed(8...15) = look.foreground, colors == 8 { attributes.insert(.bold) }
    let colors = Colors(foreground: number(look.foreground), background: number(look.background))
    let seen = attributes.intersection([.underline, .reverse])
    let ink = Ink(
      attributes: UInt32(attributes.rawValue), pair: pair(colors),
      blank: Ink.Blank(background: colors.background, attributes: seen.rawValue))
    inks[style] = ink
    return ink
  }

  private func number(_ color: Color) -> Int32 {
    switch color {
    case .standard: return -1
    case .indexed(let index): return colors == 8 ? Int32(index % 8) : Int32(index)
    case .rgb(let red, let green, let blue):
      // The palette has the lowest numbers; the shades of blue there are moved by what no eye sees.
      let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
      return value < TerminalDescription.paletteCount ? value + Int32(TerminalDescription.paletteCount) : value
    }
  }

  /// The pair of two colours; when the terminal has no more pairs, its own colours.
  private mutating func pair(_ colors: Colors) -> Int32 {
    if let pair = pairs[colors] { return pair }
    guard self.colors > 0 else { return 0 }
    let next = Int32(pairs.count + 1)
    guard next < fs_color_pairs(), init_extended_pair(next, colors.foreground, colors.background) == OK else {
      return 0
    }
    pairs[colors] = next
    return next
  }
}
