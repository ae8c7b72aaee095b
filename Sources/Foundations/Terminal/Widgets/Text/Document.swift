/// Lines to read: facts, prose, keys, JSON. They know no width; a ``TextView`` wraps those that are visible.
///
///     ✗ dead  orders@3                     line
///
///     Payload                              heading: what is below it folds
///     step         validate                fact
///     {                                    json: every object and array folds
///       "rows": [ … 12 ]
///     }
///
/// A line that is followed by deeper ones can be folded over them.
public struct Document: Sendable, Hashable {
  /// Lines of one document; a last line says that there were more.
  public static let linesMax = 200_000
  /// Columns that the names of facts take.
  public static let nameColumns = 13
  /// Rows that the value of one fact takes at most, so that no message buries what follows it.
  public static let factRowsMax = 12

  public struct Line: Sendable, Hashable {
    public var spans: [Span]
    /// Columns at which the rows after the first begin.
    public var hanging: Int
    /// How deep the line lies: it hides when a shallower line above it is folded.
    public var depth: Int
    /// What stands after the line while it is folded; empty counts the lines that it hides.
    public var tail: [Span]
    public var rowsMax: Int

    public init(_ spans: [Span], hanging: Int = 0, depth: Int = 0, tail: [Span] = [], rowsMax: Int = .max) {
      self.spans = spans
      self.hanging = hanging
      self.depth = depth
      self.tail = tail
      self.rowsMax = rowsMax
    }
  }

  public private(set) var lines: [Line] = []
  /// Of the lines that follow: 1 under a heading.
  var depth = 0

  public init() {}

  /// The document that `write` writes.
  public init(_ write: (inout Document) -> Void) { write(&self) }

  /// Text as it is, a line of it a line.
  public init(text: String, style: Style = .text) { prose(text, style: style) }

  public mutating func append(_ line: Line) {
    guard lines.count < Document.linesMax else { return }
    let isLast = lines.count == Document.linesMax - 1
    lines.append(isLast ? Line([Span("… no more than \(Document.linesMax) lines are shown", .warning)]) : line)
  }

  mutating func removeFirst(_ count: Int) { lines.removeFirst(min(count, lines.count)) }

  /// One line, whatever it holds: line feeds in it become marks.
  public mutating func line(_ spans: [Span], hanging: Int = 0) {
    append(Line(Document.oneLine(spans), hanging: hanging, depth: depth))
  }

  static func oneLine(_ spans: [Span]) -> [Span] {
    let isPlain = !spans.contains { $0.text.utf8.contains(0x0a) }
    return isPlain ? spans : spans.map { Span(Text.sanitised($0.text), $0.style) }
  }

  /// An empty line, unless there is one already.
  public mutating func gap() { if let last = lines.last, !last.spans.isEmpty { line([]) } }

  public mutating func heading(_ text: String) {
    gap()
    append(Line([Span(text, .header)]))
    depth = 1
  }

  /// `name   value`; a value that is too long goes on under itself. Nothing for a value that is `nil` or empty.
  public mutating func fact(_ name: String, _ value: String?, style: Style = .text) {
    guard let value, !value.isEmpty else { return }
    let label = Text.fitted(name, to: Document.nameColumns - 1) + " "
    append(
      Line(
        [Span(label, .muted), Span(value, style)], hanging: Document.nameColumns, depth: depth,
        rowsMax: Document.factRowsMax))
  }

  public mutating func prose(_ text: String, style: Style = .text, indent: Int = 0) {
    let pad = indent > 0 ? [Span(String(repeating: " ", count: indent))] : []
    for part in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
      append(Line(pad + [Span(String(part), style)], hanging: indent, depth: depth))
    }
  }

  /// Keys and what they do, a line each; a hint that is not enabled says why in its note.
  public mutating func keys(_ hints: [KeyHint]) {
    let columns = hints.reduce(Document.nameColumns) { max($0, Text.width($1.keys) + 2) }
    for hint in hints {
      var spans = [
        Span(Text.fitted(hint.keys, to: columns - 1) + " ", hint.isEnabled ? .key : .disabled),
        Span(hint.label, hint.isEnabled ? .text : .disabled),
      ]
      if let note = hint.note { spans.append(Span(" – " + note, .warning)) }
      append(Line(spans, hanging: columns, depth: depth))
    }
  }

  /// All rows, wrapped to this width, nothing folded: for documents that are shown whole.
  public func rows(width: Int) -> [[Span]] {
    lines.flatMap { line in
      let layout = LineLayout(line.spans, width: width, hanging: line.hanging, rowsMax: line.rowsMax)
      let pad = Span(String(repeating: " ", count: max(0, min(line.hanging, width / 2))))
      return layout.rows.enumerated().map { ($0 > 0 && line.hanging > 0 ? [pad] : []) + Text.slice(line.spans, $1) }
    }
  }

  /// Rows that the lines take when they are wrapped to this width, nothing folded.
  public func rowCount(width: Int) -> Int {
    lines.reduce(0) { $0 + LineLayout($1.spans, width: width, hanging: $1.hanging, rowsMax: $1.rowsMax).rows.count }
  }
}
