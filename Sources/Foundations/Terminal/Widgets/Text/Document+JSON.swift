public import Support

extension Document {
  /// JSON as in ``json(_:)``; text that is none is shown as it is.
  public mutating func json(parsing text: String) {
    if let value = try? JSON(parsing: text) { json(value) } else { prose(text, style: .warning) }
  }

  /// The value, indented and coloured by kind. Strings are escaped as JSON; objects and arrays fold.
  ///
  ///     {
  ///       "id": "81f3",
  ///       "rows": [ … 12 ],
  ///       "state": "failed"
  ///     }
  public mutating func json(_ value: JSON) {
    let base = depth
    json(value, name: [], comma: "")
    depth = base
  }

  private mutating func json(_ value: JSON, name: [Span], comma: String, level: Int = 0) {
    guard lines.count < Document.linesMax else { return }
    switch value {
    case .object(let members) where !members.isEmpty:
      block("{", "}" + comma, name: name, count: members.count, level: level) { document, index, comma in
        let name = [Span(JSON.string(members[index].name).text(), Style(.name)), Span(": ")]
        document.json(members[index].value, name: name, comma: comma, level: level + 1)
      }
    case .array(let elements) where !elements.isEmpty:
      block("[", "]" + comma, name: name, count: elements.count, level: level) { document, index, comma in
        document.json(elements[index], name: [], comma: comma, level: level + 1)
      }
    default:
      let head = Document.pad(level) + name
      let spans = head + [Span(value.text(), Document.style(of: value))] + (comma.isEmpty ? [] : [Span(comma)])
      append(Line(spans, hanging: head.reduce(0) { $0 + $1.width }, depth: depth))
    }
  }

  private mutating func block(
    _ open: String, _ close: String, name: [Span], count: Int, level: Int,
    _ element: (inout Document, Int, String) -> Void
  ) {
    let tail = [Span(" … \(count) ", .muted), Span(close)]
    append(Line(Document.pad(level) + name + [Span(open)], hanging: 2 * level, depth: depth, tail: tail))
    depth += 1
    for index in 0..<count { element(&self, index, index == count - 1 ? "" : ",") }
    append(Line(Document.pad(level) + [Span(close)], depth: depth))
    depth -= 1
  }

  private static func pad(_ level: Int) -> [Span] {
    level > 0 ? [Span(String(repeating: " ", count: 2 * level))] : []
  }

  private static func style(of value: JSON) -> Style {
    switch value {
    case .string: Style(.string)
    case .integer, .number, .decimal: Style(.number)
    case .bool, .null: Style(.literal)
    case .array, .object: .text
    }
  }
}
