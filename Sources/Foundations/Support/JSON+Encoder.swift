import Foundation

extension JSON {
  /// The JSON form of a value: member names in snake_case in declared order, dates in ISO 8601, UUIDs in lower case;
  /// members that are `nil` are left out. Dictionaries become objects whose names are the keys as they are, sorted.
  /// A `JSON` inside the value stays as it is.
  public init(encoding value: some Encodable) throws {
    self = try Encoding.value(value, path: [])
  }
}

extension JSON: Codable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .decimal: try container.encode(number)
    case .string(let value): try container.encode(value)
    case .array(let elements): try container.encode(elements)
    case .object(let members):
      try container.encode(Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }))
    }
  }

  public init(from decoder: any Decoder) throws {
    guard let decoding = decoder as? Decoding else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a JSON value is decoded from JSON only"))
    }
    self = decoding.json
  }
}

/// Where an encoded value is put.
private final class Slot {
  var json: JSON
  private var children: [(name: String?, slot: Slot)] = []

  init(_ json: JSON) { self.json = json }

  func add(_ name: String?, _ child: Slot) { children.append((name, child)) }

  var finished: JSON {
    guard !children.isEmpty else { return json }
    if children[0].name == nil { return .array(children.map { $0.slot.finished }) }
    return .object(children.map { JSON.Member($0.name ?? "", $0.slot.finished) })
  }
}

private struct Encoding: Encoder {
  let slot: Slot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  static func value(_ value: some Encodable, path: [any CodingKey]) throws -> JSON {
    switch value {
    case let json as JSON: return json
    case let date as Date: return .string(date.iso8601)
    case let uuid as UUID: return .string(uuid.text)
    case let dictionary as any NamedValues: return try dictionary.object(path: path)
    default:
      let slot = Slot(.null)
      try value.encode(to: Encoding(slot: slot, codingPath: path))
      return slot.finished
    }
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .object = slot.json {} else { slot.json = .object([]) }
    return KeyedEncodingContainer(Keyed(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    slot.json = .array([])
    return Unkeyed(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { Single(slot: slot, codingPath: codingPath) }
}

/// A dictionary: its keys are data, not names of properties, and have no order of their own.
private protocol NamedValues {
  func object(path: [any CodingKey]) throws -> JSON
}

extension Dictionary: NamedValues where Key: CodingKeyRepresentable, Value: Encodable {
  fileprivate func object(path: [any CodingKey]) throws -> JSON {
    let values = map { (key: $0.key.codingKey, value: $0.value) }.sorted { $0.key.stringValue < $1.key.stringValue }
    return .object(
      try values.map { JSON.Member($0.key.stringValue, try Encoding.value($0.value, path: path + [$0.key])) })
  }
}

private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: Slot
  let codingPath: [any CodingKey]

  private func add(_ key: Key, _ json: JSON) { slot.add(key.stringValue.snakeCase, Slot(json)) }

  func encodeNil(forKey key: Key) throws { add(key, .null) }
  func encode(_ value: some Encodable, forKey key: Key) throws {
    add(key, try Encoding.value(value, path: codingPath + [key]))
  }
  func nestedContainer<Nested: CodingKey>(
    keyedBy keyType: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    nested(key).container(keyedBy: keyType)
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { nested(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { Encoding(slot: slot, codingPath: codingPath) }
  func superEncoder(forKey key: Key) -> any Encoder { nested(key) }

  private func nested(_ key: Key) -> Encoding {
    let child = Slot(.null)
    slot.add(key.stringValue.snakeCase, child)
    return Encoding(slot: child, codingPath: codingPath + [key])
  }
}

private struct Unkeyed: UnkeyedEncodingContainer {
  let slot: Slot
  let codingPath: [any CodingKey]
  var count = 0

  init(slot: Slot, codingPath: [any CodingKey]) {
    self.slot = slot
    self.codingPath = codingPath
  }

  mutating func encodeNil() throws { _ = add(.null) }
  mutating func encode(_ value: some Encodable) throws { _ = add(try Encoding.value(value, path: codingPath)) }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
    add(.null).container(keyedBy: keyType)
  }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { add(.null).unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { add(.null) }

  private mutating func add(_ json: JSON) -> Encoding {
    count += 1
    let child = Slot(json)
    slot.add(nil, child)
    return Encoding(slot: child, codingPath: codingPath)
  }
}

private struct Single: SingleValueEncodingContainer {
  let slot: Slot
  let codingPath: [any CodingKey]

  func encodeNil() throws { slot.json = .null }
  func encode(_ value: Bool) throws { slot.json = .bool(value) }
  func encode(_ value: String) throws { slot.json = .string(value) }
  func encode(_ value: Double) throws { slot.json = .number(value) }
  func encode(_ value: Float) throws { slot.json = .number(Double(value)) }
  func encode(_ value: Int) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: Int8) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: Int16) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: Int32) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: Int64) throws { slot.json = .integer(value) }
  func encode(_ value: UInt) throws { slot.json = .integer(Int64(clamping: value)) }
  func encode(_ value: UInt8) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: UInt16) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: UInt32) throws { slot.json = .integer(Int64(value)) }
  func encode(_ value: UInt64) throws { slot.json = .integer(Int64(clamping: value)) }
  func encode(_ value: some Encodable) throws { slot.json = try Encoding.value(value, path: codingPath) }
}

extension String {
  /// `rows_read` → `rowsRead`: the case of an enum from its name. What initials were is not known.
  var camelCase: String {
    let words = split(separator: "_", omittingEmptySubsequences: false)
    return words.prefix(1).joined() + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// `rowsRead` → `rows_read`, `datasetID` → `dataset_id`; a name without small letters stays.
  public var snakeCase: String {
    guard unicodeScalars.contains(where: { ("a"..."z").contains($0) }) else { return self }
    var out = ""
    var previousIsUpper = true
    for scalar in unicodeScalars {
      let isUpper = ("A"..."Z").contains(scalar)
      if isUpper && !previousIsUpper { out += "_" }
      out.unicodeScalars.append(isUpper ? Unicode.Scalar(scalar.value + 32) ?? scalar : scalar)
      previousIsUpper = isUpper
    }
    return out
  }
}
