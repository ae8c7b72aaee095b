import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// What comes by itself: changes, late answers, lost connections, time.
@Suite struct LiveTests {
  private static let groups = Load.list(.letterGroups, ListQuery(), PageRequest())

  private func opened(_ address: String = "dlq") async -> Session {
    var session = Session(at: address)
    await session.settle()
    return session
  }

  @Test func aConsoleBeginsByReadingWhatItShows() {
    var session = Session(at: "dlq")
    #expect(session.takeEffects() == [.load(Self.groups, generation: 1), .load(.overview, generation: 2)])
    var overview = Session()
    #expect(overview.takeEffects() == [.load(.overview, generation: 1)])
  }

  @Test func changesOfAMomentAreReadOnce() async {
    var session = await opened()
    for _ in 0..<100 { session.send(.changed(.letters, at: Fixture.now)) }
    #expect(
      session.takeEffects() == [
        .wake(.refresh, afterMilliseconds: ConsoleState.refreshMilliseconds),
        .wake(.pulse, afterMilliseconds: ConsoleState.pulseMilliseconds),
      ])
    session.send(.woke(.refresh))
    #expect(session.takeEffects() == [.load(Self.groups, generation: session.state.generation)])
  }

  @Test func changesWhileReadingAreReadAfterwards() async {
    var session = await opened()
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    let generation = session.state.generation
    _ = session.takeEffects()
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(session.takeEffects() == [.wake(.refresh, afterMilliseconds: ConsoleState.refreshMilliseconds)])
    session.send(
      .loaded(
        .list(.letterGroups, ListQuery(), PageRequest()), generation: generation,
        .success(.letterGroups(Page(items: [], next: nil))), at: Fixture.now))
    #expect(session.takeEffects() == [.wake(.refresh, afterMilliseconds: ConsoleState.refreshMilliseconds)])
  }

  @Test func changesElsewhereReadNothingHere() async {
    var session = await opened()
    session.send(.changed(.uploads, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(!session.takeEffects().contains { if case .load(Self.groups, _) = $0 { true } else { false } })
  }

  @Test func aLateAnswerIsDropped() async {
    var session = await opened("topology")
    let before = session.text
    session.press("4", "3")
    let current = session.state.generation
    _ = session.takeEffects()
    let stale = Answer.runs(Page(items: [], next: nil))
    session.send(
      .loaded(.list(.runs, ListQuery(), PageRequest()), generation: current - 1, .success(stale), at: Fixture.now))
    #expect(session.text == before)
    session.send(
      .loaded(.list(.runs, ListQuery(), PageRequest()), generation: current, .success(stale), at: Fixture.now))
    let scene = session.state.trail.top.scene as? ListScene<RunSource>
    #expect(scene?.list.items.isEmpty == true)
  }

  @Test func offlineSaysHowOldAndBlocksActions() async {
    var session = await opened()
    session.send(.changed(.disconnected, at: Fixture.now))
    #expect(session.takeEffects() == [.wake(.retry, afterMilliseconds: 500)])
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    #expect(session.lines[0].contains("OFFLINE · data 42 s old"))
    session.press("R")
    #expect(session.dialog == nil)
    #expect(session.state.notice?.text == ActionWords.offline)
    let row = session.surface[Point(4, 4)]
    #expect(row?.style.role == .disabled)
  }

  @Test func itComesBackByItselfTenTimesOver() async {
    var session = await opened()
    let calm = session.text
    for _ in 0..<10 {
      session.platform.change { $0.failure = Failure("unavailable", "the server does not answer", isTransient: true) }
      session.send(.changed(.disconnected, at: Fixture.now))
      session.send(.changed(.disconnected, at: Fixture.now))
      // One chain of tries, however many times the loss is told.
      #expect(session.takeEffects().count == 1)
      for _ in 0..<5 {
        session.send(.woke(.retry))
        await session.settle()
      }
      #expect(session.state.connection.isOffline)
      session.platform.change { $0.failure = nil }
      session.send(.woke(.retry))
      await session.settle()
      #expect(session.state.connection == .online)
      session.press("1", "4")
      await session.settle()
    }
    #expect(session.text == calm)
  }

  @Test func aDialogThatIsOpenWhenTheConnectionGoesCannotConfirm() async {
    var session = await opened("dlq/\(Fixture.letters[0].id)")
    session.press("D")
    await session.settle()
    session.press("tab")
    session.type("why")
    session.press("tab")
    session.send(.changed(.disconnected, at: Fixture.now))
    session.press("enter")
    #expect(!session.takeEffects().contains { if case .perform = $0 { true } else { false } })
    #expect(session.platform.performed.isEmpty)
  }

  @Test func nothingChangesBetweenTwoMinutes() async {
    var session = await opened("overview")
    let before = session.surface
    #expect(session.state.deadline == Date(timeIntervalSince1970: 1_772_716_080))
    session.send(.tick(Fixture.now.addingTimeInterval(10)))
    #expect(session.surface == before)
  }

  @Test func pausedHoldsStillAndReadsWhenItGoesOn() async {
    var session = await opened()
    session.press("p")
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(!session.takeEffects().contains { if case .load(Self.groups, _) = $0 { true } else { false } })
    #expect(session.lines[0].contains("paused"))
    session.press("p")
    #expect(session.takeEffects() == [.load(Self.groups, generation: session.state.generation)])
  }

  @Test func aCauseThatIsCuredUnderTheCursorSaysSo() async {
    var session = await opened("overview")
    session.press("down")
    session.platform.change { $0.overview.causes.remove(at: 1) }
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    await session.settle()
    #expect(session.text.contains(OverviewWords.cured))
    session.press("up")
    #expect(!session.text.contains(OverviewWords.cured))
    #expect(!session.text.contains("4 letters wait"))
  }

  @Test func whatIsNotThereSaysSo() async {
    var session = Session(at: "topology/0195a000-0000-7000-8000-00000000ffff")
    await session.settle()
    #expect(session.text.contains("there is no run"))
    #expect(session.text.contains("flowsight runs list"))
    session.press("R")
    #expect(session.platform.performed.isEmpty)
  }
}
