import Model
import Postgres
import Support
import Testing

@testable import Processing

extension FunctionTests {
  @Suite struct PipelineTests {
    @Test func fileBecomesTextRowsAndTypedRows() async throws {
      let journey = try await Journey(Chat.file(rows: 3), uniqueTemplate(key: ["session_id"], Chat.fields))
      let processed = try await journey.performAll()
      #expect(processed.rows == RowCounts(read: 3, loaded: 3, rejected: 0))
      #expect(processed.odsTable == journey.template.odsTable)
      #expect(processed.runID == journey.run)
      #expect(
        try await journey.odsRows().first == ["1", "S1", "2024-01-31 08:30:01", "张三 138****5678", "满意", "1", nil])
      let typed = try await journey.world.strings(
        """
        SELECT pg_typeof(session_time)::text, pg_typeof(first_reply_time)::text AS type, extract(minute FROM session_time), first_reply_time
        FROM \(journey.template.dwdTable) WHERE row_number = 3
        """)
      #expect(typed == [["timestamp without time zone", "bigint", "30", "3"]])
    }

    @Test func encodingsAndFormatsLandAlike() async throws {
      let text = Chat.file(rows: 20)
      var results: [[[String?]]] = []
      for bytes in [Array(text.utf8), try gbk(text), [0xef, 0xbb, 0xbf] + Array(text.utf8), Array(tabs(text).utf8)] {
        let journey = try await Journey(bytes, uniqueTemplate(key: ["session_id"], Chat.fields))
        try await journey.performAll()
        results.append(try await journey.odsRows())
      }
      let lines = (1...20).map { number in
        """
        {"会话ID":"S\(number)","session_time":"2024/1/31 8:30:\(String(number % 60 + 100).dropFirst())",\
        "用户信息":"张三 13812345678","eval":"满意","首响时长":\(number)}
        """
      }
      let journey = try await Journey(lines.joined(separator: "\n"), uniqueTemplate(key: ["session_id"], Chat.fields))
      try await journey.performAll()
      results.append(try await journey.odsRows())
      #expect(results.first?.count == 20)
      #expect(results.allSatisfy { $0 == results.first })
    }

    private func tabs(_ text: String) -> String { text.replacing(",", with: "\t") }

    @Test func lenientLeavesBadRowsOutAndReportsThem() async throws {
      let text = [
        Chat.header, Chat.row(1), ",2024-01-31 08:30:00,a,满意,1,", "S3,2024-02-30 08:30:00,b,满意,1,",
        "S4,2024-01-31 08:30:00,c,很好,1,", "S5,2024-01-31 08:30:00,13812345678,满意,很久,", "S6,2024-01-31",
        Chat.row(1), Chat.row(8),
      ].joined(separator: "\n")
      let journey = try await Journey(text, uniqueTemplate(key: ["session_id"], Chat.fields))
      let processed = try await journey.performAll()
      #expect(processed.rows == RowCounts(read: 8, loaded: 2, rejected: 6))
      let report = try await journey.report()
      #expect(report.map(\.row) == [2, 3, 4, 5, 6, 7])
      #expect(report.map(\.field) == ["session_id", "session_time", "eval", "first_reply_time", nil, "session_id"])
      #expect(
        report.map(\.reason) == [
          "required_value_missing", "type_mismatch", "value_not_allowed", "type_mismatch", "column_count_mismatch",
          "duplicate",
        ])
      #expect(report.map(\.value) == [nil, "2024-02-30 08:30:00", "很好", "很久", nil, nil])
      #expect(report[1].line == 4)
      #expect(report[2].suggestion == "use one of: 满意, 一般, 不满意")
      #expect(report[5].suggestion.hasPrefix("row 1 has the same session_id"))
      #expect(try await journey.odsRows().map { $0[1] } == ["S1", "S8"])
    }

    @Test func strictFailsOnOneBadRowAndLenientRedriveLoads() async throws {
      let text = Chat.file(rows: 3) + "S4,yesterday,a,满意,1,\n"
      let journey = try await Journey(text, uniqueTemplate(key: ["session_id"], Chat.fields))
      journey.mode = .strict
      let failure = try await journey.failure("validate")
      #expect(failure.errorCode == "validation_failed")
      #expect(!failure.isTransient)
      #expect(
        failure.message
          == "1 of 4 rows were rejected; the first: row 4 (line 5), field 'session_time': type_mismatch")
      #expect(failure.nextStep?.contains("flowsight runs report \(journey.run)") == true)
      #expect(failure.nextStep?.contains("--set mode=lenient") == true)
      #expect(try await journey.report().count == 1)

      journey.redrive()
      journey.parameters = ["mode": "lenient"]
      #expect(try await journey.performAll().rows == RowCounts(read: 4, loaded: 3, rejected: 1))
    }

    @Test func reportIsReplacedByTheNextAttempt() async throws {
      let journey = try await Journey(
        "session_id\n\n \nx\n", uniqueTemplate([.init(name: "session_id", isRequired: true)]))
      try await journey.perform("validate")
      #expect(try await journey.report().count == 2)
      try await journey.perform("validate", Validate(), again: journey.jobs["validate"])
      #expect(try await journey.report().count == 2)
      try await journey.perform("clean")
      try await journey.perform("clean")
      #expect(try await journey.report().count == 2)
    }

    @Test func aLaterVersionAddsColumnsAndKeepsTheFirst() async throws {
      let journey = try await Journey("a\n1\n", uniqueTemplate(isInferred: true, [.init(name: "a")]))
      try await journey.performAll()
      journey.redrive()
      journey.version = "2024-02-24 'x\"; DROP TABLE ods.t; --\\"
      journey.template.fields.append(.init(name: "b", type: .integer))
      try await journey.replaceFile(Array("b,a\n7,2\n".utf8))
      #expect(try await journey.performAll().rows.loaded == 1)
      #expect(try await journey.odsRows() == [["1", "2", "7"]])
      #expect(try await journey.world.count(journey.template.odsTable) == 2)
      let typed = try await journey.world.strings(
        "SELECT dataset_version, a, b FROM \(journey.template.dwdTable) ORDER BY a")
      #expect(typed == [["1", "1", nil], [journey.version, "2", "7"]])
    }

    @Test func loadingAVersionAgainReplacesItsRows() async throws {
      let journey = try await Journey(Chat.file(rows: 5), uniqueTemplate(key: ["session_id"], Chat.fields))
      try await journey.performAll()
      journey.redrive()
      #expect(try await journey.performAll().rows.loaded == 5)
      #expect(try await journey.world.count(journey.template.odsTable) == 5)
      #expect(try await journey.world.count(journey.template.dwdTable) == 5)
    }

    @Test func aHeaderAloneEmptiesTheVersion() async throws {
      let journey = try await Journey(Chat.file(rows: 5), uniqueTemplate(key: ["session_id"], Chat.fields))
      try await journey.performAll()
      journey.redrive()
      try await journey.replaceFile(Array((Chat.header + "\n").utf8))
      #expect(try await journey.performAll().rows == RowCounts(read: 0, loaded: 0, rejected: 0))
      #expect(try await journey.world.count(journey.template.dwdTable) == 0)
    }

    @Test func manyWorkersMakeTheSameTablesAtOnce() async throws {
      let template = uniqueTemplate([.init(name: "a"), .init(name: "b", type: .decimal)])
      let journeys = try await withThrowingTaskGroup(of: [[String?]].self) { group in
        for number in 1...8 {
          group.addTask {
            let journey = try await Journey("a,b\n\(number),0.5\n", template)
            journey.version = "\(number)"
            try await journey.performAll()
            return try await journey.odsRows()
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(journeys.count == 8)
      #expect(try await World.here().count(template.dwdTable) == 8)
    }
  }
}
