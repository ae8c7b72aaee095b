import Foundation
import Messaging
import Model
import ObjectStore
import Postgres
import Redis
import Servers
import Support
import Synchronization
import TestSupport

@testable import Processing

/// Jobs on their whole way (outbox, relay, stream, intake, lease, worker, report) with two hosts that reach their
/// servers through networks that can fail.
///
/// The ledger: every accepted job writes one row. What is missing was lost, what is there twice was done twice.
struct Storm {
  /// A host: what `serve --services processing` runs, behind proxies of its own.
  struct Host {
    let name: String
    let postgres: FaultProxy
    let redis: FaultProxy
    let clock: WrongClock
    let work: Task<Void, Never>
  }

  /// A host's clock, which somebody sets now and then.
  final class WrongClock: Sendable {
    private let offset = Mutex(0.0)

    func jump(by seconds: Double) { offset.withLock { $0 += seconds } }

    var environment: Environment {
      Environment(
        now: { [self] in Date().addingTimeInterval(offset.withLock { $0 }) }, newID: Environment.live.newID,
        random: Environment.live.random)
    }
  }

  /// Writes the job's row under the fence, and remembers with the cursor that it is written.
  struct Effect: JobFunction {
    func run(_ job: JobContext) async throws -> JSON {
      if job.cursor == nil {
        try await Storm.labour(job.pool)
        try await job.commit(cursor: ["written": true], progress: Model.Progress(done: 1, total: 1)) {
          try await Storm.write(job.order.jobID, $0)
        }
      }
      return [:]
    }
  }

  /// The same without the fence: what a late worker writes is written, since it was on its way already.
  struct UnfencedEffect: JobFunction {
    func run(_ job: JobContext) async throws -> JSON {
      try await Storm.labour(job.pool)
      try await Task { try await job.pool.withConnection { try await Storm.write(job.order.jobID, $0) } }.value
      return [:]
    }
  }

  static let leaseSeconds = 1.5
  private static let slots = 8

  let platform: TestPlatform
  let pool: PostgresPool
  let redis: RedisConnection
  let hosts: [Host]
  private let relay: Task<Void, Never>

  /// Runs `body` between the start and the end of both hosts.
  static func run(_ function: any JobFunction, _ body: (Storm) async throws -> Void) async throws {
    try await TestPlatform.run { platform in
      let pool = platform.pool(.processing)
      try await pool.query("CREATE TABLE processing.ledger (job_id uuid NOT NULL)")
      let storm = try Storm(platform, pool, function)
      do {
        try await body(storm)
        await storm.end()
      } catch {
        await storm.end()
        throw error
      }
    }
  }

  private init(_ platform: TestPlatform, _ pool: PostgresPool, _ function: any JobFunction) throws {
    self.platform = platform
    self.pool = pool
    redis = RedisConnection(platform.redisConfiguration)
    let store = try LocalObjectStore(root: URL(fileURLWithPath: platform.servers.directory).appending(path: "objects"))
    hosts = try ["one", "two"].map { try Storm.host($0, platform, store, function) }
    let producer = Relay(
      schema: .workflow, pool: platform.pool(.workflow), redis: platform.redisConfiguration, wakeup: Wakeup(),
      environment: .live, log: .silent)
    relay = Task { await producer.run() }
  }

  private static func host(
    _ name: String, _ platform: TestPlatform, _ store: LocalObjectStore, _ function: any JobFunction
  ) throws -> Host {
    let socket =
      URLComponents(string: platform.servers.postgresDSN)?.queryItems?.first { $0.name == "host" }?.value ?? ""
    let postgres = try FaultProxy(to: .unixSocket("\(socket)/.s.PGSQL.5432"))
    guard var url = URLComponents(string: platform.servers.redisURL), let port = url.port.flatMap(UInt16.init) else {
      throw Failure("url_invalid", platform.servers.redisURL)
    }
    let redis = try FaultProxy(to: .port(port))
    url.port = Int(redis.port)
    let redisConfiguration = try RedisConfiguration(url: url.string ?? "")
    let pool = PostgresPool(
      PostgresConfiguration(
        dsn: "postgresql://flowsight@127.0.0.1:\(postgres.port)/flowsight?sslmode=disable",
        role: ServiceSchema.processing.role, silenceTimeout: .seconds(leaseSeconds)))
    let clock = WrongClock()
    let environment = clock.environment
    let outbox = Outbox(schema: .processing, environment: environment)
    let worker = Worker(
      name: name, slots: slots, functions: ["test.effect": function], leaseSeconds: leaseSeconds, pool: pool,
      store: store, outbox: outbox, environment: environment, log: .silent)
    let intake = Consumer(
      group: "processing-group", streams: [Streams.jobs(queue: Streams.processingQueue)], name: name,
      schema: .processing, pool: pool, redis: redisConfiguration, handler: JobIntake(worker: worker),
      environment: environment, log: .silent)
    let reaper = Reaper(pool: pool, outbox: outbox, environment: environment, log: .silent)
    let relay = Relay(
      schema: .processing, pool: pool, redis: redisConfiguration, wakeup: Wakeup(), environment: environment,
      log: .silent)
    let work = Task {
      await withDiscardingTaskGroup { group in
        group.addTask { await worker.run() }
        group.addTask { await intake.run() }
        group.addTask { await reaper.run() }
        group.addTask { await relay.run() }
      }
      await pool.close()
    }
    return Host(name: name, postgres: postgres, redis: redis, clock: clock, work: work)
  }

  private func end() async {
    relay.cancel()
    for host in hosts {
      host.postgres.resume()
      host.redis.resume()
      host.work.cancel()
    }
    await relay.value
    for host in hosts {
      await host.work.value
      host.postgres.stop()
      host.redis.stop()
    }
    await pool.close()
    await redis.close()
  }

  // MARK: - Jobs and their ledger

  /// Has `count` jobs ordered, as the orchestrator orders them.
  func order(_ count: Int) async throws {
    let orders = try (0..<count).map { _ in
      let order = JobOrder(
        jobID: StepID(UUID()), runID: RunID(UUID()), workflow: "w", step: "effect", function: "test.effect",
        queue: Streams.processingQueue, retry: RetryPolicy(attemptsMax: 100, baseSeconds: 0.05, capSeconds: 0.2),
        timeoutSeconds: 60, priorAttempts: 0, file: .sample, parameters: [:], inputs: [:])
      return EventDraft(
        .jobReady, traceID: TraceID(UUID()), datasetID: DatasetID(UUID()), datasetVersion: "1",
        payload: try JSON(encoding: order))
    }
    let outbox = Outbox(schema: .workflow, environment: .live)
    let producer = platform.pool(.workflow)
    try await producer.withTransaction { try await outbox.append(orders, on: $0) }
    await producer.close()
  }

  struct Ledger: Equatable {
    var effects = 0
    var jobs = 0
    var done = 0
    var takenOver = 0
  }

  func ledger() async throws -> Ledger {
    let row = try await pool.query(
      """
      SELECT count(*) AS effects, count(DISTINCT job_id) AS jobs,
        (SELECT count(*) FROM processing.proc_job WHERE status = 'DONE') AS done,
        (SELECT count(*) FROM processing.proc_job WHERE crash_count > 0) AS taken_over
      FROM processing.ledger
      """)
    return Ledger(
      effects: try row.decodeFirst("effects") ?? 0, jobs: try row.decodeFirst("jobs") ?? 0,
      done: try row.decodeFirst("done") ?? 0, takenOver: try row.decodeFirst("taken_over") ?? 0)
  }

  /// How many jobs the host has in its hands.
  func leases(of host: Host) async throws -> Int {
    try await pool.query(
      "SELECT count(*) FROM processing.proc_job WHERE status = 'LEASED' AND lease_owner = $1", host.name
    ).value()
  }

  /// What a job does for a while, so that there is something to interrupt.
  private static func labour(_ pool: PostgresPool) async throws { try await pool.query("SELECT pg_sleep(0.01)") }

  private static func write(_ job: StepID, _ connection: PostgresConnection) async throws {
    try await connection.query("INSERT INTO processing.ledger (job_id) VALUES ($1)", job)
  }
}
