import Foundation
public import Model
public import Support

/// The form of an event on a stream: flat text fields.
///
/// It is the form that existing FlowSight deployments use (`event_type`, `event_id`, `occurred_at`, `dataset_id`,
/// `dataset_version`, and `ingestion_job_id`, `object_key`, `file_size`, `status` beside them) with the fields that
/// it lacked: `trace_id`, `producer`, `payload`. Entries without these are read too: they keep their fields, so that they
/// can be sent again exactly as they came.
public enum EventFields {
  public typealias Field = (name: String, value: String)

  public typealias Decoder = @Sendable (Entry) throws(Undecodable) -> Event

  /// Why the fields of an entry are not an event.
  public struct Undecodable: Error, Hashable, Sendable {
    public var reason: String
  }

  /// Names the only member of what stands in a kept entry for bytes that are no text.
  public static let bytesMark = "base64"

  private static let envelope = [
    "event_id", "event_type", "occurred_at", "trace_id", "producer", "dataset_id", "dataset_version", "payload",
  ]
  /// Members of the payload that older consumers expect as fields of their own.
  private static let lifted = ["ingestion_job_id", "object_key", "file_size", "status", "retry_count"]

  public static func encode(_ event: Event) -> [Field] {
    if let written = event.fields.flatMap(fields(of:)) { return written }
    var fields: [Field] = [
      ("event_id", event.eventID.description), ("event_type", event.eventType.rawValue),
      ("occurred_at", event.occurredAt.iso8601), ("trace_id", event.traceID.description),
      ("producer", event.producer),
    ]
    if let id = event.datasetID { fields.append(("dataset_id", id.description)) }
    if let version = event.datasetVersion { fields.append(("dataset_version", version)) }
    for name in lifted {
      switch event.payload[name] {
      case .string(let value): fields.append((name, value))
      case .integer(let value): fields.append((name, String(value)))
      default: break
      }
    }
    fields.append(("payload", event.payload.text()))
    return fields
  }

  @Sendable public static func decode(_ entry: Entry) throws(Undecodable) -> Event {
    var event = try decode(entry.fields)
    if event.fields != nil { event.fields = entry.kept }
    return event
  }

  public static func decode(_ fields: [Field]) throws(Undecodable) -> Event {
    func text(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    guard let type = text("event_type"), !type.isEmpty else { throw Undecodable(reason: "event_type is missing") }
    guard let id = text("event_id").flatMap({ EventID($0) }) else {
      throw Undecodable(reason: "event_id is missing or is no UUID")
    }
    // Its times are that deployment's own.
    let isOfOthers = Event.isOfOthers(text)
    let unknownTime = isOfOthers ? Date(timeIntervalSince1970: 0) : nil
    guard let occurredAt = text("occurred_at").flatMap(Date.init(iso8601:)) ?? unknownTime else {
      throw Undecodable(reason: "occurred_at is missing or is no ISO 8601 time")
    }
    return Event(
      eventID: id, eventType: EventType(rawValue: type), occurredAt: occurredAt,
      traceID: text("trace_id").flatMap { TraceID($0) } ?? TraceID(id.rawValue),
      producer: text("producer") ?? "unknown", datasetID: text("dataset_id").flatMap { DatasetID($0) },
      datasetVersion: text("dataset_version"),
      payload: isOfOthers ? object(fields.filter { !envelope.contains($0.name) }) : try payload(text("payload") ?? ""),
      // `nil` alone would be the JSON of that name.
      fields: isOfOthers ? object(fields) : JSON?.none)
  }

  /// Texts under their names.
  static func object(_ fields: [Field]) -> JSON { .object(fields.map { JSON.Member($0.name, .string($0.value)) }) }

  /// The inverse of ``object(_:)``: what is no text as the text of its JSON. `nil` when it is no object.
  public static func fields(of object: JSON) -> [Field]? {
    object.members?.map { ($0.name, $0.value.string ?? $0.value.text()) }
  }

  private static func payload(_ text: String) throws(Undecodable) -> JSON {
    do {
      return try JSON(parsing: text)
    } catch {
      throw Undecodable(reason: "payload is no JSON: \(error)")
    }
  }
}
