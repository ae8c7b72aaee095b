import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Processing

/// What ``LeaseTable`` does in memory is what `JobRepository` does in PostgreSQL: the same acts at random, side by side,
/// have the same answers and leave the same jobs.
@Suite(.serialized) struct LeaseContractTests {
  private static let seeds: [UInt64] = [1, 2]
  private static let acts = 150
  /// Seconds, in lengths that the time which the test itself takes does not matter to.
  private static let lease = 1050.0
  private static let step = 100

  private static let file = IngestedFile.sample

  /// Both sides, and the leases that were ever given.
  private struct Pair {
    let pool: PostgresPool
    var table = LeaseTable()
    var random: SplitMix64
    var clock = 0
    var jobs: [LeaseTable.Order] = []
    var leases: [LeaseTable.Lease] = []

    var now: Date { Date(timeIntervalSince1970: Double(clock)) }

    func real(_ lease: LeaseTable.Lease) -> Lease { Lease(jobID: lease.job, epoch: lease.epoch, worker: lease.worker) }
  }

  @Test(arguments: seeds) func theSameActsHaveTheSameAnswers(seed: UInt64) async throws {
    try await TestPlatform.run { platform in
      var pair = Pair(pool: platform.pool(.processing), random: SplitMix64(seed: seed))
      for number in 0..<LeaseContractTests.acts {
        try await act(&pair, "seed \(seed), act \(number)")
      }
      try await compare(pair, "seed \(seed)")
      #expect(pair.table.illegal.isEmpty)
      await pair.pool.close()
    }
  }

  private func act(_ pair: inout Pair, _ place: Comment) async throws {
    switch pair.random.number(0...9) {
    case 0, 1: try await register(&pair)
    case 2, 3: try await claim(&pair, place)
    case 4: try await pass(&pair)
    case 5: try await expire(&pair, place)
    case 6 where !pair.jobs.isEmpty:
      let job = pair.random.choose(pair.jobs).job
      pair.table.cancel(job)
      try await pair.pool.withConnection { try await JobRepository.cancel(job, $0) }
    default: try await write(&pair, place)
    }
  }

  private func register(_ pair: inout Pair) async throws {
    let isKnown = !pair.jobs.isEmpty && pair.random.chance(0.2)
    let order =
      isKnown
      ? pair.random.choose(pair.jobs)
      : LeaseTable.Order(
        job: StepID(UUID()), run: RunID(UUID()), step: "s",
        retry: RetryPolicy(attemptsMax: 3, baseSeconds: 1, capSeconds: 10), timeoutSeconds: 3050)
    pair.table.register(order, at: pair.now)
    pair.jobs.append(order)
    let real = JobOrder(
      jobID: order.job, runID: order.run, workflow: "w", step: order.step, function: "f",
      queue: Streams.processingQueue, retry: order.retry, timeoutSeconds: order.timeoutSeconds, priorAttempts: 0,
      file: LeaseContractTests.file, parameters: [:], inputs: [:])
    let event = Event(
      eventID: EventID(UUID()), eventType: .jobReady, occurredAt: Date(), traceID: TraceID(UUID()), producer: "test",
      datasetID: DatasetID(UUID()), datasetVersion: "1", payload: [:])
    let delivery = Delivery(event: event, stream: "s", entryID: "1-1")
    try await pair.pool.withConnection { try await JobRepository.register(delivery, real, $0) }
  }

  /// All that is due, so that who comes first does not matter.
  private func claim(_ pair: inout Pair, _ place: Comment) async throws {
    let worker = "w\(pair.random.number(1...3))"
    let expected = pair.table.claim(
      limit: 1000, worker: worker, leaseSeconds: LeaseContractTests.lease, at: pair.now)
    let claims = try await pair.pool.withTransaction { connection in
      _ = try await LineRepository.admit(connection)
      return try await LineRepository.claim(
        limit: 1000, worker: worker, leaseSeconds: LeaseContractTests.lease, connection)
    }
    let real = Set(
      claims.map { "\($0.lease.jobID) \($0.lease.epoch) \($0.attempt) \($0.crashCount) \($0.cursor != nil)" })
    #expect(
      real
        == Set(expected.map { "\($0.lease.job) \($0.lease.epoch) \($0.attempt) \($0.crashCount) \($0.hasCursor)" }),
      place)
    pair.leases += expected.map(\.lease)
  }

  /// Time passes: the server's clock cannot be set, so that all that it compares with it is moved.
  private func pass(_ pair: inout Pair) async throws {
    let seconds = pair.random.number(1...15) * LeaseContractTests.step
    pair.clock += seconds
    try await pair.pool.query(
      """
      UPDATE processing.proc_job SET lease_expires_at = lease_expires_at - make_interval(secs => $1),
        deadline_at = deadline_at - make_interval(secs => $1), next_run_at = next_run_at - make_interval(secs => $1)
      """, Double(seconds))
  }

  private func expire(_ pair: inout Pair, _ place: Comment) async throws {
    let expected = Set(
      pair.table.expired(at: pair.now).map { "\($0.claim.lease.job) \($0.claim.lease.epoch) \($0.isOverdue)" })
    let real = try await pair.pool.withTransaction { try await JobRepository.expired($0) }
    #expect(Set(real.map { "\($0.claim.lease.jobID) \($0.claim.lease.epoch) \($0.isOverdue)" }) == expected, place)
  }

  /// A write under a lease that may be lost.
  private func write(_ pair: inout Pair, _ place: Comment) async throws {
    guard !pair.leases.isEmpty else { return }
    // Mostly one of the last: they may still hold.
    let lease = pair.random.choose(pair.random.chance(0.7) ? Array(pair.leases.suffix(6)) : pair.leases)
    let real = pair.real(lease)
    switch pair.random.number(0...3) {
    case 0:
      let holds = pair.table.heartbeat(lease, leaseSeconds: LeaseContractTests.lease, at: pair.now)
      #expect(
        try await pair.pool.withConnection {
          try await JobRepository.heartbeat(real, leaseSeconds: LeaseContractTests.lease, $0)
        } == holds, place)
    case 1:
      let holds = pair.table.moveCursor(lease)
      #expect(
        try await pair.pool.withConnection {
          try await JobRepository.moveCursor(real, [:], Model.Progress(done: 1, total: 1), $0)
        } == holds, place)
    case 2:
      let holds = pair.table.finish(lease)
      #expect(
        try await pair.pool.withConnection { try await JobRepository.finish(real, output: [:], $0) } == holds, place)
    default:
      // What does not count keeps its place in line: it is done again at once.
      let isCrash = pair.random.chance(0.3)
      let pause = pair.random.choose(isCrash ? [nil, 0] : [nil, 0, 450, 1250] as [Double?])
      let holds = pair.table.release(lease, isCrash: isCrash, pauseSeconds: pause, at: pair.now)
      let released = try await pair.pool.withConnection {
        try await JobRepository.release(real, isCrash ? .crashed : .failed, failure: nil, pauseSeconds: pause, $0)
      }
      #expect((released != nil) == holds, place)
      #expect((released?.nextRunAt != nil) == (holds && pause != nil), place)
    }
  }

  private func compare(_ pair: Pair, _ place: Comment) async throws {
    let rows = try await pair.pool.query(
      """
      SELECT id, status, lease_epoch, attempts, crash_count, work_cursor IS NOT NULL AS has_cursor
      FROM processing.proc_job
      """)
    var real: Set<String> = []
    for row in rows {
      let (id, state): (StepID, LeaseState) = (try row.decode("id"), try row.decode("status"))
      let (epoch, attempts, crashes): (Int64, Int, Int) = (
        try row.decode("lease_epoch"), try row.decode("attempts"), try row.decode("crash_count")
      )
      real.insert("\(id) \(state) \(epoch) \(attempts) \(crashes) \(try row.decode("has_cursor", as: Bool.self))")
    }
    let table = pair.table.jobs.values.map {
      "\($0.order.job) \($0.state) \($0.epoch) \($0.attempts) \($0.crashCount) \($0.hasCursor)"
    }
    #expect(real == Set(table), place)
  }
}
