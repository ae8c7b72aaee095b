import Foundation
import Model
import Support
import Testing

@Suite struct ValueTests {
  @Test func identifiersAreLowerCaseUUIDs() throws {
    let id = try #require(RunID("0190A1B2-C3D4-7E5F-8A9B-0C1D2E3F4A5B"))
    #expect("\(id)" == "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b")
    #expect(try JSON(encoding: id) == .string("\(id)"))
    #expect(try JSON(encoding: id).decode(as: RunID.self) == id)
    for text in ["", "1", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5", "0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b0", "会话"] {
      #expect(RunID(text) == nil)
    }
  }

  @Test(arguments: [(Int.min, 1), (0, 1), (7, 7), (1000, 1000), (Int.max, 1000)])
  func pagesHaveALimit(_ asked: Int, _ limit: Int) {
    #expect(PageRequest(limit: asked).limit == limit)
  }

  @Test(arguments: [(0, 0, 0.0), (1, 2, 0.5), (3, 2, 1), (-1, 2, 0), (1, -2, 0)] as [(Int64, Int64, Double)])
  func progressIsAShare(_ done: Int64, _ total: Int64, _ fraction: Double) {
    #expect(Progress(done: done, total: total).fraction == fraction)
  }

  @Test func previewsAndResultsAreSorted() {
    let preview = ActionPreview(
      action: "redrive", items: [.init(id: "1", title: "a"), .init(id: "2", title: "b", skippedBecause: "done")],
      effects: [])
    #expect(preview.eligible.map(\.id) == ["1"] && preview.skipped.map(\.id) == ["2"])
    let result = ActionResult(action: "redrive", items: [.init(id: "1"), .init(id: "2", failure: .invalid("x"))])
    #expect(result.done.map(\.id) == ["1"] && result.failed.map(\.id) == ["2"])
  }

  @Test func templatesReadTheirDocuments() throws {
    let field: JSON = ["name": "phone", "aliases": ["电话"], "required": true, "mask": "phone", "length_max": 20]
    let read = try field.decode(as: Template.Field.self)
    #expect(read == Template.Field(name: "phone", aliases: ["电话"], isRequired: true, mask: .phone, lengthMax: 20))
    #expect(try JSON(encoding: read).decode(as: Template.Field.self) == read)
    let bare: JSON = ["name": "a"]
    #expect(try bare.decode(as: Template.Field.self) == Template.Field(name: "a"))
    #expect(throws: JSON.ShapeError.self) { try JSON.object([]).decode(as: Template.Field.self) }
  }

  /// The envelope has the fields that existing consumers know (H1).
  @Test func envelopesHaveTheirFields() throws {
    let event = Event(
      eventID: EventID(UUID.version7(at: Date())), eventType: .datasetIngested,
      occurredAt: Date(timeIntervalSince1970: 0),
      traceID: TraceID(UUID.version7(at: Date())), producer: "ingestion-service",
      datasetID: DatasetID(UUID.version7(at: Date())), datasetVersion: "1", payload: ["object_key": "k"])
    let json = try JSON(encoding: event)
    #expect(
      json.members?.map(\.name) == [
        "event_id", "event_type", "occurred_at", "trace_id", "producer", "dataset_id", "dataset_version", "payload",
      ])
    #expect(try json.decode(as: Event.self) == event)
  }

  @Test func everyStreamOfAnEventIsRead() {
    let read = Set(Streams.subscriptions.map(\.stream))
    let types: [EventType] = [
      .datasetIngested, .datasetValidated, .datasetProcessed, .datasetProcessFailed, .datasetVersionPublished,
      .runStarted, .runFailed, .jobStarted, .jobRetrying, .jobSucceeded, .jobDeadlettered, .auditRecorded,
    ]
    for type in types { #expect(read.contains(Streams.stream(of: type)), "\(type.rawValue)") }
    for queue in [Streams.processingQueue, Streams.metadataQueue] {
      #expect(read.contains(Streams.stream(of: .jobReady, queue: queue)))
    }
    #expect(Streams.stream(of: .datasetIngested) == "dataset.events")
    #expect(read.contains(Streams.datasetLetters))
  }
}
