public import Support

/// Types whose text is the same in Swift and in PostgreSQL.
extension LosslessStringConvertible where Self: PostgresEncodable & PostgresDecodable {
  public var postgresValue: PostgresValue { .text(description) }
  public init?(postgresText text: String) { self.init(text) }
}

extension String: PostgresEncodable, PostgresDecodable {}
extension Int: PostgresEncodable, PostgresDecodable {}
extension Int16: PostgresEncodable, PostgresDecodable {}
extension Int32: PostgresEncodable, PostgresDecodable {}
extension Int64: PostgresEncodable, PostgresDecodable {}

extension Bool: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue { .text(self ? "t" : "f") }

  public init?(postgresText text: String) {
    switch text {
    case "t": self = true
    case "f": self = false
    default: return nil
    }
  }
}

extension Double: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue {
    .text(isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : description)
  }
}

/// A list of bytes is a `bytea`, not an array.
extension UInt8: PostgresEncodable, PostgresDecodable {
  public static func postgresValue(ofArray elements: [UInt8]) -> PostgresValue { .bytes(elements) }

  public static func postgresArray(text: String) -> [UInt8]? {
    let digits = text.utf8
    guard digits.starts(with: "\\x".utf8), digits.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 2 - 1)
    var high: UInt8?
    for digit in digits.dropFirst(2) {
      guard let value = Character(Unicode.Scalar(digit)).hexDigitValue.map({ UInt8($0) }) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}

extension JSON: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue { .text(text()) }

  public init?(postgresText text: String) {
    guard let value = try? JSON(parsing: text) else { return nil }
    self = value
  }
}
