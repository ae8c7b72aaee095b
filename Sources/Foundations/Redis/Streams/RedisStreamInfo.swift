/// What `XINFO STREAM` says.
public struct RedisStreamInfo: Hashable, Sendable {
  public var length: Int
  public var groupCount: Int
  /// `nil` when the stream is empty.
  public var firstID: RedisStreamID?
  public var lastID: RedisStreamID
  /// How many entries were ever added.
  public var addedCount: Int

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XINFO STREAM"
    let table = try reply.table(command)
    length = try (table["length"] ?? .null).count(command)
    groupCount = try (table["groups"] ?? .null).count(command)
    lastID = try (table["last-generated-id"] ?? .null).streamID(command)
    addedCount = try (table["entries-added"] ?? .integer(0)).count(command)
    firstID = try table["first-entry"]?.array?.first?.streamID(command)
  }
}

/// What `XINFO GROUPS` says about one consumer group.
public struct RedisGroupInfo: Hashable, Sendable {
  public var name: String
  public var consumerCount: Int
  /// Delivered, but not acknowledged.
  public var pendingCount: Int
  public var lastDeliveredID: RedisStreamID
  /// How many entries are still to be delivered; `nil` when the server cannot tell.
  public var lag: Int?

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XINFO GROUPS"
    let table = try reply.table(command)
    name = try (table["name"] ?? .null).text(command)
    consumerCount = try (table["consumers"] ?? .null).count(command)
    pendingCount = try (table["pending"] ?? .null).count(command)
    lastDeliveredID = try (table["last-delivered-id"] ?? .null).streamID(command)
    lag = table["lag"]?.integer.flatMap(Int.init(exactly:))
  }
}

/// What `XINFO CONSUMERS` says about one consumer.
public struct RedisConsumerInfo: Hashable, Sendable {
  public var name: String
  public var pendingCount: Int
  /// Since it last asked for entries.
  public var idleSeconds: Double

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XINFO CONSUMERS"
    let table = try reply.table(command)
    name = try (table["name"] ?? .null).text(command)
    pendingCount = try (table["pending"] ?? .null).count(command)
    idleSeconds = Double(try (table["idle"] ?? .null).count(command)) / 1000
  }
}

/// What `XPENDING` says about a group as a whole.
public struct RedisPendingSummary: Hashable, Sendable {
  public var count: Int
  /// `nil` when nothing is pending.
  public var firstID: RedisStreamID?
  public var lastID: RedisStreamID?
  public var countByConsumer: [String: Int]

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XPENDING"
    let parts = try reply.elements(command)
    guard parts.count == 4 else { throw reply.surprise(command, "four elements") }
    count = try parts[0].count(command)
    firstID = parts[1].isNull ? nil : try parts[1].streamID(command)
    lastID = parts[2].isNull ? nil : try parts[2].streamID(command)
    countByConsumer = [:]
    for consumer in parts[3].array ?? [] {
      guard let pair = consumer.array, pair.count == 2, let count = pair[1].string.flatMap({ Int($0) }) else {
        throw reply.surprise(command, "consumers with their counts")
      }
      countByConsumer[try pair[0].text(command)] = count
    }
  }
}

/// What `XPENDING` says about one entry.
public struct RedisPendingEntry: Hashable, Sendable {
  public var id: RedisStreamID
  public var consumer: String
  /// Since it was last delivered or claimed.
  public var idleSeconds: Double
  /// How often it was delivered. A claim with `JUSTID` does not count.
  public var deliveryCount: Int

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XPENDING"
    let parts = try reply.elements(command)
    guard parts.count == 4 else { throw reply.surprise(command, "four elements") }
    id = try parts[0].streamID(command)
    consumer = try parts[1].text(command)
    idleSeconds = Double(try parts[2].count(command)) / 1000
    deliveryCount = try parts[3].count(command)
  }
}

/// What one `XAUTOCLAIM` brought.
public struct RedisAutoclaim: Hashable, Sendable {
  /// Where the next call goes on; ``RedisStreamID/zero`` when everything was seen.
  public var cursor: RedisStreamID
  public var entries: [RedisStreamEntry]
  /// Entries that were pending but are no longer in the stream. The server has forgotten them now.
  public var deletedIDs: [RedisStreamID]

  init(_ reply: RedisReply) throws(RedisError) {
    let command = "XAUTOCLAIM"
    let parts = try reply.elements(command)
    guard parts.count >= 2 else { throw reply.surprise(command, "a cursor and entries") }
    cursor = try parts[0].streamID(command)
    entries = try RedisStreamEntry.list(parts[1], of: command)
    deletedIDs = []
    if parts.count > 2 {
      for id in try parts[2].elements(command) { deletedIDs.append(try id.streamID(command)) }
    }
  }
}
