/// Choices found by a few of their letters, best first, in a popup.
///
///     ┌ Go to ───────────────────┐
///     │ : dl█                    │
///     │                          │
///     │ 4  dlq                   │     (cursor row)
///     │ D  discard the letters   │
///     └──────────────────────────┘
public struct Palette<Value: Sendable>: Widget, Sendable {
  public let title: String
  /// Shown when nothing matches.
  public let empty: String
  /// Whether what lies behind is dimmed; not where one chooses by seeing it.
  public var dimsBehind = true
  public private(set) var line: InputLine
  public private(set) var matches: [Choice<Value>]
  public private(set) var scroll = Scroll()
  private let choices: [Choice<Value>]

  private static var columnsMax: Int { 64 }
  private static var rowsMax: Int { 12 }

  public init(_ title: String, _ choices: [Choice<Value>], line: InputLine, empty: String) {
    self.title = title
    self.choices = choices
    self.line = line
    self.empty = empty
    matches = choices
  }

  /// The choice under the cursor; `nil` when nothing matches. Whether its obstacle stands is for the owner to say.
  public var chosen: Value? { matches.indices.contains(scroll.cursor) ? matches[scroll.cursor].value : nil }

  public mutating func move(by rows: Int) { scroll.move(by: rows, count: matches.count, height: Self.rowsMax) }

  /// Edits the line and searches; returns whether the key was one of the line's.
  public mutating func handle(_ key: Key) -> Bool {
    guard line.handle(key) else { return false }
    search()
    return true
  }

  public mutating func paste(_ text: String) {
    line.insert(text)
    search()
  }

  private mutating func search() {
    let scored = choices.enumerated().compactMap { index, choice in
      Fuzzy.score(line.text, in: choice.title).map { (choice: choice, score: $0, index: index) }
    }
    // Of equals, the first stays first.
    matches = scored.sorted { ($1.score, $0.index) < ($0.score, $1.index) }.map(\.choice)
    scroll = Scroll()
  }

  public func draw(on surface: inout Surface) {
    let rows = min(max(1, matches.count), Self.rowsMax)
    let inner = surface.popup(Size(Self.columnsMax, rows + 4), title: title, dims: dimsBehind)
    surface.draw(line, in: Rect(inner.x, inner.y, inner.width, 1))
    let list = Rect(inner.x - 1, inner.y + 2, inner.width + 2, inner.height - 2)
    surface.within(list) { surface in
      if matches.isEmpty { surface.draw(empty, at: Point(1, 0), style: .muted, width: surface.bounds.width - 1) }
      surface.draw(matches, scroll, keyColumns: choices.keyColumns())
    }
  }
}
