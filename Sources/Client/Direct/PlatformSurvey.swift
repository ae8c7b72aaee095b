public import Foundation
import Identity
import Messaging
public import Model
import Postgres
import Redis
import Support

/// What the servers say when each thing is asked by itself, so that one that fails hides none of the others.
public struct PlatformSurvey: Sendable {
  public struct Postgres: Sendable, Hashable {
    public var version: String
    public var database: String
    public var login: String

    public init(version: String, database: String, login: String) {
      self.version = version
      self.database = database
      self.login = login
    }

    public var majorVersion: Int? { version.split(separator: ".").first.flatMap { Int($0) } }
  }

  public var postgres: Result<Postgres, Failure>
  /// How many migrations there are; a failure says what is not applied.
  public var schema: Result<Int, Failure>
  /// Who one is, and as what.
  public var actor: Result<Actor, Failure>
  /// How many workers are alive.
  public var workers: Result<Int, Failure>
  /// The version of Redis.
  public var redis: Result<String, Failure>

  public init(
    postgres: Result<Postgres, Failure>, schema: Result<Int, Failure>, actor: Result<Actor, Failure>,
    workers: Result<Int, Failure>, redis: Result<String, Failure>
  ) {
    self.postgres = postgres
    self.schema = schema
    self.actor = actor
    self.workers = workers
    self.redis = redis
  }
}

extension PlatformSurvey {
  /// How long each server has to answer.
  static let limit = Duration.seconds(5)

  /// Asks the servers. Changes nothing.
  public static func of(_ settings: ConnectionSettings, userName: String = NSUserName()) async -> PlatformSurvey {
    let pool = PostgresPool(
      PostgresConfiguration(dsn: settings.postgres, applicationName: "flowsight doctor"),
      limits: PostgresPool.Limits(connectionsMax: 1))
    async let redis = result { try await redisVersion(settings.redis) }
    let postgres = await result { try await ServerRepository.server(pool) }
    let schema = await result {
      try await PlatformSchema.check(dsn: settings.postgres)
      return PlatformSchema.migrations.count
    }
    let actor = await result {
      try await pool.withConnection {
        try await IdentityService.actor(name: userName, actingAs: settings.persona, on: $0).actor
      }
    }
    let workers = await result {
      let platform = try await DirectPlatform.connect(settings, userName: userName)
      defer { Task { await platform.close() } }
      return try await platform.overview().workers.count
    }
    await pool.close()
    return PlatformSurvey(postgres: postgres, schema: schema, actor: actor, workers: workers, redis: await redis)
  }

  private static func redisVersion(_ url: String) async throws -> String {
    let redis = RedisConnection(try RedisConfiguration(url: url), name: "doctor")
    let version = try await redis.info("server", field: "redis_version")
    await redis.close()
    return version ?? "unknown"
  }

  private static func result<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async -> Result<Value, Failure> {
    do {
      return .success(try await within(limit, body))
    } catch let late as DeadlineExceeded {
      return .failure(Failure("unavailable", late.description, isTransient: true))
    } catch {
      return .failure(Failure(error))
    }
  }
}
