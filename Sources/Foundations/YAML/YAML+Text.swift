public import Support

extension YAML {
  /// The value as a document in block style that ``parse(_:)`` reads back as it was. The same value always gives the
  /// same text. Numbers that are not finite become `null`, as in JSON.
  public static func text(_ value: JSON) -> String {
    var writer = Writer()
    writer.write(value, indent: 0, place: .document)
    return writer.out
  }
}

/// Writes block style: two spaces a level, lists indented below their key.
private struct Writer {
  /// What stands in front of a value on its line.
  enum Place {
    case document, key, dash
  }

  /// Longer keys need the explicit form, as readers look ahead for a colon only so far.
  private static let implicitKeyBytesMax = 512

  var out = ""

  mutating func write(_ value: JSON, indent: Int, place: Place) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      if place == .key { out += "\n" }
      for (index, element) in elements.enumerated() {
        startLine(indent: indent, isFirst: index == 0, place: place)
        out += "-"
        write(element, indent: indent + 1, place: .dash)
      }
    case .object(let members) where !members.isEmpty:
      if place == .key { out += "\n" }
      for (index, member) in members.enumerated() {
        startLine(indent: indent, isFirst: index == 0, place: place)
        writeKey(member.name, indent: indent)
        write(member.value, indent: indent + 1, place: .key)
      }
    default:
      if place != .document { out += " " }
      out += scalar(value, indent: indent) + "\n"
    }
  }

  /// The first line of a collection in a list stands behind the dash.
  private mutating func startLine(indent: Int, isFirst: Bool, place: Place) {
    out += isFirst && place == .dash ? " " : String(repeating: "  ", count: indent)
  }

  private mutating func writeKey(_ name: String, indent: Int) {
    let key = name.isPlainText ? name : name.quoted
    if key.utf8.count <= Writer.implicitKeyBytesMax {
      out += key + ":"
    } else {
      out += "? " + key + "\n" + String(repeating: "  ", count: indent) + ":"
    }
  }

  private func scalar(_ value: JSON, indent: Int) -> String {
    switch value {
    case .string(let text):
      if text.isPlainText { return text }
      return text.isBlockText ? block(text, indent: max(1, indent)) : text.quoted
    case .array: return "[]"
    case .object: return "{}"
    case .null, .bool, .integer, .number, .decimal: return value.text()
    }
  }

  /// A text of several lines as a literal block.
  private func block(_ text: String, indent: Int) -> String {
    let isEnded = text.hasSuffix("\n")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if isEnded { lines.removeLast() }
    let margin = String(repeating: "  ", count: indent)
    return (isEnded ? "|" : "|-") + lines.map { $0.isEmpty ? "\n" : "\n" + margin + $0 }.joined()
  }
}

extension String {
  /// Whether the text may stand without quotes: it starts with a letter, has no sign that YAML or one of its readers
  /// gives a meaning to, and is no word such as `true`.
  fileprivate var isPlainText: Bool {
    guard let first = unicodeScalars.first, first.properties.isAlphabetic || first == "_", last != " " else {
      return false
    }
    let isOrdinary = unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        ? scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || " _-./".unicodeScalars.contains(scalar)
        : scalar.properties.isAlphabetic
    }
    guard isOrdinary, PlainScalar(self) == .value(.string(self)) else { return false }
    return !["y", "n", "yes", "no", "on", "off"].contains(lowercased())
  }

  /// Whether the text looks better as a literal block, and comes back from it unchanged.
  fileprivate var isBlockText: Bool {
    guard unicodeScalars.contains("\n"), let first = unicodeScalars.first, first != "\n", first != " " else {
      return false
    }
    let lines = unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count < 2 || !lines[lines.count - 1].isEmpty || !lines[lines.count - 2].isEmpty else { return false }
    return lines.allSatisfy { line in line.last != " " && line.allSatisfy(\.isPrintable) }
  }

  fileprivate var quoted: String {
    var out = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      default: out += scalar.isPrintable ? String(scalar) : scalar.escape
      }
    }
    return out + "\""
  }
}

extension Unicode.Scalar {
  /// Whether every YAML reader takes the character as it is.
  ///
  /// Source: YAML 1.2.2, section 5.1, without line breaks, tabs and the byte order mark.
  fileprivate var isPrintable: Bool {
    switch value {
    case 0x2028, 0x2029, 0xfeff: false
    case 0x20...0x7e, 0xa0...0xd7ff, 0xe000...0xfffd, 0x10000...0x10ffff: true
    default: false
    }
  }

  fileprivate var escape: String {
    let hex = String(value, radix: 16)
    return value <= 0xffff
      ? "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      : "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
  }
}
