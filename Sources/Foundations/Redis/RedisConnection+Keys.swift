extension RedisConnection {
  /// Whether the server answers.
  public func ping() async throws(RedisError) {
    _ = try await send(["PING"])
  }

  /// The value of a key; `nil` when there is none.
  public func get(_ key: String) async throws(RedisError) -> [UInt8]? {
    try await send(["GET", RedisArgument(key)]).bytes
  }

  /// Sets a key.
  ///
  /// - Parameters:
  ///   - expirySeconds: When it goes away by itself; `nil`: never.
  ///   - onlyIfAbsent: Leave an existing key as it is.
  /// - Returns: Whether it was set.
  @discardableResult
  public func set(
    _ key: String, to value: RedisArgument, expirySeconds: Double? = nil, onlyIfAbsent: Bool = false
  ) async throws(RedisError) -> Bool {
    var command: [RedisArgument] = ["SET", RedisArgument(key), value]
    if let expirySeconds { command += ["PX", RedisArgument(milliseconds(expirySeconds))] }
    if onlyIfAbsent { command.append("NX") }
    return !(try await send(command).isNull)
  }

  /// Deletes keys.
  ///
  /// - Returns: How many of them there were.
  @discardableResult
  public func del(_ keys: [String]) async throws(RedisError) -> Int {
    guard !keys.isEmpty else { return 0 }
    return try await send(["DEL"] + keys.map { RedisArgument($0) }).count("DEL")
  }

  /// The fields of `INFO`, such as `run_id` (section `server`) and `maxmemory_policy` (section `memory`).
  public func info(_ section: String) async throws(RedisError) -> [String: String] {
    let text = try await send(["INFO", RedisArgument(section)]).string ?? ""
    var fields: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      fields[String(line[..<colon])] = String(line[line.index(after: colon)...])
    }
    return fields
  }

  /// One field of `INFO`; `nil` when the server does not have it.
  public func info(_ section: String, field: String) async throws(RedisError) -> String? {
    try await info(section)[field]
  }
}

/// What the server takes as a time; what is not a number counts as the least.
func milliseconds(_ seconds: Double, atLeast least: Int64 = 1) -> Int64 {
  guard seconds > 0 else { return least }
  return max(least, Int64(min((seconds * 1000).rounded(.up), 1e15)))
}
