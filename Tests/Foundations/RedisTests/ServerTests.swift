import Redis
import Servers
import Testing

/// Tests against a real server: one for all of them, so they run one after another.
@Suite(.serialized, .privateServers) enum ServerTests {}

/// Starts private servers around a suite.
struct PrivateServersTrait: SuiteTrait, TestScoping {
  @TaskLocal static var current: PrivateServers?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let servers = try await PrivateServers.start()
    let result: Result<Void, any Error>
    do { result = .success(try await Self.$current.withValue(servers) { try await function() }) } catch {
      result = .failure(error)
    }
    await servers.stop()
    try result.get()
  }
}

extension Trait where Self == PrivateServersTrait {
  static var privateServers: Self { Self() }
}

/// The running servers.
func privateServers() throws -> PrivateServers {
  try #require(PrivateServersTrait.current)
}

func configuration(commandSeconds: Double = 5) throws -> RedisConfiguration {
  var configuration = try RedisConfiguration(url: try privateServers().redisURL)
  configuration.commandSeconds = commandSeconds
  configuration.reconnectSeconds = 0.001...0.02
  return configuration
}

func connection(commandSeconds: Double = 5) throws -> RedisConnection {
  RedisConnection(try configuration(commandSeconds: commandSeconds), name: "test")
}

/// The error that an operation throws.
func failure<Success>(
  _ operation: () async throws(RedisError) -> Success, sourceLocation: SourceLocation = #_sourceLocation
) async throws -> RedisError {
  do throws(RedisError) {
    _ = try await operation()
  } catch {
    return error
  }
  throw NoFailure(sourceLocation: sourceLocation)
}

struct NoFailure: Error {
  var sourceLocation: SourceLocation
}

/// Waits until something holds, for a few seconds at most.
func eventually(
  _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + .seconds(10)
  while ContinuousClock.now < deadline {
    if try await condition() { return }
    await Task.yield()
  }
  Issue.record("it did not happen that \(what)", sourceLocation: sourceLocation)
}

/// Waits until the server has so many clients in a blocking command.
func untilBlocked(_ count: Int = 1, seenBy observer: RedisConnection) async throws {
  try await eventually("\(count) clients are blocked") {
    try await observer.info("clients", field: "blocked_clients") == String(count)
  }
}
