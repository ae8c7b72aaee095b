import Foundation
public import Model
public import Redis
import Support

/// Reads what Redis knows of the platform's queues.
public struct QueueReader: Sendable {
  private let redis: RedisConnection

  public init(redis: RedisConnection) { self.redis = redis }

  /// The queues that exist, in the order of ``Streams/subscriptions``.
  public func queues() async throws -> [Queue] {
    var queues: [Queue] = []
    for (subscription, found) in zip(Streams.subscriptions, try await redis.xinfo(Streams.subscriptions.map(\.stream)))
    {
      let (stream, name) = (subscription.stream, subscription.group)
      guard let (info, groups) = found, let group = groups.first(where: { $0.name == name }) else { continue }
      queues.append(
        Queue(
          stream: stream, group: name, length: info.length, lag: group.lag, pending: group.pendingCount,
          consumers: group.consumerCount, added: info.addedCount,
          oldestAt: try await oldest(stream, group)?.date))
    }
    return queues
  }

  /// The oldest entry that is not acknowledged.
  private func oldest(_ stream: String, _ group: RedisGroupInfo) async throws -> RedisStreamID? {
    if group.pendingCount > 0, let first = try await redis.xpending(stream, group: group.name).firstID { return first }
    guard group.lag != 0, let next = group.lastDeliveredID.next else { return nil }
    return try await redis.xrange(stream, from: next, count: 1).first?.id
  }

  public func consumers(of queue: Queue.ID) async throws -> [QueueDetail.Consumer] {
    try await redis.xinfoConsumers(queue.stream, group: queue.group)?.map {
      QueueDetail.Consumer(name: $0.name, pending: $0.pendingCount, idleSeconds: $0.idleSeconds)
    } ?? []
  }

  /// The oldest entries that are not acknowledged. Looking changes nothing.
  public func entries(of queue: Queue.ID, limit: Int) async throws -> [QueueDetail.Entry] {
    guard let group = try await redis.xinfoGroups(queue.stream)?.first(where: { $0.name == queue.group }) else {
      return []
    }
    var entries: [QueueDetail.Entry] = []
    for pending in try await redis.xpending(queue.stream, group: queue.group, from: .zero, count: limit) {
      // One that was deleted meanwhile is pending all the same.
      let found = try await redis.xrange(queue.stream, from: pending.id, to: pending.id, count: 1).first
      entries.append(entry(pending.id, found?.fields, consumer: pending.consumer, deliveries: pending.deliveryCount))
    }
    guard entries.count < limit, let next = group.lastDeliveredID.next else { return entries }
    return try await entries
      + redis.xrange(queue.stream, from: next, count: limit - entries.count).map {
        entry($0.id, $0.fields, consumer: nil, deliveries: 0)
      }
  }

  private func entry(
    _ id: RedisStreamID, _ fields: [RedisStreamEntry.Field]?, consumer: String?, deliveries: Int
  ) -> QueueDetail.Entry {
    let event = try? EventFields.decode(
      (fields ?? []).map { (String(decoding: $0.name, as: UTF8.self), String(decoding: $0.value, as: UTF8.self)) })
    return QueueDetail.Entry(
      id: id.description, at: id.date, consumer: consumer, deliveries: deliveries,
      eventType: event?.eventType.rawValue, traceID: event?.traceID, payload: event?.payload)
  }
}

extension RedisStreamID {
  fileprivate var date: Date { Date(timeIntervalSince1970: Double(milliseconds) / 1000) }
}
