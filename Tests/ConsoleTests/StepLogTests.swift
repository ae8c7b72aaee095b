import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// The log of a step as it comes: followed, stopped, searched, saved.
@Suite struct StepLogTests {
  private func opened(_ run: Int = 202) async -> Session {
    var session = await Session(at: "topology/\(Fixture.id(run) as RunID)", size: Size(120, 40)).settled()
    session.press("tab", "tab")
    await session.settle()
    return session
  }

  private func log(_ session: Session) throws -> StepLog {
    try #require((session.state.trail.top.scene as? RunScene)?.log)
  }

  private func logged(_ id: Int) -> LogLine { Fixture.logLine(id, number: id - 5) }

  /// Of which run and step a file is: two exports of a day are two files.
  @Test func itsFileIsNamedAfterItsRunAndStep() async {
    var session = await opened()
    session.press("E")
    guard case .export(let line) = session.state.mode else {
      Issue.record("nothing asks for a file")
      return
    }
    #expect(line.text.hasPrefix("log-00000202-clean-"))
  }

  @Test func itsEndIsShownAndWhatIsNewIsReadOnce() async throws {
    var session = await opened()
    // Two attempts, each with its heading.
    #expect(try log(session).view.text.document.lines.count == 42)
    #expect(session.text.contains("done=40000000") && session.text.contains("following"))
    session.platform.change { $0.logLines.append(logged(41)) }
    session.send(.changed(.logs, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(try log(session).view.text.document.lines.count == 43)
    #expect(session.text.contains("done=41000000"))
    // Told again without anything new, nothing is there twice.
    session.send(.changed(.logs, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(try log(session).view.text.document.lines.count == 43)
  }

  @Test func whoMovesAwayStaysAndFComesBack() async throws {
    var session = await opened()
    session.press("g")
    #expect(try !log(session).view.isFollowing && session.text.contains("stopped"))
    #expect(session.text.contains("1,200 lines before these were not kept"))
    session.platform.change { $0.logLines += (41...90).map(logged) }
    session.send(.changed(.logs, at: Fixture.now))
    await session.settle(wakes: true)
    #expect(session.text.contains("done=1000000") && !session.text.contains("done=90000000"))
    session.press("f")
    #expect(try log(session).view.isFollowing && session.text.contains("done=90000000"))
    session.press("f")
    #expect(try !log(session).view.isFollowing && session.text.contains("done=90000000"))
  }

  @Test func itIsSearchedAndSaved() async throws {
    var session = await opened()
    session.press("/")
    session.type("disk_full")
    session.press("enter")
    #expect(try !log(session).view.isFollowing && session.text.contains("error_code=disk_full"))
    session.press("esc", "E")
    for _ in 0..<80 { session.press("backspace") }
    session.type("json lines.json")
    session.press("enter")
    let export = session.takeEffects().compactMap { if case .export(let export, _) = $0 { export } else { nil } }.first
    #expect(
      export?.source == .pages(.logLines(Fixture.id(202)), ListQuery(.field("step", is: ["clean"])))
        && export?.format == .json)
  }

  /// Sideways goes to the other steps, each with a log of its own.
  @Test func eachStepHasItsOwn() async throws {
    var session = await opened()
    session.press("left")
    await session.settle()
    #expect(try log(session).step == "standardize" && session.text.contains("Nothing was logged"))
    session.press("left")
    await session.settle()
    #expect(session.text.contains("its log is with the run that did it"))
    session.press("right", "right")
    await session.settle()
    #expect(session.text.contains("done=40000000"))
  }

  /// What cannot be read is not asked for again and again.
  @Test func aLogThatCannotBeReadIsAskedForOnce() async {
    var session = await Session(at: "topology/\(Fixture.id(202) as RunID)").settled()
    session.platform.change { $0.failure = Failure("list_too_slow", "the list was not found within 5 s") }
    session.press("tab", "tab")
    await session.settle()
    #expect(session.effects.isEmpty && session.text.contains("list_too_slow") || session.text.contains("5 s"))
  }

  @Test func nothingInALineReachesTheTerminal() async {
    var session = await opened()
    session.press("g")
    #expect(session.text.contains("disk_full") && !session.text.contains("\u{1b}"))
  }
}
