import Foundation
import Redis
import Testing

@Suite struct FakeServerTests {
  @Test func aUnixSocketIsReached() async throws {
    let server = try FakeServer(answer: Array("+OK\r\n".utf8))
    try await RedisConnection(try RedisConfiguration(url: "unix://\(server.path)")).connect()
    withExtendedLifetime(server) {}
  }

  @Test(
    "An answer that is none is an error and no crash",
    arguments: [
      "garbage\r\n", "$99999999999999999999\r\n", "*-7\r\n", "$-2\r\n", "*2147483648\r\n", ":\r\n", "$5\r\nab",
      String(repeating: "*1\r\n", count: 50) + "+OK\r\n", "",
    ])
  func badAnswers(bytes: String) async throws {
    let server = try FakeServer(answer: Array(bytes.utf8))
    let redis = RedisConnection(try RedisConfiguration(url: "unix://\(server.path)"))
    let error = try await failure { () throws(RedisError) in try await redis.ping() }
    switch error {
    case .protocol, .lost: break
    default: Issue.record("\(error)")
    }
    withExtendedLifetime(server) {}
  }

  @Test func aServerThatRepeatsThePasswordDoesNotGetItIntoTheError() async throws {
    let server = try FakeServer(answer: Array("-ERR unknown command 'AUTH', with args: 'sesame-open'\r\n+OK\r\n".utf8))
    let redis = RedisConnection(try RedisConfiguration(url: "unix://:sesame-open@\(server.path)"))
    let error = try await failure { () throws(RedisError) in try await redis.ping() }
    guard case .server(let refusal) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(refusal.message == "unknown command 'AUTH', with args: '***'")
    withExtendedLifetime(server) {}
  }

  @Test func nobodyListens() async throws {
    let redis = RedisConnection(try RedisConfiguration(url: "unix:///nowhere/redis.sock"))
    let error = try await failure { () throws(RedisError) in try await redis.ping() }
    #expect(error == .connection("unix:///nowhere/redis.sock?db=0: No such file or directory"))
  }
}
