public import Model
public import Postgres
public import Support

/// One event as it came from a stream.
public struct Delivery: Sendable {
  public var event: Event
  public var stream: String
  public var entryID: String

  public init(event: Event, stream: String, entryID: String) {
    self.event = event
    self.stream = stream
    self.entryID = entryID
  }
}

/// What a service does with an event.
public protocol EventHandler: Sendable {
  /// Has all its effects through `connection`, whose transaction also records the event in the inbox: they happen
  /// together or not at all, and once.
  ///
  /// A transient ``Failure`` (or a lost connection) is tried again; any other error sends the event to the dead
  /// letters. Types that the service does not know are none of its business: return.
  func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws
  /// The same for those of one transaction, in their order. One after another, unless the handler can take them at
  /// once; when it fails they come again in halves, until the one that is at fault stands alone.
  func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws
  /// Called after a transaction with handled events was committed.
  func committed() async
}

extension EventHandler {
  public func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws {
    for delivery in deliveries { try await handle(delivery, on: connection) }
  }

  public func committed() async {}
}

/// The payload of `workflow.job.deadlettered` for a message that belongs to no run: it could not be read, or its
/// handling failed for good.
public struct PoisonReport: Hashable, Sendable, Codable {
  /// The group that gave up.
  public var consumer: String
  public var stream: String
  public var entryID: String
  public var eventType: String?
  /// The raw fields of the entry.
  public var fields: JSON
  public var failure: Failure
}
