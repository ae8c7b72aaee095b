extension JSON {
  /// Why a text is not JSON: what was expected, and the byte offset where it was not found.
  public struct SyntaxError: Error, Equatable, CustomStringConvertible {
    public var expected: String
    public var offset: Int
    public var description: String { "expected \(expected) at byte \(offset)" }
  }

  /// How deep arrays and objects may nest.
  public static let depthMax = 128

  /// Parses one JSON value (RFC 8259) that fills the text: numbers are written again as they stood there. Cost: one
  /// pass.
  public init(parsing text: String) throws(SyntaxError) {
    try self.init(parsing: Array(text.utf8))
  }

  /// Parses one JSON value from UTF-8 bytes. Invalid UTF-8 in strings becomes U+FFFD.
  public init(parsing bytes: [UInt8]) throws(SyntaxError) { try self.init(parsing: bytes[...]) }

  /// The same from a part of bytes; places in errors are counted from its beginning.
  public init(parsing bytes: ArraySlice<UInt8>) throws(SyntaxError) {
    self = try bytes.withUnsafeBufferPointer { (bytes) throws(SyntaxError) -> JSON in
      var parser = Parser(bytes: bytes)
      return try parser.document()
    }
  }
}

private struct Parser {
  let bytes: UnsafeBufferPointer<UInt8>
  var offset = 0
  var depth = 0

  init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  private var current: UInt8? { offset < bytes.count ? bytes[offset] : nil }

  private func failure(_ expected: String) -> JSON.SyntaxError { JSON.SyntaxError(expected: expected, offset: offset) }

  mutating func document() throws(JSON.SyntaxError) -> JSON {
    let value = try value()
    skipSpace()
    guard offset == bytes.count else { throw failure("the end") }
    return value
  }

  private mutating func skipSpace() {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { offset += 1 }
  }

  private mutating func skip(_ byte: UInt8, _ name: String) throws(JSON.SyntaxError) {
    skipSpace()
    guard current == byte else { throw failure(name) }
    offset += 1
  }

  private mutating func value() throws(JSON.SyntaxError) -> JSON {
    skipSpace()
    switch current {
    case UInt8(ascii: "{"): return try nested { (parser) throws(JSON.SyntaxError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(JSON.SyntaxError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func nested(
    _ body: (inout Parser) throws(JSON.SyntaxError) -> JSON
  ) throws(JSON.SyntaxError) -> JSON {
    guard depth < JSON.depthMax else { throw failure("at most \(JSON.depthMax) levels") }
    depth += 1
    defer { depth -= 1 }
    offset += 1
    return try body(&self)
  }

  private mutating func object() throws(JSON.SyntaxError) -> JSON {
    var members: [JSON.Member] = []
    skipSpace()
    if current == UInt8(ascii: "}") {
      offset += 1
      return .object(members)
    }
    while true {
      skipSpace()
      let name = try string()
      try skip(UInt8(ascii: ":"), "':'")
      members.append(JSON.Member(name, try value()))
      skipSpace()
      if current == UInt8(ascii: "}") { break }
      try skip(UInt8(ascii: ","), "',' or '}'")
    }
    offset += 1
    return .object(members)
  }

  private mutating func array() throws(JSON.SyntaxError) -> JSON {
    var elements: [JSON] = []
    skipSpace()
    if current == UInt8(ascii: "]") {
      offset += 1
      return .array(elements)
    }
    while true {
      elements.append(try value())
      skipSpace()
      if current == UInt8(ascii: "]") { break }
      try skip(UInt8(ascii: ","), "',' or ']'")
    }
    offset += 1
    return .array(elements)
  }

  private mutating func word(_ text: String, _ value: JSON) throws(JSON.SyntaxError) -> JSON {
    guard bytes[offset...].starts(with: text.utf8) else { throw failure("a value") }
    offset += text.utf8.count
    return value
  }

  private mutating func number() throws(JSON.SyntaxError) -> JSON {
    let start = offset
    let isNegative = skip(optional: UInt8(ascii: "-"))
    let isZero = current == UInt8(ascii: "0")
    let whole = skipDigits()
    guard whole > 0, whole == 1 || !isZero else {
      offset = start
      throw failure("a value")
    }
    let digits = (offset - whole)..<offset
    var isInteger = true
    if skip(optional: UInt8(ascii: ".")) {
      isInteger = false
      guard skipDigits() > 0 else { throw failure("a digit") }
    }
    if skip(optional: UInt8(ascii: "e")) || skip(optional: UInt8(ascii: "E")) {
      isInteger = false
      if !skip(optional: UInt8(ascii: "+")) { _ = skip(optional: UInt8(ascii: "-")) }
      guard skipDigits() > 0 else { throw failure("a digit") }
    }
    // A zero with a sign is no integer.
    if isInteger, whole <= Parser.digitsMax, !(isZero && isNegative) {
      let value = digits.reduce(Int64(0)) { $0 * 10 + Int64(bytes[$1] - UInt8(ascii: "0")) }
      return .integer(isNegative ? -value : value)
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if isInteger, !isZero, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else {
      offset = start
      throw failure("a number that fits 64 bits")
    }
    return text == "\(value)" ? .number(value) : .decimal(text)
  }

  /// Numbers of so many digits fit an `Int64`, whatever the digits are.
  private static let digitsMax = 18

  private mutating func skip(optional byte: UInt8) -> Bool {
    guard current == byte else { return false }
    offset += 1
    return true
  }

  private mutating func skipDigits() -> Int {
    let start = offset
    while let byte = current, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
    return offset - start
  }

  private mutating func string() throws(JSON.SyntaxError) -> String {
    guard current == UInt8(ascii: "\"") else { throw failure("a string") }
    offset += 1
    let start = offset
    while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { offset += 1 }
    let plain = bytes[start..<offset]
    if skip(optional: UInt8(ascii: "\"")) { return String(decoding: plain, as: UTF8.self) }
    return try string(after: Array(plain))
  }

  /// The rest of a string that has escapes.
  private mutating func string(after plain: [UInt8]) throws(JSON.SyntaxError) -> String {
    var out = plain
    while let byte = current {
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: out, as: UTF8.self)
      case UInt8(ascii: "\\"): out += String(try escaped()).utf8
      case 0..<0x20:
        offset -= 1
        throw failure("an escaped control character")
      default: out.append(byte)
      }
    }
    throw failure("a closing quote")
  }

  private mutating func escaped() throws(JSON.SyntaxError) -> Character {
    guard let byte = current else { throw failure("an escape") }
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(byte))
    case UInt8(ascii: "u"): return Character(try unicodeEscape())
    default: throw failure("an escape")
    }
  }

  private mutating func unicodeEscape() throws(JSON.SyntaxError) -> Unicode.Scalar {
    let high = try hexUnit()
    guard (0xd800..<0xdc00).contains(high), bytes[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")])
    else { return Unicode.Scalar(high) ?? "\u{fffd}" }
    let before = offset
    offset += 2
    let low = try hexUnit()
    guard (0xdc00..<0xe000).contains(low) else {
      offset = before
      return "\u{fffd}"
    }
    return Unicode.Scalar(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)) ?? "\u{fffd}"
  }

  private mutating func hexUnit() throws(JSON.SyntaxError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      offset += 1
    }
    return unit
  }
}
