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
    await Session(Fixture.reviewed, at: address, role: .lead).settled()
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
    var session = await Session(data, at: "labeling/pairs/adjudication", role: .lead).settled()
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

  /// Where not all answers fit, what is below is named, and can be read.
  @Test func noAnswerIsOutOfReach() async throws {
    var session = await open("labeling/pairs/adjudication")
    var scene = try #require(session.state.trail.top.scene as? ReviewScene)
    let item = try #require(scene.item)
    func below() -> [String] {
      let table = scene.answerTable(item)
      return table.below(ReviewLayout(scene.size, scene.view, table).answers.size)
    }
    scene.settle(in: Size(80, 30))
    #expect(below().isEmpty)
    scene.settle(in: Size(80, 6))
    #expect(below().contains("names"))
    for _ in 0..<40 { scene.move(.down) }
    #expect(below().isEmpty && scene.answersTop > 0)
    scene.move(.first)
    #expect(scene.answersTop == 0)
    session.press("u")
    #expect(session.text.contains("a lead can reopen the task"))
  }

  @Test func betweenLabelsThatDifferOneIsChosen() async throws {
    var session = await open("labeling/pairs/adjudication")
    #expect(session.text.contains("they differ in mood, names") && session.text.contains("≠ PERSON “张伟”"))
    for key in ["x", "X", "D"] {
      session.press(key)
      #expect(session.text.contains("labels that differ are decided, not refused"))
      session.type("2 is wrong")
      session.press("enter")
      #expect(session.takeEffects().isEmpty && session.text.contains("they differ"), "what is typed is no command")
    }
    session.press("enter")
    await session.settle()
    #expect(session.text.contains("choose an answer with 1–2"), "what stands first is not taken for chosen")
    #expect(try task("p-2", session).task.state == .adjudicating)
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
    session.confirm("person", "she knows tea", "2")
    #expect(session.text.contains("group:NAME"))
    for _ in 0..<6 { session.press("backspace") }
    session.type("person:bob")
    session.press("tab", "tab", "tab", "enter")
    #expect(
      session.takeEffects() == [
        .preview(
          .labelTasks(.assign(.person("bob")), [try task("p-1", session).task.id, try task("p-2", session).task.id]),
          generation: session.state.generation)
      ])
    await confirm(&session)
    #expect(try task("p-1", session).task.lane == .person("bob"))
    #expect(session.state.notice?.text.contains("2 tasks assigned") == true)
  }

  @Test func aProjectIsPausedAndResumedAfterAPreview() async throws {
    var session = await open("labeling/pairs")
    for (status, word) in [(LabelProject.Status.paused, "paused"), (.active, "goes on")] {
      session.press("P")
      await session.settle()
      // Holding is done at once.
      if status == .active {
        session.confirm("a break")
        await session.settle()
      }
      #expect(session.platform.labels.current.projects.first?.status == status)
      #expect(session.state.notice?.text.contains(word) == true)
    }
    session.press("X")
    await session.settle()
    session.confirm("all is said")
    await session.settle()
    #expect(session.platform.labels.current.projects.first?.status == .archived)
  }

  /// The settings as they are stand in the field; what cannot be is said there.
  @Test func settingsAreChanged() async throws {
    var session = await open("labeling/pairs")
    session.press("E")
    await session.settle()
    #expect(session.form?.text(.parameters).contains("overlap=2") == true)
    session.confirm(" gold_rate=7", "more checks")
    #expect(session.form?.problem?.contains("rates from 0 to 1") == true)
    for _ in 0..<11 { session.press("backspace") }
    session.type("gold_rate=0.5")
    session.press("tab", "tab", "enter")
    let project = try #require(session.platform.labels.current.projects.first)
    var wanted = project.settings
    wanted.goldRate = 0.5
    #expect(
      session.takeEffects() == [
        .preview(
          .intervention(.changeLabelProject(project.id, LabelProjectChange(settings: wanted))),
          generation: session.state.generation)
      ])
    #expect(session.platform.performed.isEmpty, "what was typed is shown before it is done")
    await confirm(&session)
    #expect(session.platform.labels.current.projects.first?.settings == wanted)
  }

  /// The preview of what was typed comes, and is confirmed.
  private func confirm(_ session: inout Session) async {
    if case .previewing(let action) = session.dialog?.phase {
      let generation = session.state.generation
      do {
        session.send(.previewed(generation: generation, .success(try await action.preview(on: session.platform))))
      } catch {
        Issue.record(error)
      }
    }
    #expect(session.form?.focus == .reason)
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
  }

  @Test func skillGroupsAreFormedAndChanged() async throws {
    var session = await open("labeling/pairs")
    session.press("m")
    await session.settle()
    #expect(session.address == "labeling/pairs/groups" && session.text.contains("No skill groups yet"))
    for (key, members) in [("N", "medics +ann +bob"), ("A", "+cleo -bob")] {
      session.press(key)
      await session.settle()
      session.confirm(members, "who can")
      await session.settle()
      await confirm(&session)
    }
    #expect(session.text.contains("medics") && session.text.contains("ann, cleo"))
  }

  @Test func acceptedTasksBecomeGoldItemsAndTasksAgain() async throws {
    var session = await open("labeling/pairs/review")
    session.press("enter")
    await session.settle()
    for key in ["esc", "enter", "t"] {
      session.press(key)
      await session.settle()
    }
    for isGold in [true, false] {
      session.press("M")
      await session.settle()
      session.confirm("a clear case")
      await session.settle()
      #expect(try task("p-1", session).task.isGold == isGold)
      #expect(session.text.contains("★ p-1") == isGold)
    }
  }

  @Test func reviewersCannotAssign() async throws {
    var session = await Session(Fixture.full(), at: "labeling/moods/tasks", role: .reviewer).settled()
    session.press("A")
    #expect(session.state.notice?.tone == .warning && session.dialog == nil)
  }

  /// Any two versions of an answer: the last two first, and from there all others.
  @Test func anyTwoVersionsOfAnAnswerAreCompared() async throws {
    var session = await open("labeling/pairs/adjudication")
    session.press("2", "enter")
    await session.settle()
    let entry = try task("p-2", session)
    let (task, last) = (entry.task.id, entry.results.count)
    var data = Fixture.reviewed
    data.labeling = session.platform.labels.current
    session = await Session(data, at: "labeling/pairs/\(task)", role: .lead).settled()
    session.press("o")
    await session.settle()
    #expect(session.address == "labeling/pairs/\(task)/\(last - 1),\(last)")
    #expect(session.text.contains("+ v\(last)  reviewed"))
    session.press("tab")
    await session.settle()
    #expect(session.address == "labeling/pairs/\(task)/\(last - 2),\(last)")
    #expect(session.text.contains("− v\(last - 2)"))
    session = await Session(data, at: "labeling/pairs/\(task)/77,99", role: .lead).settled()
    #expect(session.text.contains("has \(last) versions"))
  }

  @Test func aTaskShowsWhatWasSaidVersionByVersion() async throws {
    var session = await open("labeling/pairs/tasks")
    session.press("enter")
    await session.settle()
    session.resize(100, 60)
    #expect(session.text.contains("v2  submitted  cleo") && session.text.contains("PERSON “张伟” 8–10"))
  }
}
