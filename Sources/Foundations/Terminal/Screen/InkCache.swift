internal import CNCurses

/// Styles as ncurses attributes and colour pairs, which are made when first needed.
struct InkCache {
  var theme: Theme { didSet { inks = [:] } }
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
  private var pairs = [Colors(foreground: -1, background: -1): Int32(0)]
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
    let most: ColorDepth = colors >= 256 ? .indexed256 : colors >= 8 ? .ansi16 : .mono
    self.depth = min(depth, most)
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
    case .indexed(let index): colors == 8 ? Int32(index % 8) : Int32(index)
    case .standard, .rgb: -1
    }
  }

  /// The pair of two colours; when the terminal has no more pairs, its own colours.
  private mutating func pair(_ colors: Colors) -> Int32 {
    if let pair = pairs[colors] { return pair }
    let next = Int32(pairs.count)
    guard next < fs_color_pairs(), init_extended_pair(next, colors.foreground, colors.background) == OK else {
      return 0
    }
    pairs[colors] = next
    return next
  }
}
