extension Text {
  /// Lines of at most `width` columns: broken at line feeds, after spaces and beside wide characters, inside a word
  /// only when the word alone is wider than a line. Never empty; no lines wider than asked unless one cluster is. The
  /// spaces at a break are dropped.
  public static func wrapped(_ text: String, to width: Int, linesMax: Int = .max) -> [String] {
    guard width > 0 else { return [""] }
    var lines: [String] = []
    for paragraph in text.split(omittingEmptySubsequences: false, whereSeparator: \.isLineFeed) {
      var wrapper = Wrapper(width: width)
      for character in paragraph {
        wrapper.add(character)
        if lines.count + wrapper.lines.count >= linesMax { break }
      }
      lines += wrapper.finish()
      if lines.count >= linesMax { return Array(lines.prefix(linesMax)) }
    }
    return lines
  }
}

extension Character {
  fileprivate var isLineFeed: Bool { self == "\n" || self == "\r\n" }
}

private struct Wrapper {
  let width: Int
  var lines: [String] = []
  /// The line up to its last possible break, then the word after it.
  private var line = ""
  private var lineColumns = 0
  private var word = ""
  private var wordColumns = 0

  init(width: Int) { self.width = width }

  mutating func add(_ character: Character) {
    if character == " " {
      endWord()
      if lineColumns < width {
        line.append(character)
        lineColumns += 1
      }
      return
    }
    let columns = Text.width(character)
    if columns > 1 { endWord() }
    if wordColumns > 0, wordColumns + columns > width { endWord() }
    if lineColumns + wordColumns + columns > width { endLine() }
    word.append(character)
    wordColumns += columns
    if columns > 1 { endWord() }
  }

  mutating func finish() -> [String] {
    endWord()
    lines.append(trimmed(line))
    return lines
  }

  private mutating func endWord() {
    line += word
    lineColumns += wordColumns
    word = ""
    wordColumns = 0
  }

  private mutating func endLine() {
    guard lineColumns > 0 else { return }
    lines.append(trimmed(line))
    line = ""
    lineColumns = 0
  }

  private func trimmed(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}
