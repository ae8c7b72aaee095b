import Foundation
public import Model
public import Support

/// The form of a dead letter on the stream of an existing deployment: the fields of the event, and beside them
/// `failed_at`, `failed_reason`, `failed_message_id`, `failed_stream`, `retry_count` and `dlq_metadata` (JSON with
/// `consumer_group`, `consumer_name`, `max_retry_count`).
public enum LetterFields {
  private static let marks = ["failed_at", "failed_reason", "failed_message_id", "failed_stream", "dlq_metadata"]

  /// What the services themselves say of an event that they give up. It has an id of its own, the same whenever the
  /// entry is read: the event that it tells of may come, and die, again.
  @Sendable public static func decode(_ entry: EventFields.Entry) throws(EventFields.Undecodable) -> Event {
    func text(_ name: String) -> String? { entry.fields.first { $0.name == name }?.value }
    let metadata = text("dlq_metadata").flatMap { try? JSON(parsing: $0) }
    let consumer = metadata?["consumer_group"]?.string ?? "processing-group"
    let entryTime = entry.id.split(separator: "-").first.flatMap { Double($0) }.map { $0 / 1000 } ?? 0
    let report = PoisonReport(
      consumer: consumer, stream: entry.stream, entryID: entry.id, eventType: text("event_type"), fields: entry.kept,
      failure: Failure(
        "event_given_up", text("failed_reason") ?? "\(consumer) gave it up and did not say why",
        nextStep: "find out why \(consumer) cannot handle it, then redrive it"))
    guard let payload = try? JSON(encoding: report) else { throw EventFields.Undecodable(reason: "no report") }
    let id = identity(of: "\(entry.stream) \(entry.id)")
    return Event(
      eventID: EventID(id), eventType: .jobDeadlettered,
      occurredAt: text("failed_at").flatMap(Date.init(iso8601:)) ?? Date(timeIntervalSince1970: entryTime),
      traceID: (text("trace_id") ?? text("event_id")).flatMap { TraceID($0) } ?? TraceID(id),
      producer: consumer, datasetID: text("dataset_id").flatMap { DatasetID($0) },
      datasetVersion: text("dataset_version"), payload: payload)
  }

  /// The fields of the event as it is sent again: without what was said of its failure, its retries counted from 0, and
  /// all else as it was written. Whoever gave it up knows data by these very texts, and reads them its own way.
  public static func again(_ kept: JSON) -> JSON {
    let own = (kept.members ?? []).filter { !marks.contains($0.name) && $0.name != "retry_count" }
    return .object(own + [JSON.Member("retry_count", "0")])
  }

  /// The same id for the same text.
  private static func identity(of text: String) -> UUID {
    let digits = Array(SHA256.hex(of: Array(text.utf8)))
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    return UUID(uuidString: parts.joined(separator: "-")) ?? UUID()
  }
}
