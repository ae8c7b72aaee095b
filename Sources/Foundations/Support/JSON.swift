/// A JSON value. Objects keep the order of their keys, so that documents print as they were written.
public enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  /// A number as it was written: with more digits than 64 bits hold, or in another form than ours (`1.50`, `1e3`).
  case decimal(String)
  case string(String)
  case array([JSON])
  case object([Member])

  /// One `"name": value` of an object.
  public struct Member: Sendable, Hashable {
    public var name: String
    public var value: JSON

    public init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The value of the first member with this name; `nil` when absent or when this is no object.
  public subscript(name: String) -> JSON? {
    get { members?.first { $0.name == name }?.value }
    set {
      var members = members ?? []
      if let index = members.firstIndex(where: { $0.name == name }) {
        if let newValue { members[index].value = newValue } else { members.remove(at: index) }
      } else if let newValue {
        members.append(Member(name, newValue))
      }
      self = .object(members)
    }
  }

  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  public var array: [JSON]? { if case .array(let elements) = self { elements } else { nil } }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var isNull: Bool { self == .null }

  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    case .decimal: number.flatMap(Int64.init(exactly:))
    default: nil
    }
  }

  /// With every number as 64 bits hold it.
  public var rounded: JSON {
    switch self {
    case .decimal("-0"): .integer(0)
    case .decimal: number.map(JSON.number) ?? self
    case .array(let elements): .array(elements.map(\.rounded))
    case .object(let members): .object(members.map { Member($0.name, $0.value.rounded) })
    default: self
    }
  }

  /// The nearest that 64 bits hold.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .decimal(let text): Double(text)
    default: nil
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(nilLiteral: ()) { self = .null }
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(elements.map { Member($0.0, $0.1) })
  }

  /// The string, or `null` for `nil`.
  public init(_ value: String?) { self = value.map(JSON.string) ?? .null }
  /// The integer, or `null` for `nil`.
  public init(_ value: (some BinaryInteger)?) { self = value.map { .integer(Int64($0)) } ?? .null }
}
