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
  private static let eventID = "0b9f7c52-6f0a-4a35-9e0c-6f1b8c7d2e11"

  private func entry(reason: String = "任务超时\u{1b}[31m", event: String = eventID) -> [RedisStreamEntry.Field] {
    [
      .init("event_type", "dataset.ingested"), .init("event_id", event),
      .init("occurred_at", "2026-01-02T03:04:05Z"), .init("dataset_id", "6b7a3a51-8a52-4f19-9a6d-3c1c0f3ba001"),
      .init("dataset_version", "7"), .init("ingestion_job_id", "12"), .init("object_key", "raw/a.csv"),
      .init("file_size", "33"), .init("status", "SUCCEEDED"), .init("failed_at", "2026-01-02T03:05:00Z"),
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
        Streams.datasetLetters, entry(reason: "no table", event: "0b9f7c52-6f0a-4a35-9e0c-6f1b8c7d2e12"))
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
        #expect(letter.eventID.description == Self.eventID && letter.eventType == "dataset.ingested")
        #expect(letter.sourceStream == Streams.datasetLetters && letter.sourceEntryID == first.description)
        #expect(letter.failure.errorCode == "event_given_up" && letter.failure.message == "任务超时\u{1b}[31m")
        #expect(letter.payload.contains(#""retry_count": "3""#), "kept as it was found")
        #expect(try await redis.xlen(Streams.datasetLetters) == 2, "nothing is taken away by looking at it")

        let result = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "repaired")
        #expect(result.done.first?.auditID != nil)
        #expect(try await eventually { try await redis.xlen(Streams.datasetLetters) == 1 })
        #expect(try await eventually { try await redis.xlen(Streams.datasetEvents) == 1 })
        let sent = try #require(try await redis.xrange(Streams.datasetEvents, count: 1).first)
        #expect(sent["event_id"] == Self.eventID && sent["retry_count"] == "0" && sent["object_key"] == "raw/a.csv")
        #expect(sent["failed_reason"] == nil && sent["payload"]?.contains("failed_reason") == false)
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
