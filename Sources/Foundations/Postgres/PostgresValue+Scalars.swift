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

/// PostgreSQL keeps U+0000 in json but gives out nothing of a value that holds one: U+FFFD is stored in its place.
extension JSON: PostgresEncodable, PostgresDecodable {
  public var postgresValue: PostgresValue {
    let text = text()
    return .text(text.contains("\\u0000") ? withoutNull.text() : text)
  }

  private var withoutNull: JSON {
    switch self {
    case .string(let text): .string(text.withoutNull)
    case .array(let elements): .array(elements.map(\.withoutNull))
    case .object(let members): .object(members.map { Member($0.name.withoutNull, $0.value.withoutNull) })
    case .null, .bool, .integer, .number, .decimal: self
    }
  }

  public init?(postgresText text: String) {
    guard let value = try? JSON(parsing: text) else { return nil }
    self = value
  }
}

extension String {
  /// The text as PostgreSQL can hold it: U+FFFD for each U+0000.
  public var withoutNull: String { utf8.contains(0) ? String(map { $0 == "\0" ? "\u{fffd}" : $0 }) : self }
}
