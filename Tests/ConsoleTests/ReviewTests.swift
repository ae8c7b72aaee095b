import Foundation
import MemoryLabeling
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Reviewers and leads, key by key.
@Suite struct ReviewTests {
  private func open(_ address: String) async -> Session {
    var session = Session(Fixture.reviewed, at: address, role: .lead)
    await session.settle()
    return session
  }

  private func task(_ key: String, _ session: Session) throws -> MemoryLabeling.Entry {
    try #require(session.platform.labels.current.entries.first { $0.task.key == key })
  }

  @Test func agreedLabelsAreAcceptedByOneKey() async throws {
    var session = await open("labeling/pairs/review")
    #expect(session.text.contains("1 bob") && session.text.contains("2 cleo") && session.text.contains("they agree"))
    session.press("enter")
    await session.settle()
    #expect(try task("p-1", session).task.state == .accepted)
    #expect(session.text.contains("Nothing waits for you here"))
  }

  @Test func labelsArePutRightAndAccepted() async throws {
    var session = await open("labeling/pairs/review")
    session.press("e", "2", "enter")
    await session.settle()
    let entry = try task("p-1", session)
    #expect(entry.task.state == .accepted && entry.results.last?.after["mood"] == "bad")
  }

  @Test func afterACorrectionThatWasGivenUpTheItemIsThereAgain() async throws {
    var session = await open("labeling/pairs/review")
    let before = session.text
    session.press("e", "esc")
    #expect(session.text == before)
  }

  @Test(arguments: [("x", AssignmentState.rejectedRequeueSame), ("X", .rejectedRequeueOther), ("D", .rejectedRemoved)])
  func labelsAreRefusedWithAReason(key: String, state: AssignmentState) async throws {
    var session = await open("labeling/pairs/review")
    session.press(key, "enter", "1")
    await session.settle()
    let assignment = try #require(try task("p-1", session).assignments.first)
    #expect(assignment.state == state && assignment.reason == "wrong label")
  }

  @Test func anItemIsPassedOverWithAReason() async throws {
    var data = Fixture.reviewed
    for index in data.labeling?.entries.indices ?? 0..<0 { data.labeling?.entries[index].task.state = .adjudicating }
    var session = Session(data, at: "labeling/pairs/adjudication", role: .lead)
    await session.settle()
    for key in ["p-2", "p-1", "p-2"] {
      session.press("s", "3")
      await session.settle()
      #expect(session.text.contains(key), "what was passed over comes last")
    }
    #expect(session.text.contains("0 decided"))
  }

  /// A change elsewhere, read while a decision is on its way, does not let a second key decide again.
  @Test func oneDecisionIsUnderWayAtATime() async throws {
    var session = await open("labeling/pairs/review")
    session.press("enter")
    let decisions = session.takeEffects()
    session.send(.changed(.labeling, at: Fixture.now))
    session.send(.woke(.refresh))
    await session.settle()
    session.press("enter")
    #expect(decisions.count == 1 && session.takeEffects().isEmpty)
  }

  @Test func betweenLabelsThatDifferOneIsChosen() async throws {
    var session = await open("labeling/pairs/adjudication")
    #expect(session.text.contains("they differ in mood, names") && session.text.contains("≠ PERSON “张伟”"))
    session.press("x")
    #expect(session.text.contains("p-2"), "what differs is decided, not refused")
    session.press("2", "enter")
    await session.settle()
    let entry = try task("p-2", session)
    #expect(entry.task.state == .accepted && entry.results.last?.after["mood"] == "bad")
  }

  @Test func tasksAreAssignedAfterAPreview() async throws {
    var session = await open("labeling/pairs/tasks")
    session.press("space", "space", "A")
    await session.settle()
    #expect(session.text.contains("2 tasks"))
    session.press("tab")
    session.type("person")
    session.press("tab")
    session.type("she knows tea")
    session.press("tab")
    session.type("2")
    session.press("tab", "enter")
    #expect(session.text.contains("group:NAME"))
    for _ in 0..<6 { session.press("backspace") }
    session.type("person:bob")
    session.press("tab", "tab", "tab", "enter")
    await session.settle()
    #expect(try task("p-1", session).task.lane == .person("bob"))
    #expect(session.state.notice?.text.contains("2 tasks assigned") == true)
  }

  @Test func annotatorsCannotAssign() async throws {
    var session = Session(Fixture.full(), at: "labeling/moods/tasks", role: .annotator)
    await session.settle()
    session.press("A")
    #expect(session.state.notice?.tone == .warning && session.dialog == nil)
  }

  @Test func aTaskShowsWhatWasSaidVersionByVersion() async throws {
    var session = await open("labeling/pairs/tasks")
    session.press("enter")
    await session.settle()
    session.resize(100, 60)
    #expect(session.text.contains("v2  submitted  cleo") && session.text.contains("PERSON “张伟” 8–10"))
  }
}
