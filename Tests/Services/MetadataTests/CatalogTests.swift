import Foundation
import Messaging
import Metadata
import Model
import Postgres
import Support
import TestSupport
import Testing

/// The catalog from events, in the order in which they come, doubled and late.
@Suite(.serialized) struct CatalogTests {
  private static let dataset = DatasetID(UUID.version7(at: Date()))
  private static let trace = TraceID(UUID.version7(at: Date()))
  private static let run = RunID(UUID.version7(at: Date()))

  private struct Catalog {
    let pool: PostgresPool
    let keeper: CatalogKeeper
    let service: MetadataService

    init(_ test: TestPlatform) {
      pool = test.pool(.metadata)
      keeper = CatalogKeeper(
        outbox: Outbox(schema: .metadata, environment: .live), environment: .live, workerName: "test")
      service = MetadataService(pool: pool)
    }

    /// The last step of a run, as the orchestrator orders it; or takes the order back.
    func publish(_ job: StepID = StepID(UUID()), _ type: EventType = .jobReady) async throws {
      let order = JobOrder(
        jobID: job, runID: CatalogTests.run, workflow: "dataset.load", step: "publish",
        function: "metadata.publish",
        queue: "metadata", retry: .standard, timeoutSeconds: 60, priorAttempts: 0,
        file: try CatalogTests.ingested.decode(),
        parameters: [:],
        inputs: [
          "build_dwd": CatalogTests.processed,
          "standardize": [
            "lineage": [
              ["from": "file.手机", "to": "ods.a.phone"], ["from": "ods.a.phone", "to": "dwd.a.phone"],
            ]
          ],
        ])
      try await take(type, try JSON(encoding: order))
    }

    func take(
      _ type: EventType, _ payload: JSON, of dataset: DatasetID = CatalogTests.dataset, version: String? = "1"
    ) async throws {
      let event = Event(
        eventID: EventID(UUID.version7(at: Date())), eventType: type, occurredAt: Date(), traceID: trace,
        producer: "test", datasetID: dataset, datasetVersion: version, payload: payload)
      let delivery = Delivery(event: event, stream: Streams.stream(of: type), entryID: "1-0")
      try await pool.withConnection { try await keeper.handle(delivery, on: $0) }
    }

    func state() async throws -> VersionState { try await version().state }
    func version() async throws -> DatasetVersion { try await service.version(dataset: dataset, version: "1") }
  }

  private static let report: JSON = ["run_id": .string("\(run)"), "workflow": "dataset.load"]
  private static let processed: JSON = [
    "run_id": .string("\(run)"), "rows": ["read": 3, "loaded": 2, "rejected": 1], "ods_table": "ods.a",
    "dwd_table": "dwd.a",
  ]
  private static let ingested: JSON = [
    "ingestion_job_id": .string(UUID().text), "dataset_name": "orders", "object_key": "k", "file_size": 1,
    "status": "INGESTED", "file_name": "a.csv", "sha256": "00", "mode": "strict", "created_by": "ann",
    "template": [
      "name": "t", "version": 1, "ods_table": "ods.a", "dwd_table": "dwd.a", "key": [], "mode": "strict",
      "is_inferred": true, "fields": [["name": "phone", "type": "text", "mask": "phone", "required": true]],
    ],
  ]

  @Test func anOrderThatWasTakenBackIsNotDone() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      for (type, payload) in [
        (.datasetIngested, Self.ingested), (.runStarted, Self.report), (.datasetProcessed, Self.processed),
      ] as [(EventType, JSON)] {
        try await catalog.take(type, payload)
      }
      let job = StepID(UUID())
      try await catalog.publish(job, .jobCancelled)
      try await catalog.publish(job)
      #expect(try await catalog.state() == .succeeded)
      // Another order for the same is done.
      try await catalog.publish()
      #expect(try await catalog.state() == .published)
      await catalog.pool.close()
    }
  }

  @Test func aVersionGoesItsWay() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      var states: [VersionState] = []
      for (type, payload) in [
        (.datasetIngested, Self.ingested), (.runStarted, Self.report), (.datasetProcessed, Self.processed),
      ] as [(EventType, JSON)] {
        try await catalog.take(type, payload)
        states.append(try await catalog.state())
      }
      #expect(states == [.pending, .running, .succeeded])
      let version = try await catalog.version()
      #expect(version.datasetName == "orders" && version.rows == RowCounts(read: 3, loaded: 2, rejected: 1))
      #expect(version.runID == Self.run && version.odsTable == "ods.a" && version.traceID == Self.trace)
      await catalog.pool.close()
    }
  }

  /// A run that makes its rows anew, such as one of a backfill.
  /// The kept counts, beside what is really there.
  @Test func versionsAreCountedAsTheyChangeAndFoldingLosesNone() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      func expectTrue() async throws {
        let present = try VersionState.counts(
          try await catalog.pool.query("SELECT status, count(*) AS n FROM metadata.meta_version GROUP BY status"))
        #expect(try await catalog.service.counts() == present)
      }
      for number in 1...30 { try await catalog.take(.datasetIngested, Self.ingested, version: "\(number)") }
      try await expectTrue()
      try await catalog.take(.runStarted, Self.report)
      #expect(try await catalog.service.counts() == [.pending: 29, .running: 1])
      try await catalog.pool.withConnection { try await StateCounts(.metadata).fold($0) }
      try await expectTrue()
      let rows: Int = try await catalog.pool.query("SELECT count(*) FROM metadata.state_count").value()
      #expect(rows == 2, "one for each state")
      try await catalog.pool.query("DELETE FROM metadata.meta_version_event")
      try await catalog.pool.query("DELETE FROM metadata.meta_version WHERE status = 'PENDING'")
      #expect(try await catalog.service.counts() == [.running: 1])
      await catalog.pool.close()
    }
  }

  @Test func aPublishedVersionIsPublishedAnewAndNeverCeasesToBe() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      try await catalog.take(.datasetIngested, Self.ingested)
      try await catalog.take(.runStarted, Self.report)
      try await catalog.take(.datasetProcessed, Self.processed)
      try await catalog.publish()
      let first = try await catalog.version()
      let again: JSON = ["run_id": .string(UUID().text), "workflow": "dataset.load"]
      try await catalog.take(.runStarted, again)
      #expect(try await catalog.state() == .published)
      try await catalog.take(.runFailed, again)
      #expect(try await catalog.state() == .published, "its rows are there")
      try await catalog.publish()
      let second = try await catalog.version()
      let (before, after) = (try #require(first.publishedAt), try #require(second.publishedAt))
      #expect(second.state == .published && after > before)
      await catalog.pool.close()
    }
  }

  @Test func eventsMayOvertakeAndComeTwice() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      try await catalog.take(.runStarted, Self.report)
      try await catalog.take(.datasetIngested, Self.ingested)
      try await catalog.take(.datasetIngested, Self.ingested)
      let version = try await catalog.version()
      #expect(version.state == .running && version.datasetName == "orders")
      try await catalog.take(.datasetProcessed, Self.processed)
      try await catalog.take(.runStarted, Self.report)
      try await catalog.take(.datasetProcessed, Self.processed)
      let state = try await catalog.state()
      #expect(state == .succeeded)
      let versions = try await catalog.service.versions(ListQuery(), PageRequest()).items
      #expect(versions.count == 1)
      await catalog.pool.close()
    }
  }

  @Test func aVersionKnowsItsFileItsColumnsAndWhatWasMadeFromIt() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      // The run overtakes the announcement of the file.
      try await catalog.take(.runStarted, Self.report)
      var version = try await catalog.version()
      #expect(version.source == nil)
      try await catalog.take(.datasetIngested, Self.ingested)
      try await catalog.take(.datasetProcessed, Self.processed)
      version = try await catalog.version()
      #expect(version.source?.fileName == "a.csv" && version.source?.template == "t")
      try await catalog.publish()
      let labels = DatasetID(UUID.version7(at: Date()))
      var made: JSON = ["project_id": .string(UUID().text), "project": "moods", "dataset_name": "mood_labels"]
      made["sources"] = ["dwd.a@1"]
      try await catalog.take(.labelingResultsPublished, made, of: labels)

      let detail = try await catalog.service.detail(dataset: Self.dataset, version: "1")
      #expect(
        detail.columns == [VersionColumn(name: "phone", type: .text, isRequired: true, mask: .phone, origin: "手机")])
      #expect(
        detail.lineage == [
          LineageEdge(.up, source: "k", target: "ods.a"), LineageEdge(.up, source: "ods.a", target: "dwd.a"),
          LineageEdge(.down, source: "dwd.a@1", target: "labeling.moods", dataset: "\(labels)", version: "1"),
        ])
      #expect(detail.log.map(\.to) == ["RUNNING", "SUCCEEDED", "PUBLISHED"])
      let back = try await catalog.service.detail(dataset: labels, version: "1").lineage
      #expect(
        back == [
          LineageEdge(.up, source: "dwd.a@1", target: "labeling.moods", dataset: "orders", version: "1"),
          LineageEdge(.up, source: "labeling.moods", target: "mood_labels"),
        ])
      await catalog.pool.close()
    }
  }

  @Test func datasetsSumTheirVersionsUp() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      try await catalog.take(.datasetIngested, Self.ingested)
      try await catalog.take(.datasetProcessed, Self.processed)
      try await catalog.take(.runStarted, Self.report)
      try await catalog.take(.datasetProcessed, Self.processed)
      try await catalog.take(.datasetIngested, Self.ingested, version: "2")
      let dataset = try await catalog.service.dataset(named: "orders")
      #expect(dataset.versions == 2 && dataset.published == 0 && dataset.latest == "2" && dataset.state == .pending)
      #expect(dataset.rows == 2 && dataset.byteCount == 2 && dataset.template == "t")
      let query = try ListQuery(parsing: "versions>1 sort:-size", fields: Dataset.fieldInfos)
      let found = try await catalog.service.datasets(query, PageRequest()).items
      #expect(found == [dataset])
      let missing = await #expect(throws: Failure.self) { try await catalog.service.dataset(named: "nowhere") }
      #expect(missing?.errorCode == "not_found")
      await catalog.pool.close()
    }
  }

  @Test func aFailureKeepsItsCauseUntilTheNextRun() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      try await catalog.take(.datasetIngested, Self.ingested)
      try await catalog.take(.runStarted, Self.report)
      var failed = Self.report
      failed["failure"] = ["error_code": "nul_byte", "message": "row 1", "is_transient": false]
      try await catalog.take(.runFailed, failed)
      let cause = try await catalog.version().failure
      #expect(cause?.errorCode == "nul_byte")
      try await catalog.take(.runStarted, Self.report)
      let version = try await catalog.version()
      #expect(version.state == .running && version.failure == nil)
      await catalog.pool.close()
    }
  }

  @Test func whatNamesNoVersionIsRefused() async throws {
    try await TestPlatform.run { test in
      let catalog = Catalog(test)
      let failure = await #expect(throws: Failure.self) {
        try await catalog.take(.runStarted, Self.report, version: nil)
      }
      #expect(failure?.errorCode == "event_incomplete")
      let missing = await #expect(throws: Failure.self) { try await catalog.version() }
      #expect(missing?.errorCode == "not_found")
      await catalog.pool.close()
    }
  }
}
