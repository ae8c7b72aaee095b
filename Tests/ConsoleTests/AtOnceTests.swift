import Model
import Support
import Terminal
import Testing

@testable import Console

/// Single and reversible: done at once, with the way back offered. All else is asked about first.
@Suite struct AtOnceTests {
  private static let gate = Gate(Gate.ID(.queue, "processing"), state: .active, revision: 1)
  private static let operation: BulkOperationID = Fixture.id(302)
  private static let letters: [LetterID] = [Fixture.id(301), Fixture.id(302)]
  private static let tasks: [LabelTaskID] = [Fixture.id(1), Fixture.id(2)]

  /// One of each subject, and two where there can be several.
  private static var subjects: [ActionRequest.Subject] {
    [
      .letters([letters[0]]), .letters(letters), .letter(letters[0], revision: 0), .payload(letters[0], base: 0, [:]),
      .query(ListQuery()), .operation(operation), .operation(operation, isStopped: true), .run(Fixture.id(201)),
      .step(Fixture.id(201), "clean"), .gate(gate.id), .queue(gate), .lease(Fixture.id(402), epoch: 1),
      .upload(Fixture.id(102)), .event(Fixture.id(1)), .backfill(Backfill()),
      .schedule(Fixture.id(330), Fixture.schedules[0].settings), .labelTasks([tasks[0]]), .labelTasks(tasks),
      .skillGroup("experts"),
    ]
  }

  private static var requests: [ActionRequest] {
    Verb.allCases.flatMap { verb in subjects.map { ActionRequest(verb: verb, subject: $0) } }
      .filter { $0.action != nil }
  }

  @Test func theseActsAndNoOthersAreDoneAtOnce() {
    let atOnce = Self.requests.filter(\.isDoneAtOnce)
    #expect(Set(atOnce.map(\.verb)) == [.pause, .resume, .restore, .gold])
    for request in atOnce {
      // It needs no words, takes nothing from anybody, and concerns one thing that is not stopped.
      #expect(!request.verb.takesParameters && !request.verb.takesAway && !request.verb.choosesItems)
      switch request.subject {
      case .letters(let letters): #expect(letters.count == 1)
      case .labelTasks(let tasks): #expect(tasks.count == 1)
      case .operation(_, let isStopped): #expect(!isStopped || request.verb == .pause)
      case .query: Issue.record("many are previewed")
      default: break
      }
      // Restoring is itself the way back.
      #expect(request.undo != nil || request.verb == .restore)
    }
  }

  /// What takes an act back is no act that is taken back by something else again.
  @Test func whatTakesBackIsTakenBackByTheSame() {
    for request in Self.requests where [.pause, .resume].contains(request.verb) {
      #expect(request.undo?.verb == (request.verb == .pause ? .resume : .pause))
    }
  }

  @Test func anActThatIsRefusedSaysWhyAndOffersNoWayBack() async {
    var session = await Session(at: "topology/workflows").settled()
    session.press("P")
    let generation = session.state.generation
    _ = session.takeEffects()
    session.send(
      .performed(generation: generation, .failure(Failure("conflict", "it is paused", nextStep: "read it anew"))))
    #expect(session.state.notice?.text == "it is paused · read it anew" && session.state.notice?.undo == nil)
    #expect(!session.state.isOffered(.takeBack) && session.state.actUnderWay == nil)
  }

  @Test func anActThatWasLostOnTheWaySaysSo() async {
    var session = await Session(at: "topology/workflows").settled()
    session.press("P")
    let generation = session.state.generation
    _ = session.takeEffects()
    session.send(
      .performed(generation: generation, .failure(Failure("unavailable", "no answer", isTransient: true))))
    #expect(session.state.notice?.text.hasPrefix(ActionWords.unknown) == true)
  }

  @Test(arguments: [(true, false), (false, true)])
  func whereMuchIsAtStakeItIsAskedOrRefused(isProduction: Bool, isReadOnly: Bool) async {
    var session = await Session(at: "topology/workflows", isProduction: isProduction, isReadOnly: isReadOnly).settled()
    session.press("P")
    await session.settle()
    #expect(session.platform.performed.isEmpty)
    #expect((session.form?.fields.contains(.name) == true) == isProduction)
  }

  /// A form is the only question, and what it did is taken back by the same key.
  @Test func limitsAreTakenBack() async throws {
    var session = await Session(at: "queues/processing").settled()
    session.press("M")
    await session.settle()
    session.focus(.parameters)
    session.type("rate=50")
    session.focus(.reason)
    session.type("slow disk")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(session.state.notice?.text.contains("U undoes") == true)
    session.press("U")
    await session.settle()
    #expect(
      session.platform.performed.map(\.intervention) == [
        .limitQueue("processing", QueueLimits(ratePerSecond: 50)), .limitQueue("processing", QueueLimits()),
      ])
  }

  /// The way back is offered while the word about the act stands, in the hints and in the help.
  @Test func theWayBackIsShown() async {
    var session = await Session(at: "topology/workflows").settled()
    #expect(!session.state.hints.contains { $0.label == CommandWords.hint(.takeBack) })
    session.press("P")
    await session.settle()
    #expect(session.state.hints.contains { $0.keys == "U" && $0.label == CommandWords.hint(.takeBack) && $0.isEnabled })
    session.press("?")
    #expect(session.text.contains(CommandWords.summary(.takeBack)))
  }
}
