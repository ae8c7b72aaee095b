/// One entry of a stream.
public struct RedisStreamEntry: Hashable, Sendable {
  /// A name and a value; a stream may hold the same name twice.
  public struct Field: Hashable, Sendable {
    public var name: [UInt8]
    public var value: [UInt8]

    public init(_ name: String, _ value: [UInt8]) {
      self.name = Array(name.utf8)
      self.value = value
    }

    public init(_ name: String, _ value: String) {
      self.init(name, Array(value.utf8))
    }
  }

  public var id: RedisStreamID
  /// In the order they were added in; `nil`: the entry was trimmed or deleted while it was pending.
  public var fields: [Field]?

  public init(id: RedisStreamID, fields: [Field]?) {
    self.id = id
    self.fields = fields
  }

  /// The bytes of the first field with this name.
  public func bytes(_ name: String) -> [UInt8]? {
    fields?.first { $0.name.elementsEqual(name.utf8) }?.value
  }

  /// The text of the first field with this name; invalid UTF-8 becomes U+FFFD.
  public subscript(name: String) -> String? {
    bytes(name).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// What one read brought from one stream.
public struct RedisStreamBatch: Hashable, Sendable {
  public var stream: String
  public var entries: [RedisStreamEntry]
}

/// An entry to add.
public struct RedisStreamAddition: Hashable, Sendable {
  public var stream: String
  public var fields: [RedisStreamEntry.Field]

  public init(stream: String, fields: [RedisStreamEntry.Field]) {
    self.stream = stream
    self.fields = fields
  }
}

extension RedisStreamEntry {
  /// From `[id, [name, value, …]]`, or `[id, null]`.
  init(_ reply: RedisReply, of command: String) throws(RedisError) {
    let parts = try reply.elements(command)
    guard parts.count == 2 else { throw reply.surprise(command, "an entry") }
    self.init(id: try parts[0].streamID(command), fields: nil)
    guard let flat = parts[1].array else { return }
    var fields: [Field] = []
    fields.reserveCapacity(flat.count / 2)
    for index in stride(from: 0, to: flat.count - 1, by: 2) {
      guard let name = flat[index].bytes, let value = flat[index + 1].bytes else {
        throw reply.surprise(command, "names and values")
      }
      var field = Field("", value)
      field.name = name
      fields.append(field)
    }
    self.fields = fields
  }

  static func list(_ reply: RedisReply, of command: String) throws(RedisError) -> [RedisStreamEntry] {
    var entries: [RedisStreamEntry] = []
    for element in try reply.elements(command) where !element.isNull {
      entries.append(try RedisStreamEntry(element, of: command))
    }
    return entries
  }
}
