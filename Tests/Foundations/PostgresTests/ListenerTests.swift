import Foundation
import Postgres
import Testing

extension PostgresTests {
  struct ListenerTests {
    @Test func hearsItsChannelsInOrder() async throws {
      let listener = PostgresListener(try configuration(), channels: ["One \"odd\" name", "two"])
      var events = listener.events.makeAsyncIterator()
      #expect(await events.next() == .listening)
      let connection = try await connect()
      try await connection.query("SELECT pg_notify('unheard', '')")
      try await connection.query("SELECT pg_notify($1, $2)", "One \"odd\" name", "第一")
      try await connection.query("NOTIFY two")
      #expect(await events.next() == .notification(channel: "One \"odd\" name", payload: "第一"))
      #expect(await events.next() == .notification(channel: "two", payload: ""))
      listener.stop()
      #expect(await events.next() == nil)
    }

    @Test func stopsWhenNobodyReads() async throws {
      var configuration = try configuration()
      configuration.applicationName = "forgotten"
      var listener: PostgresListener? = PostgresListener(configuration, channels: ["any"])
      let connection = try await connect()
      let sessions = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'forgotten'"
      try await waitFor(connection, Statement(stringLiteral: "SELECT (\(sessions)) = 1"))
      #expect(listener != nil)
      listener = nil
      try await waitFor(connection, Statement(stringLiteral: "SELECT (\(sessions)) = 0"))
    }

    @Test func stopsWhileItCannotConnect() async throws {
      let listener = PostgresListener(PostgresConfiguration(dsn: "host=/nonexistent"), channels: ["any"])
      var events = listener.events.makeAsyncIterator()
      guard case .disconnected(let error) = await events.next() else {
        Issue.record("expected to be disconnected")
        return
      }
      #expect(error.kind == .connection(.unreachable))
      listener.stop()
      while await events.next() != nil {}
    }

    @Test func aSlowReaderIsToldOfWhatItMissed() async throws {
      let listener = PostgresListener(try configuration(), channels: ["flood"])
      var events = listener.events.makeAsyncIterator()
      #expect(await events.next() == .listening)
      let connection = try await connect()
      let count = PostgresListener.bufferedEventsMax + 100
      try await connection.query("SELECT pg_notify('flood', n::text) FROM generate_series(1, $1::int) n", count)
      try await connection.query("SELECT pg_notify('flood', 'last')")
      var heard: [PostgresListener.Event] = []
      while let event = await events.next() {
        heard.append(event)
        if event == .notification(channel: "flood", payload: "last") { break }
      }
      #expect(heard.contains(.overflowed) || heard.count > count)
      listener.stop()
    }
  }
}
