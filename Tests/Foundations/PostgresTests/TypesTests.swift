import Foundation
import Postgres
import Support
import Testing

private enum Colour: String, PostgresEncodable, PostgresDecodable {
  case red, green
}

extension PostgresTests {
  struct TypesTests {
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Equatable>(
      _ value: Value, _ type: String
    ) async throws {
      let connection = try await connect()
      let back = try await connection.query("SELECT $1::\(type)", value).value(as: Value.self)
      #expect(back == value)
      await connection.close()
    }

    @Test(arguments: ["", "plain", "'; DROP TABLE x; --", "会话 — 😀", "line\nfeed\tand \\ \"quotes\"", "NULL", "$1"])
    func strings(_ value: String) async throws {
      try await roundTrip(value, "text")
      try await roundTrip([value, value], "text[]")
    }

    @Test(arguments: [Int64.min, -1, 0, 1, .max])
    func integers(_ value: Int64) async throws {
      try await roundTrip(value, "bigint")
      try await roundTrip(Int(value), "bigint")
      try await roundTrip([value], "bigint[]")
      try await roundTrip(Int32(truncatingIfNeeded: value), "integer")
    }

    @Test(arguments: [0.1, -1.5e300, .pi, .infinity, -.infinity, .leastNonzeroMagnitude])
    func floatingPoint(_ value: Double) async throws {
      try await roundTrip(value, "float8")
    }

    @Test func notANumber() async throws {
      let connection = try await connect()
      #expect(try await connection.query("SELECT $1::float8", Double.nan).value(as: Double.self).isNaN)
    }

    @Test func smallTypes() async throws {
      try await roundTrip(true, "boolean")
      try await roundTrip(false, "boolean")
      let id = UUID()
      try await roundTrip(id, "uuid")
      try await roundTrip([id, UUID()], "uuid[]")
      try await roundTrip(Colour.green, "text")
      try await roundTrip([Colour.red, .green], "text[]")
      try await roundTrip(JSON.object([.init("名", ["a", 1, 1.5, nil, true])]), "jsonb")
    }

    @Test func bytes() async throws {
      try await roundTrip([UInt8](0...255), "bytea")
      try await roundTrip([UInt8](), "bytea")
      try await roundTrip([[0, 1], [255]] as [[UInt8]], "bytea[]")
    }

    @Test func optionalsAndNulls() async throws {
      try await roundTrip(Optional(5), "int")
      try await roundTrip(Optional<Int>.none, "int")
      try await roundTrip(["a", nil, "NULL", ""] as [String?], "text[]")
      try await roundTrip([String](), "text[]")
      let connection = try await connect()
      #expect(try await connection.query("SELECT $1::text IS NULL", PostgresValue.null).value(as: Bool.self))
    }

    @Test(arguments: [0, 1_700_000_000.123456, -1.000001, 253_402_300_799.999, -62_135_596_800])
    func dates(_ seconds: Double) async throws {
      try await roundTrip(Date(timeIntervalSince1970: seconds), "timestamptz")
    }

    @Test func datesAreInstantsAndDays() async throws {
      let connection = try await connect()
      let row = try #require(
        try await connection.query(
          "SELECT '2026-02-24 11:00:00.5+08'::timestamptz, '2026-02-24'::date, 'infinity'::timestamptz, $1::timestamptz",
          Date(timeIntervalSince1970: .infinity)
        ).first)
      let (instant, day, end, sent) = try row.decode((Date, Date, Date, Date).self)
      #expect(instant.iso8601 == "2026-02-24T03:00:00.500Z")
      #expect(day.iso8601 == "2026-02-24T00:00:00.000Z")
      #expect(end == .distantFuture)
      #expect(sent == .distantFuture)
    }

    @Test func aWrongTypeIsAnErrorAndNoTrap() async throws {
      let connection = try await connect()
      let rows = try await connection.query("SELECT 'abc' AS word, NULL::int AS nothing, '{1,x}' AS list")
      let row = try #require(rows.first)
      for attempt: () throws -> Void in [
        { _ = try row.decode("word", as: Int.self) }, { _ = try row.decode("nothing", as: Int.self) },
        { _ = try row.decode("absent", as: String.self) }, { _ = try row.decode(7, as: String.self) },
        { _ = try row.decode(-1, as: String.self) }, { _ = try row.decode("list", as: [Int].self) },
        { _ = try row.decode("word", as: [UInt8].self) }, { _ = try row.decode("word", as: Date.self) },
        { _ = try row.decode((String, Int?, [String], Int).self) },
      ] {
        let error = #expect(throws: PostgresError.self) { try attempt() }
        #expect(error?.kind == .decoding)
        #expect(error?.message.contains("abc") == false)
      }
      #expect(try row.decode("nothing", as: Int?.self) == nil)
      #expect(throws: PostgresError.self) {
        try rows.dropFirst().first.map { try $0.decode(0, as: Int.self) } ?? rows[0].decode(0, as: Int.self)
      }
    }

    @Test func aZeroByteIsRefusedAndNotCutOff() async throws {
      let connection = try await connect()
      let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT $1::text", "a\0b") }
      #expect(error?.kind == .parameter)
      #expect(try await connection.query("SELECT 1").value(as: Int.self) == 1)
    }
  }
}
