import Foundation
import Postgres
import Testing

private struct Refusal: Error {}

extension PostgresTests {
  struct CopyTests {
    private func connectionWithTable() async throws -> PostgresConnection {
      let connection = try await connect()
      try await connection.query("CREATE TEMP TABLE copied (n int, word text)")
      return connection
    }

    private func count(_ connection: PostgresConnection) async throws -> Int {
      try await connection.query("SELECT count(*) FROM copied").value()
    }

    @Test func goesInAndComesOut() async throws {
      let connection = try await connectionWithTable()
      let count = try await connection.copyIn("COPY copied FROM STDIN") { writer in
        for number in 0..<50_000 { try await writer.write("\(number)\tword \(number)\n") }
      }
      #expect(count == 50_000)
      var bytes = 0
      var lines = 0
      try await connection.copyOut("COPY (SELECT * FROM copied ORDER BY n) TO STDOUT") { chunks in
        for try await chunk in chunks {
          bytes += chunk.count
          lines += chunk.count { $0 == UInt8(ascii: "\n") }
          #expect(chunk.last == UInt8(ascii: "\n"))
        }
      }
      #expect(lines == 50_000)
      #expect(bytes == (0..<50_000).reduce(0) { $0 + "\($1)\tword \($1)\n".utf8.count })
      #expect(try await self.count(connection) == 50_000)
    }

    @Test func piecesNeedNotEndWithRows() async throws {
      let connection = try await connectionWithTable()
      let big = Array(String(repeating: "1\tx\n", count: 400_000).utf8)
      let count = try await connection.copyIn("COPY copied FROM STDIN") { writer in
        try await writer.write("2\ty")
        try await writer.write("\n")
        try await writer.write(big)
        try await writer.write([])
      }
      #expect(count == 400_001)
    }

    @Test func nothingComesInWhenTheBodyThrows() async throws {
      let connection = try await connectionWithTable()
      await #expect(throws: Refusal.self) {
        try await connection.copyIn("COPY copied FROM STDIN") { writer in
          for number in 0..<100_000 { try await writer.write("\(number)\tword\n") }
          throw Refusal()
        }
      }
      #expect(try await count(connection) == 0)
    }

    @Test func badDataIsToldAtTheEnd() async throws {
      let connection = try await connectionWithTable()
      let error = await #expect(throws: PostgresError.self) {
        try await connection.copyIn("COPY copied FROM STDIN") { writer in
          try await writer.write("1\tgood\nbad\tbad\n")
          for number in 0..<100_000 { try await writer.write("\(number)\tword\n") }
        }
      }
      #expect(error?.sqlState == "22P02")
      #expect(error?.context?.contains("line 2") == true)
      #expect(try await count(connection) == 0)
    }

    @Test func aCancelledTaskCopiesNothing() async throws {
      let connection = try await connectionWithTable()
      let task = Task {
        try await connection.copyIn("COPY copied FROM STDIN") { writer in
          for number in 0..<100_000 {
            try await writer.write("\(number)\tword\n")
            if number == 50_000 { withUnsafeCurrentTask { $0?.cancel() } }
          }
        }
      }
      let error = await #expect(throws: PostgresError.self) { try await task.value }
      #expect(error?.kind == .cancelled)
      #expect(try await count(connection) == 0)
    }

    @Test func nothingElseCanBeSaidMeanwhile() async throws {
      let connection = try await connectionWithTable()
      try await connection.copyIn("COPY copied FROM STDIN") { _ in
        let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1") }
        #expect(error?.kind == .busy)
      }
      #expect(try await count(connection) == 0)
    }

    @Test func theRestOfAnEndlessCopyIsDropped() async throws {
      let connection = try await connect()
      let endless = "COPY (SELECT generate_series(1, 1000000000000)) TO STDOUT"
      let first = try await connection.copyOut(endless) { chunks in try await chunks.next() }
      #expect(first?.starts(with: Array("1\n2\n".utf8)) == true)
      await #expect(throws: Refusal.self) { try await connection.copyOut(endless) { _ in throw Refusal() } }
      #expect(try await connection.query("SELECT 1").value(as: Int.self) == 1)
    }

    @Test func aFailureInTheMiddleOfComingOutIsTold() async throws {
      let connection = try await connect()
      let error = await #expect(throws: PostgresError.self) {
        try await connection.copyOut("COPY (SELECT 1 / (50000 - n) FROM generate_series(1, 60000) n) TO STDOUT") {
          for try await _ in $0 {}
        }
      }
      #expect(error?.sqlState == "22012")
      #expect(try await connection.query("SELECT 1").value(as: Int.self) == 1)
    }

    @Test(arguments: [
      "SELECT 1", "COPY nowhere FROM STDIN", "COPY (SELECT 1) TO STDOUT", "CREATE TEMP TABLE t (n int)",
    ])
    func otherStatementsAreRefused(_ sql: String) async throws {
      let connection = try await connectionWithTable()
      await #expect(throws: PostgresError.self) { try await connection.copyIn(sql) { try await $0.write("1\n") } }
      let out = sql.contains("TO STDOUT") ? "COPY copied FROM STDIN" : sql
      await #expect(throws: PostgresError.self) { try await connection.copyOut(out) { try await $0.next() } }
      #expect(try await count(connection) == 0)
    }
  }
}
