import Foundation
public import Model
public import Postgres
public import Support

/// The schemas that hold an outbox and an inbox: one per service.
public enum ServiceSchema: String, Sendable, CaseIterable {
  case ingestion, processing, workflow, metadata, labeling, iam

  /// The database role that owns the schema.
  public var role: String { self == .iam ? "flowsight_identity" : "flowsight_\(rawValue)" }
  /// The database role through which people write the schema: it owns nothing there.
  public var writerRole: String { "\(role)_writer" }
  /// The `producer` of its events.
  public var producer: String { "\(rawValue)-service" }
}

/// An event before it has an id, a time and a producer.
public struct EventDraft: Sendable {
  public var type: EventType
  public var traceID: TraceID
  public var datasetID: DatasetID?
  public var datasetVersion: String?
  public var payload: JSON
  /// Orders only: the queue they go to.
  public var queue: String?

  public init(
    _ type: EventType, traceID: TraceID, datasetID: DatasetID?, datasetVersion: String?, payload: JSON,
    queue: String? = nil
  ) {
    self.type = type
    self.traceID = traceID
    self.datasetID = datasetID
    self.datasetVersion = datasetVersion
    self.payload = payload
    self.queue = queue
  }
}

/// What a service says: written in the transaction of the change it tells of, published by the ``Relay``. So an event
/// is never lost, and never told of a change that was rolled back (A5).
public struct Outbox: Sendable {
  public let schema: ServiceSchema
  let environment: Environment

  public init(schema: ServiceSchema, environment: Environment) {
    self.schema = schema
    self.environment = environment
  }

  public func append(_ drafts: [EventDraft], on connection: PostgresConnection) async throws {
    if !drafts.isEmpty { _ = try await connection.query(try statement(appending: drafts)) }
  }

  /// The same, to be sent with other statements of the transaction.
  public func statement(appending drafts: [EventDraft]) throws -> Statement {
    let events = drafts.map { draft in
      Event(
        eventID: EventID(environment.newID()), eventType: draft.type, occurredAt: environment.now(),
        traceID: draft.traceID, producer: schema.producer, datasetID: draft.datasetID,
        datasetVersion: draft.datasetVersion, payload: draft.payload)
    }
    let streams = drafts.map { Streams.stream(of: $0.type, queue: $0.queue) }
    return try OutboxRepository(schema: schema).insertion(of: Array(zip(events, streams)))
  }

  /// Sends events once more to streams, as they are here. Groups that have taken one into account do not do so again.
  ///
  /// An event is one row. Returns, for each, whether it is sent: it is not while the same event is still to be published
  /// with other content, also when that is among these; then the first of them is.
  public func republish(
    _ events: [(Event, stream: String)], on connection: PostgresConnection
  ) async throws -> [Bool] {
    let first = Dictionary(events.map { ($0.0.eventID, $0) }, uniquingKeysWith: { first, _ in first })
    let waiting = try await OutboxRepository(schema: schema).republish(Array(first.values), connection)
    return events.map { first[$0.0.eventID]?.0 == $0.0 && !waiting.contains($0.0.eventID) }
  }

  /// Records an act of a person in the same transaction; the entry's id is known at once.
  public func audit(
    _ actor: Actor, _ act: Act, target: AuditTarget, reason: String?, before: JSON?, after: JSON?, traceID: TraceID?,
    on connection: PostgresConnection
  ) async throws -> AuditID {
    let entry = AuditEntry(
      id: AuditID(environment.newID()), at: environment.now(), actor: actor,
      action: "\(schema.rawValue).\(act.rawValue)", target: target.description,
      reason: reason, before: before, after: after, traceID: traceID)
    try await append(
      [
        EventDraft(
          .auditRecorded, traceID: traceID ?? TraceID(entry.id.rawValue), datasetID: nil, datasetVersion: nil,
          payload: try JSON(encoding: entry))
      ], on: connection)
    return entry.id
  }
}
