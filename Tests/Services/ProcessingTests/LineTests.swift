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

/// Who comes when, and how many at once, on a server.
@Suite(.serialized) struct LineTests {
  /// How many jobs wait is read beside the many that are done.
  @Test func whatIsDoneIsNotCounted() async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.processing)
      let plan = try await pool.withTransaction { connection in
        try await connection.query("SET LOCAL enable_seqscan = off")
        return try await connection.query(Statement("EXPLAIN (COSTS OFF) \(QueueRepository.jobsSQL)"))
          .map { try $0.decode("QUERY PLAN", as: String.self) }.joined(separator: "\n")
      }
      #expect(!plan.contains("Seq Scan") && !plan.contains("proc_job_pkey"), "\(plan)")
    }
  }

  private struct Desk {
    let platform: TestPlatform
    let pool: PostgresPool

    init(_ platform: TestPlatform) {
      self.platform = platform
      pool = platform.pool(.processing)
    }

    /// Has so many jobs of a dataset come, which are due.
    func add(_ count: Int, of dataset: UUID, priority: Int? = nil, queue: String = "processing") async throws {
      let order = JobOrder(
        jobID: StepID(UUID()), runID: RunID(UUID()), workflow: "w", step: "s", function: "test.nothing", queue: queue,
        retry: .standard, timeoutSeconds: 60, priorAttempts: 0, file: .sample, parameters: [:], inputs: [:],
        priority: priority)
      try await pool.query(
        "INSERT INTO processing.proc_queue (name, status, revision) VALUES ($1, 'ACTIVE', 0) ON CONFLICT DO NOTHING",
        queue)
      try await pool.query(
        """
        INSERT INTO processing.proc_job (id, run_id, step, function, status, job_order, trace_id, dataset_id,
          dataset_version, source_stream, source_entry_id, next_run_at)
        SELECT gen_random_uuid(), $1, 's', 'test.nothing', 'AVAILABLE', $2, $1, $3, '1', 's', '1-1',
          clock_timestamp() - interval '1 hour'
        FROM generate_series(1, $4)
        """, UUID(), try JSON(encoding: order), dataset, count)
    }

    func admit() async throws {
      while try await pool.withTransaction({ try await LineRepository.admit($0) }) == LineRepository.batchMax {}
    }

    func claim(_ limit: Int, worker: String = "w") async throws -> [JobRepository.Claim] {
      try await pool.withTransaction { try await LineRepository.claim(limit: limit, worker: worker, $0) }
    }

    /// The datasets of the next jobs, taken one after the other.
    func taken(_ count: Int) async throws -> [UUID] {
      var datasets: [UUID] = []
      for _ in 0..<count { datasets += try await claim(1).map(\.datasetID.rawValue) }
      return datasets
    }

    func limit(_ limits: QueueLimits, revision: Int64) async throws {
      let gate = Gate(Gate.ID(.queue, "processing"), revision: revision, limits: limits)
      try await pool.withConnection { try await JobRepository.setQueue(gate, $0) }
    }

    func countLeased() async throws -> Int {
      try await pool.query("SELECT count(*) FROM processing.proc_job WHERE status = 'LEASED'").value()
    }
  }

  private let a = UUID()
  private let b = UUID()
  private let c = UUID()

  private func run(_ body: (Desk) async throws -> Void) async throws {
    try await TestPlatform.run { try await body(Desk($0)) }
  }

  @Test func datasetsTakeTurnsHoweverLongTheyWait() async throws {
    try await run { desk in
      try await desk.add(1000, of: a)
      try await desk.admit()
      #expect(try await desk.taken(20) == [UUID](repeating: a, count: 20))
      try await desk.add(10, of: b)
      try await desk.add(5, of: c)
      try await desk.admit()
      let next = try await desk.taken(30)
      #expect(next.count { $0 == b } == 10 && next.count { $0 == c } == 5 && next.count { $0 == a } == 15)
      #expect(Set(next.prefix(3)) == [a, b, c], "each round has one of each")
    }
  }

  @Test func aPointOfPriorityDoublesTheShareAndNobodyWaitsForEver() async throws {
    try await run { desk in
      try await desk.add(200, of: a, priority: 2)
      try await desk.add(200, of: b)
      try await desk.add(200, of: c, priority: -1)
      try await desk.admit()
      let next = try await desk.taken(110)
      let shares = [a, b, c].map { dataset in next.count { $0 == dataset } }
      #expect(abs(shares[0] - 80) <= 4 && abs(shares[1] - 20) <= 2 && abs(shares[2] - 10) <= 2, "\(shares)")
      let urgent = UUID()
      try await desk.add(1, of: urgent, priority: 5)
      try await desk.admit()
      #expect(try await desk.taken(3).contains(urgent))
    }
  }

  /// However many new datasets come, each with one job, an old one has its turn.
  @Test func whoComesNewBeginsBehindTheTurnThatWasReached() async throws {
    try await run { desk in
      try await desk.add(4, of: a)
      try await desk.admit()
      var left = 4
      for _ in 0..<40 where left > 0 {
        for _ in 0..<3 { try await desk.add(1, of: UUID()) }
        try await desk.admit()
        left -= try await desk.taken(2).count { $0 == a }
      }
      #expect(left == 0)
    }
  }

  @Test func noMoreAreAtWorkThanTheLimitAllows() async throws {
    try await run { desk in
      for _ in 0..<5 { try await desk.add(20, of: UUID()) }
      try await desk.admit()
      try await desk.limit(QueueLimits(leasesMax: 7), revision: 1)
      let claims = try await withThrowingTaskGroup(of: Int.self) { group in
        for worker in ["one", "two", "three", "four"] {
          group.addTask {
            var count = 0
            for _ in 0..<5 { count += try await desk.claim(4, worker: worker).count }
            return count
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(claims == 7)
      #expect(try await desk.countLeased() == 7)
      try await desk.pool.query(
        """
        UPDATE processing.proc_job SET status = 'DONE'
        WHERE id IN (SELECT id FROM processing.proc_job WHERE status = 'LEASED' LIMIT 2)
        """)
      #expect(try await desk.claim(10).count == 2)
      try await desk.limit(QueueLimits(), revision: 2)
      #expect(try await desk.claim(10).count == 10)
    }
  }

  @Test func noMoreBeginInASecondThanTheRateAllows() async throws {
    try await run { desk in
      try await desk.add(100, of: a)
      try await desk.admit()
      try await desk.limit(QueueLimits(ratePerSecond: 5), revision: 1)
      let first = try await desk.claim(50).count
      #expect(first == 5, "a second's worth")
      #expect(try await desk.claim(50).count <= 1)
      func pass(_ seconds: Double) async throws {
        try await desk.pool.query(
          """
          UPDATE processing.proc_queue SET tokens = 0, refilled_at = clock_timestamp() - make_interval(secs => $1)
          """, seconds)
      }
      try await pass(0.41)
      let some = try await desk.claim(50).count
      #expect((2...3).contains(some))
      try await pass(3600)
      #expect(try await desk.claim(50).count == 5, "what was not used does not add up for ever")
      try await desk.limit(QueueLimits(ratePerSecond: 0.5), revision: 2)
      #expect(try await desk.claim(50).count == 1, "one job at least")
    }
  }

  @Test func aHeldQueueHoldsNobodyElse() async throws {
    try await run { desk in
      try await desk.add(600, of: a)
      try await desk.add(3, of: b, queue: "other")
      try await desk.admit()
      let gate = Gate(Gate.ID(.queue, "processing"), state: .paused, revision: 1)
      try await desk.pool.withConnection { try await JobRepository.setQueue(gate, $0) }
      let claims = try await desk.claim(10)
      #expect(claims.count == 3 && claims.allSatisfy { $0.order.queue == "other" })
    }
  }

  @Test func whatIsGivenBackKeepsItsPlaceAndARetryComesAnew() async throws {
    try await run { desk in
      try await desk.add(3, of: a)
      try await desk.admit()
      let claims = try await desk.claim(2)
      func end(_ claim: JobRepository.Claim, _ ending: JobRepository.Ending) async throws {
        let isOurs = try await desk.pool.withConnection {
          try await JobRepository.release(
            claim.lease, ending, failure: nil, pauseSeconds: 0, $0) != nil
        }
        #expect(isOurs)
      }
      try await end(claims[0], .failed)
      try await end(claims[1], .returned)
      #expect(try await desk.claim(1).map(\.lease.jobID) == [claims[1].lease.jobID])
      try await desk.admit()
      _ = try await desk.claim(1)
      #expect(try await desk.claim(1).map(\.lease.jobID) == [claims[0].lease.jobID], "last in its lane")
    }
  }

  /// With workers: 1,000 jobs of one dataset wait, and 10 of another come.
  @Test func theFewAreDoneLongBeforeTheMany() async throws {
    try await run { desk in
      try await desk.add(1000, of: a)
      try await desk.admit()
      try await desk.add(10, of: b)
      let folder = URL(fileURLWithPath: desk.platform.servers.directory).appending(path: "objects")
      let worker = Worker(
        name: "w", slots: 4, functions: ["test.nothing": Quick()], pool: desk.pool,
        store: try LocalObjectStore(root: folder), outbox: Outbox(schema: .processing, environment: .live),
        environment: .live, log: .silent)
      let work = Task { await worker.run() }
      func done(_ dataset: UUID) async throws -> Int {
        try await desk.pool.query(
          "SELECT count(*) FROM processing.proc_job WHERE status = 'DONE' AND dataset_id = $1", dataset
        ).value()
      }
      let isDone = try await eventually(within: .seconds(60)) { try await done(b) == 10 }
      let others = try await done(a)
      work.cancel()
      await work.value
      #expect(isDone && others < 200, "\(others) of the many were done meanwhile")
    }
  }

  private struct Quick: JobFunction {
    func run(_ job: JobContext) async throws -> JSON { [:] }
  }
}
