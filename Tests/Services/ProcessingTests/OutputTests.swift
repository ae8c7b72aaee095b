import Foundation
import Model
import ObjectStore
import Support
import Tabular
import Testing

@testable import Processing

extension FunctionTests {
  /// What the steps tell the ones behind them, and people.
  @Suite struct OutputTests {
    @Test func validationTellsWhatTheFileIs() async throws {
      let text = Chat.header + ",备注\n" + Chat.row(1) + ",x\n" + Chat.row(1) + ",y\nS3,never,,,,,\n"
      let journey = try await Journey(try gbk(text), uniqueTemplate(key: ["session_id"], Chat.fields))
      let output: Validation = try await journey.perform("validate").decode()
      #expect(output.rowsRead == 3)
      #expect(output.rowsRejected == 1)
      #expect(output.rowsDuplicate == 1)
      #expect(output.reportID == journey.jobs["validate"])
      #expect(output.issuesStored == 1)
      #expect(output.issuesOmitted == 0)
      #expect(output.encoding == "GBK")
      #expect(output.format == "text/csv")
      #expect(output.delimiter == ",")
      #expect(output.columns == ["会话ID", "会话时间", "用户信息", "评价结果", "首响时长", "转接记录", "备注"])
      #expect(output.nullCounts.first { $0.field == "transfer_record" }?.nulls == 3)
      #expect(output.nullCounts.first { $0.field == "user_name" }?.nulls == 1)
      #expect(journey.inputs["validate"]?["report_id"]?.string == journey.jobs["validate"]?.description)
    }

    @Test func standardizationTellsWhereAValueGoes() async throws {
      let text = Chat.header + ",备注\n"
      let journey = try await Journey(text, uniqueTemplate(key: ["session_id"], Chat.fields))
      try await journey.perform("validate")
      let output: Standardization = try await journey.perform("standardize").decode()
      let (ods, dwd) = (journey.template.odsTable, journey.template.dwdTable)
      #expect(output.mapping.count == 6)
      #expect(output.mapping.first == Standardization.Column(column: "会话ID", field: "session_id"))
      #expect(output.unmappedColumns == ["备注"])
      #expect(output.odsPartition == "\(ods)__1")
      #expect(
        output.lineage.prefix(2) == [
          Standardization.Edge(from: "file.会话ID", to: "\(ods).session_id"),
          Standardization.Edge(from: "\(ods).session_id", to: "\(dwd).session_id"),
        ])
    }

    @Test func duplicatesNameTheirLine() async throws {
      let lines = [Chat.header, Chat.row(1), Chat.row(2), Chat.row(1), Chat.row(1)]
      let journey = try await Journey(
        lines.joined(separator: "\n"), uniqueTemplate(key: ["session_id"], Chat.fields))
      for step in ["validate", "standardize", "clean"] { try await journey.perform(step) }
      let report = try await journey.report()
      #expect(report.map(\.row) == [3, 4])
      #expect(report.map(\.line) == [4, 5])
      let output: Cleaning? = try journey.inputs["clean"]?.decode()
      #expect(output?.duplicates == 2)
      #expect(output?.conversions.first { $0.field == "user_name" }?.rules == ["trim", "mask_phone"])
      #expect(output?.conversions.first { $0.field == "session_time" }?.rules == ["trim", "iso_time"])
    }

    @Test func aLongListOfDuplicatesIsReadInPieces() async throws {
      let store = try World.here().store
      let key = try DuplicateList.key(of: RunID(UUID()))
      var keys = KeyDeduplicator(directory: "/tmp")
      let hash = Hash128(low: 1, high: 2)
      for row in 1...10_001 { try keys.add(hash, row: row) }
      try await store.put(DuplicateList.encoded(try keys.finish()), at: key)
      var list = try await DuplicateList.open(key.text, in: store)
      var count = 0
      while let duplicate = try list.next() {
        count += 1
        #expect(duplicate == DuplicateList.Duplicate(row: count + 1, first: 1))
      }
      #expect(count == 10_000)
      var empty = try await DuplicateList.open(nil, in: store)
      #expect(try empty.next() == nil)
    }
  }
}
