import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Keys in, effects out: what a redrive, a discard, a restore and a rerun ask of the platform, and when.
@Suite struct ActionFlowTests {
  private func letter(_ number: Int) -> LetterID { Fixture.id(number) }

  @Test func redriveOfOneLetterAsksPreviewsAndPerforms() async throws {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("R")
    let effects = session.takeEffects()
    let asked = session.state.generation
    let shown = Action.letters(.redrive(parameters: [:], revision: 0), [letter(301)])
    #expect(effects == [.preview(shown, generation: asked)])

    let preview = try await session.platform.preview(.redrive(parameters: [:]), [letter(301)])
    session.send(.previewed(generation: asked, .success(preview)))
    #expect(session.form?.focus == .parameters)
    #expect(session.form?.fields == [.parameters, .reason, .confirm, .cancel])

    session.type("mode=lenient limit=5")
    session.press("enter")
    session.type("phone numbers were optional then")
    session.press("enter", "enter")
    #expect(
      session.takeEffects() == [
        .perform(
          .letters(.redrive(parameters: ["mode": "lenient", "limit": 5], revision: 0), [letter(301)]),
          reason: "phone numbers were optional then", generation: session.state.generation)
      ])
  }

  @Test func cancelDoesNothingButReadAgain() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("D")
    await session.settle()
    session.press("enter")
    #expect(session.dialog == nil)
    #expect(session.takeEffects() == [.load(.letter(letter(301)), generation: session.state.generation)])
    #expect(session.platform.performed.isEmpty)
  }

  @Test(arguments: ["R", "D"])
  func theKeyThatAskedNeverConfirms(key: String) async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press(key)
    await session.settle()
    session.focus(.confirm)
    for _ in 0..<20 { session.press(key) }
    await session.settle()
    #expect(session.form != nil)
    #expect(session.platform.performed.isEmpty)
  }

  @Test func enterDoesNotConfirmWhereItAsked() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.state = ConsoleState(
      actor: session.state.actor, backend: session.state.backend, address: Address(.dlq, "\(letter(301))"),
      now: Fixture.now,
      keymap: Keymap(bindings: [
        Keymap.Binding([.enter], .discard), Keymap.Binding([.enter], .press, in: [.dialog]),
        Keymap.Binding([.tab], .nextField, in: [.dialog]),
      ]))
    for effect in session.state.start() {
      guard case .load(let load, let generation) = effect, load == .letter(letter(301)) else { continue }
      session.send(.loaded(load, generation: generation, .success(.letter(Fixture.letters[0])), at: Fixture.now))
    }
    session.press("enter")
    await session.settle()
    session.press("tab")
    session.type("why")
    session.press("tab")
    #expect(session.form?.focus == .confirm)
    for _ in 0..<5 { session.press("enter") }
    await session.settle()
    #expect(session.platform.performed.isEmpty)
  }

  @Test func aReasonIsMandatory() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("D")
    await session.settle()
    session.confirm("   ")
    #expect(session.form?.problem == ActionWords.reasonMissing)
    #expect(session.form?.focus == .reason)
    #expect(session.takeEffects().isEmpty)
  }

  @Test func manyLettersNeedTheirNumberTyped() async {
    var session = await Session(at: "dlq/5f1c0aa1").settled()
    session.press("space", "space", "D")
    await session.settle()
    session.confirm("test data", "3")
    #expect(session.form?.problem == ActionWords.countWrong(2))
    session.press("backspace")
    session.type("2")
    session.press("enter", "enter")
    await session.settle()
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(action: .discard, letters: [letter(301), letter(302)], reason: "test data")
      ])
  }

  @Test func allRowsOfAFilterAreMarkedARangeToTheCursorAndTheRest() async {
    var session = await Session(at: "dlq/5f1c0aa1 state=dead").settled()
    session.press("*")
    await session.settle()
    #expect(session.marked == [letter(301), letter(302), letter(303)])
    session.press("i")
    #expect(session.marked.isEmpty)
    await session.settle()
    session.press("space", "j", "V")
    #expect(Set(session.marked) == [letter(301), letter(302), letter(303)])
    session.press("D")
    await session.settle()
    session.press("tab")
    session.type("test data")
    session.press("tab")
    session.type("3")
    session.press("enter", "enter")
    await session.settle()
    #expect(session.platform.performed.map(\.letters.count) == [3])
  }

  @Test func aWrongParameterSendsNothing() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("R")
    await session.settle()
    session.confirm("lenient", "why")
    #expect(session.form?.problem == ActionWords.notAParameter("lenient"))
    #expect(session.form?.focus == .parameters)
    #expect(session.takeEffects().isEmpty)
  }

  @Test func aGroupIsFrozenAsAnOperationAndItsViewOpens() async {
    var data = Fixture.full()
    data.letters = (0..<2500).map { Fixture.letter(10_000 + $0, "big", .dead, Fixture.missingField) }
    var session = await Session(data, at: "dlq").settled()
    session.press("R")
    let query = ListQuery.letters(signature: "big")
    #expect(
      session.takeEffects() == [
        .preview(.bulk(.redrive(parameters: [:]), query), generation: session.state.generation)
      ])
    session.press("esc")
    session.press("R")
    await session.settle()
    #expect(session.form?.preview.eligibleCount == 2500)
    #expect(session.form?.fields == [.parameters, .rate, .reason, .count, .confirm, .cancel])
    session.confirm("mode=lenient", "none", "the mode was wrong", "2500")
    #expect(session.form?.problem == ActionWords.rateWrong)
    for _ in 0..<4 { session.press("backspace") }
    session.type("20")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    let operation: BulkOperationID = Fixture.id(300)
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(
          intervention: .startOperation(operation, parameters: ["mode": "lenient"], ratePerSecond: 20),
          reason: "the mode was wrong")
      ])
    #expect(session.address == "dlq/operations/\(operation)")
    #expect(session.state.notice?.text.contains("\(Fixture.id(9004) as AuditID)") == true)
  }

  @Test func anOperationIsHeldResumedAndCancelled() async throws {
    let stopped: BulkOperationID = Fixture.id(302)
    var session = await Session(at: "dlq/operations/\(stopped)").settled()
    for (key, wanted) in [("P", Intervention.resumeOperation(stopped)), ("X", .cancelOperation(stopped))] {
      session.press(key)
      let asked = ConsoleEffect.preview(.intervention(wanted), generation: session.state.generation)
      #expect(session.takeEffects().contains(asked))
      session.press("esc")
    }
    session.platform.change { $0.operations[0].state = .running }
    session.send(.changed(.operations, at: Fixture.now))
    await session.settle(wakes: true)
    session.press("P")
    #expect(
      session.takeEffects() == [
        .perform(
          .intervention(.pauseOperation(stopped)), reason: ActionWords.oneKey, generation: session.state.generation)
      ])
  }

  @Test func aBulkDiscardIsUndoneByRestoringWhatItDiscarded() async {
    let discard: BulkOperationID = Fixture.id(301)
    var session = await Session(at: "dlq/operations/\(discard)").settled()
    session.press("U")
    let query = ListQuery(
      Filter.field("operation", is: ["\(discard)"]).and(.field("state", is: ["DISCARDED"])))
    #expect(
      session.takeEffects() == [.preview(.bulk(.restore, query), generation: session.state.generation)])
  }

  @Test func theResultNamesTheAuditEntryAndDiscardCanBeUndone() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("D")
    await session.settle()
    session.confirm("test data")
    await session.settle()
    let audit: AuditID = Fixture.id(9001)
    #expect(session.state.notice?.text.contains("\(audit)") == true)
    #expect(session.state.notice?.undo == Undo(verb: .restore, action: .letters(.restore, [letter(301)])))
    session.press("U")
    #expect(
      session.takeEffects().contains(
        .perform(
          .letters(.restore, [letter(301)]), reason: ActionWords.undoReason, generation: session.state.generation)))
  }

  /// One's own mark is taken back at once, but nothing is done at once in production.
  @Test func inProductionAnUndoIsAskedForToo() async {
    var session = await Session(at: "dlq/\(letter(301))", isProduction: true).settled()
    session.state.notice = Notice(
      "done", .success, undo: Undo(verb: .restore, action: .letters(.restore, [letter(301)])))
    session.press("U")
    #expect(
      session.takeEffects() == [
        .preview(.letters(.restore, [letter(301)]), generation: session.state.generation)
      ])
  }

  @Test func failuresStayMarked() async throws {
    var session = await Session(at: "dlq/5f1c0aa1").settled()
    session.press("space", "space", "R")
    await session.settle()
    session.focus(.reason)
    session.type("why")
    session.press("tab")
    session.confirm("2")
    let generation = session.state.generation
    _ = session.takeEffects()
    let result = ActionResult(
      action: "redrive",
      items: [
        ActionResult.Item(id: "\(letter(301))", auditID: Fixture.id(1)),
        ActionResult.Item(id: "\(letter(302))", failure: Failure("conflict", "it changed since")),
      ])
    session.send(.performed(generation: generation, .success(result)))
    let scene = try #require(session.state.trail.top.scene as? ListScene<LetterSource>)
    #expect(scene.rows.marks.items.map(\.id) == [letter(302)])
    #expect(session.state.notice?.tone == .warning)
  }

  @Test func aPreviewThatIsLeftLeavesNothingToLookAt() async {
    var session = await Session(at: "dlq").settled()
    session.press("R")
    await session.settle()
    session.press("esc", "tab")
    await session.settle()
    let operations = session.platform.operations.filter { $0.action.backfill == nil }
    #expect(operations.contains { $0.state == .prepared } && session.address == "dlq/operations")
    let begun = operations.count { $0.state != .prepared }
    #expect(begun > 0 && session.state.trail.top.scene.list?.rowCount == begun)
  }

  @Test func anActionThatWasLostOnTheWaySaysSo() async {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("D")
    await session.settle()
    session.press("tab")
    session.type("why")
    session.press("tab")
    session.platform.change { $0.failure = Failure("unavailable", "the server went away", isTransient: true) }
    session.press("enter")
    await session.settle()
    #expect(session.text.contains(ActionWords.unknown))
  }

  @Test func rerunKeepsTheParameters() async {
    let run: RunID = Fixture.id(201)
    var session = await Session(at: "topology/\(run)").settled()
    session.press("R")
    #expect(
      session.takeEffects() == [
        .preview(
          .intervention(.rerun(run, .failed, parameters: [:])), generation: session.state.generation)
      ])
    session.press("esc", "R")
    await session.settle()
    session.confirm(#"{"mode": "lenient"}"#, "as agreed")
    await session.settle()
    #expect(session.platform.performed.isEmpty, "what was typed is shown before it is done")
    #expect(session.text.contains("mode: strict → lenient"))
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(
          intervention: .rerun(run, .failed, parameters: ["mode": "lenient"]), reason: "as agreed")
      ])
  }

  @Test func aPreviewThatCameTooLateIsDropped() async throws {
    var session = await Session(at: "dlq/\(letter(301))").settled()
    session.press("R")
    let first = session.state.generation
    session.press("esc", "D")
    let preview = try await session.platform.preview(.redrive(parameters: [:]), [letter(301)])
    session.send(.previewed(generation: first, .success(preview)))
    #expect(session.form == nil)
    #expect(session.dialog?.verb == .discard)
  }

  @Test func aViewerIsRefusedWithTheReason() async {
    var session = await Session(at: "dlq", role: .viewer).settled()
    session.press("R")
    #expect(session.dialog == nil)
    #expect(session.takeEffects().isEmpty)
    #expect(session.state.notice?.text.contains("may not redrive") == true)
    #expect(session.lines[0].contains("READ-ONLY"))
    let redrive = session.state.hints.first { $0.label == CommandWords.hint(.redrive) }
    #expect(redrive?.isEnabled == false)
  }
}

extension Session {
  /// The letters that are marked, in the order in which they were.
  fileprivate var marked: [LetterID] {
    (state.trail.top.scene as? ListScene<LetterSource>)?.rows.marks.items.map(\.id) ?? []
  }
}
