import Model
import ObjectStore
import Postgres
import Support
import Testing

@testable import Processing

extension FunctionTests {
  @Suite struct BadInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
      var name: String
      var bytes: [UInt8]
      var code: ErrorCode
      var testDescription: String { name }

      init(_ name: String, _ text: String, _ code: ErrorCode) { self.init(name, Array(text.utf8), code) }

      init(_ name: String, _ bytes: [UInt8], _ code: ErrorCode) {
        self.name = name
        self.bytes = bytes
        self.code = code
      }
    }

    static let cases: [Case] = [
      Case("empty", "", "file_empty"), Case("white space", " \n\n", "file_empty"),
      Case("binary", [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13], "not_tabular"),
      Case("UTF-16", [0xff, 0xfe, 0x61, 0, 0x2c, 0, 0x62, 0], "unsupported_encoding"),
      Case("a JSON document", "[{\"a\": 1}]", "not_tabular"),
      Case("cut inside quotes", Chat.file(rows: 3) + "S4,\"2024", "unclosed_quote"),
      Case("a long line", Chat.file(rows: 2) + String(repeating: "x", count: 3 << 20), "record_too_long"),
      Case(
        "a quote never closed", Chat.file(rows: 2) + "\"" + String(repeating: "a,b\n", count: 1 << 19),
        "record_too_long"),
      Case("one long line alone", String(repeating: "x", count: 3 << 20), "record_too_long"),
      Case("no header", Chat.row(1) + "\n" + Chat.row(2) + "\n", "header_missing"),
      Case("a column missing", "会话ID,评价结果\nS1,满意\n", "required_column_missing"),
      Case("no good row", Chat.header + "\nS1\nS2\n", "column_count_mismatch"),
    ]

    /// Each is a permanent failure in the lenient mode too, says what to do, and leaves no tables behind.
    @Test(arguments: cases) func failsForGood(_ test: Case) async throws {
      let journey = try await Journey(test.bytes, uniqueTemplate(key: ["session_id"], Chat.fields))
      let failure = try await journey.failure("validate")
      #expect(failure.errorCode == test.code)
      #expect(!failure.isTransient)
      #expect(failure.nextStep?.isEmpty == false)
      #expect(!"\(failure)".contains("13812345678"))
      let tables = try await journey.world.strings("SELECT to_regclass($1)::text", journey.template.odsTable)
      #expect(tables == [[nil]])
    }

    @Test func badBytesAreRefusedRowByRow() async throws {
      let lines: [[UInt8]] = [
        Array(Chat.header.utf8), Array(Chat.row(1).utf8),
        Array("S2,2024-01-31 08:30:00,".utf8) + [0xff, 0xfe] + Array(" 13812345678,满意,1,".utf8),
        Array("S3,2024-01-31 08:30:00,a".utf8) + [0] + Array("b,满意,1,".utf8), Array(Chat.row(4).utf8), [],
      ]
      let journey = try await Journey(
        Array(lines.joined(separator: [10])), uniqueTemplate(key: ["session_id"], Chat.fields))
      #expect(try await journey.performAll().rows == RowCounts(read: 4, loaded: 2, rejected: 2))
      let report = try await journey.report()
      #expect(report.map(\.reason) == ["invalid_encoding", "nul_byte"])
      #expect(report.first?.field == "user_name")
      #expect(report.first?.value == "\u{fffd}\u{fffd} 138****5678")
    }

    @Test func aMissingObjectIsAFailureForGood() async throws {
      let journey = try await Journey(Chat.file(rows: 1), uniqueTemplate(Chat.fields))
      try await journey.deleteFile()
      let failure = try await journey.failure("validate")
      #expect(failure.errorCode == "object_not_found")
      #expect(!failure.isTransient)
      #expect(failure.nextStep?.contains("redrive") == true)
    }

    @Test func aTableOfAnotherShapeIsAConflict() async throws {
      for (create, problem) in [
        ("CREATE TABLE %@ (a text)", "not partitioned"), ("CREATE VIEW %@ AS SELECT 1 AS a", "not partitioned"),
        (
          "CREATE TABLE %@ (dataset_version text, row_number bigint, a integer) PARTITION BY LIST (dataset_version)",
          "'a' is integer"
        ),
      ] {
        let journey = try await Journey("a\n1\n", uniqueTemplate([.init(name: "a")]))
        try await journey.world.pool.withConnection {
          try await $0.execute(script: create.replacing("%@", with: journey.template.odsTable))
        }
        try await journey.perform("validate")
        let failure = try await journey.failure("standardize")
        #expect(failure.errorCode == "table_conflict")
        #expect(failure.message.contains(problem))
        #expect(!failure.isTransient)
      }
    }

    @Test func anInputThatIsNotThereIsAFailure() async throws {
      let journey = try await Journey(Chat.file(rows: 1), uniqueTemplate(Chat.fields))
      for step in ["standardize", "clean", "load_ods", "build_dwd"] {
        #expect(try await journey.failure(step).errorCode == "input_missing")
      }
    }

    @Test func hostileNamesAndValuesStayWhatTheyAre() async throws {
      let names = [
        "a\"b", "'); DROP TABLE ods.x; --", "$1", "row_number", "dataset_version", "select", "表", "x\ty", "A", "a",
      ]
      let values = [
        "\\.", "\\N", "\"", "a\nb", "\t", "'); DELETE", "\\", "\u{202e}x", "👩‍👩‍👧", "end\\",
      ]
      let quoted = { (list: [String]) in list.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",") }
      let fields = names.map { Template.Field(name: $0) }
      let journey = try await Journey(
        quoted(names) + "\n" + quoted(values) + "\n", uniqueTemplate(isInferred: true, fields))
      journey.version = "v'\"\\ ;--"
      #expect(try await journey.performAll().rows.loaded == 1)
      let expected = values.map { $0 == "\t" ? nil : $0 }
      #expect(try await journey.odsRows() == [["1"] + expected])
    }

    @Test func anInferredTemplateTakesAnythingButBrokenRows() async throws {
      let text = "a,b\n 1 ,x\n1\n1,2,3\n,\n13812345678,y\n"
      let journey = try await Journey(text, uniqueTemplate(isInferred: true, [.init(name: "a"), .init(name: "b")]))
      #expect(try await journey.performAll().rows == RowCounts(read: 5, loaded: 3, rejected: 2))
      #expect(try await journey.odsRows() == [["1", "1", "x"], ["4", nil, nil], ["5", "13812345678", "y"]])
    }

    @Test func aWideRaggedFileIsReadToItsEnd() async throws {
      let columns = 900
      let names = (1...columns).map { "c\($0)" }
      let rows = (1...40).map { row in
        (1...(row % 4 == 0 ? columns - row : columns)).map { "\($0)" }.joined(separator: ",")
      }
      let journey = try await Journey(
        ([names.joined(separator: ",")] + rows).joined(separator: "\r\n"),
        uniqueTemplate(isInferred: true, names.map { .init(name: $0) }))
      #expect(try await journey.performAll().rows == RowCounts(read: 40, loaded: 30, rejected: 10))
    }

    @Test func whatIsMaskedIsNowhereInTheDatabase() async throws {
      let phone = "13812345678"
      let text = [
        Chat.header, Chat.row(1, user: "\(phone) 李"), Chat.row(2, user: "+86 138-1234-5678"),
        "S3,never \(phone),\(phone),满意,1,", Chat.row(4, eval: phone), Chat.row(1, user: phone),
      ].joined(separator: "\n")
      let journey = try await Journey(text, uniqueTemplate(key: ["session_id"], Chat.fields))
      try await journey.performAll()
      let users = try await journey.odsRows().map { $0[3] }
      #expect(users == ["138****5678 李", "+86 138****5678"])
      let tables = [
        journey.template.odsTable, journey.template.dwdTable, "processing.proc_issue", "processing.proc_job",
      ]
      for table in tables {
        let leaks = try await journey.world.strings(
          "SELECT t::text FROM \(table) t WHERE t::text LIKE $1 OR t::text LIKE $2", "%\(phone)%", "%1234-5678%")
        #expect(leaks.isEmpty, "\(table)")
      }
    }
  }
}
