import Foundation
import Model
import Support
import Testing

@testable import Labeling

/// How rows of a published version become tasks.
@Suite struct LabelRowTests {
  private func plan(_ change: (inout RowSelection) -> Void = { _ in }) throws -> RowPlan {
    let now = Date(timeIntervalSince1970: 0)
    let version = DatasetVersion(
      datasetID: DatasetID(UUID()), datasetName: "chat", version: "3", state: .published, rows: RowCounts(),
      runID: nil, traceID: TraceID(UUID()), odsTable: nil, dwdTable: "dwd.chat", failure: nil, createdAt: now,
      updatedAt: now, publishedAt: now)
    var selection = RowSelection(dataset: version.datasetID, version: version.version)
    change(&selection)
    return try RowPlan(selection, columns: ["id", "question", "lang"], table: "dwd.chat", version: version)
  }

  private let row: JSON = ["id": 7, "question": "好吗?", "lang": .null]

  @Test func aTemplateIsFilledFromItsRow() throws {
    let task = try plan {
      $0.template = ["text": "{question} [{lang}] {{id} {", "n": "{id}"]
      $0.key = ["lang", "id"]
      $0.group = "chinese"
      $0.priority = 5
    }.task(3, row)
    #expect(task.payload == ["text": "好吗? [] {id} {", "n": "7"])
    #expect(task.key == "/7" && task.group == "chinese" && task.priority == 5)
    let whole = try plan().task(3, row)
    #expect(whole.payload == row && whole.key == "chat@3#3")
  }

  /// The same rows each time, of every version of a dataset; a bigger sample has those of a smaller one.
  @Test func aSampleIsTheSameEachTime() throws {
    func chosen(_ share: Double) throws -> Set<Int64> {
      let plan = try plan { $0.sample = share }
      return Set((1...10_000).filter { plan.takes($0) })
    }
    let (tenth, again, third) = (try chosen(0.1), try chosen(0.1), try chosen(0.3))
    #expect(tenth == again && tenth.isSubset(of: third))
    #expect((900...1100).contains(tenth.count))
    let (none, all) = (try chosen(0), try chosen(1))
    #expect(none.isEmpty && all.count == 10_000)
  }

  @Test func whatThereIsNotIsRefused() {
    let mistakes: [(inout RowSelection) -> Void] = [
      { $0.filters = [.init(column: "no", comparison: .equals, value: "")] }, { $0.key = ["no"] },
      { $0.template = ["text": "{no}"] },
    ]
    for mistake in mistakes {
      let failure = #expect(throws: Failure.self) { try plan(mistake) }
      #expect(failure?.errorCode == "column_unknown" && failure?.nextStep?.contains("id, question, lang") == true)
    }
    for mistake in [{ $0.sample = 1.5 }, { $0.limit = 0 }, { $0.template = ["n": 1] }] as [(inout RowSelection) -> Void]
    {
      #expect(throws: Failure.self) { try plan(mistake) }
    }
  }
}
