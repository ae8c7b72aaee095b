/// Consumer groups, by the names of their commands.
extension RedisConnection {
  /// Which entries a consumer asks for.
  public enum Delivery: Hashable, Sendable {
    /// Those that no consumer of the group has had yet.
    case new
    /// Those that this consumer had and has not acknowledged, after an id. Their delivery counts rise.
    case pending(after: RedisStreamID)
  }

  /// Makes a group, and the stream if it is missing.
  ///
  /// - Parameter start: The group gets the entries after this one.
  /// - Returns: Whether it is new.
  @discardableResult
  public func xgroupCreate(
    _ stream: String, group: String, start: RedisStreamID = .zero
  ) async throws(RedisError) -> Bool {
    let position = start == .zero ? "0" : start.description
    do {
      _ = try await send([
        "XGROUP", "CREATE", RedisArgument(stream), RedisArgument(group), RedisArgument(position), "MKSTREAM",
      ])
      return true
    } catch .server(let error) where error.code == .busyGroup {
      return false
    }
  }

  /// Reads from several streams for one consumer of a group.
  ///
  /// - Parameters:
  ///   - count: How many entries at most from each stream.
  ///   - blockSeconds: How long to wait when there is nothing; `nil`: not at all. It holds up the connection, and ends
  ///     at once when the task is cancelled.
  /// - Returns: The streams that had something; none when the time is over.
  /// - Throws: `NOGROUP` when a stream or its group is missing, `UNBLOCKED` when a stream went while waiting.
  public func xreadgroup(
    group: String, consumer: String, streams: [String], count: Int, blockSeconds: Double? = nil,
    delivery: Delivery = .new
  ) async throws(RedisError) -> [RedisStreamBatch] {
    guard !streams.isEmpty, count > 0 else { return [] }
    var command: [RedisArgument] = [
      "XREADGROUP", "GROUP", RedisArgument(group), RedisArgument(consumer), "COUNT", RedisArgument(count),
    ]
    if let blockSeconds { command += ["BLOCK", RedisArgument(milliseconds(blockSeconds))] }
    let start =
      switch delivery {
      case .new: ">"
      case .pending(let id): id.description
      }
    command.append("STREAMS")
    command += streams.map { RedisArgument($0) } + streams.map { _ in RedisArgument(start) }
    let reply: RedisReply
    if let blockSeconds {
      reply = try await send(command, blockSeconds: blockSeconds)
    } else {
      reply = try await send(command)
    }
    if reply.isNull { return [] }
    var batches: [RedisStreamBatch] = []
    for element in try reply.elements("XREADGROUP") {
      let parts = try element.elements("XREADGROUP")
      guard parts.count == 2 else { throw element.surprise("XREADGROUP", "a stream and its entries") }
      let entries = try RedisStreamEntry.list(parts[1], of: "XREADGROUP")
      batches.append(RedisStreamBatch(stream: try parts[0].text("XREADGROUP"), entries: entries))
    }
    return batches
  }

  /// Acknowledges entries.
  ///
  /// - Returns: How many of them were pending. Fewer than given tells that the group was made anew, or that somebody
  ///   else acknowledged.
  public func xack(_ stream: String, group: String, _ ids: [RedisStreamID]) async throws(RedisError) -> Int {
    guard !ids.isEmpty else { return 0 }
    return try await send(["XACK", RedisArgument(stream), RedisArgument(group)] + arguments(ids)).count("XACK")
  }

  /// Takes over entries of consumers that have not touched them for a while. Their delivery counts rise.
  ///
  /// - Parameters:
  ///   - start: The cursor of the last answer; ``RedisStreamID/zero`` at first.
  ///   - count: How many entries at most.
  public func xautoclaim(
    _ stream: String, group: String, consumer: String, minIdleSeconds: Double, start: RedisStreamID = .zero,
    count: Int
  ) async throws(RedisError) -> RedisAutoclaim {
    let reply = try await send([
      "XAUTOCLAIM", RedisArgument(stream), RedisArgument(group), RedisArgument(consumer),
      RedisArgument(milliseconds(minIdleSeconds, atLeast: 0)), RedisArgument(start.description), "COUNT",
      RedisArgument(max(1, count)),
    ])
    return try RedisAutoclaim(reply)
  }

  /// Says that a consumer still works on entries: their idle time starts anew, their delivery counts stay.
  ///
  /// - Returns: Those that the consumer now has.
  public func xclaimJustID(
    _ stream: String, group: String, consumer: String, minIdleSeconds: Double = 0, _ ids: [RedisStreamID]
  ) async throws(RedisError) -> [RedisStreamID] {
    guard !ids.isEmpty else { return [] }
    let command: [RedisArgument] = [
      "XCLAIM", RedisArgument(stream), RedisArgument(group), RedisArgument(consumer),
      RedisArgument(milliseconds(minIdleSeconds, atLeast: 0)),
    ]
    var claimed: [RedisStreamID] = []
    for id in try await send(command + arguments(ids) + ["JUSTID"]).elements("XCLAIM") {
      claimed.append(try id.streamID("XCLAIM"))
    }
    return claimed
  }

  public func xpending(_ stream: String, group: String) async throws(RedisError) -> RedisPendingSummary {
    try RedisPendingSummary(try await send(["XPENDING", RedisArgument(stream), RedisArgument(group)]))
  }

  /// Pending entries one by one, in the order of their ids.
  public func xpending(
    _ stream: String, group: String, from first: RedisStreamID, to last: RedisStreamID = .max, count: Int
  ) async throws(RedisError) -> [RedisPendingEntry] {
    let command: [RedisArgument] = ["XPENDING", RedisArgument(stream), RedisArgument(group)]
    let reply = try await send(command + arguments([first, last]) + [RedisArgument(max(0, count))])
    var entries: [RedisPendingEntry] = []
    for element in try reply.elements("XPENDING") { entries.append(try RedisPendingEntry(element)) }
    return entries
  }
}
