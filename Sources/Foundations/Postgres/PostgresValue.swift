/// A parameter in the form it travels in. The server decides what type the text has from where it stands.
public enum PostgresValue: Sendable, Hashable {
  case null
  case text(String)
  case bytes([UInt8])
}

/// A type whose values can be parameters.
///
/// Integers, floating-point numbers, `Bool`, `String`, `UUID`, `Date`, `[UInt8]` (bytea), `JSON` (json, jsonb),
/// optionals and arrays of them are. An enumeration with such raw values needs the conformance alone.
public protocol PostgresEncodable: Sendable {
  var postgresValue: PostgresValue { get }
  /// How a list of such values is sent; an array literal unless the type says otherwise.
  static func postgresValue(ofArray elements: [Self]) -> PostgresValue
}

/// A type that can be read from a column, given PostgreSQL's text form of the value.
///
/// The types that are ``PostgresEncodable`` are. An enumeration with such raw values needs the conformance alone.
public protocol PostgresDecodable: Sendable {
  /// `nil` when the text is not a value of this type.
  init?(postgresText text: String)
  /// What SQL's NULL is; `nil` when the type has nothing for it.
  static var postgresNull: Self? { get }
  static func postgresArray(text: String) -> [Self]?
}

extension PostgresEncodable {
  public static func postgresValue(ofArray elements: [Self]) -> PostgresValue {
    .text(ArrayLiteral.text(of: elements.map(\.postgresValue)))
  }
}

extension PostgresDecodable {
  public static var postgresNull: Self? { nil }

  public static func postgresArray(text: String) -> [Self]? {
    guard let elements = ArrayLiteral.elements(of: text) else { return nil }
    var out: [Self] = []
    for element in elements {
      guard let value = element.map({ Self(postgresText: $0) }) ?? postgresNull else { return nil }
      out.append(value)
    }
    return out
  }
}

extension PostgresEncodable where Self: RawRepresentable, RawValue: PostgresEncodable {
  public var postgresValue: PostgresValue { rawValue.postgresValue }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue: PostgresDecodable {
  public init?(postgresText text: String) {
    guard let raw = RawValue(postgresText: text) else { return nil }
    self.init(rawValue: raw)
  }
}

extension PostgresValue: PostgresEncodable {
  public var postgresValue: PostgresValue { self }
}

extension Optional: PostgresEncodable where Wrapped: PostgresEncodable {
  public var postgresValue: PostgresValue { self?.postgresValue ?? .null }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
  public static var postgresNull: Self? { .some(nil) }

  public init?(postgresText text: String) {
    guard let value = Wrapped(postgresText: text) else { return nil }
    self = value
  }
}

extension Array: PostgresEncodable where Element: PostgresEncodable {
  public var postgresValue: PostgresValue { Element.postgresValue(ofArray: self) }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
  public init?(postgresText text: String) {
    guard let elements = Element.postgresArray(text: text) else { return nil }
    self = elements
  }
}
