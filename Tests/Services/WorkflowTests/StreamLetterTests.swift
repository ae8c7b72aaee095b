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

  /// A file name in GBK, a payload of its own kind, a time without a zone: none of it is for us to judge.
  private func odd() -> [RedisStreamEntry.Field] {
    entry(reason: "no table", event: "0b9f7c526f0a4a359e0c6f1b8c7d2e12").map { field in
      switch String(decoding: field.name, as: UTF8.self) {
      case "object_key": .init("object_key", [0xb6, 0xa9, 0xb5, 0xa5, 0x00, 0x2e, 0x63, 0x73, 0x76])
      case "occurred_at": .init("occurred_at", "2026-01-02 03:04:05")
      default: field
      }
    } + [.init("payload", "AAEC/w==")]
  }

  private func again(_ fields: [RedisStreamEntry.Field]) -> [RedisStreamEntry.Field] {
    let marks = ["failed_at", "failed_reason", "failed_message_id", "failed_stream", "dlq_metadata", "retry_count"]
    return fields.filter { !marks.contains(String(decoding: $0.name, as: UTF8.self)) } + [.init("retry_count", "0")]
  }

  private func letters(_ desk: Desk) async throws -> [DeadLetter] {
    try await desk.service.letters(ListQuery(), PageRequest()).items
  }

  @Test func theyAreShownRedrivenAndThenGoneFromTheStream() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let redis = RedisConnection(platform.redisConfiguration, name: "test")
      let first = try #require(try await redis.xadd(Streams.datasetLetters, entry()))
      _ = try await redis.xadd(Streams.datasetLetters, odd())
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

        // An event goes back as it came: nobody would read them.
        let lenient = LetterAction.redrive(parameters: ["mode": "lenient"])
        let shown = await #expect(throws: Failure.self) { try await desk.service.preview(lenient, [letter.id]) }
        let frozen = await #expect(throws: Failure.self) { try await desk.service.prepare(lenient, ListQuery()) }
        let done = await #expect(throws: Failure.self) {
          try await desk.service.perform(lenient, [letter.id], reason: "repaired")
        }
        for refusal in [shown, frozen, done] {
          #expect(refusal?.errorCode == "invalid_argument" && refusal?.message.contains("no parameters") == true)
        }
        let preview = try await desk.service.preview(.redrive(parameters: [:]), [letter.id])
        #expect(preview.effects == ["sends the events of 1 letter once more, to those who gave them up"])
        let result = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "repaired")
        #expect(result.done.first?.auditID != nil)
        #expect(try await eventually { try await redis.xlen(Streams.datasetLetters) == 1 })
        #expect(try await eventually { try await redis.xlen(Streams.datasetEvents) == 1 })
        let sent = try #require(try await redis.xrange(Streams.datasetEvents, count: 1).first)
        // Its consumers know data by these very texts, so no other is made of them.
        #expect(sent.fields == again(entry()))

        let other = try #require(try await letters(desk).first)
        #expect(other.state == .dead && other.payload.contains(#""base64": "tqm1pQAuY3N2""#), "\(other.payload)")
        // An edit of one field leaves the bytes of the others.
        let document = try #require(
          PayloadDocument(other).shown.setting("later", at: JSON.Path([.member("retried_at")])))
        let edit = Intervention.editPayload(other.id, base: 0, document: document)
        _ = try await desk.service.perform(edit, reason: "when it was")
        let redriven = try await desk.service.perform(.redrive(parameters: [:]), [other.id], reason: "repaired")
        #expect(redriven.failed.isEmpty && redriven.done.first?.auditID != nil, "\(redriven)")
        #expect(try await eventually { try await redis.xlen(Streams.datasetEvents) == 2 })
        let sentOther = try #require(try await redis.xrange(Streams.datasetEvents, count: 2).last)
        let expected = again(odd()).map { field in
          field.name == Array("retried_at".utf8) ? .init("retried_at", "later") : field
        }
        #expect(sentOther.fields == expected)
        #expect(try await eventually { try await redis.xlen(Streams.datasetLetters) == 0 })
        for fields in [sent.fields, sentOther.fields] {
          let entry = EventFields.Entry(stream: Streams.datasetEvents, id: "1-1", fields ?? [])
          #expect(try EventFields.decode(entry).isOfOthers)
        }
        group.cancelAll()
      }
      await redis.close()
    }
  }

  @Test func anEntryIsTheSameLetterHoweverOftenItIsRead() throws {
    func read(_ id: String, _ fields: [RedisStreamEntry.Field]) throws -> Event {
      try LetterFields.decode(EventFields.Entry(stream: "s", id: id, fields))
    }
    let fields = [RedisStreamEntry.Field("event_type", "dataset.ingested")]
    let first = try read("1700000000000-0", fields)
    #expect(first == (try read("1700000000000-0", fields)))
    #expect(first.eventID != (try read("1700000000000-1", fields)).eventID)
    #expect(first.occurredAt == Date(timeIntervalSince1970: 1_700_000_000))
    // Bare of everything, it is a letter still.
    #expect(try read("x", []).eventType == .jobDeadlettered)
  }
}
