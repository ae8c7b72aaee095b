import Foundation
import Postgres
import Servers
import Testing

extension PostgresTests {
  struct ConnectTests {
    private func failure(_ dsn: String, timeout: Duration = .seconds(10)) async throws -> PostgresError {
      let configuration = PostgresConfiguration(dsn: dsn, connectTimeout: timeout)
      return try #require(
        await #expect(throws: PostgresError.self) { _ = try await PostgresConnection.connect(configuration) })
    }

    @Test func anUnreachableServerIsNamed() async throws {
      let error = try await failure("postgresql://someone:hunter2@/db?host=/nonexistent")
      #expect(error.kind == .connection(.unreachable))
      #expect(error.isRetryable)
      #expect(error.message.contains("/nonexistent"))
      #expect(!"\(error)".contains("hunter2"))
    }

    @Test func unknownUsersAndDatabasesAreRejections() async throws {
      let dsn = try servers().postgresDSN
      let user = try await failure(dsn.replacing("//flowsight@", with: "//nobody_known:hunter2@"))
      #expect(user.kind == .connection(.rejected))
      #expect(user.sqlState == "28000")
      #expect(user.message.contains("nobody_known"))
      #expect(!"\(user)".contains("hunter2"))
      let database = try await failure(dsn.replacing("/flowsight?", with: "/elsewhere?"))
      #expect(database.kind == .connection(.rejected))
      #expect(database.sqlState == "3D000")
      #expect(!database.isRetryable)
    }

    @Test(arguments: ["postgresql://u:hunter2@[::1/db", "host=x password=a hunter2", "postgresql://u:hunter2@h/d?x=1"])
    func aBrokenStringIsRefusedWithoutQuotingIt(_ dsn: String) async throws {
      let error = try await failure(dsn)
      #expect(error.kind == .connection(.rejected))
      #expect(!"\(error)".contains("hunter2"))
      #expect(!"\(PostgresConfiguration(dsn: dsn))".contains("hunter2"))
    }

    @Test func anUnknownRoleIsARejection() async throws {
      var configuration = try configuration()
      configuration.role = "no_such_role"
      let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(configuration) }
      #expect(error?.kind == .connection(.rejected))
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() async throws {
      let silent = try SilentServer()
      let error = try await failure("host=127.0.0.1 port=\(silent.port)", timeout: .milliseconds(100))
      #expect(error.kind == .timeout(.connect))
      let task = Task { try await failure("host=127.0.0.1 port=\(silent.port)", timeout: .seconds(60)) }
      task.cancel()
      #expect(try await task.value.kind == .cancelled)
    }

    @Test func aClosedConnectionSaysSo() async throws {
      let connection = try await connect()
      await connection.close()
      await connection.close()
      let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
      #expect(error?.kind == .closed)
      #expect(await connection.processID == nil)
    }
  }
}

/// Takes connections and says nothing.
private final class SilentServer {
  let port: UInt16
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    let outcome = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 ? getsockname(descriptor, $0, &length) : -1
      }
    }
    port = UInt16(bigEndian: address.sin_port)
    try #require(outcome == 0)
  }

  deinit { close(descriptor) }
}
