import Direct
import Foundation
import Servers

/// PostgreSQL and Redis of a measurement's own, with the schema of the platform, for as long as the body runs.
func withServers(in folder: URL, _ body: (PrivateServers) async throws -> Void) async throws {
  let servers: PrivateServers
  do {
    servers = try await PrivateServers.start(in: folder.appending(path: "servers").path)
  } catch {
    throw JobBench.Broken(description: error.description)
  }
  do {
    try await PlatformSchema.migrate(dsn: servers.postgresDSN)
    try await body(servers)
    await servers.stop()
  } catch {
    await servers.stop()
    throw error
  }
}
