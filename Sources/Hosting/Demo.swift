public import Direct
public import Foundation
import Model
import Servers
public import Support

/// A whole platform of its own: private servers, the schema, and all services in this process. For a first look, and
/// for tests and measurements.
public final class Demo: Sendable {
  /// What its platform is called, as a profile is.
  public static let profile = "demo"

  public let settings: ConnectionSettings
  /// Where its data are.
  public let directory: URL

  private let servers: PrivateServers
  private let services: Task<Void, any Error>

  private init(
    settings: ConnectionSettings, directory: URL, servers: PrivateServers, services: Task<Void, any Error>
  ) {
    self.settings = settings
    self.directory = directory
    self.servers = servers
    self.services = services
  }

  /// Starts everything and returns when it is ready. `directory` keeps the data from one start to the next; `nil`: a
  /// temporary one, removed by ``stop()``. `log` is made for the folder of the data; `narrate` is told what is being done.
  ///
  /// Fails with what the servers or the services fail with, and leaves nothing running then.
  public static func start(
    in directory: URL?, log: @Sendable (URL) -> Log = { _ in .silent }, narrate: @Sendable (String) -> Void
  ) async throws -> Demo {
    narrate("starting PostgreSQL and Redis")
    let servers: PrivateServers
    do {
      servers = try await PrivateServers.start(in: directory?.path)
    } catch {
      throw Failure("servers_not_started", error.description)
    }
    do {
      let settings = ConnectionSettings(postgres: servers.postgresDSN, redis: servers.redisURL, profile: Demo.profile)
      narrate("making the schema")
      try await PlatformSchema.migrate(dsn: settings.postgres)
      narrate("starting the services")
      let root = URL(fileURLWithPath: servers.directory)
      let services = try await run(settings, objectStore: root.appending(path: "objects"), log: log(root))
      return Demo(settings: settings, directory: root, servers: servers, services: services)
    } catch {
      await servers.stop()
      throw error
    }
  }

  /// The services, once they run.
  private static func run(
    _ settings: ConnectionSettings, objectStore: URL, log: Log
  ) async throws -> Task<Void, any Error> {
    let host = try ServiceHost(settings, log: log)
    let (ready, signal) = AsyncStream<Void>.makeStream()
    let services = Task {
      defer { signal.finish() }
      try await host.run(objectStore: objectStore, ready: { signal.yield() })
    }
    for await _ in ready { return services }
    try await services.value
    return services
  }

  /// Stops the services, then the servers. Nothing stays behind but the data in a directory that was given.
  public func stop() async {
    services.cancel()
    _ = await services.result
    await servers.stop()
  }
}
