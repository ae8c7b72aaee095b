import Foundation
import Messaging
import Model
import Postgres
import Redis
import Servers
import Support
import TestSupport
import Testing

/// Servers that crash, streams that vanish and networks that fail while jobs are done: every accepted job has its
/// effect exactly once.
@Suite(.serialized, .timeLimit(.minutes(5))) struct StormTests {
  private enum Fault: CaseIterable {
    case flushAll, redisCrash, redisCrashWithoutData, postgresCrash, doubledOrders, poison
    case cutPostgres, cutRedis, stalledPostgres, stalledRedis, clockForward, clockBack
  }

  private static let jobs = 2_000

  @Test func everyAcceptedJobHasItsEffectOnce() async throws {
    let text = ProcessInfo.processInfo.environment["FLOWSIGHT_SEED"] ?? ""
    let seed = UInt64(text) ?? UInt64.random(in: 1...UInt64.max)
    print("FLOWSIGHT_SEED=\(seed)")
    var random = SplitMix64(seed: seed)
    try await Storm.run(Storm.Effect()) { storm in
      try await storm.order(StormTests.jobs)
      let faults = Fault.allCases.shuffled(using: &random)
      for (number, fault) in faults.enumerated() {
        // Each comes when the work has gone on since the one before, and while there is work left.
        let due = StormTests.jobs * (number + 1) / (faults.count + 2)
        let isDue = await eventually(within: .seconds(60)) { ((try? await storm.ledger())?.done ?? 0) >= due }
        #expect(isDue, "the work went on before \(fault), seed \(seed)")
        try await strike(fault, storm, storm.hosts[Int.random(in: 0..<2, using: &random)])
      }
      let isDone = await eventually(within: .seconds(90)) { (try? await storm.ledger())?.done == StormTests.jobs }
      let ledger = try await storm.ledger()
      #expect(isDone, "\(ledger), seed \(seed)")
      #expect(ledger.jobs == StormTests.jobs, "none is lost, seed \(seed)")
      #expect(ledger.effects == StormTests.jobs, "none is done twice, seed \(seed)")
      #expect(ledger.takenOver > 0, "the stalled host's jobs were taken over, seed \(seed)")
    }
  }

  /// The ledger must be able to tell: without the fence, the late worker's effect is there beside that of its successor.
  @Test func withoutTheFenceALateWorkerDoublesItsEffects() async throws {
    try await Storm.run(Storm.UnfencedEffect()) { storm in
      try await storm.order(400)
      try await strike(.stalledPostgres, storm, storm.hosts[0])
      let isDone = await eventually(within: .seconds(60)) { (try? await storm.ledger())?.done == 400 }
      #expect(isDone)
      let doubled = await eventually(within: .seconds(10)) {
        guard let ledger = try? await storm.ledger() else { return false }
        return ledger.effects > ledger.jobs
      }
      #expect(doubled)
    }
  }

  /// No event; bytes that are no text; an event that is no order.
  private static let poison: [[RedisStreamEntry.Field]] = {
    let event = Event(
      eventID: EventID(UUID()), eventType: .jobReady, occurredAt: Date(), traceID: TraceID(UUID()), producer: "test",
      datasetID: DatasetID(UUID()), datasetVersion: "1", payload: ["job_id": "none"])
    return [
      [RedisStreamEntry.Field("what", "nothing that anybody knows")],
      [RedisStreamEntry.Field("event_type", [0x1b, 0xff]), RedisStreamEntry.Field("payload", [0x00])],
      EventFields.encode(event).map { RedisStreamEntry.Field($0.name, $0.value) },
    ]
  }()

  private func buried(_ storm: Storm) async throws -> Int {
    try await storm.pool.query(
      "SELECT count(*) FROM processing.outbox WHERE event ->> 'event_type' = $1", EventType.jobDeadlettered.rawValue
    ).value()
  }

  private func strike(_ fault: Fault, _ storm: Storm, _ host: Storm.Host) async throws {
    let servers = storm.platform.servers
    switch fault {
    case .flushAll:
      _ = try await storm.redis.send(["FLUSHALL"])
    case .redisCrash, .redisCrashWithoutData:
      try await servers.killRedis()
      try await servers.startRedis(losingData: fault == .redisCrashWithoutData)
    case .postgresCrash:
      try await servers.restartPostgres(immediately: true)
    case .doubledOrders:
      let stream = Streams.jobs(queue: Streams.processingQueue)
      for entry in try await storm.redis.xrange(stream, count: 200) {
        _ = try await storm.redis.xadd(stream, entry.fields ?? [])
      }
    case .poison:
      let before = try await buried(storm)
      for fields in StormTests.poison {
        _ = try await storm.redis.xadd(Streams.jobs(queue: Streams.processingQueue), fields)
      }
      let isBuried = try await eventually { try await buried(storm) >= before + StormTests.poison.count }
      #expect(isBuried, "what cannot be read, and what is no order, is given up, and holds up nothing")
    case .clockForward: host.clock.jump(by: 3600)
    case .clockBack: host.clock.jump(by: -3600)
    case .cutPostgres: host.postgres.cut()
    case .cutRedis: host.redis.cut()
    case .stalledRedis:
      host.redis.stall()
      let before = try await storm.ledger().done
      _ = await eventually(within: .seconds(5)) { ((try? await storm.ledger())?.done ?? 0) > before }
      host.redis.resume()
    case .stalledPostgres:
      let before = try await storm.ledger().takenOver
      // In the moment between looking and stalling it may have ended all that it had: then it is let go, and caught.
      let isCaught = try await eventually {
        guard try await storm.leases(of: host) > 0 else { return false }
        host.postgres.stall()
        if try await storm.leases(of: host) > 0 { return true }
        host.postgres.resume()
        return false
      }
      #expect(isCaught)
      // Its leases run out, and the other host has its jobs; then what it wrote meanwhile arrives.
      let isTakenOver = try await eventually {
        let owned = try await storm.leases(of: host)
        return try await storm.ledger().takenOver > before && owned == 0
      }
      #expect(isTakenOver)
      host.postgres.resume()
    }
  }
}
