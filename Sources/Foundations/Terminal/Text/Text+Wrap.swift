extension Text {
  /// Lines of at most `width` columns: broken at line feeds, after spaces and beside wide characters, inside a word
  /// only when the word alone is wider than a line. Never empty; a line is wider than asked only when one cluster is.
  /// The spaces at a break are dropped. Nothing past `linesMax` lines is read.
  public static func wrapped(_ text: String, to width: Int, linesMax: Int = .max) -> [String] {
    wrapped([Span(text)], to: width, linesMax: linesMax).map { $0.map(\.text).joined() }
  }

  /// The same for a styled line.
  public static func wrapped(_ line: [Span], to width: Int, linesMax: Int = .max) -> [[Span]] {
    guard width > 0 else { return [[]] }
    var wrapper = Wrapper(width: width)
    for span in line {
      for character in span.text {
        wrapper.add(character, span.style)
        if wrapper.lines.count >= linesMax { return wrapper.lines }
      }
    }
    return Array(wrapper.finish().prefix(linesMax))
  }
}

private struct Wrapper {
  /// Characters with their styles, and the columns they take.
  struct Piece {
    var spans: [Span] = []
    var columns = 0

    mutating func add(_ character: Character, _ style: Style, columns: Int) {
      if spans.last?.style == style {
        spans[spans.count - 1].text.append(character)
      } else {
        spans.append(Span(String(character), style))
      }
      self.columns += columns
    }

    mutating func add(_ other: Piece) {
      var rest = other.spans[...]
      if let last = spans.last, let first = rest.first, last.style == first.style {
        spans[spans.count - 1].text += first.text
        rest.removeFirst()
      }
      spans += rest
      columns += other.columns
    }

    var trimmed: [Span] {
      var spans = spans
      while var last = spans.popLast() {
        while last.text.last == " " { last.text.removeLast() }
        if !last.text.isEmpty { return spans + [last] }
      }
      return []
    }
  }

  let width: Int
  var lines: [[Span]] = []
  /// The line up to its last possible break, then the word after it.
  private var line = Piece()
  private var word = Piece()

  init(width: Int) { self.width = width }

  mutating func add(_ character: Character, _ style: Style) {
    if character == "\n" || character == "\r\n" {
      endWord()
      endLine()
    } else if character == " " {
      endWord()
      if line.columns < width { line.add(" ", style, columns: 1) }
    } else {
      let columns = Text.width(character)
      if columns > 1 || word.columns + columns > width { endWord() }
      if line.columns > 0, line.columns + word.columns + columns > width { endLine() }
      word.add(character, style, columns: columns)
      if columns > 1 { endWord() }
    }
  }

  mutating func finish() -> [[Span]] {
    endWord()
    endLine()
    return lines
  }

  private mutating func endWord() {
    line.add(word)
    word = Piece()
  }

  private mutating func endLine() {
    lines.append(line.trimmed)
    line = Piece()
  }
}
