/// A screen as it looks, without knowing what its colours mean: of a ``Surface`` in a theme, or of another terminal's
/// text and SGR sequences.
public struct Picture: Sendable, Hashable {
  /// What stands in one or two columns.
  struct Glyph: Sendable, Hashable {
    var character: Character
    /// 1 or 2.
    var columns: Int
    var look: Look
  }

  public let size: Size
  /// Each as wide as the size, or narrower where the rest is blank.
  private(set) var rows: [[Glyph]]
  private(set) var cursor: Point?
  let paper: Theme.Paper

  init(_ surface: Surface, theme: Theme, depth: ColorDepth) {
    size = surface.size
    cursor = surface.cursor
    paper = theme.paper
    var looks: [Style: Look] = [:]
    rows = (0..<surface.size.height).map { y in
      surface.row(y).compactMap { cell in
        guard cell.columns > 0 else { return nil }
        let look = looks[cell.style] ?? theme.look(of: cell.style, depth: depth)
        looks[cell.style] = look
        return Glyph(character: cell.character, columns: Int(cell.columns), look: look)
      }
    }
  }

  /// Reads lines with SGR sequences, such as `tmux capture-pane -e` prints, a row each; other sequences are left out.
  /// What the text leaves to the terminal is seen on the theme's paper.
  public init(ansi text: String, size: Size, theme: Theme) {
    self.size = size
    paper = theme.paper
    var pen = Look()
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(size.height)
    rows = lines.map { Picture.row($0, width: size.width, &pen) }
    rows += Array(repeating: [], count: size.height - rows.count)
  }

  private static func row(_ line: Substring, width: Int, _ pen: inout Look) -> [Glyph] {
    var row: [Glyph] = []
    var x = 0
    var rest = line[...]
    while let character = rest.popFirst() {
      if character == "\u{1b}" {
        if let codes = sequence(&rest) { pen.apply(codes) }
        continue
      }
      Glyphs.forEach(in: character) { glyph, columns in
        guard x + columns <= width else { return }
        row.append(Glyph(character: glyph, columns: columns, look: pen))
        x += columns
      }
    }
    return row
  }

  /// The numbers of the SGR sequence whose escape was read; `nil` for any other sequence, which is read as well.
  private static func sequence(_ rest: inout Substring) -> [Int]? {
    let first = rest.popFirst()
    if first == "]" {
      // An operating system command, to its BEL or its ESC \.
      rest = rest.drop { $0 != "\u{7}" && $0 != "\u{1b}" }
      if rest.popFirst() == "\u{1b}" { rest = rest.dropFirst() }
    }
    guard first == "[" else { return nil }
    let parameters = rest.prefix { !("@"..."~").contains($0) }
    rest = rest.dropFirst(parameters.count)
    guard rest.popFirst() == "m" else { return nil }
    return parameters.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }.map { Int($0) ?? 0 }
  }
}

extension Look {
  /// Changes what the codes of an SGR sequence change.
  fileprivate mutating func apply(_ codes: [Int]) {
    var codes = codes[...]
    while let code = codes.popFirst() {
      switch code {
      case 0: self = Look()
      case 1: attributes.insert(.bold)
      case 2: attributes.insert(.dim)
      case 3: attributes.insert(.italic)
      case 4: attributes.insert(.underline)
      case 7: attributes.insert(.reverse)
      case 22: attributes.subtract([.bold, .dim])
      case 23: attributes.remove(.italic)
      case 24: attributes.remove(.underline)
      case 27: attributes.remove(.reverse)
      case 38: foreground = Color(sgr: &codes) ?? foreground
      case 48: background = Color(sgr: &codes) ?? background
      case 39: foreground = .standard
      case 49: background = .standard
      case 30...37, 90...97: foreground = .indexed(UInt8(code < 90 ? code - 30 : code - 82))
      case 40...47, 100...107: background = .indexed(UInt8(code < 100 ? code - 40 : code - 92))
      default: break
      }
    }
  }
}

extension Color {
  /// What follows 38 or 48: `5;n` or `2;r;g;b`.
  fileprivate init?(sgr codes: inout ArraySlice<Int>) {
    let kind = codes.popFirst()
    let values = codes.prefix(kind == 2 ? 3 : 1).map { UInt8(clamping: $0) }
    codes = codes.dropFirst(values.count)
    switch (kind, values.count) {
    case (5, 1): self = .indexed(values[0])
    case (2, 3): self = .rgb(values[0], values[1], values[2])
    default: return nil
    }
  }
}
