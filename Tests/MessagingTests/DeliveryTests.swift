import Foundation
import Messaging
import Model
import Postgres
import Redis
import Servers
import Support
import Synchronization
import TestSupport
import Testing

/// Counts the effects of events in the metadata schema: one row an effect, so that a doubled one shows.
private struct Ledger: EventHandler {
  let failing = FailingOnce()

  func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    guard delivery.event.eventType == "test.happened" else { return }
    if delivery.event.payload["poison"] == true { throw Failure("poison", "it cannot be handled") }
    if delivery.event.payload["stumble"] == true, failing.takes() {
      throw Failure("away", "try again", isTransient: true)
    }
    try await connection.query("INSERT INTO metadata.ledger (event_id) VALUES ($1)", delivery.event.eventID)
  }
}

private final class FailingOnce: Sendable {
  private let left = Mutex(1)
  func takes() -> Bool {
    left.withLock { left in
      defer { left -= 1 }
      return left > 0
    }
  }
}

/// A producer (workflow), its relay, and a consumer (metadata) on real servers.
private struct Bench {
  let platform: TestPlatform
  let producing: PostgresPool
  let consuming: PostgresPool
  let outbox = Outbox(schema: .workflow, environment: .live)

  static func run(_ body: @escaping (Bench) async throws -> Void) async throws {
    try await TestPlatform.run { platform in
      let bench = Bench(
        platform: platform, producing: platform.pool(.workflow), consuming: platform.pool(.metadata))
      try await bench.consuming.query("CREATE TABLE metadata.ledger (event_id uuid NOT NULL)")
      let wakeup = Wakeup()
      let relay = Relay(
        schema: .workflow, pool: bench.producing, redis: platform.redisConfiguration, wakeup: wakeup,
        environment: .live, log: .silent)
      let consumer = bench.consumer("one", Ledger())
      let work = Task {
        await withDiscardingTaskGroup { group in
          group.addTask { await relay.run() }
          group.addTask { await consumer.run() }
        }
      }
      defer { work.cancel() }
      try await body(bench)
      work.cancel()
      await work.value
    }
  }

  func consumer(_ name: String, _ handler: any EventHandler) -> Consumer {
    Consumer(
      group: "metadata-group", streams: [Streams.workflowEvents], name: name, schema: .metadata, pool: consuming,
      redis: platform.redisConfiguration, handler: handler, environment: .live, log: .silent)
  }

  func publish(_ count: Int, payload: JSON = [:]) async throws {
    try await producing.withTransaction { connection in
      try await outbox.append(
        (0..<count).map { _ in
          EventDraft(
            "test.happened", traceID: TraceID(UUID()), datasetID: nil, datasetVersion: nil, payload: payload)
        }, on: connection)
    }
  }

  func effects() async throws -> (all: Int, distinct: Int) {
    let row = try await consuming.query("SELECT count(*) AS n, count(DISTINCT event_id) AS d FROM metadata.ledger")
    return (try row.decodeFirst("n") ?? 0, try row.decodeFirst("d") ?? 0)
  }

  /// Waits until `count` effects are there, and asserts that none was doubled.
  func expectEffects(_ count: Int, _ comment: Comment) async throws {
    _ = await eventually { ((try? await effects())?.all ?? 0) >= count }
    let found = try await effects()
    #expect(found.all == count, comment)
    #expect(found.distinct == count, comment)
  }
}

@Suite(.serialized) struct DeliveryTests {
  @Test func committedEventsArriveOnceAndRolledBackOnesNever() async throws {
    try await Bench.run { bench in
      try await bench.publish(250)
      await #expect(throws: Failure.self) {
        try await bench.producing.withTransaction { connection in
          try await bench.outbox.append(
            [
              EventDraft("test.happened", traceID: TraceID(UUID()), datasetID: nil, datasetVersion: nil, payload: [:])
            ], on: connection)
          throw Failure("rolled_back", "on purpose")
        }
      }
      try await bench.expectEffects(250, "each committed event has one effect")
    }
  }

  @Test func doubledMessagesHaveOneEffect() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      try await bench.publish(20)
      try await bench.expectEffects(20, "before the doubles")
      for entry in try await redis.xrange(Streams.workflowEvents, count: 100) {
        _ = try await redis.xadd(Streams.workflowEvents, entry.fields ?? [])
      }
      try await bench.publish(1)
      try await bench.expectEffects(21, "doubles change nothing")
      await redis.close()
    }
  }

  @Test func whatAnotherDeploymentSaysIsLeftToItsOwnConsumers() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      try await bench.publish(1)
      try await bench.expectEffects(1, "our own")
      let entry: [RedisStreamEntry.Field] = [
        .init("event_type", "test.happened"), .init("event_id", "0b9f7c526f0a4a359e0c6f1b8c7d2e11"),
        .init("occurred_at", "2026-02-24T03:04:05+00:00"), .init("dataset_id", "6b7a3a518a524f199a6d3c1c0f3ba001"),
      ]
      _ = try await redis.xadd(Streams.workflowEvents, entry)
      try await bench.publish(1)
      try await bench.expectEffects(2, "ours behind it, and nothing of it")
      let buried: Int = try await bench.consuming.query(
        "SELECT count(*) FROM metadata.outbox WHERE event ->> 'event_type' = 'workflow.job.deadlettered'"
      ).value()
      #expect(buried == 0)
      await redis.close()
    }
  }

  @Test func flushallInTheMiddleLosesNothing() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      for round in 0..<5 {
        try await bench.publish(200)
        if round % 2 == 1 { _ = try await redis.send(["FLUSHALL"]) }
      }
      try await bench.expectEffects(1000, "after two FLUSHALLs")
      await redis.close()
    }
  }

  @Test func deletedEntriesArePublishedAgain() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      try await bench.publish(50)
      _ = try await redis.send(["DEL", RedisArgument(Streams.workflowEvents)])
      try await bench.publish(50)
      try await bench.expectEffects(100, "after the stream was deleted")
      await redis.close()
    }
  }

  @Test func aRedisThatLosesItsDataLosesNothing() async throws {
    try await Bench.run { bench in
      try await bench.publish(100)
      try await bench.platform.servers.killRedis()
      try await bench.publish(100)
      try await bench.platform.servers.startRedis(losingData: true)
      try await bench.expectEffects(200, "after Redis came back empty")
    }
  }

  @Test func aTransientFailureIsTriedAgain() async throws {
    try await Bench.run { bench in
      try await bench.publish(5, payload: ["stumble": true])
      try await bench.expectEffects(5, "the batch was rolled back and done again")
    }
  }

  @Test func poisonGoesToTheDeadLettersAndTheRestGoesOn() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      try await bench.publish(10)
      try await bench.publish(1, payload: ["poison": true])
      try await bench.publish(10)
      try await bench.expectEffects(20, "all but the poison")
      // PostgreSQL cannot hold the zero byte of the first, which must not keep back what stands behind it.
      for value in ["\0", "1"] {
        _ = try await redis.xadd(
          Streams.workflowEvents,
          [RedisStreamEntry.Field("event_type", [0x1b, 0xff]), RedisStreamEntry.Field("x", value)])
      }
      try await bench.publish(1, payload: ["poison": true, "text": "a\0b"])
      try await bench.publish(10)
      try await bench.expectEffects(30, "what stands behind an entry that cannot be read")
      // An event that is published twice may be reported twice; its letter is one.
      let reports = """
        SELECT count(DISTINCT coalesce(event -> 'payload' -> 'fields' ->> 'event_id', 'unreadable'))
        FROM metadata.outbox WHERE event ->> 'event_type' = 'workflow.job.deadlettered'
        """
      _ = await eventually { (try? await bench.consuming.query(reports).value(as: Int.self)) == 3 }
      let buried: Int = try await bench.consuming.query(reports).value()
      #expect(buried == 3, "both poisons and the undecodable entries are reported")
      let isWhole: Bool = try await bench.consuming.query(
        """
        SELECT EXISTS (SELECT FROM metadata.outbox, LATERAL (SELECT event -> 'payload' -> 'fields') AS f (fields)
          WHERE fields -> 'event_type' ->> 'base64' = 'G/8=' AND fields -> 'x' ->> 'base64' = 'AA==')
        """
      ).value()
      #expect(isWhole, "bytes that are no text are kept")
      await redis.close()
    }
  }

  @Test func anotherConsumerTakesOverWhatADeadOneHeld() async throws {
    try await Bench.run { bench in
      let redis = RedisConnection(bench.platform.redisConfiguration)
      _ = try await redis.xgroupCreate(Streams.workflowEvents, group: "metadata-group")
      let event = Event(
        eventID: EventID(UUID()), eventType: "test.happened", occurredAt: Date(), traceID: TraceID(UUID()),
        producer: "test", datasetID: nil, datasetVersion: nil, payload: [:])
      // Delivered to a consumer that never comes back, in one script so that no other reads it first.
      let fields = EventFields.encode(event).flatMap { [RedisArgument($0.name), RedisArgument($0.value)] }
      let script: RedisArgument = """
        redis.call('XADD', KEYS[1], '*', unpack(ARGV))
        return #redis.call('XREADGROUP', 'GROUP', 'metadata-group', 'dead', 'STREAMS', KEYS[1], '>')
        """
      _ = try await redis.send(["EVAL", script, "1", RedisArgument(Streams.workflowEvents)] + fields)
      try await bench.expectEffects(1, "taken over after \(20) s at the latest")
      await redis.close()
    }
  }
}
