import Foundation
import Postgres
import Testing

private struct Refusal: Error {}

extension PostgresTests {
  struct TransactionTests {
    private func table(_ connection: PostgresConnection) async throws {
      try await connection.query("CREATE TEMP TABLE entries (n int)")
    }

    private func count(_ connection: PostgresConnection) async throws -> Int {
      try await connection.query("SELECT count(*) FROM entries").value()
    }

    @Test func commitsWhatTheBodyDid() async throws {
      let connection = try await connect()
      try await table(connection)
      let answer = try await connection.transaction(isolation: .serializable) { transaction in
        try await transaction.query("INSERT INTO entries VALUES (1)")
        return try await transaction.query("SHOW transaction_isolation").value(as: String.self)
      }
      #expect(answer == "serializable")
      #expect(try await count(connection) == 1)
    }

    @Test func beginsWithItsFirstStatement() async throws {
      let connection = try await connect()
      let other = try await connect()
      let process = try #require(await connection.processID)
      let state = "SELECT state FROM pg_stat_activity WHERE pid = $1"
      try await connection.transaction { transaction in
        #expect(try await other.query(state, process).value(as: String.self) == "idle")
        try await transaction.query("SELECT 1")
        #expect(try await other.query(state, process).value(as: String.self) == "idle in transaction")
      }
      #expect(await connection.isReusable())
    }

    /// The last statements and the COMMIT share a round trip; what they found is there, and it is committed.
    @Test func commitsWithItsLastStatements() async throws {
      let connection = try await connect()
      try await table(connection)
      let numbers = try await connection.transaction { transaction in
        try await transaction.query("INSERT INTO entries VALUES (1)")
        let rows = try await transaction.commit(with: [
          "INSERT INTO entries VALUES (2) RETURNING n", "SELECT count(*)::int FROM entries",
        ])
        let error = await #expect(throws: PostgresError.self) { try await transaction.query("SELECT 1") }
        #expect(error?.kind == .busy)
        return try rows.map { try $0.value(as: Int.self) }
      }
      #expect(numbers == [2, 2])
      #expect(try await count(connection) == 2)
      #expect(await connection.isReusable())
    }

    /// A transaction of one round trip in all.
    @Test func beginsAndCommitsWithTheSameStatements() async throws {
      let connection = try await connect()
      try await table(connection)
      try await connection.transaction(isolation: .repeatableRead) { transaction in
        let rows = try await transaction.commit(with: [
          "INSERT INTO entries VALUES (1)", "SHOW transaction_isolation",
        ])
        #expect(try rows.last?.value(as: String.self) == "repeatable read")
      }
      #expect(try await count(connection) == 1)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction(isReadOnly: true) {
          _ = try await $0.commit(with: ["CREATE TABLE refused (n int)"])
        }
      }
      #expect(error?.sqlState == "25006")
      #expect(await connection.isReusable())
    }

    @Test func aLastStatementThatFailsCommitsNothing() async throws {
      let connection = try await connect()
      try await table(connection)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction { transaction in
          try await transaction.query("INSERT INTO entries VALUES (1)")
          _ = try await transaction.commit(with: ["INSERT INTO entries VALUES (2)", "SELECT 1/0"])
        }
      }
      #expect(error?.sqlState == "22012")
      #expect(try await count(connection) == 0)
      let swallowed = await #expect(throws: PostgresError.self) {
        try await connection.transaction { transaction in
          _ = try? await transaction.query("SELECT 1/0")
          _ = try await transaction.commit(with: [])
        }
      }
      #expect(swallowed?.sqlState == "25P02")
      #expect(await connection.isReusable())
    }

    /// Before the COMMIT was sent a cancellation stops it; behind it, nothing does.
    @Test func whatIsCommittedStaysSo() async throws {
      let connection = try await connect()
      try await table(connection)
      let early = Task {
        try await connection.transaction { transaction in
          withUnsafeCurrentTask { $0?.cancel() }
          _ = try await transaction.commit(with: ["INSERT INTO entries VALUES (1)"])
        }
      }
      #expect(await #expect(throws: PostgresError.self) { try await early.value }?.kind == .cancelled)
      #expect(try await count(connection) == 0)
      let late = Task {
        try await connection.transaction { transaction in
          _ = try await transaction.commit(with: ["INSERT INTO entries VALUES (2)"])
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      try await late.value
      await #expect(throws: Refusal.self) {
        try await connection.transaction { transaction in
          _ = try await transaction.commit(with: ["INSERT INTO entries VALUES (3)"])
          throw Refusal()
        }
      }
      #expect(try await count(connection) == 2)
      #expect(await connection.isReusable())
    }

    /// Whether a COMMIT arrived that was cut off cannot be known; the connection is lost, and says so.
    @Test func aConnectionCutAtItsCommitIsLost() async throws {
      let connection = try await connect()
      let other = try await connect()
      let process = try #require(await connection.processID)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction { transaction in
          try await transaction.query("SELECT 1")
          try await other.query("SELECT pg_terminate_backend($1)", process)
          try await waitFor(other, Statement("SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = $1", process))
          _ = try await transaction.commit(with: ["SELECT 2"])
        }
      }
      #expect(error?.isRetryable == true)
      #expect(await !connection.isReusable())
    }

    @Test func rollsBackAScriptThatCameFirst() async throws {
      let connection = try await connect()
      try await table(connection)
      await #expect(throws: Refusal.self) {
        try await connection.transaction { transaction in
          try await transaction.execute(script: "INSERT INTO entries VALUES (1); INSERT INTO entries VALUES (2)")
          throw Refusal()
        }
      }
      #expect(try await count(connection) == 0)
    }

    @Test func afterAFirstStatementThatFailedNothingIsDone() async throws {
      let connection = try await connect()
      try await table(connection)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction { transaction in
          _ = try? await transaction.query("SELECT 1/0")
          try await transaction.query("INSERT INTO entries VALUES (1)")
        }
      }
      #expect(error?.sqlState == "25P02")
      #expect(try await count(connection) == 0)
    }

    @Test func whoFallsSilentHoldsNoLockForLong() async throws {
      var settings = try configuration()
      settings.silenceTimeout = .milliseconds(100)
      let silent = try await PostgresConnection.connect(settings)
      let other = try await connect()
      let error = await #expect(throws: PostgresError.self) {
        try await silent.transaction { transaction in
          try await transaction.query("SELECT pg_advisory_xact_lock(7)")
          try await waitFor(other, "SELECT pg_try_advisory_lock(7)")
        }
      }
      #expect(error?.isRetryable == true)
    }

    @Test func rollsBackWhenTheBodyThrows() async throws {
      let connection = try await connect()
      try await table(connection)
      await #expect(throws: Refusal.self) {
        try await connection.transaction { transaction in
          try await transaction.query("INSERT INTO entries VALUES (1)")
          throw Refusal()
        }
      }
      #expect(try await count(connection) == 0)
      #expect(await connection.isReusable())
    }

    @Test func aSwallowedErrorDoesNotCommitSilently() async throws {
      let connection = try await connect()
      try await table(connection)
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction { transaction in
          try await transaction.query("INSERT INTO entries VALUES (1)")
          _ = try? await transaction.query("SELECT 1/0")
        }
      }
      #expect(error?.sqlState == "25P02")
      #expect(try await count(connection) == 0)
    }

    @Test func rollsBackWhenTheTaskIsCancelled() async throws {
      let connection = try await connect()
      try await table(connection)
      let task = Task {
        try await connection.transaction { transaction in
          try await transaction.query("INSERT INTO entries VALUES (1)")
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      let error = await #expect(throws: PostgresError.self) { try await task.value }
      #expect(error?.kind == .cancelled)
      #expect(try await count(connection) == 0)
    }

    @Test func doesNotNest() async throws {
      let connection = try await connect()
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction { outer in try await outer.transaction { _ in } }
      }
      #expect(error?.kind == .busy)
      #expect(await connection.isReusable())
    }

    @Test func aReadOnlyTransactionRefusesToWrite() async throws {
      let connection = try await connect()
      let error = await #expect(throws: PostgresError.self) {
        try await connection.transaction(isReadOnly: true) { try await $0.query("CREATE TABLE refused (n int)") }
      }
      #expect(error?.sqlState == "25006")
    }

    @Test func serializationFailuresAreRetryable() async throws {
      let first = try await connect()
      let second = try await connect()
      try await first.query("CREATE TABLE contended AS SELECT 1 AS n")
      let error = await #expect(throws: PostgresError.self) {
        try await first.transaction(isolation: .repeatableRead) { transaction in
          try await transaction.query("SELECT n FROM contended")
          try await second.query("UPDATE contended SET n = 2")
          try await transaction.query("UPDATE contended SET n = 3")
        }
      }
      #expect(error?.sqlState == "40001")
      #expect(error?.isRetryable == true)
    }
  }
}
