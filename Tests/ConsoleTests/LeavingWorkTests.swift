import Foundation
import MemoryLabeling
import Model
import Support
import Testing

@testable import Console

/// What an annotator wrote arrives, and what they hold is put down, wherever they go.
@Suite struct LeavingWorkTests {
  private func open(_ project: String) async -> Session {
    await Session(at: "labeling/\(project)/work", role: .annotator).settled()
  }

  private func bench(_ session: Session) throws -> WorkbenchScene {
    try #require(session.state.trail.top.scene as? WorkbenchScene)
  }

  private func entry(_ key: String, _ session: Session) throws -> MemoryLabeling.Entry {
    try #require(session.platform.labels.current.entries.first { $0.task.key == key })
  }

  private func submissions(_ session: Session) -> [JSON] {
    session.platform.labels.current.entries.flatMap(\.results).filter { $0.kind == .submission }.map(\.after)
  }

  /// The keys of what is in hand.
  private func held(_ session: Session) -> [String] {
    session.platform.labels.current.entries.filter { $0.assignments.contains { $0.state == .leased } }.map(\.task.key)
  }

  /// What is typed faster than it is saved is saved, though one leaves meanwhile.
  @Test(arguments: [["esc"], ["esc", "2"]]) func leavingKeepsTheNewestDraft(keys: [String]) async throws {
    var session = await open("chats")
    session.press("1", "1", "2")
    for key in keys { session.press(key) }
    await session.settle()
    let entry = try entry("c-1", session)
    #expect(entry.drafts.values.first == ["outcome": "solved", "topics": ["topic-2"]])
  }

  @Test func whatNobodyLookedAtGoesBackWhenOneLeaves() async throws {
    var session = await open("moods")
    session.press("1")
    session.press("esc")
    await session.settle()
    #expect(held(session) == ["m-2"], "what is on the screen stays, what was fetched ahead, or is on its way, does not")
    for _ in 0..<2 {
      session.press("enter")
      await session.settle()
    }
    #expect(session.text.contains("Review 2:"))
    #expect(try bench(session).hand.map(\.item.key) == ["m-2", "m-3", "m-4"])
    session.press("[")
    await session.settle()
    session.press("]")
    await session.settle()
    #expect(try bench(session).hand.map(\.item.key) == ["m-2", "m-3", "m-4"])
  }

  /// What was put aside half done is not given to somebody else.
  @Test func whatIsHalfDoneStaysInHand() async throws {
    var session = await open("chats")
    session.press("2", "p", "enter")
    await session.settle()
    session.press("3")
    session.press("P")
    await session.settle()
    session.press("esc")
    await session.settle()
    #expect(held(session) == ["c-1", "c-2"])
  }

  /// What was submitted with the last key before one quits arrives.
  @Test func quittingWaitsForWhatIsOnItsWay() async throws {
    var session = await open("moods")
    session.press("1", "ctrl-c")
    #expect(!session.state.isFinished && session.text.contains("Sending what you wrote"))
    await session.settle()
    #expect(session.state.isFinished && submissions(session) == [["mood": "good"]])
    #expect(held(session) == ["m-2"])
    var other = await open("moods")
    other.press("1", "ctrl-c", "ctrl-c")
    #expect(other.state.isFinished, "the second time nothing is waited for")
  }

  /// What could not be sent is sent when the server is back, under the same key.
  @Test func nothingIsLostWhileTheServerIsAway() async throws {
    var session = await open("moods")
    let gone = Failure("unavailable", "gone", isTransient: true)
    session.platform.labels.change { $0.failure = gone }
    session.platform.change { $0.failure = gone }
    session.press("1")
    await session.settle()
    await session.beat()
    #expect(session.state.connection.isOffline && session.text.contains("1 not sent yet"))
    session.platform.labels.change { $0.failure = nil }
    session.platform.change { $0.failure = nil }
    await session.beat()
    #expect(submissions(session) == [["mood": "good"]])
    #expect(!session.text.contains("not sent yet") && session.text.contains("Review 2:"))
  }

  /// Nor by quitting, unless one insists.
  @Test(arguments: [["ctrl-c"], []]) func quittingTellsWhatCouldNotBeSent(insisting: [String]) async throws {
    var session = await open("moods")
    let gone = Failure("unavailable", "gone", isTransient: true)
    session.platform.labels.change { $0.failure = gone }
    session.platform.change { $0.failure = gone }
    session.press("1")
    await session.settle()
    await session.beat()
    session.press("ctrl-c")
    await session.settle()
    session.send(.woke(.quit))
    #expect(!session.state.isFinished && session.text.contains("could not be sent yet"))
    for key in insisting { session.press(key) }
    #expect(session.state.isFinished == !insisting.isEmpty)
    session.platform.labels.change { $0.failure = nil }
    session.platform.change { $0.failure = nil }
    await session.beat()
    #expect(session.state.isFinished)
    #expect(insisting.isEmpty ? submissions(session) == [["mood": "good"]] : true)
  }

  /// Nor by going somewhere else meanwhile.
  @Test(arguments: [["esc"], ["esc", "2"], ["esc", "esc", "4"]]) func whatWasSubmittedArrivesWhereverOneGoes(
    keys: [String]
  ) async throws {
    var session = await open("moods")
    let gone = Failure("unavailable", "gone", isTransient: true)
    session.platform.labels.change { $0.failure = gone }
    session.platform.change { $0.failure = gone }
    session.press("1")
    await session.settle()
    for key in keys { session.press(key) }
    await session.settle()
    await session.beat()
    #expect(submissions(session).isEmpty)
    session.platform.labels.change { $0.failure = nil }
    session.platform.change { $0.failure = nil }
    await session.beat()
    #expect(submissions(session) == [["mood": "good"]])
  }

  /// What was fetched ahead goes back late, since the server was away: whoever comes back to work meanwhile is not given
  /// it to answer, and then told that it is too late.
  @Test func whatGoesBackLateIsNotWorkedOn() async throws {
    var session = await open("moods")
    #expect(try bench(session).hand.count == 3)
    let gone = Failure("unavailable", "gone", isTransient: true)
    session.platform.labels.change { $0.failure = gone }
    session.platform.change { $0.failure = gone }
    session.press("esc")
    await session.settle()
    await session.beat()
    session.press("[")
    await session.settle()
    session.platform.labels.change { $0.failure = nil }
    session.platform.change { $0.failure = nil }
    await session.beat()
    #expect(try Set(bench(session).hand.map(\.item.key)) == Set(held(session)))
    for _ in 0..<3 {
      session.press("1")
      await session.settle()
    }
    #expect(submissions(session).count == 3)
    #expect(!session.text.contains("too late"))
  }

  /// A claim that was under way when one left is put back; what was read before that is read again.
  @Test func whatIsPutBackWhileItIsReadIsNotWorkedOn() async throws {
    var session = await open("moods")
    session.press("1")
    var claim: Errand?
    for _ in 0..<3 where claim == nil {
      for effect in session.takeEffects() {
        guard case .errand(let errand) = effect else { continue }
        if case .take = errand { claim = errand } else { await session.carryOut(errand) }
      }
    }
    let take = try #require(claim)
    session.press("esc")
    await session.settle()
    session.press("enter")
    await session.settle()
    // The server gives it out, and the answer is on its way while one comes back.
    let reply = try await take.run(on: session.platform, at: Fixture.now)
    session.press("enter")
    let load = Load.workload("moods")
    #expect(session.takeEffects().contains(.load(load, generation: session.state.generation)))
    let read = try await load.answer(from: session.platform)
    let generation = session.state.generation
    session.send(.ran(take, .success(reply), at: Fixture.now))
    session.send(.loaded(load, generation: generation, .success(read), at: Fixture.now))
    await session.settle()
    #expect(try Set(bench(session).hand.map(\.item.key)) == Set(held(session)))
  }
}

extension Session {
  /// Has an errand done, and the scene told.
  fileprivate mutating func carryOut(_ errand: Errand) async {
    let result: Result<ErrandReply, Failure>
    do {
      result = .success(try await errand.run(on: platform, at: state.now))
    } catch {
      result = .failure(error as? Failure ?? Failure("internal_error", "\(error)"))
    }
    send(.ran(errand, result, at: state.now))
  }
}
