import Foundation
import Postgres
import Servers
import Testing

/// Tests against a real server, which runs as long as the suite.
@Suite(.privateServers, .timeLimit(.minutes(2)))
struct PostgresTests {}

/// Tests that kill and restart a server of their own.
@Suite(.privateServers, .serialized, .timeLimit(.minutes(2)))
struct PostgresFaultTests {}

struct PrivateServersTrait: SuiteTrait, TestScoping {
  @TaskLocal static var servers: PrivateServers?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let servers = try await PrivateServers.start()
    do {
      try await Self.$servers.withValue(servers, operation: function)
    } catch {
      await servers.stop()
      throw error
    }
    await servers.stop()
  }
}

extension Trait where Self == PrivateServersTrait {
  static var privateServers: Self { Self() }
}

func servers() throws -> PrivateServers {
  try #require(PrivateServersTrait.servers)
}

func configuration() throws -> PostgresConfiguration {
  PostgresConfiguration(dsn: try servers().postgresDSN, applicationName: "tests")
}

func connect() async throws -> PostgresConnection {
  try await PostgresConnection.connect(configuration())
}

/// Waits until the statement gives true.
func waitFor(_ db: some PostgresQueryable, _ statement: Statement) async throws {
  let deadline = ContinuousClock().now + .seconds(20)
  while try await !db.query(statement).value(as: Bool.self) {
    try #require(ContinuousClock().now < deadline, "still false after 20 s: \(statement.sql)")
    await Task.yield()
  }
}
