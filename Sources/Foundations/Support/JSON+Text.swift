extension JSON {
  /// The value as JSON text: on one line, or indented by two spaces. Strings are escaped so that the text holds no
  /// control character, and none that reorders what is beside it, whatever the value holds.
  public func text(pretty: Bool = false) -> String {
    var out = ""
    write(to: &out, indent: pretty ? 0 : nil)
    return out
  }

  private func write(to out: inout String, indent: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .integer(let value): out += String(value)
    case .number(let value): out += value.isFinite ? "\(value)" : "null"
    case .decimal(let text): out += text
    case .string(let value): JSON.writeQuoted(value, to: &out)
    case .array(let elements):
      JSON.writeList("[", "]", elements, to: &out, indent: indent) { $0.write(to: &$1, indent: $2) }
    case .object(let members):
      JSON.writeList("{", "}", members, to: &out, indent: indent) { member, out, indent in
        JSON.writeQuoted(member.name, to: &out)
        out += indent == nil ? ":" : ": "
        member.value.write(to: &out, indent: indent)
      }
    }
  }

  private static func writeList<Element>(
    _ open: String, _ close: String, _ elements: [Element], to out: inout String, indent: Int?,
    _ write: (Element, inout String, Int?) -> Void
  ) {
    out += open
    for (index, element) in elements.enumerated() {
      if index > 0 { out += "," }
      if let indent { out += "\n" + String(repeating: "  ", count: indent + 1) }
      write(element, &out, indent.map { $0 + 1 })
    }
    if let indent, !elements.isEmpty { out += "\n" + String(repeating: "  ", count: indent) }
    out += close
  }

  private static func writeQuoted(_ value: String, to out: inout String) {
    out += "\""
    if isPlain(value) { out += value } else { writeEscaped(value, to: &out) }
    out += "\""
  }

  /// Whether nothing has to be escaped: seen from the bytes, most texts are copied as they are. Of characters that are
  /// written in several bytes, those that may have to be begin with one of three.
  private static func isPlain(_ value: String) -> Bool {
    value.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") && byte != 0x7f && byte != 0xc2
        && byte != 0xd8 && byte != 0xe2
    }
  }

  private static func writeEscaped(_ value: String, to out: inout String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\0"..<" ", "\u{7f}"..<"\u{a0}", "\u{61c}", "\u{200e}", "\u{200f}", "\u{2028}"..."\u{202e}",
        "\u{2066}"..."\u{2069}":
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
  }
}
