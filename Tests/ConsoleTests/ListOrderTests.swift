import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The order and the columns of a list, and what keeps it still.
@Suite struct ListOrderTests {
  private func header(_ session: Session) -> String { session.lines[3] }

  @Test func aListIsSortedByAnyFieldAndTurnedAround() async {
    var session = await Session(at: "topology").settled()
    session.press("s")
    session.type("datas")
    session.press("enter")
    await session.settle()
    #expect(session.address == "topology sort:dataset")
    #expect(header(session).contains("dataset▲"))
    session.press("S")
    await session.settle()
    #expect(session.address == "topology sort:-dataset")
    #expect(header(session).contains("dataset▼"))
    session.press("s", "esc")
    #expect(session.address == "topology sort:-dataset")
    session.press("s")
    session.type("own")
    session.press("enter")
    #expect(session.address == "topology")
    session.press("S")
    guard case .sort = session.state.mode else {
      Issue.record("without an order, S asks for one")
      return
    }
  }

  @Test func columnsAreChosenAndKept() async {
    var session = await Session(at: "topology").settled()
    let before = header(session)
    session.press("c", "space", "down", "K", "enter")
    let kept = session.state.memory.columns["runs"]
    #expect(session.takeEffects() == [.keep(.memo(.columns(kept, of: "runs")))])
    #expect(kept?.first == "dataset" && kept?.contains("state") == false)
    #expect(!header(session).contains("state") && header(session).contains("dataset"))
    session.press("4", "3")
    #expect(!header(session).contains("state"), "the choice holds wherever one was")
    session.press("c", "=")
    #expect(session.takeEffects().contains(.keep(.memo(.columns(nil, of: "runs")))))
    #expect(header(session) == before)
    session.press("c", "space", "esc")
    #expect(header(session) == before)
  }

  static let parts: [(address: String, tabs: Int, list: String)] = [
    ("ingestion/0195a000-0000-7000-8000-000000000102", 0, "report"),
    ("ingestion/0195a000-0000-7000-8000-000000000102", 1, "chunks"),
    ("ingestion/0195a000-0000-7000-8000-000000000102", 2, "events"),
    ("datasets/chat-sessions/2", 0, "related"), ("datasets/chat-sessions/2", 1, "version_columns"),
    ("datasets/chat-sessions/2", 2, "events"), ("topology/0195a000-0000-7000-8000-000000000201", 3, "events"),
    ("dlq/operations/0195a000-0000-7000-8000-000000000302", 0, "operation_items"),
  ]

  /// A list that is a part of a view has columns as any other has, and the choice holds for all of its kind.
  @Test(arguments: parts) func columnsOfAPartAreChosenAndKept(
    part: (address: String, tabs: Int, list: String)
  ) async throws {
    var session = await Session(at: part.address, size: Size(80, 24)).settled()
    for _ in 0..<part.tabs { session.press("tab") }
    let before = try #require(session.state.trail.top.scene.columnMenu)
    #expect(before.list == part.list && before.columns.count > 1)
    let whole = session.text
    session.press("c", "space", "enter")
    let kept = Array(before.shown.dropFirst())
    #expect(session.takeEffects().contains(.keep(.memo(.columns(kept, of: part.list)))))
    #expect(session.state.trail.top.scene.columnMenu?.shown == kept && session.text != whole)
    var other = Session(at: part.address)
    other.state.memory = session.state.memory
    await other.settle()
    for _ in 0..<part.tabs { other.press("tab") }
    #expect(other.state.trail.top.scene.columnMenu?.shown == kept)
    session.press("c", "=")
    #expect(session.text == whole)
  }

  /// What does not fit a part is reached sideways there as well.
  @Test func aPartIsReachedSideways() async {
    var session = await Session(at: "ingestion/0195a000-0000-7000-8000-000000000102", size: Size(44, 24)).settled()
    #expect(!session.text.contains("suggestion"))
    for _ in 0..<6 { session.press("right") }
    #expect(session.text.contains("suggestion"))
  }

  /// Fields that a list has no column for can be had as one.
  @Test func everyFieldCanBeAColumn() async {
    var session = await Session(at: "topology", size: Size(200, 50)).settled()
    session.state.memory.columns["runs"] = ["workflow", "trace", "nowhere"]
    session.send(.tick(Fixture.now))
    #expect(session.text.contains("dataset.load") && session.text.contains("trace"))
    #expect(!session.lines[2].contains("steps"))
  }

  @Test func columnsThatDoNotFitAreReachedSideways() async {
    var session = await Session(at: "topology", size: Size(60, 24)).settled()
    #expect(!session.text.contains("error"))
    for _ in 0..<6 { session.press("right") }
    #expect(session.text.contains("error"))
    #expect(header(session).hasPrefix("‹"))
    session.resize(200, 24)
    #expect(!session.lines[2].hasPrefix("‹"), "where all fit nothing is scrolled")
    session.resize(60, 24)
    for _ in 0..<6 { session.press("right") }
    for _ in 0..<6 { session.press("left") }
    #expect(!header(session).hasPrefix("‹"))
  }

  @Test func choicesOutliveTheSession() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().text)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = MemoryFiles(folder: folder.path)
    try files.keep(.columns(["state", "dataset"], of: "runs"))
    #expect(files.memory().columns == ["runs": ["state", "dataset"]])
    try files.keep(.columns(nil, of: "runs"))
    #expect(files.memory().columns.isEmpty)
  }

  /// While the cursor moves, no row changes its place; when it has rested, the list is as it is.
  @Test func theOrderStandsWhileTheCursorMoves() async {
    var session = await Session(at: "topology").settled()
    session.platform.change { $0.runs.insert(Fixture.run(299, "new", "1", .running, done: 0, failure: nil), at: 0) }
    session.send(.changed(.runs, at: Fixture.now))
    session.press("down")
    let change = session.takeEffects()
    #expect(change.contains(.wake(.refresh, afterMilliseconds: Visit.refreshMillisecondsMin)))
    session.send(.woke(.refresh))
    await session.answer()
    #expect(session.text.contains("1 update held"))
    #expect(!session.text.contains("new"))
    let rest = session.takeEffects()
    #expect(rest == [.wake(.refresh, afterMilliseconds: ConsoleState.restMilliseconds)])
    session.send(.woke(.refresh))
    await session.answer()
    #expect(!session.text.contains("held"))
    #expect(session.text.contains("new"))
    #expect(session.takeEffects().isEmpty, "and then nothing more is asked")
  }
}
