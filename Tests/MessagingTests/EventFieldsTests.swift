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
  }

  @Test(arguments: [
    [], [("event_type", "x")], [("event_type", "x"), ("event_id", "1")],
    [("event_type", "x"), ("event_id", "11111111-1111-7111-8111-111111111111"), ("occurred_at", "yesterday")],
    [
      ("event_type", "x"), ("event_id", "11111111-1111-7111-8111-111111111111"),
      ("occurred_at", "2026-02-24T03:04:05Z"), ("payload", "{"),
    ],
  ])
  func whatIsNoEventIsRefused(fields: [EventFields.Field]) {
    #expect(throws: EventFields.Undecodable.self) { try EventFields.decode(fields) }
  }
}
