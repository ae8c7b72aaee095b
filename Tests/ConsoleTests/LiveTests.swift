import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// What comes by itself: changes, late answers, lost connections, time.
@Suite struct LiveTests {
  private static let groups = Load.list(.letterGroups, ListQuery(), PageRequest())

  /// What is wrong elsewhere is read once there is something to look at.
  @Test func aConsoleBeginsByReadingWhatItShows() async {
    var session = Session(at: "dlq")
    let heartbeat = ConsoleState.heartbeatMilliseconds
    #expect(session.effects == [.load(Self.groups, generation: 1), .wake(.heartbeat(2), afterMilliseconds: heartbeat)])
    #expect(session.state.pulse.awaited == nil)
    await session.settle()
    #expect(session.state.pulse.causes == Fixture.overview.causes)
    var overview = Session()
    #expect(
      overview.takeEffects() == [
        .load(.overview, generation: 1), .wake(.heartbeat(2), afterMilliseconds: heartbeat),
      ])
  }

  @Test func changesOfAMomentAreReadOnce() async {
    var session = await Session(at: "dlq").settled()
    for _ in 0..<100 { session.send(.changed(.letters, at: Fixture.now)) }
    #expect(
      session.takeEffects() == [
        .wake(.refresh, afterMilliseconds: Visit.refreshMillisecondsMin),
        .wake(.pulse, afterMilliseconds: ConsoleState.pulseMilliseconds),
      ])
    session.send(.woke(.refresh))
    #expect(session.takeEffects() == [.load(Self.groups, generation: session.state.generation)])
  }

  @Test func changesWhileReadingAreReadAfterwards() async {
    var session = await Session(at: "dlq").settled()
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    let generation = session.state.generation
    _ = session.takeEffects()
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(session.takeEffects() == [.wake(.refresh, afterMilliseconds: Visit.refreshMillisecondsMin)])
    session.send(
      .loaded(
        .list(.letterGroups, ListQuery(), PageRequest()), generation: generation,
        .success(.letterGroups(Page(items: [], next: nil))), at: Fixture.now))
    #expect(session.takeEffects() == [.wake(.refresh, afterMilliseconds: Visit.refreshMillisecondsMin)])
  }

  @Test func changesElsewhereReadNothingHere() async {
    var session = await Session(at: "dlq").settled()
    session.send(.changed(.uploads, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(!session.takeEffects().contains { if case .load(Self.groups, _) = $0 { true } else { false } })
  }

  @Test func aLateAnswerIsDropped() async {
    var session = await Session(at: "topology").settled()
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
    #expect(scene?.rows.items.isEmpty == true)
  }

  @Test func nothingChangesBetweenTwoMinutes() async {
    var session = await Session(at: "overview").settled()
    let before = session.surface
    #expect(session.state.deadline == Date(timeIntervalSince1970: 1_772_716_080))
    session.send(.tick(Fixture.now.addingTimeInterval(10)))
    #expect(session.surface == before)
  }

  @Test func pausedHoldsStillAndReadsWhenItGoesOn() async {
    var session = await Session(at: "dlq").settled()
    session.press("p")
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    #expect(!session.takeEffects().contains { if case .load(Self.groups, _) = $0 { true } else { false } })
    #expect(session.lines[0].contains("paused"))
    session.press("p")
    #expect(session.takeEffects() == [.load(Self.groups, generation: session.state.generation)])
  }

  @Test func aCauseThatIsCuredUnderTheCursorSaysSo() async {
    var session = await Session(at: "overview").settled()
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

  /// What a view showed when it was left is told to be old until it is read again, and what went meanwhile leaves no trace.
  @Test func aViewThatOneComesBackToIsNotTakenForLive() async {
    var session = await Session(at: "overview").settled()
    session.press("down", "4")
    await session.settle()
    session.platform.change { $0.overview.causes.remove(at: 1) }
    session.send(.tick(Fixture.now.addingTimeInterval(360)))
    session.press("1")
    #expect(session.lines[0].contains("○ data") && !session.lines[0].contains(ShellWords.live))
    await session.settle()
    #expect(session.lines[0].contains(ShellWords.live))
    #expect(!session.text.contains(OverviewWords.cured) && !session.text.contains("4 letters wait"))
  }

  @Test func whatIsNotThereSaysSo() async {
    var session = await Session(at: "topology/0195a000-0000-7000-8000-00000000ffff").settled()
    #expect(session.text.contains("there is no run"))
    #expect(session.text.contains("flowsight runs list"))
    session.press("R")
    #expect(session.platform.performed.isEmpty)
  }
}
