extension Surface {
  /// The picture as an SVG document, in the theme's colours; see ``Picture/svg``.
  public func svg(theme: Theme, depth: ColorDepth = .trueColor) -> String {
    Picture(self, theme: theme, depth: depth).svg
  }
}

extension Picture {
  /// An SVG document: each cell ``SVGCell`` wide and high, in whatever monospace font the reader has. Runs of narrow
  /// glyphs are set as one text that is held to its columns; a wide or composed glyph has a text of its own, so that no
  /// font's widths shift what follows it. The cursor is outlined.
  public var svg: String {
    var styles = SVGStyles(paper: paper)
    var grounds = ""
    var texts = ""
    for (y, row) in rows.enumerated() {
      for run in SVGRun.runs(row) {
        let (ink, ground) = paper.inks(of: run.look)
        if ground != paper.background.hex { grounds += SVGCell.rectangle(run.x, y, run.columns, "fill=\"\(ground)\"") }
        if let inked = run.inked { texts += SVGCell.text(inked, y, class: styles.name(of: run.look, ink: ink)) }
      }
    }
    if let cursor {
      texts += SVGCell.rectangle(cursor.x, cursor.y, 1, "fill=\"none\" stroke=\"\(paper.foreground.hex)\"")
    }
    let (width, height) = (SVGCell.x(size.width), SVGCell.y(size.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)">
      <style>text{font:\(SVGCell.fontSize) \(SVGCell.fonts);white-space:pre}\(styles.rules)</style>
      <rect width="100%" height="100%" fill="\(paper.background.hex)"/>
      \(grounds)\(texts)</svg>

      """
  }
}

/// The measures of a cell, in pixels. A glyph of nearly every monospace font is 0.6 em wide; of DejaVu's, which renderers
/// that do not hold a text to its length use most, 0.602.
private enum SVGCell {
  static let fontSize = "13.95px"
  static let fonts = "ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,'Noto Sans Mono CJK SC',monospace"
  private static let tenthsWide = 84
  private static let high = 17
  private static let baseline = 13

  /// Tenths as a decimal, so that no locale and no rounding has a say.
  static func x(_ column: Int) -> String { "\(column * tenthsWide / 10).\(column * tenthsWide % 10)" }
  static func y(_ row: Int) -> Int { row * high }

  static func rectangle(_ column: Int, _ row: Int, _ columns: Int, _ paint: String) -> String {
    "<rect x=\"\(x(column))\" y=\"\(y(row))\" width=\"\(x(columns))\" height=\"\(high)\" \(paint)/>\n"
  }

  static func text(_ run: SVGRun, _ row: Int, class name: String) -> String {
    let place = "x=\"\(x(run.x))\" y=\"\(y(row) + baseline)\" textLength=\"\(x(run.columns))\""
    return "<text class=\"\(name)\" \(place) lengthAdjust=\"spacingAndGlyphs\">\(escaped(run.text))</text>\n"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      case "\u{fffe}", "\u{ffff}": out += "\u{fffd}"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

/// Neighbouring cells of one look: narrow glyphs and blanks together, any other glyph alone.
private struct SVGRun {
  var x: Int
  var columns: Int
  var text: String
  var look: Look
  private var isNarrow: Bool

  /// Without the blanks around it; `nil` when it is nothing but blanks.
  var inked: SVGRun? {
    if look.attributes.contains(.underline) { return self }
    guard let first = text.firstIndex(where: { $0 != " " }), let last = text.lastIndex(where: { $0 != " " }) else {
      return nil
    }
    var run = self
    let before = text.distance(from: text.startIndex, to: first)
    run.x += before
    run.columns -= before + text.distance(from: last, to: text.endIndex) - 1
    run.text = String(text[first...last])
    return run
  }

  static func runs(_ row: [Picture.Glyph]) -> [SVGRun] {
    var runs: [SVGRun] = []
    var x = 0
    for glyph in row {
      let isNarrow = glyph.columns == 1 && glyph.character.isInEveryFont
      if let last = runs.indices.last, isNarrow, runs[last].isNarrow, runs[last].look == glyph.look {
        runs[last].columns += 1
        runs[last].text.append(glyph.character)
      } else {
        let text = String(glyph.character)
        runs.append(SVGRun(x: x, columns: glyph.columns, text: text, look: glyph.look, isNarrow: isNarrow))
      }
      x += glyph.columns
    }
    return runs
  }
}

extension Character {
  /// Whether every monospace font has it, at the width of a cell: ASCII, lines and blocks.
  fileprivate var isInEveryFont: Bool {
    guard let scalar = unicodeScalars.first, unicodeScalars.count == 1 else { return false }
    return scalar.isASCII || (0x2500...0x259f).contains(scalar.value)
  }
}

/// The classes of a document, each named when it is first used.
private struct SVGStyles {
  let paper: Theme.Paper
  private(set) var rules = ""
  private var names: [Look: String] = [:]

  init(paper: Theme.Paper) { self.paper = paper }

  mutating func name(of look: Look, ink: String) -> String {
    if let name = names[look] { return name }
    let name = "s\(names.count)"
    names[look] = name
    var rule = "fill:\(ink)"
    if look.attributes.contains(.bold) { rule += ";font-weight:bold" }
    if look.attributes.contains(.dim) { rule += ";opacity:.65" }
    if look.attributes.contains(.italic) { rule += ";font-style:italic" }
    if look.attributes.contains(.underline) { rule += ";text-decoration:underline" }
    rules += ".\(name){\(rule)}"
    return name
  }
}

extension Theme {
  /// What stands for the terminal's own colours where there is no terminal.
  struct Paper: Sendable, Hashable {
    var foreground: Color
    var background: Color

    /// The colours that a look is seen in, as `#rrggbb`.
    func inks(of look: Look) -> (ink: String, ground: String) {
      let ink = look.foreground == .standard ? foreground : look.foreground
      let ground = look.background == .standard ? background : look.background
      return look.attributes.contains(.reverse) ? (ground.hex, ink.hex) : (ink.hex, ground.hex)
    }
  }

  /// The colours of the role `text`; where it leaves them to the terminal, those of a dark terminal, or of a light one
  /// when the theme writes its titles dark.
  var paper: Paper {
    let title = self[.title].foreground.flatMap(\.components)
    let isLight = title.map { $0.red + $0.green + $0.blue < 384 } ?? false
    let text = self[.text]
    func given(_ color: Color?) -> Color? { color == .standard ? nil : color }
    return Paper(
      foreground: given(text.foreground) ?? Color(hex: isLight ? 0x24292f : 0xd4d4d4),
      background: given(text.background) ?? Color(hex: isLight ? 0xffffff : 0x16181d))
  }
}

extension Color {
  /// `#rrggbb`.
  fileprivate var hex: String {
    guard let (red, green, blue) = components else { return "#000000" }
    return "#"
      + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
