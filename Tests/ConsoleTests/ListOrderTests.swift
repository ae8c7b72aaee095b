import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The order and the columns of a list, and what keeps it still.
@Suite struct ListOrderTests {
  private func opened(_ address: String, size: Size = .standard) async -> Session {
    var session = Session(at: address, size: size)
    await session.settle()
    return session
  }

  private func header(_ session: Session) -> String { session.lines[3] }

  @Test func aListIsSortedByAnyFieldAndTurnedAround() async {
    var session = await opened("topology")
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
    var session = await opened("topology")
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

  /// Fields that a list has no column for can be had as one.
  @Test func everyFieldCanBeAColumn() async {
    var session = await opened("topology", size: Size(200, 50))
    session.state.memory.columns["runs"] = ["workflow", "trace", "nowhere"]
    session.send(.tick(Fixture.now))
    #expect(session.text.contains("dataset.load") && session.text.contains("trace"))
    #expect(!session.lines[2].contains("steps"))
  }

  @Test func columnsThatDoNotFitAreReachedSideways() async {
    var session = await opened("topology", size: Size(60, 24))
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
    var session = await opened("topology")
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
