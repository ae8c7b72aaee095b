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
    return LineLayout(line, width: width, rowsMax: linesMax).rows.map { slice(line, $0) }
  }
}
