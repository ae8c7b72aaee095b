import Foundation
import Postgres
import Testing

extension PostgresTests {
  struct CancellationTests {
    @Test func cancellingTheTaskCancelsTheStatement() async throws {
      let connection = try await connect()
      let observer = try await connect()
      let pid = try #require(await connection.processID)
      let task = Task { try await connection.query("SELECT pg_sleep(60)") }
      try await waitFor(
        observer, Statement("SELECT wait_event = 'PgSleep' IS TRUE FROM pg_stat_activity WHERE pid = $1", pid))
      task.cancel()
      let error = await #expect(throws: PostgresError.self) { try await task.value }
      #expect(error?.kind == .cancelled)
      #expect(try await connection.query("SELECT 1").value(as: Int.self) == 1)
    }

    @Test func aLateCancellationDoesNotHitTheNextStatement() async throws {
      let connection = try await connect()
      for _ in 0..<300 {
        let task = Task { try await connection.query("SELECT 1") }
        async let next = connection.query("SELECT 2").value(as: Int.self)
        task.cancel()
        #expect(try await next == 2)
        _ = await task.result
      }
    }

    @Test func aCancelledTaskSendsNothing() async throws {
      let connection = try await connect()
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await connection.query("SELECT 1")
      }
      let error = await #expect(throws: PostgresError.self) { try await task.value }
      #expect(error?.kind == .cancelled)
    }

    @Test func aStatementMayRunSoLong() async throws {
      var configuration = try configuration()
      configuration.statementTimeout = .milliseconds(50)
      let connection = try await PostgresConnection.connect(configuration)
      let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(60)") }
      #expect(error?.kind == .timeout(.statement))
      #expect(error?.isRetryable == false)
      #expect(try await connection.query("SELECT 1").value(as: Int.self) == 1)
    }

    @Test func waitingBlocksNobodyElse() async throws {
      let connections = try await withThrowingTaskGroup(of: PostgresConnection.self) { group in
        for _ in 0..<16 { group.addTask { try await connect() } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      let start = ContinuousClock().now
      try await withThrowingTaskGroup(of: Void.self) { group in
        for connection in connections { group.addTask { try await connection.query("SELECT pg_sleep(0.5)") } }
        try await group.waitForAll()
      }
      #expect(ContinuousClock().now - start < .seconds(4))
    }
  }
}
