/// What may stand at the end of a filter that is being typed.
public struct FilterCompletion: Hashable, Sendable {
  /// Characters of the text that an option replaces, up to the end.
  public var start: Int
  /// The fields with their operators, or the values, that begin as the text ends; in their order.
  public var options: [String]

  public init(of text: String, fields: [FieldInfo]) {
    let characters = Array(text)
    let begin = characters.lastIndex(where: \.isWhitespace).map { $0 + 1 } ?? 0
    let word = characters[begin...].drop { $0 == "!" }
    guard let mark = word.firstIndex(where: { "=:<>".contains($0) }) else {
      start = word.startIndex
      let typed = String(word).lowercased()
      let names = fields.map { $0.name + FilterCompletion.mark(of: $0.kind) } + ["sort:"]
      options = typed.isEmpty ? names : names.filter { $0.hasPrefix(typed) && $0 != typed }
      return
    }
    let name = String(word[..<mark].prefix { $0 != "!" }).lowercased()
    let last = word[mark...].lastIndex { ",=:<>".contains($0) } ?? mark
    start = last + 1
    var typed = String(word[start...]).lowercased()
    if name == "sort" {
      if typed.hasPrefix("-") {
        start += 1
        typed.removeFirst()
      }
      options = fields.filter { $0.isSortable && $0.name.hasPrefix(typed) && $0.name != typed }.map(\.name)
    } else if case .choice(let choices)? = fields.first(where: { $0.name == name })?.kind {
      options = choices.map { $0.lowercased() }.filter { $0.hasPrefix(typed) && $0 != typed }
    } else {
      options = []
    }
  }

  private static func mark(of kind: FieldKind) -> String {
    switch kind {
    case .name, .text, .id: ":"
    case .choice: "="
    case .number, .duration, .time, .age: ">"
    }
  }
}
