import Foundation
import Messaging
import Model
import Support
import Testing

@Suite struct EventFieldsTests {
  private let event = Event(
    eventID: EventID(UUID()), eventType: .datasetIngested, occurredAt: Date(timeIntervalSince1970: 1_771_902_245.678),
    traceID: TraceID(UUID()), producer: "ingestion-service", datasetID: DatasetID(UUID()), datasetVersion: "7",
    payload: ["object_key": "sha256/ab/cd", "file_size": 12, "status": "INGESTED", "名": "会话"])

  @Test func anEventSurvivesTheStream() throws {
    #expect(try EventFields.decode(EventFields.encode(event)) == event)
    #expect(!event.isOfOthers)
  }

  @Test func olderConsumersFindTheirFields() {
    let fields = Dictionary(
      EventFields.encode(event).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    #expect(fields["object_key"] == "sha256/ab/cd")
    #expect(fields["file_size"] == "12")
    #expect(fields["status"] == "INGESTED")
    #expect(fields["dataset_version"] == "7")
  }

  @Test func entriesOfOlderProducersAreRead() throws {
    let id = UUID()
    let event = try EventFields.decode([
      ("event_type", "dataset.ingested"), ("event_id", id.text), ("occurred_at", "2026-02-24T03:04:05+00:00"),
      ("dataset_id", UUID().text), ("dataset_version", "v1"), ("ingestion_job_id", "42"), ("object_key", "a/b.csv"),
    ])
    #expect(event.traceID == TraceID(id))
    #expect(event.producer == "unknown")
    #expect(event.payload == ["ingestion_job_id": "42", "object_key": "a/b.csv"])
    #expect(event.isOfOthers)
  }

  /// As `uuid4().hex` and `datetime.isoformat()` write them.
  @Test func whatOlderProducersWroteIsSentAgainAsItWas() throws {
    let fields: [EventFields.Field] = [
      ("event_type", "dataset.ingested"), ("event_id", "0b9f7c526f0a4a359e0c6f1b8c7d2e11"),
      ("occurred_at", "2026-02-24T03:04:05.123456+00:00"), ("dataset_id", "6b7a3a518a524f199a6d3c1c0f3ba001"),
      ("dataset_version", "v1"), ("file_size", "12"), ("retried_at", "2026-02-24T03:05:05+00:00"),
    ]
    let event = try EventFields.decode(fields)
    #expect(event.eventID == EventID("0b9f7c52-6f0a-4a35-9e0c-6f1b8c7d2e11"))
    let kept: Event = try JSON(encoding: event).decode()
    #expect(EventFields.encode(kept).map { [$0.name, $0.value] } == fields.map { [$0.name, $0.value] })
  }

  @Test(arguments: [
    [], [("event_type", "x")], [("event_type", "x"), ("event_id", "1")],
    [
      ("event_type", "x"), ("event_id", "11111111-1111-7111-8111-111111111111"), ("occurred_at", "yesterday"),
      ("payload", "{}"),
    ],
    [
      ("event_type", "x"), ("event_id", "11111111-1111-7111-8111-111111111111"),
      ("occurred_at", "2026-02-24T03:04:05Z"), ("payload", "{"),
    ],
  ])
  func whatIsNoEventIsRefused(fields: [EventFields.Field]) {
    #expect(throws: EventFields.Undecodable.self) { try EventFields.decode(fields) }
  }
}
