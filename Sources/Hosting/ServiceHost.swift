public import Direct
public import Foundation
import Identity
import Ingestion
import Labeling
public import Messaging
import Metadata
import Model
import ObjectStore
import Postgres
import Processing
import Redis
public import Support
import Workflow

/// How long what nobody asks for any more is kept.
public struct Retention: Hashable, Sendable {
  /// Days that an unfinished upload may be silent.
  public var uploadDays: Int
  /// Days after which a letter that was redriven, discarded or resolved is removed.
  public var letterDays: Int
  /// Days that what workers log about their jobs is kept.
  public var logDays: Int

  public init(uploadDays: Int = 7, letterDays: Int = 90, logDays: Int = JobLog.daysDefault) {
    self.uploadDays = uploadDays
    self.letterDays = letterDays
    self.logDays = logDays
  }
}

/// Runs services in this process: any of them, on any number of hosts. Nothing is held in the process; PostgreSQL and
/// Redis are the distributed engine.
public struct ServiceHost: Sendable {
  public static let serviceNames = ServiceSchema.allCases.map(\.rawValue)
  /// How many jobs a process does at once.
  public static let slotsDefault = 2

  private let settings: ConnectionSettings
  private let services: [ServiceSchema]
  private let redis: RedisConfiguration
  private let workerName: String
  private let retention: Retention
  private let slots: Int
  private let environment: Environment
  private let log: Log

  /// Fails with `service_unknown`.
  public init(
    _ settings: ConnectionSettings, services: [String]? = nil, retention: Retention = Retention(),
    slots: Int = ServiceHost.slotsDefault, environment: Environment = .live, log: Log
  ) throws {
    self.settings = settings
    self.retention = retention
    self.slots = slots
    self.services = try (services ?? ServiceHost.serviceNames).map { name in
      guard let service = ServiceSchema(rawValue: name) else {
        throw Failure(
          "service_unknown", "there is no service '\(name)'",
          nextStep: "choose among \(ServiceHost.serviceNames.joined(separator: ", "))")
      }
      return service
    }
    do {
      redis = try RedisConfiguration(url: settings.redis)
    } catch {
      throw Failure(error)
    }
    self.environment = environment
    self.log = log
    // Never used before: a consumer that comes back under an old name would be taken for the old one.
    let host = ProcessInfo.processInfo.hostName
    workerName = "\(host):\(ProcessInfo.processInfo.processIdentifier):\(environment.newID().text.suffix(8))"
  }

  /// Runs until the task is cancelled, then stops in good order: jobs at work are given back.
  ///
  /// Fails at the start with `schema_outdated`, `postgres_unreachable`, `redis_unreachable`, `object_store_denied` or
  /// `workflows_not_recorded`; once it runs it waits for servers that are away. `ready` is called when everything runs.
  public func run(objectStore: URL?, ready: @Sendable () -> Void = {}) async throws {
    Memory.givesBackLargeBlocks()
    do {
      try await PlatformSchema.check(dsn: settings.postgres)
      try await checkRedis()
      let pools = Dictionary(uniqueKeysWithValues: ServiceSchema.allCases.map { ($0, pool($0)) })
      guard let ingesting = pools[.ingestion] else { return }
      let fallback = URL.defaultObjectStore
      let root = try await ObjectStoreLocation.establish(
        objectStore ?? fallback, replacing: objectStore != nil, ingesting)
      let store = try LocalObjectStore(root: root)
      log(.info, "services start", ["services": .array(services.map { .string($0.rawValue) })])
      let outboxSignals = OutboxSignals(services)
      var parts: [Part] = [{ await outboxSignals.listen(configuration(nil)) }]
      for service in services {
        guard let pool = pools[service], let wakeup = outboxSignals[service] else { continue }
        let relay = Relay(
          schema: service, pool: pool, redis: redis, wakeup: wakeup, environment: environment, log: log)
        parts.append { await relay.run() }
        parts += try await self.parts(of: service, pool, store)
      }
      await withDiscardingTaskGroup { group in
        for part in parts { group.addTask(operation: part) }
        ready()
      }
      for pool in pools.values { await pool.close() }
      log(.info, "services stopped")
    } catch {
      throw Failure(error)
    }
  }

  private func checkRedis() async throws {
    let connection = RedisConnection(redis, name: "check")
    let policy = try await connection.send(["CONFIG", "GET", "maxmemory-policy"]).array?.last?.string
    await connection.close()
    if let policy, policy != "noeviction" {
      log(
        .warning, "Redis may evict streams; events are then published again from the outboxes",
        ["maxmemory_policy": .string(policy)])
    }
  }

  /// Something that a service does until its task is cancelled.
  private typealias Part = @Sendable () async -> Void

  private func parts(
    of service: ServiceSchema, _ pool: PostgresPool, _ store: LocalObjectStore
  ) async throws -> [Part] {
    let outbox = Outbox(schema: service, environment: environment)
    switch service {
    case .ingestion:
      let janitor = UploadJanitor(
        pool: pool, store: store, outbox: outbox, silentDaysMax: retention.uploadDays, environment: environment,
        log: log)
      return [{ await janitor.run() }, { await StateCounts(service).keep(pool, log: log) }]
    case .processing:
      let jobLog = JobLog(pool: pool, days: retention.logDays, log: log)
      let worker = Worker(
        name: workerName, slots: slots, pool: pool, store: store, outbox: outbox,
        environment: environment, log: log, jobLog: jobLog)
      let reaper = Reaper(pool: pool, outbox: outbox, environment: environment, log: log)
      let intake = consumer(service, "processing-group", pool, JobIntake(worker: worker))
      return [{ await jobLog.keep { await worker.run() } }, { await reaper.run() }, { await intake.run() }]
    case .workflow:
      return try await workflowParts(pool, outbox)
    case .metadata:
      let jobLog = JobLog(pool: pool, days: retention.logDays, log: log)
      let keeper = CatalogKeeper(outbox: outbox, environment: environment, workerName: workerName, jobLog: jobLog)
      let consumer = consumer(service, "metadata-group", pool, keeper)
      return [
        { await jobLog.keep { await consumer.run() } }, { await StateCounts(service).keep(pool, log: log) },
      ]
    case .labeling:
      let keeper = LeaseKeeper(pool: pool, log: log)
      return [{ await keeper.run() }, { await StateCounts(service).keep(pool, log: log) }]
    case .iam:
      let consumer = consumer(service, "iam-group", pool, AuditKeeper())
      return [{ await consumer.run() }]
    }
  }

  /// Records the workflows of this build first: without them no run can be made.
  private func workflowParts(_ pool: PostgresPool, _ outbox: Outbox) async throws -> [Part] {
    let workflows = try WorkflowCatalog.load(knownFunctions: PlatformFunctions.names)
    do {
      try await pool.withConnection {
        try await WorkflowCatalog.register(workflows, environment: environment, on: $0)
      }
    } catch {
      throw Failure(
        "workflows_not_recorded", "the workflows of this build cannot be recorded: \(Failure(error).message)",
        nextStep: "see what is wrong with the database with `flowsight doctor`, then start the services again")
    }
    let orchestrator = Orchestrator(workflows: workflows, outbox: outbox, environment: environment)
    let janitor = LetterJanitor(
      pool: pool, outbox: outbox, days: retention.letterDays, environment: environment, log: log)
    let clock = RunClock(pool: pool, orchestrator: orchestrator, log: log)
    let runner = BulkOperationRunner(pool: pool, orchestrator: orchestrator, log: log)
    let scheduler = Scheduler(pool: pool, orchestrator: orchestrator, log: log)
    let looking = RedisConnection(redis, name: "queues")
    let reader = QueueReader(redis: looking)
    let sampler = QueueSampler(pool: pool, environment: environment, log: log) { try await reader.queues() }
    let existing = StreamLetters(
      name: workerName, pool: pool, redis: redis, orchestrator: orchestrator, environment: environment, log: log)
    let consumer = consumer(.workflow, "workflow-group", pool, orchestrator)
    return [
      { await janitor.run() }, { await runner.run() }, { await clock.run() }, { await scheduler.run() },
      { await existing.run() }, { await consumer.run() },
      {
        await sampler.run()
        await looking.close()
      },
    ]
  }

  private func consumer(
    _ service: ServiceSchema, _ group: String, _ pool: PostgresPool, _ handler: any EventHandler
  ) -> Consumer {
    Consumer(
      group: group, streams: Streams.subscriptions.filter { $0.group == group }.map(\.stream), name: workerName,
      schema: service, pool: pool, redis: redis, handler: handler, environment: environment, log: log)
  }

  private func configuration(_ service: ServiceSchema?) -> PostgresConfiguration {
    PostgresConfiguration(
      dsn: settings.postgres, applicationName: "flowsight \(service?.producer ?? "signals")", role: service?.role,
      // What was not said within the time of a lease is no longer this host's to say.
      silenceTimeout: .seconds(Worker.leaseSeconds))
  }

  private func pool(_ service: ServiceSchema) -> PostgresPool {
    PostgresPool(configuration(service), limits: PostgresPool.Limits(connectionsMax: 6))
  }
}

extension URL {
  /// `$XDG_DATA_HOME/flowsight/objects`.
  fileprivate static var defaultObjectStore: URL {
    let home = ProcessInfo.processInfo.environment["XDG_DATA_HOME"].map { URL(fileURLWithPath: $0) }
    let data = home ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".local/share")
    return data.appending(path: "flowsight/objects")
  }
}
