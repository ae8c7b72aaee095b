import Foundation
import Postgres
import Servers
import Testing

extension PostgresFaultTests {
  @Test func theListenerComesBackAfterACrash() async throws {
    let listener = PostgresListener(try configuration(), channels: ["news"])
    var events = listener.events.makeAsyncIterator()
    #expect(await events.next() == .listening)
    try await servers().restartPostgres(immediately: true)
    var event = await events.next()
    var losses = 0
    while case .disconnected(let error) = event {
      #expect(error.isRetryable)
      losses += 1
      event = await events.next()
    }
    #expect(losses > 0)
    #expect(event == .reconnected)
    let connection = try await connect()
    try await connection.query("NOTIFY news, 'again'")
    #expect(await events.next() == .notification(channel: "news", payload: "again"))
    listener.stop()
  }

  @Test(arguments: [true, false])
  func aConnectionLostInATransactionIsRetryable(_ immediately: Bool) async throws {
    let pool = PostgresPool(try configuration())
    try await pool.execute(script: "CREATE TABLE IF NOT EXISTS survivors (n int)")
    let server = try servers()
    let error = await #expect(throws: PostgresError.self) {
      try await pool.withTransaction { transaction in
        try await transaction.query("INSERT INTO survivors VALUES (1)")
        try await server.restartPostgres(immediately: immediately)
        try await transaction.query("INSERT INTO survivors VALUES (2)")
      }
    }
    #expect(error?.kind == .connection(.lost))
    #expect(error?.isRetryable == true)
    #expect(try await pool.query("SELECT count(*) FROM survivors").value(as: Int.self) == 0)
    await pool.close()
  }

  @Test func thePoolIsAsGoodAsNewAfterARestart() async throws {
    let pool = PostgresPool(try configuration(), limits: .init(connectionsMax: 4))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { try await pool.query("SELECT pg_sleep(0.05)") } }
      try await group.waitForAll()
    }
    try await servers().restartPostgres()
    for number in 0..<8 { #expect(try await pool.query("SELECT $1::int", number).value(as: Int.self) == number) }
    await pool.close()
  }

  @Test func aDeadServerIsUnreachableAndThenThereAgain() async throws {
    let pool = PostgresPool(try configuration())
    try await servers().killPostgres()
    let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
    #expect(error?.kind == .connection(.unreachable))
    try await servers().startPostgres()
    #expect(try await pool.query("SELECT 1").value(as: Int.self) == 1)
    await pool.close()
  }

  @Test func aCopyIntoADyingServerEnds() async throws {
    let connection = try await connect()
    try await connection.query("CREATE TEMP TABLE doomed (n int)")
    let server = try servers()
    let error = await #expect(throws: PostgresError.self) {
      try await connection.copyIn("COPY doomed FROM STDIN") { writer in
        try await server.restartPostgres(immediately: true)
        for _ in 0..<1000 { try await writer.write([UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 20)) }
      }
    }
    #expect(error?.kind == .connection(.lost))
  }
}
