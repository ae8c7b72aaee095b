import Support

/// PostgreSQL's text form of arrays of one dimension: `{1,NULL,"a \"b\""}`.
///
/// Source: PostgreSQL documentation, 8.15.6 "Array Input and Output Syntax".
enum ArrayLiteral {
  private static let quote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")

  static func text(of elements: [PostgresValue]) -> String {
    let items = elements.map { element in
      switch element {
      case .null: "NULL"
      case .text(let text): quoted(text)
      case .bytes(let bytes): quoted("\\x" + bytes.hex)
      }
    }
    return "{" + items.joined(separator: ",") + "}"
  }

  private static func quoted(_ text: String) -> String {
    var out: [UInt8] = [quote]
    for byte in text.utf8 {
      if byte == quote || byte == backslash { out.append(backslash) }
      out.append(byte)
    }
    return String(decoding: out + [quote], as: UTF8.self)
  }

  /// The elements, `nil` for each NULL; `nil` when the text is no array of one dimension.
  static func elements(of text: String) -> [String?]? {
    var parser = Parser(bytes: Array(text.utf8))
    return parser.elements()
  }

  private struct Parser {
    let bytes: [UInt8]
    var offset = 0

    mutating func take(_ byte: UInt8) -> Bool {
      guard offset < bytes.count, bytes[offset] == byte else { return false }
      offset += 1
      return true
    }

    mutating func elements() -> [String?]? {
      var out: [String?] = []
      guard take(UInt8(ascii: "{")) else { return nil }
      if take(UInt8(ascii: "}")) { return offset == bytes.count ? out : nil }
      while true {
        guard let element = take(quote) ? quoted() : bare() else { return nil }
        out.append(element)
        if take(UInt8(ascii: ",")) { continue }
        return take(UInt8(ascii: "}")) && offset == bytes.count ? out : nil
      }
    }

    private mutating func quoted() -> String?? {
      var out: [UInt8] = []
      while offset < bytes.count {
        if take(quote) { return String(decoding: out, as: UTF8.self) }
        _ = take(backslash)
        guard offset < bytes.count else { return nil }
        out.append(bytes[offset])
        offset += 1
      }
      return nil
    }

    private mutating func bare() -> String?? {
      let start = offset
      while offset < bytes.count, ![UInt8(ascii: ","), UInt8(ascii: "}")].contains(bytes[offset]) {
        guard bytes[offset] != UInt8(ascii: "{") else { return nil }
        offset += 1
      }
      let text = String(decoding: bytes[start..<offset], as: UTF8.self)
      return text.isEmpty ? nil : .some(text == "NULL" ? nil : text)
    }
  }
}
