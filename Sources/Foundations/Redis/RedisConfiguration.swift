import Foundation

/// Where a Redis server is and how to talk to it. Its texts and its reflection never show the password.
public struct RedisConfiguration: Hashable, Sendable {
  public enum Endpoint: Hashable, Sendable {
    case tcp(host: String, port: Int)
    case unix(path: String)
  }

  public static let portDefault = 6379

  public var endpoint: Endpoint
  /// A user of the server's access control list; `nil`: the default user.
  public var user: String?
  public var password: RedisPassword?
  public var database: Int
  /// How long connecting may take.
  public var connectSeconds = 5.0
  /// How long the server may be silent while it owes an answer; on top of what a blocking command asks for.
  public var commandSeconds = 5.0
  /// The delays between attempts to connect grow from the first to the second, halved at random.
  public var reconnectSeconds = 0.05...2.0

  public init(endpoint: Endpoint, user: String? = nil, password: RedisPassword? = nil, database: Int = 0) {
    self.endpoint = endpoint
    self.user = user
    self.password = password
    self.database = database
  }
}

extension RedisConfiguration: CustomStringConvertible {
  /// The URL without user and password.
  public var description: String {
    switch endpoint {
    case .tcp(let host, let port): "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
    case .unix(let path): "unix://\(path)?db=\(database)"
    }
  }
}

/// A password that does not end up in logs by accident.
public struct RedisPassword: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let value: String

  public init(_ value: String) { self.value = value }

  public var description: String { "***" }
  public var debugDescription: String { "***" }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
