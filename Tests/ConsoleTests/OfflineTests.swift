import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// A platform that does not answer: it is noticed, told, waited for and taken up again.
@Suite struct OfflineTests {
  private static let down = Failure("postgres_unreachable", "no connection to the server", isTransient: true)

  private func isPing(_ effect: ConsoleEffect) -> Bool { if case .ping = effect { true } else { false } }

  @Test func aSilentServerIsNoticedThoughNothingIsPushed() async {
    var session = await Session(at: "dlq").settled()
    session.platform.change { $0.failure = Self.down }
    await session.beat()
    #expect(session.state.connection.isOffline)
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    #expect(session.lines[0].contains("OFFLINE · data 42 s old"))
    #expect(session.text.contains("since \(Format.clock(Fixture.now)): no connection to the server"))
    #expect(session.surface[Point(4, 4)]?.style.role == .disabled)
    session.press("R")
    #expect(session.dialog == nil)
    #expect(session.state.notice?.text.contains(ActionWords.offline) == true)
  }

  /// How old the data are is told from the last moment at which they were known to be right.
  @Test func theAgeCountsFromTheLastAnswer() async {
    var session = await Session(at: "dlq").settled()
    let last = Fixture.now.addingTimeInterval(60)
    session.send(.woke(.heartbeat(session.state.heartbeat.due ?? 0)))
    session.send(.pinged(generation: session.state.generation, .success([]), at: last))
    session.platform.change { $0.failure = Self.down }
    await session.beat()
    session.send(.tick(last.addingTimeInterval(8)))
    #expect(session.lines[0].contains("OFFLINE · data 8 s old"), "\(session.lines[0])")
  }

  @Test func theTriesGrowApart() async {
    var session = await Session(at: "dlq").settled()
    session.platform.change { $0.failure = Self.down }
    var waits: [Int] = []
    for _ in 0..<9 {
      session.send(.woke(.heartbeat(session.state.heartbeat.due ?? 0)))
      let pings = session.takeEffects()
      #expect(pings.count == 1 && pings.allSatisfy(isPing))
      session.send(.pinged(generation: session.state.generation, .failure(Self.down), at: Fixture.now))
      waits += session.takeEffects().compactMap { if case .wake(_, let wait) = $0 { wait } else { nil } }
    }
    #expect(waits == [250, 250, 500, 1000, 2000, 4000, 5000, 5000, 5000])
    #expect(session.state.connection.tries == 8)
  }

  @Test func aBrokenStreamOfChangesIsPingedOnce() async {
    var session = await Session(at: "dlq").settled()
    for _ in 0..<3 { session.send(.changed(.disconnected, at: Fixture.now)) }
    #expect(session.state.connection.isOffline)
    let effects = session.takeEffects()
    #expect(effects.count == 1 && effects.allSatisfy(isPing))
  }

  @Test func anAnswerThatSaysNothingNewIsNotDrawn() async {
    var session = await Session(at: "dlq").settled()
    await session.beat()
    let (program, later) = (ConsoleProgram(), Fixture.now.addingTimeInterval(59))
    func isSeen(_ result: Result<[Failure], Failure>) -> Bool {
      program.isSeen(.pinged(generation: 1, result, at: later), in: session.state)
    }
    #expect(!isSeen(.success([])) && isSeen(.success([Self.down])) && isSeen(.failure(Self.down)))
    // The minute that is shown is the one that the next tick ends.
    let due = session.state.deadline
    session.send(.woke(.heartbeat(session.state.heartbeat.due ?? 0)))
    session.send(.pinged(generation: session.state.generation, .success([]), at: later))
    #expect(session.state.deadline == due && session.state.heartbeat.awaited == nil)
  }

  @Test func aHeartbeatThatWasReplacedDoesNothing() async {
    var session = await Session(at: "dlq").settled()
    let old = session.state.heartbeat.due ?? 0
    await session.beat()
    session.send(.woke(.heartbeat(old)))
    #expect(session.takeEffects().isEmpty)
  }

  @Test func itComesBackByItselfTenTimesOver() async {
    var session = await Session(at: "dlq").settled()
    let calm = session.text
    for _ in 0..<10 {
      session.platform.change { $0.failure = Self.down }
      session.send(.changed(.disconnected, at: Fixture.now))
      await session.settle()
      for _ in 0..<5 { await session.beat() }
      #expect(session.state.connection.isOffline)
      session.platform.change { $0.failure = nil }
      await session.beat()
      #expect(session.state.connection == .online)
      let back = ShellWords.back(lost: Format.time(Fixture.now), why: Self.down.message)
      #expect(session.state.notice?.text == back)
      session.press("1", "4")
      await session.settle()
    }
    #expect(session.text == calm)
  }

  /// What is said of a connection holds for as long as it is so; the messages keep when and why it was lost.
  @Test func aConnectionThatIsLostAgainIsNotSaidToBeBack() async {
    var session = await Session(at: "dlq").settled()
    for outage in 1...2 {
      session.platform.change { $0.failure = Self.down }
      await session.beat()
      #expect(session.state.connection.isOffline && session.state.notice == nil)
      #expect(session.text.contains("since \(Format.clock(Fixture.now)): no connection to the server"))
      session.platform.change { $0.failure = nil }
      await session.beat()
      #expect(session.text.contains("The connection is back; lost at"))
      let kept = session.state.messages.filter { $0.text.contains("lost at") && $0.text.hasSuffix(Self.down.message) }
      #expect(kept.count == outage, "\(session.state.messages)")
    }
  }

  @Test func comingBackLooksAtEverythingAgain() async {
    var session = await Session(at: "dlq").settled()
    session.send(.changed(.disconnected, at: Fixture.now))
    _ = session.takeEffects()
    session.send(.pinged(generation: session.state.generation, .success([]), at: Fixture.now))
    let loads = session.takeEffects().compactMap { if case .load(let load, _) = $0 { load } else { nil } }
    #expect(loads == [.list(.letterGroups, ListQuery(), PageRequest()), .overview])
  }

  @Test func whatCouldNotBeReadIsReadAgainWhenThePlatformAnswers() async {
    var session = await Session(at: "dlq").settled()
    session.platform.change { $0.failure = Self.down }
    session.send(.changed(.letters, at: Fixture.now))
    session.send(.woke(.refresh))
    await session.settle()
    #expect(session.state.trail.top.failure == Self.down)
    session.platform.change { $0.failure = nil }
    await session.beat()
    #expect(session.state.trail.top.failure == nil)
    #expect(session.state.connection == .online)
  }

  @Test func aServerThatIsMissedLittleIsTold() async {
    var session = await Session(at: "dlq").settled()
    session.platform.change { data in
      data.absent = [Failure("redis_timeout", "Redis did not answer", isTransient: true)]
      data.overview.causes.append(
        Overview.Cause(severity: .critical, title: "Redis does not answer", why: "", address: "overview"))
    }
    await session.beat()
    #expect(session.state.connection == .online)
    #expect(session.lines[0].contains("✗ 3"))
  }

  /// The queues' figures are in Redis: without it they are told to be old, and all else goes on.
  @Test(arguments: ["queues", "queues/workflow.jobs.processing/processing-group"])
  func figuresThatCannotBeReadAreTold(address: String) async {
    var session = await Session(at: address).settled()
    let down = Failure("queues_unavailable", "Redis cannot be asked: no answer", isTransient: true)
    await session.beat()
    #expect(session.lines[0].contains(ShellWords.live))
    session.platform.change { $0.absent = [down] }
    await session.beat()
    session.send(.tick(Fixture.now.addingTimeInterval(42)))
    #expect(session.state.connection == .online)
    #expect(session.lines[0].contains("STALE · data 42 s old") && session.text.contains(down.message))
    #expect(session.surface[Point(4, 4)]?.style.role == .disabled)
    #expect(session.state.deadline == session.state.now.addingTimeInterval(ConsoleState.offlineSeconds))
    session.press("P")
    #expect(session.dialog == nil && session.state.notice?.text.contains(down.message) == true)
    session.press("3")
    await session.settle()
    #expect(session.lines[0].contains(ShellWords.live), "the runs are in PostgreSQL")
    session.press("7")
    await session.settle()
    session.platform.change { $0.absent = [] }
    await session.beat()
    #expect(session.lines[0].contains(ShellWords.live) && !session.text.contains(down.message))
    #expect(session.surface[Point(4, 4)]?.style.role != .disabled)
  }

  @Test(arguments: [false, true])
  func aDialogThatWaitsEnds(afterConfirming isConfirmed: Bool) async {
    var session = await Session(at: "dlq/\(Fixture.letters[0].id)").settled()
    session.press("D")
    if isConfirmed {
      await session.settle()
      session.confirm("why")
    }
    let generation = session.dialog?.generation ?? 0
    session.send(.changed(.disconnected, at: Fixture.now))
    guard case .failed(let failure, let wasAsked) = session.dialog?.phase else {
      Issue.record("the dialog still waits")
      return
    }
    #expect(failure.errorCode == "unavailable" && wasAsked == isConfirmed)
    #expect(session.text.contains(ActionWords.unknown.prefix(20)) == isConfirmed)
    // The answer comes all the same, later: it is shown.
    let result = ActionResult(action: "discard", items: [.init(id: "1", auditID: Fixture.id(9001))])
    session.send(.performed(generation: generation, .success(result)))
    #expect((session.dialog == nil) == isConfirmed)
  }

  @Test func aDialogThatIsOpenWhenTheConnectionGoesCannotConfirm() async {
    var session = await Session(at: "dlq/\(Fixture.letters[0].id)").settled()
    session.press("D")
    await session.settle()
    session.press("tab")
    session.type("why")
    session.press("tab")
    session.send(.changed(.disconnected, at: Fixture.now))
    session.press("enter")
    #expect(!session.takeEffects().contains { if case .perform = $0 { true } else { false } })
    #expect(session.platform.performed.isEmpty)
    // What was typed waits for the connection, too.
    #expect(session.form?.text(.reason) == "why" && session.form?.problem == ActionWords.offline)
    session.send(.pinged(generation: session.state.heartbeat.awaited ?? 0, .success([]), at: Fixture.now))
    #expect(session.state.connection == .online && session.form?.problem == nil, "the word goes with its cause")
    session.press("enter")
    await session.settle()
    #expect(session.platform.performed.map(\.reason) == ["why"])
  }
}
