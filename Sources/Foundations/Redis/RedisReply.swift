/// What the server answered to one command (RESP2).
public enum RedisReply: Hashable, Sendable {
  case status(String)
  case string([UInt8])
  case integer(Int64)
  case array([RedisReply])
  case null
  case error(RedisServerError)

  /// The bytes of a string or a status.
  public var bytes: [UInt8]? {
    switch self {
    case .string(let bytes): bytes
    case .status(let text): Array(text.utf8)
    default: nil
    }
  }

  /// The text of a string or a status; invalid UTF-8 becomes U+FFFD.
  public var string: String? {
    switch self {
    case .string(let bytes): String(decoding: bytes, as: UTF8.self)
    case .status(let text): text
    default: nil
    }
  }

  public var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  public var array: [RedisReply]? { if case .array(let elements) = self { elements } else { nil } }
  public var isNull: Bool { self == .null }

  /// This reply, unless it is an error.
  public func checked() throws(RedisError) -> RedisReply {
    if case .error(let error) = self { throw .server(error) }
    return self
  }
}

/// An error reply, such as `NOGROUP No such key …`.
public struct RedisServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first word of an error reply: what programs compare.
  public struct Code: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(stringLiteral value: String) { rawValue = value }

    /// The consumer group does not exist, or the stream does not.
    public static let noGroup: Code = "NOGROUP"
    /// The consumer group exists already.
    public static let busyGroup: Code = "BUSYGROUP"
    /// The stream was deleted under a blocked reader.
    public static let unblocked: Code = "UNBLOCKED"
    /// `maxmemory` is reached.
    public static let outOfMemory: Code = "OOM"
    /// The server wants a password.
    public static let noAuthentication: Code = "NOAUTH"
    /// The password or the user is wrong.
    public static let wrongPassword: Code = "WRONGPASS"
    /// The user may not do this.
    public static let noPermission: Code = "NOPERM"
    /// The server is reading its data from disk after a start.
    public static let loading: Code = "LOADING"
    /// A script or a function has been running for too long.
    public static let busy: Code = "BUSY"
    /// The key holds another type.
    public static let wrongType: Code = "WRONGTYPE"
    /// This server is a replica.
    public static let readOnly: Code = "READONLY"
    /// The server cannot write its data to disk.
    public static let misconfigured: Code = "MISCONF"
  }

  public var code: Code
  /// The rest of the reply.
  public var message: String

  public init(code: Code, message: String) {
    self.code = code
    self.message = message
  }

  init(reply: String) {
    let words = reply.split(separator: " ", maxSplits: 1).map(String.init)
    guard let first = words.first, first.allSatisfy({ $0.isUppercase || $0 == "_" }) else {
      self.init(code: "ERR", message: reply)
      return
    }
    self.init(code: Code(rawValue: first), message: words.count > 1 ? words[1] : "")
  }

  public var description: String { message.isEmpty ? code.rawValue : "\(code.rawValue) \(message)" }
}
