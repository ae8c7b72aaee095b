/// Streams, by the names of their commands (redis.io/commands/?group=stream).
extension RedisConnection {
  /// Adds an entry; the server gives its id.
  ///
  /// - Parameter createsStream: Whether a missing stream is made; it would have no groups.
  /// - Returns: The id; `nil` when there is no stream and none was made.
  public func xadd(
    _ stream: String, _ fields: [RedisStreamEntry.Field], createsStream: Bool = true
  ) async throws(RedisError) -> RedisStreamID? {
    let addition = RedisStreamAddition(stream: stream, fields: fields)
    let reply = try await send(addition.command(createsStream: createsStream))
    return reply.isNull ? nil : try reply.streamID("XADD")
  }

  /// Adds entries in one round trip.
  ///
  /// - Returns: For each its id, `nil` as of ``xadd(_:_:createsStream:)``, or the server's refusal.
  public func xadd(
    _ additions: [RedisStreamAddition], createsStream: Bool = true
  ) async throws(RedisError) -> [Result<RedisStreamID?, RedisServerError>] {
    var results: [Result<RedisStreamID?, RedisServerError>] = []
    results.reserveCapacity(additions.count)
    for reply in try await pipeline(additions.map { $0.command(createsStream: createsStream) }) {
      switch reply {
      case .error(let error): results.append(.failure(error))
      case .null: results.append(.success(nil))
      default: results.append(.success(try reply.streamID("XADD")))
      }
    }
    return results
  }

  public func xlen(_ stream: String) async throws(RedisError) -> Int {
    try await send(["XLEN", RedisArgument(stream)]).count("XLEN")
  }

  /// Removes entries.
  ///
  /// - Returns: How many of them there were.
  @discardableResult
  public func xdel(_ stream: String, _ ids: [RedisStreamID]) async throws(RedisError) -> Int {
    guard !ids.isEmpty else { return 0 }
    return try await send(["XDEL", RedisArgument(stream)] + arguments(ids)).count("XDEL")
  }

  /// Removes what is older than an id.
  ///
  /// - Returns: How many entries went.
  @discardableResult
  public func xtrim(_ stream: String, before id: RedisStreamID) async throws(RedisError) -> Int {
    try await send(["XTRIM", RedisArgument(stream), "MINID", RedisArgument(id.description)]).count("XTRIM")
  }

  /// Entries in the order of their ids, both ends included.
  public func xrange(
    _ stream: String, from first: RedisStreamID = .zero, to last: RedisStreamID = .max, count: Int
  ) async throws(RedisError) -> [RedisStreamEntry] {
    try await range("XRANGE", stream, first, last, count)
  }

  /// Entries in the reverse order of their ids, both ends included.
  public func xrevrange(
    _ stream: String, from last: RedisStreamID = .max, to first: RedisStreamID = .zero, count: Int
  ) async throws(RedisError) -> [RedisStreamEntry] {
    try await range("XREVRANGE", stream, last, first, count)
  }

  private func range(
    _ name: String, _ stream: String, _ start: RedisStreamID, _ end: RedisStreamID, _ count: Int
  ) async throws(RedisError) -> [RedisStreamEntry] {
    let command: [RedisArgument] = [RedisArgument(name), RedisArgument(stream)]
    let reply = try await send(command + arguments([start, end]) + ["COUNT", RedisArgument(max(0, count))])
    return reply.isNull ? [] : try RedisStreamEntry.list(reply, of: name)
  }

  /// - Returns: `nil` when there is no such stream.
  public func xinfoStream(_ stream: String) async throws(RedisError) -> RedisStreamInfo? {
    guard let reply = try await unlessMissing(["XINFO", "STREAM", RedisArgument(stream)]) else { return nil }
    return try RedisStreamInfo(reply)
  }

  /// - Returns: `nil` when there is no such stream.
  public func xinfoGroups(_ stream: String) async throws(RedisError) -> [RedisGroupInfo]? {
    guard let reply = try await unlessMissing(["XINFO", "GROUPS", RedisArgument(stream)]) else { return nil }
    return try groups(reply)
  }

  /// What is known of streams and of their groups, in one round trip.
  ///
  /// - Returns: An element for each stream, `nil` when there is no such stream.
  public func xinfo(
    _ streams: [String]
  ) async throws(RedisError) -> [(stream: RedisStreamInfo, groups: [RedisGroupInfo])?] {
    let kinds: [RedisArgument] = ["STREAM", "GROUPS"]
    let replies = try await pipeline(
      streams.flatMap { stream in kinds.map { ["XINFO", $0, RedisArgument(stream)] } })
    var found: [(stream: RedisStreamInfo, groups: [RedisGroupInfo])?] = []
    for index in streams.indices {
      if let stream = try unlessMissing(replies[2 * index]), let groups = try unlessMissing(replies[2 * index + 1]) {
        found.append((try RedisStreamInfo(stream), try self.groups(groups)))
      } else {
        found.append(nil)
      }
    }
    return found
  }

  private func groups(_ reply: RedisReply) throws(RedisError) -> [RedisGroupInfo] {
    var groups: [RedisGroupInfo] = []
    for element in try reply.elements("XINFO GROUPS") { groups.append(try RedisGroupInfo(element)) }
    return groups
  }

  /// - Returns: `nil` when there is no such stream.
  public func xinfoConsumers(_ stream: String, group: String) async throws(RedisError) -> [RedisConsumerInfo]? {
    guard let reply = try await unlessMissing(["XINFO", "CONSUMERS", RedisArgument(stream), RedisArgument(group)])
    else { return nil }
    var consumers: [RedisConsumerInfo] = []
    for element in try reply.elements("XINFO CONSUMERS") { consumers.append(try RedisConsumerInfo(element)) }
    return consumers
  }

  private func unlessMissing(_ command: [RedisArgument]) async throws(RedisError) -> RedisReply? {
    try unlessMissing(try await pipeline([command])[0])
  }

  private func unlessMissing(_ reply: RedisReply) throws(RedisError) -> RedisReply? {
    do {
      return try reply.checked()
    } catch .server(let error) where error.message.hasPrefix("no such key") {
      return nil
    }
  }
}

func arguments(_ ids: [RedisStreamID]) -> [RedisArgument] {
  ids.map { RedisArgument($0.description) }
}

extension RedisStreamAddition {
  func command(createsStream: Bool) -> [RedisArgument] {
    var command: [RedisArgument] = ["XADD", RedisArgument(stream)]
    if !createsStream { command.append("NOMKSTREAM") }
    command.append("*")
    for field in fields { command += [RedisArgument(field.name), RedisArgument(field.value)] }
    return command
  }
}
