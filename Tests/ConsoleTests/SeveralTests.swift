import Model
import Support
import Terminal
import Testing

@testable import Console

/// One dialog for what is marked: runs, causes, schedules, leases…
@Suite struct SeveralTests {
  @Test func markedRunsAreCancelledInOneDialog() async throws {
    var session = await Session(at: "topology").settled()
    session.press("space", "space", "X")
    let scene = try #require(session.state.trail.top.scene as? ListScene<RunSource>)
    let marked = scene.rows.marks.items.map(\.id)
    let cancels = marked.map { Intervention.cancelRun($0) }
    #expect(marked.count == 2)
    #expect(session.takeEffects().last == .preview(.interventions(cancels), generation: session.state.generation))
    session.press("esc", "X")
    await session.settle()
    #expect(session.text.contains("2 runs") && session.text.contains("[ Leave it as it is ]"))
    session.confirm("the wrong file", "2")
    await session.settle()
    #expect(session.platform.performed.map(\.intervention) == cancels)
    #expect(session.platform.performed.allSatisfy { $0.reason == "the wrong file" })
    #expect(session.state.notice?.text.hasPrefix("2 runs: cancelled") == true)
    #expect(session.state.notice?.audit.count == 2, "an entry in the audit log each")
    #expect(!session.state.trail.top.scene.hasMarks)
  }

  @Test func severalCausesAreOneOperation() async throws {
    var session = await Session(at: "dlq").settled()
    session.press("space", "space", "D")
    let scene = try #require(session.state.trail.top.scene as? ListScene<LetterGroupSource>)
    let signatures = scene.rows.marks.items.map(\.signature)
    let wanted = Action.bulk(.discard, ListQuery(.field("signature", is: signatures)))
    #expect(signatures.count == 2)
    #expect(session.takeEffects().last == .preview(wanted, generation: session.state.generation))
  }

  /// What is held already is left alone with its reason, not let go on because it happens to be marked.
  @Test func aKeyThatTurnsDoesToAllWhatItIsNamedFor() {
    let (running, held) = (Gate.ID(.queue, "a"), Gate.ID(.queue, "b"))
    func requests(_ verbs: [(Verb, Gate.ID)]) -> [ActionRequest] {
      verbs.map { ActionRequest(verb: $0.0, subject: .gate($0.1)) }
    }
    let mixed = ActionRequest(.pause, each: requests([(.pause, running), (.resume, held)]))
    #expect(mixed?.action == .interventions([.pause(running), .pause(held)]))
    let same = ActionRequest(.pause, each: requests([(.resume, running), (.resume, held)]))
    #expect(same?.action == .interventions([.resume(running), .resume(held)]))
    #expect(same?.isDoneAtOnce == false && mixed?.isDoneAtOnce == false, "several are asked about")
  }

  @Test func onlyWhatWasShownToBeActedOnIsDone() {
    let runs: [RunID] = [Fixture.id(201), Fixture.id(202)]
    let action = Action.interventions(runs.map { .cancelRun($0) })
    let preview = ActionPreview(
      action: "run.cancel",
      items: [
        .init(id: "\(runs[0])", title: "a", skippedBecause: "it is FAILED"), .init(id: "\(runs[1])", title: "b"),
      ],
      effects: [])
    #expect(action.shown(preview) == .intervention(.cancelRun(runs[1])))
  }

  @Test(arguments: Language.allCases)
  func whatIsDoneToOneAtATimeSaysSo(language: Language) async {
    var session = await Session(at: "topology/workflows", language: language).settled()
    session.press("space", "space", "B")
    #expect(session.takeEffects().isEmpty)
    #expect(session.state.notice?.text == Language.$current.withValue(language) { ListWords.oneAtATime })
  }

  @Test func rowsThatItDoesNotApplyToAreCounted() async {
    var session = await Session(at: "queues").settled()
    session.press("*", "P")
    #expect(session.state.notice?.text.contains("3 of 4 cannot be acted on") == true, "\(session.state.notice as Any)")
  }
}
