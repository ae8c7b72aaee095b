public import Foundation
import Identity
import Ingestion
import Labeling
import Messaging
import Metadata
public import Model
import ObjectStore
import Postgres
import Processing
import Redis
import Support
import Workflow

/// The platform over its PostgreSQL and Redis, with the services' code in this process.
///
/// People reach it with a database login of their own. What they may do follows from the login's membership in
/// FlowSight's group roles, and is enforced twice: by ``Model/Actor/require(_:)`` and by PostgreSQL's grants.
public final class DirectPlatform: Platform {
  public let actor: Actor
  public let backend: BackendDescription
  public let mayActAs: Bool

  let ingestion: IngestionService
  let processing: ProcessingService
  let workflow: WorkflowService
  let metadata: MetadataService
  let identity: IdentityService
  let labeling: LabelingService
  /// Takes in the results of labeling, with the service's own credential: a right in labeling is enough.
  let labelIngestion: IngestionService
  let people: PeopleService
  /// The same with the rights of the login itself: nothing can be written through them.
  let viewed: (ingestion: IngestionService, workflow: WorkflowService)
  let redis: RedisConnection
  /// With the rights of the login itself.
  let reading: PostgresPool
  /// A connection of its own, so that no slow statement keeps a sign of life waiting.
  let heartbeat: PostgresPool
  let environment: Environment
  private let listening: PostgresConfiguration
  private let pools: [PostgresPool]
  private let settings: ConnectionSettings
  private let userName: String

  /// Connects, and checks that the database's schema is the one this program expects.
  ///
  /// Fails with `postgres_unreachable`, `postgres_authentication_failed`, `schema_outdated`, `forbidden` (the login has
  /// no role in FlowSight) or `redis_invalid`. Redis is not needed yet: without it only the queues' figures miss.
  public static func connect(
    _ settings: ConnectionSettings, userName: String = NSUserName()
  ) async throws -> DirectPlatform {
    try await translatingFailures {
      try await DirectPlatform(settings, userName: userName, environment: .live)
    }
  }

  /// What is to be known before anything can be read.
  private struct Introduction {
    var actor: Actor
    var isAnybody: Bool
    var objectStore: URL?
    var database: String

    /// All of it on one connection, which then reads the first view: of a session that has begun, its catalogs in memory,
    /// an answer costs a fraction of what another session costs.
    init(_ settings: ConnectionSettings, userName: String, on connection: PostgresConnection) async throws {
      do {
        try await PlatformSchema.check(connection, dsn: settings.postgres)
      } catch let error as PostgresError where error.sqlState == "42501" {
        throw Failure(
          "forbidden", "the database login has no role in FlowSight",
          nextStep: "an administrator can give it one: GRANT flowsight_viewer TO the login")
      }
      (actor, isAnybody) = try await IdentityService.actor(
        name: userName, actingAs: settings.persona, on: connection)
      objectStore = try await ObjectStoreLocation.current(connection)
      database = await connection.databaseName ?? "unknown"
    }
  }

  private init(_ settings: ConnectionSettings, userName: String, environment: Environment) async throws {
    // While the server answers.
    async let documents = WorkflowCatalog.load(knownFunctions: PlatformFunctions.names)
    let sessions = settings.isReadOnly ? ["default_transaction_read_only": "on"] : [:]
    func pool(as role: String?, connectionsMax: Int = 4) -> PostgresPool {
      PostgresPool(
        PostgresConfiguration(
          dsn: settings.postgres, applicationName: "flowsight \(userName)", role: role, settings: sessions),
        limits: PostgresPool.Limits(connectionsMax: connectionsMax))
    }
    self.settings = settings
    self.userName = userName
    let reading = pool(as: nil)
    identity = IdentityService(pool: reading)
    let introduction = try await reading.withConnection {
      try await Introduction(settings, userName: userName, on: $0)
    }
    var actor = introduction.actor
    actor.isReadOnly = settings.isReadOnly
    self.actor = actor
    mayActAs = introduction.isAnybody && !settings.isReadOnly
    let ingesting = actor.role.rights.contains(.ingest) ? pool(as: ServiceSchema.ingestion.writerRole) : reading
    let orchestrating = actor.role.rights.contains(.redrive) ? pool(as: ServiceSchema.workflow.writerRole) : reading
    let writesLabels = [LabelingRight.work, .configure].map(actor.role.grant).contains { $0 != .no }
    let publishes = actor.role.grant(.configure) != .no
    let labelPool = writesLabels ? pool(as: ServiceSchema.labeling.writerRole) : reading
    let publishing = publishes ? pool(as: ServiceSchema.ingestion.writerRole) : reading
    let peoplePool = publishes ? pool(as: ServiceSchema.iam.writerRole) : reading
    self.reading = reading
    heartbeat = pool(as: nil, connectionsMax: 1)
    pools = [reading, ingesting, orchestrating, labelPool, publishing, peoplePool, heartbeat]
    let store = DirectPlatform.store(at: introduction.objectStore)
    func ingestion(_ pool: PostgresPool, as actor: Actor) -> IngestionService {
      IngestionService(
        pool: pool, store: store, outbox: Outbox(schema: .ingestion, environment: environment), actor: actor,
        environment: environment)
    }
    self.ingestion = ingestion(ingesting, as: actor)
    labelIngestion = ingestion(
      publishing, as: Actor(name: actor.name, credential: ServiceSchema.labeling.producer, role: .operator))
    let people = PeopleService(
      pool: peoplePool, outbox: Outbox(schema: .iam, environment: environment), actor: actor, environment: environment)
    self.people = people
    labeling = LabelingService(
      pool: labelPool, outbox: Outbox(schema: .labeling, environment: environment), actor: actor,
      groups: { [skills = ActorSkills(identity: identity, actor: actor)] in try await skills.groups() },
      knownGroups: { try await people.skillGroups().map(\.name) }, environment: environment)
    processing = ProcessingService(pool: reading)
    let workflows = try await documents
    func workflow(_ pool: PostgresPool) -> WorkflowService {
      WorkflowService(
        pool: pool,
        orchestrator: Orchestrator(
          workflows: workflows, outbox: Outbox(schema: .workflow, environment: environment), environment: environment),
        actor: actor)
    }
    self.workflow = workflow(orchestrating)
    viewed = (ingestion(reading, as: actor), workflow(reading))
    metadata = MetadataService(pool: reading)
    var redisConfiguration = try RedisConfiguration(url: settings.redis)
    redisConfiguration.connectSeconds = 2
    redisConfiguration.commandSeconds = 2
    redis = RedisConnection(redisConfiguration, name: "console")
    self.environment = environment
    listening = PostgresConfiguration(dsn: settings.postgres, applicationName: "flowsight \(userName) changes")
    backend = BackendDescription(
      kind: "direct", profile: settings.profile, server: introduction.database, isProduction: settings.isProduction)
  }

  public func acting(as persona: Actor.Persona) async throws -> any Platform {
    var settings = settings
    settings.persona = persona
    return try await DirectPlatform.connect(settings, userName: userName)
  }

  /// Gives the connections back, without waiting for servers that do not answer. The platform must not be used
  /// afterwards.
  public func close() async {
    try? await within(.seconds(1)) { [pools, redis] in
      for pool in pools { await pool.close() }
      await redis.close()
    }
  }

  /// What each server has to answer a ``ping()``.
  static let pingLimit = Duration.seconds(3)

  public func ping() async throws -> [Failure] {
    try await translatingFailures {
      async let redis = failure { [redis] in try await redis.ping() }
      let postgres = await failure { [heartbeat] in try await ServerRepository.ping(heartbeat) }
      if let postgres { throw postgres }
      return [await redis].compactMap(\.self)
    }
  }

  private func failure(_ body: @escaping @Sendable () async throws -> some Sendable) async -> Failure? {
    do {
      _ = try await within(Self.pingLimit, body)
      return nil
    } catch {
      return Failure(error)
    }
  }

  private static func store(at location: URL?) -> Result<LocalObjectStore, Failure> {
    guard let location else {
      return .failure(
        Failure(
          "object_store_unset", "it is not known where this platform keeps its raw files",
          nextStep: "start `flowsight serve` once; it sets the place", isTransient: true))
    }
    return Result { try LocalObjectStore(root: location) }.mapError { Failure($0) }
  }

  public func changes() -> AsyncStream<Change> {
    let listener = PostgresListener(listening, channels: ["flowsight_change"])
    let (stream, continuation) = AsyncStream.makeStream(of: Change.self, bufferingPolicy: .bufferingNewest(256))
    let forwarding = Task {
      for await event in listener.events {
        switch event {
        case .listening: break
        case .reconnected, .overflowed: continuation.yield(.reconnected)
        case .disconnected: continuation.yield(.disconnected)
        case .notification(_, let payload):
          if let change = DirectPlatform.change(payload) { continuation.yield(change) }
        }
      }
      continuation.finish()
    }
    continuation.onTermination = { _ in
      listener.stop()
      forwarding.cancel()
    }
    return stream
  }

  private static func change(_ topic: String) -> Change? {
    switch topic {
    case "uploads": .uploads
    case "runs": .runs
    case "logs": .logs
    case "queues": .queues
    case "letters": .letters
    case "operations": .operations
    case "versions": .versions
    case "labeling": .labeling
    case "audit": .audit
    default: nil
    }
  }
}

/// The functions that workflow documents may name, of all services.
public enum PlatformFunctions {
  public static let names: Set<String> = Set(JobFunctions.registry.keys).union(CatalogKeeper.functions)

  /// Reads a workflow document. Fails with `workflow_invalid`, which names every problem.
  public static func check(document: String) throws -> Model.Workflow {
    try WorkflowCatalog.parse(document, knownFunctions: names)
  }

  /// All that is wrong with a workflow document, in the order of its lines.
  public static func problems(in document: String) throws -> [Model.Workflow.Problem] {
    try WorkflowCatalog.read(document, knownFunctions: names).problems
  }
}

/// Runs `body` and words whatever it throws as a ``Failure``.
func translatingFailures<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
  do {
    return try await body()
  } catch {
    throw Failure(error)
  }
}
