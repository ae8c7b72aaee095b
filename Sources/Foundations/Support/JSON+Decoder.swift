import Foundation

extension JSON {
  /// Why a JSON value is not of the expected form: the path of the member, and what is wrong with it.
  public struct ShapeError: Error, Equatable, CustomStringConvertible {
    public var path: String
    public var problem: String
    public var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
  }

  /// Reads a value that was written by `JSON(encoding:)`: member names in snake_case, absent optional members `nil`.
  public func decode<Value: Decodable>(as type: Value.Type = Value.self) throws(ShapeError) -> Value {
    do {
      return try Decoding(json: self, codingPath: []).value(type)
    } catch let error as DecodingError {
      throw ShapeError(error)
    } catch {
      throw ShapeError(path: "", problem: "\(error)")
    }
  }
}

extension JSON.ShapeError {
  fileprivate init(_ error: DecodingError) {
    let (context, problem): (DecodingError.Context?, String) =
      switch error {
      case .keyNotFound(let key, let context): (context, "'\(key.stringValue.snakeCase)' is missing")
      case .valueNotFound(_, let context), .typeMismatch(_, let context), .dataCorrupted(let context):
        (context, context.debugDescription)
      @unknown default: (nil, "\(error)")
      }
    let path = (context?.codingPath ?? []).map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue.snakeCase }
    self.init(path: path.joined(separator: "."), problem: problem)
  }
}

struct Decoding: Decoder {
  let json: JSON
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if type == JSON.self, let value = json as? Value { return value }
    if type == Date.self {
      guard let date = json.string.flatMap(Date.init(iso8601:)), let value = date as? Value else {
        throw mismatch("an ISO 8601 time")
      }
      return value
    }
    return try Value(from: self)
  }

  func mismatch(_ expected: String) -> DecodingError {
    .dataCorrupted(.init(codingPath: codingPath, debugDescription: "\(expected) is expected"))
  }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard let members = json.members else { throw mismatch("an object") }
    return KeyedDecodingContainer(Keyed(json: json, members: members, codingPath: codingPath))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = json.array else { throw mismatch("a list") }
    return Unkeyed(elements: elements, codingPath: codingPath)
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { Single(decoding: self) }
}

private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let json: JSON
  let members: [JSON.Member]
  let codingPath: [any CodingKey]

  var allKeys: [Key] {
    members.compactMap { Key(stringValue: $0.name) ?? Key(stringValue: $0.name.camelCase) }
  }

  func contains(_ key: Key) -> Bool { member(key) != nil }

  /// Keys of dictionaries are taken as they are, names of members in snake_case.
  private func member(_ key: Key) -> JSON? { json[key.stringValue] ?? json[key.stringValue.snakeCase] }

  private func decoding(_ key: Key) throws -> Decoding {
    guard let value = member(key) else {
      throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: ""))
    }
    return Decoding(json: value, codingPath: codingPath + [key])
  }

  func decodeNil(forKey key: Key) throws -> Bool { try decoding(key).json.isNull }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try decoding(key).value(type) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try decoding(key).container(keyedBy: type)
  }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try decoding(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { Decoding(json: json, codingPath: codingPath) }
  func superDecoder(forKey key: Key) throws -> any Decoder { try decoding(key) }
}

private struct Unkeyed: UnkeyedDecodingContainer {
  private struct Index: CodingKey {
    let intValue: Int?
    var stringValue: String { String(intValue ?? 0) }
    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
  }

  let elements: [JSON]
  let codingPath: [any CodingKey]
  var currentIndex = 0

  init(elements: [JSON], codingPath: [any CodingKey]) {
    self.elements = elements
    self.codingPath = codingPath
  }

  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private mutating func next() throws -> Decoding {
    guard !isAtEnd else {
      throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: "the list is too short"))
    }
    defer { currentIndex += 1 }
    return Decoding(json: elements[currentIndex], codingPath: codingPath + [Index(intValue: currentIndex)])
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].isNull else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try next().container(keyedBy: type)
  }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct Single: SingleValueDecodingContainer {
  let decoding: Decoding
  var codingPath: [any CodingKey] { decoding.codingPath }

  private func integer<Value: FixedWidthInteger>() throws -> Value {
    guard let value = decoding.json.integer.flatMap(Value.init(exactly:)) else { throw decoding.mismatch("an integer") }
    return value
  }

  func decodeNil() -> Bool { decoding.json.isNull }
  func decode(_ type: Bool.Type) throws -> Bool {
    guard let value = decoding.json.bool else { throw decoding.mismatch("true or false") }
    return value
  }
  func decode(_ type: String.Type) throws -> String {
    guard let value = decoding.json.string else { throw decoding.mismatch("a text") }
    return value
  }
  func decode(_ type: Double.Type) throws -> Double {
    guard let value = decoding.json.number else { throw decoding.mismatch("a number") }
    return value
  }
  func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
  func decode(_ type: Int.Type) throws -> Int { try integer() }
  func decode(_ type: Int8.Type) throws -> Int8 { try integer() }
  func decode(_ type: Int16.Type) throws -> Int16 { try integer() }
  func decode(_ type: Int32.Type) throws -> Int32 { try integer() }
  func decode(_ type: Int64.Type) throws -> Int64 { try integer() }
  func decode(_ type: UInt.Type) throws -> UInt { try integer() }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try integer() }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try integer() }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try integer() }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try integer() }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoding.value(type) }
}
