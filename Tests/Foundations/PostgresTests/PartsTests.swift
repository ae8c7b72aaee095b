import Testing

@testable import Postgres

struct InterruptSignalTests {
  @Test func onlyTheWorkOfItsTicketIsInterrupted() {
    let signal = InterruptSignal()
    let old = signal.begin()
    signal.end()
    signal.interrupt(old)
    #expect(!signal.isRequested)
    let current = signal.begin()
    signal.interrupt(old)
    #expect(!signal.isRequested)
    signal.interrupt(current)
    #expect(signal.isRequested)
    signal.end()
    #expect(!signal.isRequested)
    _ = signal.begin()
    #expect(!signal.isRequested)
  }
}

struct BackoffTests {
  @Test func pausesGrowToALimitAndAreSpread() {
    let longest = Backoff(random: { 1 })
    let shortest = Backoff(random: { 0 })
    #expect(longest.pause(failures: 1) == .milliseconds(125))
    #expect(longest.pause(failures: 3) == .milliseconds(425))
    #expect(longest.pause(failures: 1_000_000) == .milliseconds(10_025))
    #expect(shortest.pause(failures: 1_000_000) == .milliseconds(25))
  }
}

struct StatementCacheTests {
  @Test func theLeastRecentlyUsedGoes() {
    var cache = StatementCache()
    let first = cache.insert("a")
    let second = cache.insert("b")
    #expect(first != second)
    #expect(cache.name(of: "a") == first)
    #expect(cache.evict() == second)
    #expect(cache.name(of: "b") == nil)
    cache.removeAll()
    #expect(cache.evict() == nil)
    #expect(cache.insert("a") != first)
  }
}

struct ArrayLiteralTests {
  @Test(arguments: ["", "{", "}", "{,}", "{a", "{\"a}", "{a}}", "{{1},{2}}", "{a,}", "{\"\\", "[1]"])
  func whatIsNoArrayIsRefused(_ text: String) {
    #expect(ArrayLiteral.elements(of: text) == nil)
  }

  @Test func elementsAreReadAsWritten() {
    let elements = ["plain", "NULL", "", "a,b", "{}", "\"\\", " x "]
    let literal = ArrayLiteral.text(of: elements.map { .text($0) } + [.null])
    #expect(ArrayLiteral.elements(of: literal) == elements + [nil])
    #expect(ArrayLiteral.elements(of: "{}") == [])
    #expect(ArrayLiteral.elements(of: "{1,NULL,x y}") == ["1", nil, "x y"])
  }
}

struct PostgresErrorTests {
  @Test func theServersWordsAboutAConnectionAreTakenApart() {
    let error = PostgresError(
      connection: """
        connection to server at "h" (10.0.0.1), port 5432 failed: FATAL:  28P01: password authentication failed
        LOCATION:  auth_failed, auth.c:335

        """, ifUnknown: .unreachable)
    #expect(error.kind == .connection(.rejected))
    #expect(error.sqlState == "28P01")
    #expect(
      error.message
        == "connection to server at \"h\" (10.0.0.1), port 5432 failed: FATAL:  password authentication failed")
    let starting = PostgresError(connection: "FATAL:  57P03: the database system is starting up", ifUnknown: .lost)
    #expect(starting.kind == .connection(.lost))
    #expect(starting.isRetryable)
    #expect(PostgresError(connection: "", ifUnknown: .lost).message == "the connection was lost")
  }

  @Test func whatMayBeTriedAgain() {
    for state in ["40001", "40P01", "08006", "57P01", "57P02", "57P03", "53300"] {
      #expect(PostgresError(.server, "", sqlState: state).isRetryable)
    }
    for state in ["23505", "42601", "57014", "22P02"] {
      #expect(!PostgresError(.server, "", sqlState: state).isRetryable)
    }
  }
}

struct PostgresConfigurationTests {
  @Test func settingsWithSpacesStayWhole() {
    let configuration = PostgresConfiguration(
      dsn: "", role: "a b\\c", statementTimeout: .seconds(2), settings: ["search_path": "x, y"])
    #expect(configuration.options.contains("-c role=a\\ b\\\\c "))
    #expect(configuration.options.contains("-c statement_timeout=2000"))
    #expect(configuration.options.contains("-c search_path=x,\\ y"))
  }

  @Test func hugeDurationsAreLimits() {
    #expect(Duration.seconds(Int64.max).milliseconds == Int(Int32.max))
    #expect(Duration.seconds(Int64.min).milliseconds == -Int(Int32.max))
    #expect(Duration.microseconds(1500).milliseconds == 1)
  }
}
