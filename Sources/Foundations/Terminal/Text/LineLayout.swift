/// Where the rows of a wrapped line begin and end, as UTF-8 offsets into the texts of its spans joined.
///
/// A row breaks at line feeds, after spaces and beside wide characters, inside a word only when the word alone is
/// wider than a row. Never empty; a row is wider than asked only when one cluster is. The spaces at a break belong to
/// no row.
struct LineLayout: Sendable {
  private(set) var rows: [Range<Int>] = []
  private let width: Int
  private let hanging: Int
  /// Where the row begins, and the columns from there on.
  private var start = 0
  private var columns = 0
  /// The last place where the row may break, the columns after it, and where what is drawn before it ends.
  private var breakAt = 0
  private var columnsAfterBreak = 0
  private var inkBeforeBreak = 0
  /// The end of the last character that is no space.
  private var ink = 0

  /// Rows of at most `width` columns, those after the first `hanging` columns narrower; the first does not break within
  /// its own `hanging` columns. Nothing is read past `rowsMax` rows.
  init(_ line: [Span], width: Int, hanging: Int = 0, rowsMax: Int = .max) {
    self.width = max(1, width)
    self.hanging = min(max(0, hanging), self.width / 2)
    var offset = 0
    for span in line {
      for character in span.text {
        let next = offset + character.utf8.count
        add(character, offset, next)
        offset = next
        if rows.count >= rowsMax { return }
      }
    }
    rows.append(start..<max(start, ink))
  }

  private var room: Int { rows.isEmpty ? width : width - hanging }

  private mutating func add(_ character: Character, _ offset: Int, _ next: Int) {
    if character == "\n" || character == "\r\n" {
      end(at: max(start, ink), next: next)
    } else if character == " " {
      columns += 1
      allowBreak(at: next)
    } else {
      let wide = Text.width(character)
      if wide > 1 { allowBreak(at: offset) }
      if columns + wide > room, columns > 0 { breakRow(at: offset) }
      columns += wide
      columnsAfterBreak += wide
      ink = next
      if wide > 1 { allowBreak(at: next) }
    }
  }

  private mutating func allowBreak(at offset: Int) {
    if rows.isEmpty, columns <= hanging { return }
    (breakAt, columnsAfterBreak, inkBeforeBreak) = (offset, 0, ink)
  }

  private mutating func breakRow(at offset: Int) {
    if breakAt > start {
      let rest = columnsAfterBreak
      end(at: max(start, inkBeforeBreak), next: breakAt)
      columns = rest
      columnsAfterBreak = rest
    } else {
      end(at: max(start, ink), next: offset)
    }
  }

  private mutating func end(at last: Int, next: Int) {
    rows.append(start..<last)
    start = next
    columns = 0
    (breakAt, columnsAfterBreak, inkBeforeBreak) = (next, 0, next)
    ink = max(ink, next)
  }
}

extension Text {
  /// The part of a styled line between two UTF-8 offsets into its texts joined.
  static func slice(_ line: [Span], _ range: Range<Int>) -> [Span] {
    var parts: [Span] = []
    var start = 0
    for span in line where start < range.upperBound {
      let utf8 = span.text.utf8
      let end = start + utf8.count
      let lower = max(range.lowerBound, start)
      let upper = min(range.upperBound, end)
      if lower < upper {
        let first = utf8.index(utf8.startIndex, offsetBy: lower - start)
        let last = utf8.index(first, offsetBy: upper - lower)
        parts.append(Span(String(span.text[first..<last]), span.style))
      }
      start = end
    }
    return parts
  }
}
