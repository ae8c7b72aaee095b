import Foundation

extension RedisConfiguration {
  /// Reads `redis://[[user]:password@]host[:port][/db]` or `unix://[[user]:password@]/path[?db=n]`; user, password
  /// and path may be percent-encoded.
  public init(url: String) throws(RedisError) {
    if let rest = url.removingPrefix("redis://") {
      try self.init(tcp: rest)
    } else if let rest = url.removingPrefix("unix://") {
      try self.init(unix: rest)
    } else if url.hasPrefix("rediss://") {
      throw .invalid("Redis over TLS (rediss://) is not supported")
    } else {
      throw .invalid("a Redis URL starts with redis:// or unix://")
    }
  }

  private init(tcp text: String) throws(RedisError) {
    let (credentials, place) = text.splitAtLast("@")
    let (address, path) = place.splitAtFirst("/")
    let (host, port) = try RedisConfiguration.hostAndPort(address)
    self.init(endpoint: .tcp(host: host, port: port), database: try RedisConfiguration.database(path))
    try readCredentials(credentials)
  }

  private init(unix text: String) throws(RedisError) {
    let (place, query) = text.splitAtFirst("?")
    let (credentials, encoded) = place.splitAtLast("@")
    guard encoded.hasPrefix("/"), let path = encoded.removingPercentEncoding else {
      throw .invalid("a unix:// URL needs an absolute path: unix:///path/to/redis.sock")
    }
    let database = query?.removingPrefix("db=")
    if query != nil && database == nil { throw .invalid("the only option of a unix:// URL is db") }
    self.init(endpoint: .unix(path: path), database: try RedisConfiguration.database(database))
    try readCredentials(credentials)
  }

  private mutating func readCredentials(_ text: String?) throws(RedisError) {
    guard let text else { return }
    let (user, password) = text.splitAtFirst(":")
    guard let user = user.removingPercentEncoding, let password = (password ?? "").removingPercentEncoding else {
      throw .invalid("the user or the password of the Redis URL is not percent-encoded properly")
    }
    self.user = user.isEmpty ? nil : user
    self.password = password.isEmpty ? nil : RedisPassword(password)
    if self.user != nil && self.password == nil { throw .invalid("the Redis URL names a user but no password") }
  }

  private static func hostAndPort(_ text: String) throws(RedisError) -> (String, Int) {
    var (host, port) = text.splitAtFirst(":")
    if text.hasPrefix("[") {
      let (inside, rest) = String(text.dropFirst()).splitAtFirst("]")
      guard let rest else { throw .invalid("the address in the Redis URL has no closing bracket") }
      (host, port) = (inside, rest.isEmpty ? nil : rest.removingPrefix(":") ?? "")
    }
    if host.isEmpty { throw .invalid("the Redis URL has no host") }
    guard let port else { return (host, portDefault) }
    guard let number = Int(port), (1...65_535).contains(number) else {
      throw .invalid("the port of the Redis URL is not a number from 1 to 65535")
    }
    return (host, number)
  }

  private static func database(_ text: String?) throws(RedisError) -> Int {
    guard let text, !text.isEmpty else { return 0 }
    guard let number = Int(text), (0...65_535).contains(number) else {
      throw .invalid("the database of the Redis URL is not a number")
    }
    return number
  }
}

extension String {
  fileprivate func removingPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }

  fileprivate func splitAtFirst(_ separator: Character) -> (String, String?) {
    guard let index = firstIndex(of: separator) else { return (self, nil) }
    return (String(self[..<index]), String(self[self.index(after: index)...]))
  }

  fileprivate func splitAtLast(_ separator: Character) -> (String?, String) {
    guard let index = lastIndex(of: separator) else { return (nil, self) }
    return (String(self[..<index]), String(self[self.index(after: index)...]))
  }
}
