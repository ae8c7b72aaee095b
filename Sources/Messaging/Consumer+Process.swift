import Foundation
import Model
import Postgres
import Redis
import Support

extension Consumer {
  /// Stands for the id of an event that cannot be read.
  private static let unreadable = EventID(UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)))

  /// An entry with what it says, or why it cannot be read.
  private struct Item {
    var id: RedisStreamID
    var stream: String
    /// As it came, for whoever looks at what cannot be read.
    var entry: EventFields.Entry
    var event: Result<Event, EventFields.Undecodable>

    init(_ entry: RedisStreamEntry, from stream: String, _ decode: EventFields.Decoder) {
      id = entry.id
      self.stream = stream
      let read = EventFields.Entry(stream: stream, id: entry.id.description, entry.fields ?? [])
      self.entry = read
      event = Result { () throws(EventFields.Undecodable) in try decode(read) }
    }
  }

  /// Takes entries into account and acknowledges them: all in one transaction when that succeeds; otherwise in
  /// halves, until the one that fails stands alone and goes to the dead letters.
  func process(_ entries: [RedisStreamEntry], from stream: String) async throws {
    // An entry without fields was trimmed while it was pending; it is published again from the outbox.
    let trimmed = entries.filter { $0.fields == nil }.map(\.id)
    if !trimmed.isEmpty {
      _ = try await redis.xack(stream, group: group, trimmed)
      try await Incarnation.renew(redis, environment)
    }
    let items = entries.filter { $0.fields != nil }.map { Item($0, from: stream, decode) }
    for first in stride(from: 0, to: items.count, by: transactionMax) {
      try await process(items[first..<min(items.count, first + transactionMax)])
    }
  }

  private func process(_ items: ArraySlice<Item>) async throws {
    guard let first = items.first else { return }
    var attempts = 0
    while true {
      do {
        try await apply(items)
        break
      } catch let error where Failure(error).isTransient && !Task.isCancelled {
        attempts += 1
        log(.warning, "cannot take events into account; trying again", ["error": .string("\(error)")])
        await pause(attempts)
        try Task.checkCancellation()
      } catch {
        if Task.isCancelled { throw error }
        guard items.count == 1 else {
          let middle = items.startIndex + items.count / 2
          try await process(items[..<middle])
          try await process(items[middle...])
          return
        }
        try await bury(first, Failure(error))
        return
      }
    }
    // What cannot be acknowledged stays pending and comes again; the inbox knows it by then.
    await handler.committed()
    let acknowledged = try await redis.xack(first.stream, group: group, items.map(\.id))
    if acknowledged < items.count {
      log(.warning, "entries were acknowledged by others", ["count": JSON(items.count - acknowledged)])
    }
  }

  /// One transaction: the inbox rows, and the effects of the events that are new. What a deployment that was there
  /// before says of its own data is left to its own consumers.
  private func apply(_ items: ArraySlice<Item>) async throws {
    let deliveries = try items.map { item in
      Delivery(event: try item.event.get(), stream: item.stream, entryID: item.id.description)
    }
    try await pool.withTransaction { connection in
      let new = try await InboxRepository(schema: schema)
        .claim(deliveries.map(\.event.eventID), for: group, connection)
      var handled: Set<EventID> = []
      let first = deliveries.filter { delivery in
        new.contains(delivery.event.eventID) && handled.insert(delivery.event.eventID).inserted
          && !delivery.event.isOfOthers
      }
      if !first.isEmpty { try await handler.handle(first, on: connection) }
    }
  }

  /// Hands an event that cannot be taken into account to the dead letters, and acknowledges it.
  private func bury(_ item: Item, _ failure: Failure) async throws {
    log(.error, "an event goes to the dead letters", ["error_code": .string(failure.errorCode.rawValue)])
    let event = try? item.event.get()
    let report = PoisonReport(
      consumer: group, stream: item.stream, entryID: item.id.description, eventType: event?.eventType.rawValue,
      fields: item.entry.kept, failure: failure)
    try await pool.withTransaction { connection in
      // Under a name of the entry's own: the event itself stays open, so that its redrive is not taken for a double.
      let burial = "\(group) gave up \(item.id)"
      let id = event?.eventID ?? Consumer.unreadable
      guard try await !InboxRepository(schema: schema).claim([id], for: burial, connection).isEmpty else { return }
      try await outbox.append(
        [
          EventDraft(
            .jobDeadlettered, traceID: event?.traceID ?? TraceID(environment.newID()), datasetID: event?.datasetID,
            datasetVersion: event?.datasetVersion, payload: try JSON(encoding: report))
        ], on: connection)
    }
    _ = try await redis.xack(item.stream, group: group, [item.id])
  }
}
