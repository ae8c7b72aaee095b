public import Support

/// A document, indented and coloured, that folds.
///
///     {
///       "id": "81f3",
///     ▌ "rows": [ … 12 ],
///       "state": "failed"
///     }
///
/// Strings are escaped as JSON; every value is one line, cut at the edge.
public struct JSONView: Widget, Sendable {
  /// Lines of one document; what is beyond is not shown.
  public static let linesMax = 20_000

  /// One line: the path of the value on it, and the text.
  public struct Line: Sendable {
    public var path: String
    public var isFoldable: Bool
    public var spans: [Span]
  }

  public let value: JSON
  /// Paths of the values whose inside is hidden.
  public private(set) var folded: Set<String> = []
  public private(set) var scroll = Scroll()
  public private(set) var lines: [Line] = []

  public init(_ value: JSON) {
    self.value = value
    layOut()
  }

  /// Moves, folds with enter or space, folds all with `-`, unfolds all with `+`; returns whether the key was taken.
  public mutating func handle(_ key: Key, height: Int) -> Bool {
    if scroll.handle(key, count: lines.count, height: height) { return true }
    switch key {
    case .enter, .space: toggle()
    case .character("-"): folded = Set(lines.dropFirst().filter(\.isFoldable).map(\.path))
    case .character("+"): folded = []
    default: return false
    }
    layOut()
    scroll.fit(count: lines.count, height: height)
    return true
  }

  /// Puts the cursor on the next line that holds this text, in any case; returns whether there is one.
  public mutating func find(_ text: String, height: Int) -> Bool {
    let text = text.lowercased()
    for step in 1...max(1, lines.count) {
      let index = (scroll.cursor + step) % max(1, lines.count)
      if lines[index].spans.contains(where: { $0.text.lowercased().contains(text) }) {
        scroll.move(to: index, count: lines.count, height: height)
        return true
      }
    }
    return false
  }

  private mutating func toggle() {
    let path = lines[scroll.cursor].path
    guard lines[scroll.cursor].isFoldable || folded.contains(path) else { return }
    if folded.remove(path) == nil { folded.insert(path) }
  }

  private mutating func layOut() {
    var layout = JSONLayout(folded: folded)
    layout.add(value, path: "$", name: [], comma: "", depth: 0)
    lines = layout.lines
    scroll.fit(count: lines.count, height: .max)
  }

  public func draw(on surface: inout Surface) {
    let bounds = surface.bounds
    guard !bounds.isEmpty else { return }
    var scroll = scroll
    scroll.fit(count: lines.count, height: bounds.height)
    for index in scroll.top..<min(scroll.top + bounds.height, lines.count) {
      let y = index - scroll.top
      if index == scroll.cursor {
        surface.ground(.selection, in: Rect(0, y, bounds.width, 1))
        surface.draw("▌", at: Point(0, y), style: .focus)
      }
      surface.draw(lines[index].spans, at: Point(2, y), width: bounds.width - 4)
    }
    let bar = Rect(bounds.width - 1, 0, 1, bounds.height)
    surface.draw(ScrollBar(count: lines.count, top: scroll.top, height: bounds.height), in: bar)
  }
}

private struct JSONLayout {
  let folded: Set<String>
  var lines: [JSONView.Line] = []

  init(folded: Set<String>) { self.folded = folded }

  mutating func add(_ value: JSON, path: String, name: [Span], comma: String, depth: Int) {
    guard lines.count < JSONView.linesMax else { return }
    switch value {
    case .object(let members) where !members.isEmpty:
      let children = members.map { member in
        (member.value, "\(path).\(member.name)", [Span(JSON.string(member.name).text(), Style(.name)), ": "])
      }
      block("{", "}", children, path: path, name: name, comma: comma, depth: depth)
    case .array(let elements) where !elements.isEmpty:
      let children = elements.enumerated().map { ($1, "\(path)[\($0)]", [Span]()) }
      block("[", "]", children, path: path, name: name, comma: comma, depth: depth)
    default: line(name + [Span(value.text(), JSONLayout.style(of: value)), Span(comma)], path, depth)
    }
  }

  private mutating func block(
    _ open: String, _ close: String, _ children: [(JSON, String, [Span])], path: String, name: [Span], comma: String,
    depth: Int
  ) {
    if folded.contains(path) {
      return line(name + [Span(open), Span(" … \(children.count) ", .muted), Span(close + comma)], path, depth, true)
    }
    line(name + [Span(open)], path, depth, true)
    for (index, child) in children.enumerated() {
      let comma = index == children.count - 1 ? "" : ","
      add(child.0, path: child.1, name: child.2, comma: comma, depth: depth + 1)
    }
    line([Span(close + comma)], path, depth)
  }

  private mutating func line(_ spans: [Span], _ path: String, _ depth: Int, _ isFoldable: Bool = false) {
    guard lines.count < JSONView.linesMax else { return }
    let indent = Span(String(repeating: "  ", count: depth))
    lines.append(JSONView.Line(path: path, isFoldable: isFoldable, spans: [indent] + spans))
  }

  private static func style(of value: JSON) -> Style {
    switch value {
    case .string: Style(.string)
    case .integer, .number: Style(.number)
    case .bool, .null: Style(.literal)
    case .array, .object: .text
    }
  }
}
