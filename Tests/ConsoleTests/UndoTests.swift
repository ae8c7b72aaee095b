import MemoryLabeling
import Model
import Support
import Terminal
import Testing

@testable import Console

/// What `u` takes back in the workbench: what one saw last, however fast one types and wherever it is.
@Suite struct UndoTests {
  private func open(_ project: String, _ data: MemoryPlatform.Data = Fixture.full()) async -> Session {
    await Session(data, at: "labeling/\(project)/work", role: .annotator).settled()
  }

  private func bench(_ session: Session) throws -> WorkbenchScene {
    try #require(session.state.trail.top.scene as? WorkbenchScene)
  }

  /// All that was submitted of a task, in order.
  private func said(_ key: String, _ session: Session) -> [JSON] {
    session.platform.labels.current.entries.filter { $0.task.key == key }.flatMap(\.results)
      .filter { $0.kind == .submission }.map(\.after)
  }

  private func setAway(_ isAway: Bool, _ session: Session) {
    let failure = isAway ? Failure("unavailable", "gone", isTransient: true) : nil
    session.platform.labels.change { $0.failure = failure }
    session.platform.change { $0.failure = failure }
  }

  /// A burst of keys, before anything has arrived: the item that was answered last is back at once, and the next digit is
  /// for it.
  @Test func undoAfterFastDigitsIsOfTheItemThatWasAnsweredLast() async throws {
    var session = await open("moods")
    session.press("1", "2", "3", "u")
    #expect(session.text.contains("Review 3:") && session.text.contains("coming back"))
    #expect(try bench(session).sheet?.annotation.json == ["mood": "bad"])
    session.press("1")
    #expect(!session.text.contains("Review 3:"))
    await session.settle()
    #expect(said("m-1", session) == [["mood": "good"]] && said("m-2", session) == [["mood": "mixed"]])
    #expect(said("m-3", session) == [["mood": "bad"], ["mood": "good"]])
    #expect(try bench(session).submitted == 3 && bench(session).awaited.isEmpty)
  }

  @Test func undoGoesBackOneByOneWhileAllIsOnItsWay() async throws {
    var session = await open("moods")
    session.press("1", "2", "u", "u")
    #expect(session.text.contains("Review 1:"))
    await session.settle()
    #expect(try bench(session).hand.prefix(2).map(\.item.key) == ["m-1", "m-2"])
    #expect(try bench(session).hand.allSatisfy { !$0.isComing && !$0.isLost })
    session.press("3", "3")
    await session.settle()
    #expect(said("m-1", session).last == ["mood": "bad"] && said("m-2", session).last == ["mood": "bad"])
  }

  /// With the server away, what was undone and answered anew arrives when it is back.
  @Test(arguments: [false, true]) func undoWhileTheServerIsAway(isLeft: Bool) async throws {
    var session = await open("moods")
    setAway(true, session)
    session.press("1")
    await session.settle()
    session.press("u")
    #expect(session.text.contains("Review 1:"))
    session.press("2")
    await session.settle()
    if isLeft { session.press("esc") }
    await session.beat()
    #expect(session.state.connection.isOffline && said("m-1", session).isEmpty)
    setAway(false, session)
    await session.beat()
    #expect(said("m-1", session).first == ["mood": "good"])
    #expect(said("m-1", session).last == ["mood": "mixed"])
  }

  /// Nor is it lost by leaving before the lease has come, and undone once more it comes back once more.
  @Test(arguments: [["esc"], ["2"], ["ctrl-c"]]) func whatIsAnsweredAnewArrivesWhereverOneGoes(keys: [String]) async {
    var session = await open("moods")
    session.press("1")
    await session.settle()
    session.press("u", "2", "u", "3")
    for key in keys { session.press(key) }
    await session.settle()
    #expect(said("m-1", session) == [["mood": "good"], ["mood": "mixed"], ["mood": "bad"]])
    #expect(session.state.isFinished == (keys == ["ctrl-c"]))
  }

  /// One person at two consoles answers an item in both: the answer that came second is refused, told of, and what `u`
  /// brings back, in either of them.
  @Test(arguments: [false, true]) func anAnswerOfAnotherConsoleIsNotLost(isRefusedHere: Bool) async throws {
    var session = await open("moods")
    let lease = try bench(session).hand[0].item.lease
    let labels = session.platform.labels
    func answerElsewhere(_ mood: String) throws {
      _ = try labels.submit(
        Submission(
          lease: lease, annotation: .object([JSON.Member("mood", .string(mood))]),
          idempotencyKey: "\(lease.assignment)/\(lease.fence)"))
    }
    if isRefusedHere { try answerElsewhere("good") }
    session.press("3")
    await session.settle()
    if isRefusedHere {
      #expect(session.text.contains("m-1 was answered before"))
      #expect(try bench(session).hint(.work(.undo)) == "undo m-1")
    } else {
      #expect(throws: Failure.self) { try answerElsewhere("good") }
    }
    session.press("u")
    await session.settle()
    #expect(try bench(session).sheet?.annotation.json == ["mood": isRefusedHere ? "bad" : "good"])
    #expect(
      try bench(session).remark?.text
        == (isRefusedHere ? LabelingWords.tookBack("m-1") : LabelingWords.tookBackOther("m-1")))
  }

  /// Killed and begun anew: what can be taken back is known, named, and comes back.
  @Test func undoAfterARestart() async throws {
    var session = await open("moods")
    for key in ["1", "2"] {
      session.press(key)
      await session.settle()
    }
    var data = Fixture.full()
    data.labeling = session.platform.labels.current
    var again = await open("moods", data)
    #expect(again.text.contains("Review 3:"))
    #expect(try bench(again).hint(.work(.undo)) == "undo m-2")
    again.press("u")
    #expect(again.text.contains("Review 2:"))
    #expect(try bench(again).sheet?.annotation.json == ["mood": "mixed"])
    await again.settle()
    #expect(again.text.contains("m-2 is in your hands again"))
  }

  /// What one was at is on the screen again, though other items were fetched before it came back.
  @Test func aRestartGoesOnWithWhatWasWorkedOn() async throws {
    let session = await open("moods")
    session.platform.labels.change { state in
      for entry in state.entries.indices where state.entries[entry].task.key == "m-3" {
        for assignment in state.entries[entry].assignments {
          state.entries[entry].drafts[assignment.id] = ["mood": "bad"]
        }
      }
    }
    var data = Fixture.full()
    data.labeling = session.platform.labels.current
    let again = await open("moods", data)
    #expect(try bench(again).hand.map(\.item.key) == ["m-3", "m-1", "m-2"])
    #expect(again.text.contains("Review 3:"))
  }

  @Test func withNothingToUndoOneIsToldWhy() async {
    var session = await open("moods")
    session.press("u")
    #expect(session.text.contains("nothing to undo") && session.text.contains("10 minutes"))
  }

  /// What was put aside comes back as well; what was skipped does not, and says so.
  @Test func whatWasPutDownIsUndone() async throws {
    var session = await open("chats")
    session.press("2", "p", "enter", "u")
    #expect(session.text.contains("我的订单"))
    #expect(try bench(session).sheet?.annotation.json == ["outcome": "open"])
    await session.settle()
    #expect(try bench(session).postponed == 0 && bench(session).current?.isComing == false)
    session = await open("moods")
    session.press("1", "s", "1", "u")
    #expect(session.text.contains("m-2 was skipped, which stays; again for m-1"))
    session.press("u")
    #expect(session.text.contains("Review 1:"))
  }

  /// What cannot be taken back leaves the screen, with the reason.
  @Test func whatIsTooLateIsSaid() async throws {
    var session = await open("moods")
    session.press("1")
    await session.settle()
    session.platform.labels.change { state in
      for entry in state.entries.indices where state.entries[entry].task.key == "m-1" {
        state.entries[entry].task.state = .inReview
      }
    }
    session.press("u")
    #expect(session.text.contains("Review 1:"))
    await session.settle()
    #expect(session.text.contains("Review 2:") && session.text.contains("m-1: the submission cannot be taken back"))
    #expect(try bench(session).submitted == 1)
  }
}
