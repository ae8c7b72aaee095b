import Support
import Terminal

extension Document {
  /// The value indented, coloured by kind, long strings wrapped. Text that is no JSON is shown as it is.
  mutating func json(parsing text: String) {
    if let value = try? JSON(parsing: text) { json(value) } else { prose(text, style: .warning) }
  }

  mutating func json(_ value: JSON) { json(value, head: [], indent: 0, tail: "") }

  private mutating func json(_ value: JSON, head: [Span], indent: Int, tail: String) {
    guard lines.count < Document.linesMax else { return }
    switch value {
    case .object(let members) where !members.isEmpty:
      list("{", "}" + tail, head: head, indent: indent, count: members.count) { document, index, tail in
        let name = Span(JSON.string(members[index].name).text(), Style(.name))
        document.json(members[index].value, head: [name, ": "], indent: indent + 2, tail: tail)
      }
    case .array(let elements) where !elements.isEmpty:
      list("[", "]" + tail, head: head, indent: indent, count: elements.count) { document, index, tail in
        document.json(elements[index], head: [], indent: indent + 2, tail: tail)
      }
    default:
      scalar(value, head: head, indent: indent, tail: tail)
    }
  }

  private mutating func list(
    _ open: String, _ close: String, head: [Span], indent: Int, count: Int,
    _ element: (inout Document, Int, String) -> Void
  ) {
    let pad = Span(String(repeating: " ", count: indent))
    line([pad] + head + [Span(open)])
    for index in 0..<count { element(&self, index, index == count - 1 ? "" : ",") }
    line([pad, Span(close)])
  }

  private mutating func scalar(_ value: JSON, head: [Span], indent: Int, tail: String) {
    let style: Style =
      switch value {
      case .string: Style(.string)
      case .integer, .number: Style(.number)
      case .bool, .null: Style(.literal)
      case .array, .object: .text
      }
    let pad = Span(String(repeating: " ", count: indent))
    let used = indent + head.reduce(0) { $0 + $1.width }
    let parts = Text.wrapped(value.text() + tail, to: max(8, width - used - 1), linesMax: 2000)
    for (index, part) in parts.enumerated() {
      let before = index == 0 ? [pad] + head : [Span(String(repeating: " ", count: used))]
      line(before + [Span(part, style)])
    }
  }
}
