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
      .letters([letters[0]]), .letters(letters), .letters(letters, areDead: true), .letter(letters[0], revision: 0),
      .payload(letters[0], base: 0, [:]),
      .query(ListQuery()), .operation(operation), .run(Fixture.id(201)),
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

  @Test func holdingIsDoneAtOnceAndNothingElse() {
    #expect(Set(Self.requests.filter(\.isDoneAtOnce).map(\.verb)) == [.pause])
    for request in Self.requests where request.verb == .pause { #expect(request.undo?.verb == .resume) }
  }

  /// What begins work, and what others may have changed since, does not come back as it was.
  @Test func onlyWhatComesBackWholeIsTakenBack() {
    let undone = Self.requests.filter { $0.undo != nil }
    #expect(Set(undone.map(\.verb)) == [.pause, .discard, .resolve])
    for request in undone where request.verb != .pause {
      #expect(request.subject == .letters(Self.letters, areDead: true), "a quarantined letter would be dead")
    }
  }

  @Test func anActIsDoneShownAndTakenBack() async {
    var session = await Session(at: "topology/workflows").settled()
    session.press("P", "P")
    await session.settle()
    let gate = Gate.ID(.workflow, "dataset.load")
    #expect(session.platform.performed.map(\.intervention) == [.pause(gate)], "one act at a time")
    #expect(session.state.notice?.text.contains("\(Fixture.id(9004) as AuditID) · U undoes") == true)
    session.press("U")
    await session.settle()
    #expect(session.platform.performed.map(\.intervention) == [.pause(gate), .resume(gate)])
    #expect(session.platform.performed.map(\.reason) == [ActionWords.oneKey, ActionWords.undoReason])
    #expect(session.state.deeds.map(\.verb) == ["pause", "resume"])
    session.press("U")
    #expect(session.takeEffects().isEmpty, "what was taken back is done with")
  }

  /// The key means what is under the cursor as soon as that is something else.
  @Test func theWayBackEndsWhereOneGoesOn() async {
    for keys in [["down"], ["4"], ["enter"]] {
      var session = await Session(at: "topology/workflows").settled()
      session.press("P")
      await session.settle()
      #expect(session.state.isOffered(.takeBack))
      for key in keys { session.press(key) }
      #expect(!session.state.isOffered(.takeBack), "after \(keys)")
    }
  }

  @Test func aQuarantinedLetterIsNotTakenBackByOneKey() async throws {
    let quarantined = try #require(Fixture.letters.first { $0.state == .quarantined })
    var session = await Session(at: "dlq/\(quarantined.id)").settled()
    session.press("U")
    await session.settle()
    #expect(session.dialog?.verb == .restore && session.platform.performed.isEmpty)
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
