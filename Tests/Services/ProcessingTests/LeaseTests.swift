import Foundation
import Messaging
import Model
import ObjectStore
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Processing

/// Leases, the fence and what ends them, on a server with the platform's schema.
@Suite(.serialized) struct LeaseTests {
  /// The processing service's side of one ordered job.
  private struct Desk {
    let pool: PostgresPool
    let store: LocalObjectStore
    let reporter: JobReporter
    let reaper: Reaper

    init(_ platform: TestPlatform) throws {
      pool = platform.pool(.processing)
      store = try LocalObjectStore(root: URL(fileURLWithPath: platform.servers.directory).appending(path: "objects"))
      let outbox = Outbox(schema: .processing, environment: .live)
      reporter = JobReporter(outbox: outbox, environment: .live)
      reaper = Reaper(pool: pool, outbox: outbox, environment: .live, log: .silent)
    }

    /// An order as it comes, or as it is taken back.
    func delivery(attemptsMax: Int = 3) throws -> Delivery {
      let order = JobOrder(
        jobID: StepID(UUID()), runID: RunID(UUID()), workflow: "w", step: "validate", function: "processing.validate",
        queue: "processing", retry: RetryPolicy(attemptsMax: attemptsMax, baseSeconds: 0, capSeconds: 0),
        timeoutSeconds: 60, priorAttempts: 0, file: .sample, parameters: [:], inputs: [:])
      let event = Event(
        eventID: EventID(UUID()), eventType: .jobReady, occurredAt: Date(), traceID: TraceID(UUID()), producer: "test",
        datasetID: DatasetID(UUID()), datasetVersion: "1", payload: try JSON(encoding: order))
      return Delivery(event: event, stream: "s", entryID: "1-1")
    }

    /// Records an order, and once more as a doubled message would.
    @discardableResult
    func order(attemptsMax: Int = 3) async throws -> Delivery {
      let delivery = try delivery(attemptsMax: attemptsMax)
      try await take(delivery)
      try await take(delivery)
      return delivery
    }

    /// Has the service's consumer take the event, under another type when one is given.
    func take(_ delivery: Delivery, as type: EventType = .jobReady) async throws {
      var event = delivery.event
      event.eventType = type
      let worker = Worker(
        name: "w", slots: 1, pool: pool, store: store, outbox: Outbox(schema: .processing, environment: .live),
        environment: .live, log: .silent)
      try await pool.withTransaction {
        try await JobIntake(worker: worker).handle(Delivery(event: event, stream: "s", entryID: "1-1"), on: $0)
      }
    }

    /// Hears that the queue is held, or goes on.
    func hear(_ state: GateState, revision: Int64) async throws {
      let gate = Gate(Gate.ID(.queue, "processing"), state: state, revision: revision)
      var delivery = try delivery()
      delivery.event.payload = try JSON(encoding: GateReport(gate))
      try await take(delivery, as: .queueChanged)
    }

    func claim(_ worker: String) async throws -> JobRepository.Claim? {
      _ = try await pool.withTransaction { try await LineRepository.admit($0) }
      return try await pool.withTransaction { connection in
        let claims = try await LineRepository.claim(limit: 5, worker: worker, connection)
        #expect(claims.count <= 1, "a doubled order is one job")
        try await reporter.started(Array(claims.prefix(1)), on: connection)
        return claims.first
      }
    }

    func expire() async throws {
      try await pool.query("UPDATE processing.proc_job SET lease_expires_at = now() - interval '1 second'")
    }

    func context(_ claim: JobRepository.Claim) -> JobContext {
      JobContext(
        order: claim.order, datasetID: claim.datasetID, datasetVersion: claim.datasetVersion, cursor: claim.cursor,
        store: store, pool: pool, log: .silent, lease: claim.lease)
    }

    func fail(_ claim: JobRepository.Claim, transient: Bool) async throws -> Bool {
      try await pool.withTransaction {
        try await reporter.failed(
          claim, Failure("broken", "on purpose", isTransient: transient), isCrash: false, on: $0)
      }
    }

    func state() async throws -> LeaseState {
      try await pool.query("SELECT status FROM processing.proc_job").value()
    }

    func events(_ type: EventType) async throws -> Int {
      try await pool.query(
        "SELECT count(*) FROM processing.outbox WHERE event ->> 'event_type' = $1", type.rawValue
      ).value()
    }
  }

  @Test func aWorkerThatLostItsLeaseWritesNothing() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.pool.query("CREATE TABLE processing.effect (worker text)")
      try await desk.order()
      let late = try #require(try await desk.claim("late"))
      try await desk.expire()
      #expect(try await desk.reaper.reap() == 1)
      let new = try #require(try await desk.claim("new"))
      #expect(new.lease.epoch > late.lease.epoch)

      await #expect(throws: LeaseLost.self) {
        try await desk.context(late).commit(cursor: ["at": 1], progress: Model.Progress(done: 1, total: 2)) {
          try await $0.query("INSERT INTO processing.effect VALUES ('late')")
        }
      }
      #expect(try await desk.pool.withConnection { try await JobRepository.heartbeat(late.lease, $0) } == false)
      let lateSuccess = try await desk.pool.withTransaction {
        try await desk.reporter.succeeded(late, output: [:], on: $0)
      }
      #expect(!lateSuccess)
      #expect(try await desk.fail(late, transient: false) == false)

      try await desk.context(new).commit(cursor: ["at": 1], progress: Model.Progress(done: 1, total: 2)) {
        try await $0.query("INSERT INTO processing.effect VALUES ('new')")
      }
      let newSuccess = try await desk.pool.withTransaction {
        try await desk.reporter.succeeded(new, output: [:], on: $0)
      }
      #expect(newSuccess)
      let effects: [String] = try await desk.pool.query("SELECT worker FROM processing.effect").map {
        try $0.decode(0)
      }
      #expect(effects == ["new"])
      #expect(try await desk.state() == .done)
      #expect(try await desk.events(.jobSucceeded) == 1)
    }
  }

  @Test func aJobThatKillsItsWorkersIsGivenUp() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order()
      for crash in 1...RetryPolicy.crashesMax {
        let claim = try #require(try await desk.claim("worker-\(crash)"))
        #expect(claim.attempt == 1, "a crash uses up no attempt")
        try await desk.expire()
        #expect(try await desk.reaper.reap() == 1)
      }
      #expect(try await desk.state() == .dead)
      #expect(try await desk.claim("another") == nil)
      #expect(try await desk.events(.jobDeadlettered) == 1)
      #expect(try await desk.events(.datasetProcessFailed) == 1)
    }
  }

  /// Workers that crash once in a while are no sign that this job kills them.
  @Test func crashesOfLongAgoDoNotCount() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order()
      for crash in 1...RetryPolicy.crashesMax + 1 {
        _ = try #require(try await desk.claim("worker-\(crash)"))
        try await desk.expire()
        #expect(try await desk.reaper.reap() == 1)
        try await desk.pool.query(
          "UPDATE processing.proc_job_event SET at = at - make_interval(hours => $1)", RetryPolicy.crashHours / 2 + 1)
      }
      #expect(try await desk.state() == .available)
      _ = try #require(try await desk.claim("another"))
      let crashes: Int = try await desk.pool.query("SELECT crash_count FROM processing.proc_job").value()
      #expect(crashes == RetryPolicy.crashesMax + 1, "all of them are told")
    }
  }

  /// Its worker is alive, or was until the deadline: nobody crashed, and the attempt counts.
  @Test func aStepThatTakesTooLongIsATimeoutAndNoCrash() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order(attemptsMax: 2)
      for attempt in 1...2 {
        let claim = try #require(try await desk.claim("slow"))
        #expect(claim.attempt == attempt && claim.crashCount == 0)
        try await desk.pool.query(
          "UPDATE processing.proc_job SET deadline_at = deadline_at - make_interval(secs => $1)", 50.0)
        // As far as the deadline, and no further.
        #expect(try await desk.pool.withConnection { try await JobRepository.heartbeat(claim.lease, $0) })
        try await desk.pool.query(
          """
          UPDATE processing.proc_job SET deadline_at = deadline_at - make_interval(secs => $1),
            lease_expires_at = lease_expires_at - make_interval(secs => $1)
          """, 20.0)
        #expect(try await desk.pool.withConnection { try await JobRepository.heartbeat(claim.lease, $0) } == false)
        #expect(try await desk.reaper.reap() == 1)
      }
      #expect(try await desk.state() == .dead)
      let crashes: Int = try await desk.pool.query("SELECT crash_count FROM processing.proc_job").value()
      #expect(crashes == 0)
      let told: [String] = try await desk.pool.query(
        """
        SELECT concat_ws(' ', event ->> 'event_type', event #>> '{payload,attempt,failure,error_code}',
          event #>> '{payload,attempt,is_crash}') AS told
        FROM processing.outbox WHERE event #>> '{payload,attempt,failure,error_code}' IS NOT NULL ORDER BY id
        """
      ).map { try $0.decode("told") }
      #expect(told == ["workflow.job.retrying timeout false", "workflow.job.deadlettered timeout false"])
    }
  }

  @Test func aTransientFailureIsRetriedUpToTheLimit() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order(attemptsMax: 3)
      for attempt in 1...3 {
        let claim = try #require(try await desk.claim("worker"))
        #expect(claim.attempt == attempt)
        #expect(try await desk.fail(claim, transient: true))
        #expect(try await desk.state() == (attempt < 3 ? .available : .dead))
      }
      #expect(try await desk.events(.jobRetrying) == 2)
      #expect(try await desk.events(.jobDeadlettered) == 1)
    }
  }

  @Test func aPermanentFailureIsGivenUpAtOnce() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order()
      let claim = try #require(try await desk.claim("worker"))
      #expect(try await desk.fail(claim, transient: false))
      #expect(try await desk.state() == .dead)
      #expect(try await desk.events(.jobRetrying) == 0)
    }
  }

  @Test func aJobGivenBackInGoodOrderIsFreeAtOnce() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order()
      let first = try #require(try await desk.claim("leaving"))
      let isReturned = try await desk.pool.withTransaction { try await desk.reporter.returned(first, on: $0) }
      #expect(isReturned)
      let second = try #require(try await desk.claim("staying"))
      #expect(second.attempt == 1 && second.crashCount == 0)
    }
  }

  @Test func anOrderThatIsTakenBackStopsItsWorkerAndIsNotClaimedAgain() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let order = try await desk.order()
      let claim = try #require(try await desk.claim("worker"))
      try await desk.take(order, as: .jobCancelled)
      #expect(try await desk.state() == .cancelled)
      #expect(try await desk.pool.withConnection { try await JobRepository.heartbeat(claim.lease, $0) } == false)
      await #expect(throws: LeaseLost.self) {
        try await desk.context(claim).commit(cursor: [:], progress: Model.Progress(done: 1, total: 1)) { _ in }
      }
      #expect(try await desk.fail(claim, transient: true) == false)
      try await desk.take(order)
      #expect(try await desk.claim("another") == nil)
    }
  }

  /// On a stream that is read twice, the order may come after the word that took it back.
  @Test func anOrderThatComesAfterItWasTakenBackIsNotDone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let order = try desk.delivery()
      try await desk.take(order, as: .jobCancelled)
      try await desk.take(order)
      #expect(try await desk.claim("worker") == nil)
      #expect(try await desk.state() == .cancelled)
    }
  }

  @Test func ofAHeldQueueNothingIsClaimedAndLeasesStay() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.order()
      let claim = try #require(try await desk.claim("worker"))
      try await desk.hear(.paused, revision: 3)
      #expect(try await desk.pool.withConnection { try await JobRepository.heartbeat(claim.lease, $0) })
      #expect(try await desk.fail(claim, transient: true))
      #expect(try await desk.claim("worker") == nil, "the retry waits")
      try await desk.hear(.active, revision: 2)
      #expect(try await desk.claim("worker") == nil, "older news changes nothing")
      try await desk.hear(.active, revision: 4)
      #expect(try await desk.claim("worker") != nil)
    }
  }

  @Test func aLeaseThatIsReleasedIsFreeForOthersAtOnce() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let order = try await desk.order()
      let claim = try #require(try await desk.claim("stuck"))
      var release = order
      for epoch in [claim.lease.epoch + 1, claim.lease.epoch] {
        release.event.payload = try JSON(
          encoding: JobRelease(jobID: claim.lease.jobID, leaseEpoch: epoch, actor: "olga", reason: "it hangs"))
        try await desk.take(release, as: .jobReleased)
        #expect(try await desk.state() == (epoch == claim.lease.epoch ? .available : .leased), "another lease stays")
      }
      await #expect(throws: LeaseLost.self) {
        try await desk.context(claim).commit(cursor: [:], progress: Model.Progress(done: 1, total: 1)) { _ in }
      }
      let next = try #require(try await desk.claim("other"))
      #expect(next.lease.epoch > claim.lease.epoch && next.attempt == 1, "the attempt does not count")
    }
  }
}
