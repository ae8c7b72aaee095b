import Support

/// What an unquoted scalar means.
///
/// Source: YAML 1.2.2, section 10.3.2, "Tag Resolution" of the core schema. So `yes`, `on` and `1_000` are texts.
enum PlainScalar: Equatable {
  case value(JSON)
  /// A number, but not one that fits.
  case unrepresentable(String)

  init(_ text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .value(.null)
    case "true", "True", "TRUE": self = .value(.bool(true))
    case "false", "False", "FALSE": self = .value(.bool(false))
    default: self = PlainScalar(numberOrText: text)
    }
  }

  private init(numberOrText text: String) {
    let bytes = Array(text.utf8)
    let unsigned = bytes[(PlainScalar.isSign(bytes[0]) ? 1 : 0)...]
    if let (digits, radix) = PlainScalar.integerDigits(text, bytes) {
      self = Int64(digits, radix: radix).map { .value(.integer($0)) } ?? .unrepresentable(PlainScalar.tooLarge)
    } else if unsigned.elementsEqual(".inf".utf8) || unsigned.elementsEqual(".Inf".utf8)
      || unsigned.elementsEqual(".INF".utf8) || [".nan", ".NaN", ".NAN"].contains(text)
    {
      self = .unrepresentable("this number is not finite; quote it if it is a text")
    } else if PlainScalar.isDecimal(unsigned) {
      let value = Double(PlainScalar.completed(text)).flatMap { $0.isFinite ? $0 : nil }
      self = value.map { .value(.number($0)) } ?? .unrepresentable(PlainScalar.tooLarge)
    } else {
      self = .value(.string(text))
    }
  }

  private static let tooLarge = "this number does not fit into 64 bits; quote it if it is a text"

  /// `[-+]?[0-9]+`, `0o[0-7]+` or `0x[0-9a-fA-F]+`.
  private static func integerDigits(_ text: String, _ bytes: [UInt8]) -> (Substring, Int)? {
    if bytes.count > 2 && bytes[0] == UInt8(ascii: "0") {
      let rest = bytes[2...]
      if bytes[1] == UInt8(ascii: "o"), rest.allSatisfy({ (0x30...0x37).contains($0) }) {
        return (text.dropFirst(2), 8)
      }
      if bytes[1] == UInt8(ascii: "x"), rest.allSatisfy(isHexDigit) { return (text.dropFirst(2), 16) }
    }
    let digits = bytes[(isSign(bytes[0]) ? 1 : 0)...]
    return !digits.isEmpty && digits.allSatisfy(isDigit) ? (text[...], 10) : nil
  }

  /// `(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
  private static func isDecimal(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    if whole.isEmpty && fraction.isEmpty { return false }
    guard let mark = rest.first else { return true }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return false }
    rest = rest.dropFirst()
    if let sign = rest.first, isSign(sign) { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit)
  }

  /// `1.` and `1.e5` with the digit that Swift wants.
  private static func completed(_ text: String) -> String {
    guard let dot = text.firstIndex(of: ".") else { return text }
    let after = text.index(after: dot)
    if after < text.endIndex, text[after].isNumber { return text }
    return text[...dot] + "0" + text[after...]
  }

  private static func isSign(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
  }
}
