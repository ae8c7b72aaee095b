import Terminal

/// Lines to read: facts, prose, JSON. Made for a width, drawn through a window.
struct Document: Sendable {
  private(set) var lines: [[Span]] = []
  let width: Int

  init(width: Int) { self.width = max(1, width) }

  mutating func line(_ spans: [Span]) { lines.append(spans) }
  mutating func gap() { if let last = lines.last, !last.isEmpty { lines.append([]) } }

  mutating func heading(_ text: String) {
    gap()
    lines.append([Span(text, .header)])
  }

  /// `name   value`; a value that is too long goes on under itself.
  mutating func fact(_ name: String, _ value: String?, style: Style = .text) {
    guard let value, !value.isEmpty else { return }
    let indent = min(Document.nameColumns, max(0, width / 3))
    let parts = Text.wrapped(value, to: max(1, width - indent), linesMax: Document.factLinesMax)
    for (index, part) in parts.enumerated() {
      let label = index == 0 ? Text.fitted(name, to: max(0, indent - 1)) + " " : String(repeating: " ", count: indent)
      lines.append([Span(label, .muted), Span(part, style)])
    }
  }

  mutating func prose(_ text: String, style: Style = .text, indent: Int = 0) {
    let pad = String(repeating: " ", count: indent)
    for part in Text.wrapped(text, to: max(1, width - indent), linesMax: Document.proseLinesMax) {
      lines.append(indent > 0 ? [Span(pad), Span(part, style)] : [Span(part, style)])
    }
  }

  static let nameColumns = 13
  static let factLinesMax = 12
  static let proseLinesMax = 5000
  static let linesMax = 20_000

  /// Draws the lines from `top`; a bar at the right says where the window is.
  func draw(on surface: inout Surface, top: Int) {
    let bounds = surface.bounds
    let top = min(max(0, top), max(0, lines.count - bounds.height))
    for (row, line) in lines.dropFirst(top).prefix(bounds.height).enumerated() {
      surface.draw(line, at: Point(0, row), width: min(bounds.width, width))
    }
    let bar = Rect(bounds.width - 1, 0, 1, bounds.height)
    surface.draw(ScrollBar(count: lines.count, top: top, height: bounds.height), in: bar)
  }
}
