import Foundation
import Postgres
import Testing

extension PostgresTests {
  struct PoolTests {
    private func pool(_ count: Int, wait: Duration = .seconds(30), idle: Duration = .seconds(60)) throws -> PostgresPool
    {
      PostgresPool(
        try configuration(), limits: .init(connectionsMax: count, waitTimeout: wait, idleTimeout: idle))
    }

    @Test func manyCallersShareFewConnections() async throws {
      let pool = try pool(3)
      let pids = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<100 { group.addTask { try await pool.query("SELECT pg_backend_pid()").value() } }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(pids.count <= 3)
      #expect(await pool.connectionCount <= 3)
      await pool.close()
      #expect(await pool.connectionCount == 0)
    }

    @Test func aTransactionHasItsConnectionAlone() async throws {
      let pool = try pool(4)
      try await pool.execute(script: "CREATE TABLE counters (n int); INSERT INTO counters VALUES (0)")
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<40 {
          group.addTask {
            try await pool.withTransaction { transaction in
              let n = try await transaction.query("SELECT n FROM counters FOR UPDATE").value(as: Int.self)
              try await transaction.query("UPDATE counters SET n = $1", n + 1)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await pool.query("SELECT n FROM counters").value(as: Int.self) == 40)
      await pool.close()
    }

    @Test func waitingHasALimit() async throws {
      let pool = try pool(1, wait: .seconds(1))
      try await pool.withConnection { _ in
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.kind == .timeout(.pool))
      }
      #expect(try await pool.query("SELECT 1").value(as: Int.self) == 1)
      await pool.close()
    }

    @Test func aWaitingCallerCanBeCancelled() async throws {
      let pool = try pool(1)
      try await pool.withConnection { _ in
        let task = Task { try await pool.query("SELECT 1") }
        task.cancel()
        let error = await #expect(throws: PostgresError.self) { try await task.value }
        #expect(error?.kind == .cancelled)
      }
      await pool.close()
    }

    @Test func brokenAndUnfinishedConnectionsAreNotLentAgain() async throws {
      let pool = try pool(1)
      let first = try await pool.query("SELECT pg_backend_pid()").value(as: Int.self)
      try await pool.withConnection { try await $0.query("BEGIN") }
      let second = try await pool.query("SELECT pg_backend_pid()").value(as: Int.self)
      #expect(second != first)
      await #expect(throws: PostgresError.self) {
        try await pool.query("SELECT pg_terminate_backend(pg_backend_pid())")
      }
      #expect(try await pool.query("SELECT pg_backend_pid()").value(as: Int.self) != second)
      await pool.close()
    }

    @Test func anIdleConnectionThatTheServerEndedIsNoticed() async throws {
      let pool = try pool(1)
      let pid = try await pool.query("SELECT pg_backend_pid()").value(as: Int.self)
      let other = try await connect()
      try await other.query("SELECT pg_terminate_backend($1, 10000)", pid)
      #expect(try await pool.query("SELECT pg_backend_pid()").value(as: Int.self) != pid)
      await pool.close()
    }

    @Test func idleConnectionsAreClosed() async throws {
      let pool = try pool(2, idle: .milliseconds(30))
      let pid = try await pool.query("SELECT pg_backend_pid()").value(as: Int.self)
      try await waitFor(
        try await connect(), Statement("SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = $1)", pid))
      #expect(await pool.connectionCount == 0)
      #expect(try await pool.query("SELECT 1").value(as: Int.self) == 1)
      await pool.close()
    }

    @Test func callersHearWhyNoConnectionOpens() async throws {
      let pool = PostgresPool(PostgresConfiguration(dsn: "host=/nonexistent"), limits: .init(connectionsMax: 2))
      await withTaskGroup(of: Void.self) { group in
        for _ in 0..<10 {
          group.addTask {
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.kind == .connection(.unreachable))
          }
        }
      }
    }

    @Test func aClosedPoolLendsNothing() async throws {
      let pool = try pool(1)
      try await pool.withConnection { connection in
        await pool.close()
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.kind == .closed)
        let one = try await connection.query("SELECT 1").value(as: Int.self)
        #expect(one == 1)
      }
      #expect(await pool.connectionCount == 0)
    }
  }
}
