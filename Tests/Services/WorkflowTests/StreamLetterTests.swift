import Foundation
import Messaging
import Model
import Redis
import Support
import TestSupport
import Testing

@testable import Workflow

/// Dead letters of a deployment that was there before: they lie on a stream, as its consumers left them.
@Suite(.serialized) struct StreamLetterTests {
  /// Ids as that deployment writes them, without hyphens.
  private static let eventID = "0b9f7c526f0a4a359e0c6f1b8c7d2e11"
  private static let datasetID = "6b7a3a518a524f199a6d3c1c0f3ba001"

  private func entry(reason: String = "任务超时\u{1b}[31m", event: String = eventID) -> [RedisStreamEntry.Field] {
    [
      .init("event_type", "dataset.ingested"), .init("event_id", event),
      .init("occurred_at", "2026-01-02T03:04:05.678901+00:00"), .init("dataset_id", Self.datasetID),
      .init("dataset_version", "7"), .init("ingestion_job_id", "12"), .init("object_key", "raw/a.csv"),
      .init("file_size", "33"), .init("status", "PENDING"), .init("retried_at", "2026-01-02T03:04:30+00:00"),
      .init("failed_at", "2026-01-02T03:05:00Z"),
      .init("failed_reason", reason), .init("failed_message_id", "1767323045000-0"),
      .init("failed_stream", "dataset.events"), .init("retry_count", "3"),
      .init("dlq_metadata", #"{"max_retry_count": 3, "consumer_group": "processing-group", "consumer_name": "w1"}"#),
    ]
  }

  private func letters(_ desk: Desk) async throws -> [DeadLetter] {
    try await desk.service.letters(ListQuery(), PageRequest()).items
  }

  @Test func theyAreShownRedrivenAndThenGoneFromTheStream() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let redis = RedisConnection(platform.redisConfiguration, name: "test")
      let first = try #require(try await redis.xadd(Streams.datasetLetters, entry()))
      _ = try await redis.xadd(
        Streams.datasetLetters, entry(reason: "no table", event: "0b9f7c526f0a4a359e0c6f1b8c7d2e12"))
      let keeper = StreamLetters(
        name: "k", pool: desk.pool, redis: platform.redisConfiguration, orchestrator: desk.orchestrator,
        environment: .live, log: .silent)
      let relay = Relay(
        schema: .workflow, pool: desk.pool, redis: platform.redisConfiguration, wakeup: Wakeup(), environment: .live,
        log: .silent)
      try await withThrowingDiscardingTaskGroup { group in
        group.addTask { await keeper.run() }
        group.addTask { await relay.run() }
        #expect(try await eventually { try await letters(desk).count == 2 })
        let letter = try #require(try await letters(desk).last)
        #expect(letter.state == .dead && letter.function == "processing-group")
        #expect(letter.eventID == EventID(Self.eventID) && letter.eventType == "dataset.ingested")
        #expect(letter.datasetID == DatasetID(Self.datasetID))
        #expect(letter.sourceStream == Streams.datasetLetters && letter.sourceEntryID == first.description)
        #expect(letter.failure.errorCode == "event_given_up" && letter.failure.message == "任务超时\u{1b}[31m")
        #expect(letter.payload.contains(#""retry_count": "3""#), "kept as it was found")
        #expect(try await redis.xlen(Streams.datasetLetters) == 2, "nothing is taken away by looking at it")

        let preview = try await desk.service.preview(.redrive(parameters: [:]), [letter.id])
        #expect(preview.effects == ["sends the events of 1 letter once more, to those who gave them up"])
        let result = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "repaired")
        #expect(result.done.first?.auditID != nil)
        #expect(try await eventually { try await redis.xlen(Streams.datasetLetters) == 1 })
        #expect(try await eventually { try await redis.xlen(Streams.datasetEvents) == 1 })
        let sent = try #require(try await redis.xrange(Streams.datasetEvents, count: 1).first)
        // Its consumers know data by these very texts, so no other is made of them.
        let marks = ["failed_at", "failed_reason", "failed_message_id", "failed_stream", "dlq_metadata", "retry_count"]
        let kept = entry().filter { !marks.contains(String(decoding: $0.name, as: UTF8.self)) }
        #expect(sent.fields == kept + [.init("retry_count", "0")])
        group.cancelAll()
      }
      await redis.close()
    }
  }

  @Test func anEntryIsTheSameLetterHoweverOftenItIsRead() throws {
    let fields = [EventFields.Field("event_type", "dataset.ingested")]
    let first = try LetterFields.decode(fields, "s", "1700000000000-0")
    #expect(first == (try LetterFields.decode(fields, "s", "1700000000000-0")))
    #expect(first.eventID != (try LetterFields.decode(fields, "s", "1700000000000-1")).eventID)
    #expect(first.occurredAt == Date(timeIntervalSince1970: 1_700_000_000))
    // Bare of everything, it is a letter still.
    #expect(try LetterFields.decode([], "s", "x").eventType == .jobDeadlettered)
  }
}
