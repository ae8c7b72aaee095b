import Foundation
import Postgres
import Testing

extension PostgresTests {
  struct QueryTests {
    @Test func parametersStayData() async throws {
      let connection = try await connect()
      try await connection.query("CREATE TEMP TABLE victims (name text)")
      let attack = "x'); DROP TABLE victims; --"
      #expect(try await connection.query("INSERT INTO victims VALUES ($1)", attack).affectedCount == 1)
      #expect(try await connection.query("SELECT name FROM victims").map { try $0.decode("name") } == [attack])
    }

    @Test func statementsAreParsedOncePerText() async throws {
      let connection = try await connect()
      for number in 1...5 {
        #expect(try await connection.query("SELECT $1::int + 1", number).value(as: Int.self) == number + 1)
      }
      let count: Statement = "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int%'"
      #expect(try await connection.query(count).value(as: Int.self) == 1)
    }

    @Test func theCacheIsBounded() async throws {
      let connection = try await connect()
      for number in 1...300 {
        #expect(try await connection.query("SELECT \(number)").value(as: Int.self) == number)
      }
      let held = try await connection.query("SELECT count(*) FROM pg_prepared_statements").value(as: Int.self)
      #expect(held == 128)
    }

    @Test func aFullCacheDoesNotKeepAFailedTransactionFromEnding() async throws {
      let connection = try await connect()
      await #expect(throws: PostgresError.self) {
        try await connection.transaction { connection in
          for number in 1...200 { try await connection.query("SELECT \(number)") }
          try await connection.query("SELECT 1/0")
        }
      }
      #expect(await connection.isReusable())
    }

    @Test func aStatementWhoseTableChangedIsParsedAgain() async throws {
      let connection = try await connect()
      try await connection.query("CREATE TEMP TABLE growing (a int)")
      #expect(try await connection.query("SELECT * FROM growing").columns == ["a"])
      try await connection.query("ALTER TABLE growing ADD COLUMN b int")
      #expect(try await connection.query("SELECT * FROM growing").columns == ["a", "b"])
      try await connection.execute(script: "DEALLOCATE ALL")
      #expect(try await connection.query("SELECT * FROM growing").columns == ["a", "b"])
    }

    @Test func errorsCarryWhatTheServerSaid() async throws {
      let connection = try await connect()
      try await connection.execute(
        script: "CREATE TEMP TABLE keyed (id int CONSTRAINT keyed_once PRIMARY KEY); INSERT INTO keyed VALUES (1)")
      let error = await #expect(throws: PostgresError.self) {
        try await connection.query("INSERT INTO keyed VALUES ($1)", 1)
      }
      #expect(error?.kind == .server)
      #expect(error?.sqlState == "23505")
      #expect(error?.constraint == "keyed_once")
      #expect(error?.table == "keyed")
      #expect(error?.detail?.contains("(id)=(1)") == true)
      #expect(error?.description.contains("(id)=(1)") == false)
      #expect(error?.isRetryable == false)
      let syntax = await #expect(throws: PostgresError.self) { try await connection.query("SELEC 1") }
      #expect(syntax?.sqlState == "42601")
    }

    @Test func aPipelineGivesResultsInOrder() async throws {
      let connection = try await connect()
      let results = try await connection.pipeline((1...500).map { Statement("SELECT $1::int * 2", $0) })
      #expect(try results.map { try $0.value(as: Int.self) } == (1...500).map { $0 * 2 })
      #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test func aPipelineIsAllOrNothing() async throws {
      let connection = try await connect()
      try await connection.query("CREATE TEMP TABLE whole (n int)")
      let error = await #expect(throws: PostgresError.self) {
        try await connection.pipeline([
          Statement("INSERT INTO whole VALUES ($1)", 1), "SELECT 1/0", Statement("INSERT INTO whole VALUES ($1)", 2),
        ])
      }
      #expect(error?.sqlState == "22012")
      #expect(try await connection.query("SELECT count(*) FROM whole").value(as: Int.self) == 0)
      #expect(try await connection.query("INSERT INTO whole VALUES ($1)", 3).affectedCount == 1)
    }

    @Test func aLargePipelineDoesNotBlockItself() async throws {
      let connection = try await connect()
      let long = String(repeating: "x", count: 20_000)
      let results = try await connection.pipeline((0..<1000).map { _ in Statement("SELECT $1::text", long) })
      #expect(try results.allSatisfy { try $0.value(as: String.self) == long })
    }

    @Test func sessionSettingsHold() async throws {
      var configuration = try configuration()
      configuration.role = "pg_monitor"
      configuration.applicationName = "a name"
      configuration.settings["search_path"] = "one, two"
      let connection = try await PostgresConnection.connect(configuration)
      let row = try #require(
        try await connection.query(
          "SELECT current_user, current_setting('application_name'), current_setting('search_path')"
        ).first)
      #expect(try row.decode((String, String, String).self) == ("pg_monitor", "a name", "one, two"))
    }

    @Test func copyInQueryIsRefused() async throws {
      let connection = try await connect()
      await #expect(throws: PostgresError.self) { try await connection.query("COPY (SELECT 1) TO STDOUT") }
      await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
      let scripted = try await connect()
      await #expect(throws: PostgresError.self) {
        try await scripted.execute(script: "COPY (SELECT generate_series(1, 1000000)) TO STDOUT")
      }
      #expect(try await scripted.query("SELECT 1").value(as: Int.self) == 1)
    }
  }
}
