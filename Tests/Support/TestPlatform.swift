public import Direct
public import Messaging
public import Postgres
public import Redis
public import Servers
import Support

/// Private servers with the platform's schema, for one test: nothing is shared between tests.
public final class TestPlatform: Sendable {
  public let servers: PrivateServers
  public let settings: ConnectionSettings
  public let redisConfiguration: RedisConfiguration

  /// Starts the servers, makes the schema, runs `body`, and stops the servers, whatever happens.
  public static func run(_ body: (TestPlatform) async throws -> Void) async throws {
    let servers = try await PrivateServers.start()
    do {
      let platform = try TestPlatform(servers)
      try await PlatformSchema.migrate(dsn: servers.postgresDSN)
      try await body(platform)
      await servers.stop()
    } catch {
      await servers.stop()
      throw error
    }
  }

  private init(_ servers: PrivateServers) throws {
    self.servers = servers
    settings = ConnectionSettings(postgres: servers.postgresDSN, redis: servers.redisURL, profile: "test")
    redisConfiguration = try RedisConfiguration(url: servers.redisURL)
  }

  /// A pool with the rights of a service; `nil`: those of a superuser.
  public func pool(_ service: ServiceSchema?) -> PostgresPool {
    PostgresPool(PostgresConfiguration(dsn: settings.postgres, role: service?.role))
  }
}

/// Looks again and again until the condition holds; `false` when it does not within the limit.
public func eventually(
  within limit: Duration = .seconds(30), every interval: Duration = .milliseconds(20),
  _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while clock.now < end {
    if try await condition() { return true }
    try? await clock.sleep(for: interval)
  }
  return try await condition()
}
