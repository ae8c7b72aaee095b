import Foundation
import Model
import Support
import Terminal
import Testing

@testable import Console

/// Backfills: chosen in a form, shown once more, and steered.
@Suite struct BackfillFlowTests {
  @Test func aBackfillIsChosenShownAgainAndStarted() async throws {
    var session = await Session(at: "topology/workflows").settled()
    session.press("B")
    #expect(
      session.takeEffects() == [
        .preview(.backfill(Backfill(workflow: "dataset.load"), nil), generation: session.state.generation)
      ])
    session.press("esc")
    session.press("B")
    await session.settle()
    #expect(session.form?.fields.prefix(3) == [.versions, .parameters, .reason])
    session.type("dataset=订单")
    session.press("tab")
    session.press("ctrl-u")
    session.type("workflow=dataset.load reprocess=some")
    session.focus(.confirm)
    session.press("enter")
    #expect(session.form?.problem?.contains("reprocess") == true && session.form?.focus == .parameters)
    session.press("backspace", "backspace", "backspace", "backspace")
    session.type("failed at_once=2")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    // What was chosen otherwise is shown before it is done.
    #expect(session.platform.performed.isEmpty && session.form?.preview.eligibleCount == 1)
    session.focus(.reason)
    session.type("new rules")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    let id: BulkOperationID = Fixture.id(320)
    #expect(
      session.platform.performed.map(\.intervention) == [.startOperation(id, parameters: [:], ratePerSecond: nil)])
    #expect(session.address == "topology/backfills/\(id)")
    #expect(
      session.platform.operations.last?.action
        == .backfill(Backfill(filter: "dataset=订单", reprocess: .failed, concurrency: 2)))
  }

  /// A field that is left is asked about at once, so that the number is of what was chosen.
  @Test func whatIsChosenIsShownWhenItsFieldIsLeft() async {
    var session = await Session(at: "topology/workflows").settled()
    session.press("B")
    await session.settle()
    let all = session.form?.preview.eligibleCount ?? 0
    #expect(all > 1)
    session.focus(.reason)
    session.type("new rules")
    session.focus(.count)
    session.type("\(all)")
    session.focus(.versions)
    session.type("dataset=订单")
    session.press("tab")
    #expect(session.form?.focus == .parameters)
    await session.settle()
    #expect(session.form?.preview.eligibleCount != all, "without the button")
    #expect(session.form?.focus == .parameters && session.form?.text(.reason) == "new rules", "the person goes on")
    #expect(session.form?.text(.count) == "", "a number of other things")
    session.press("tab")
    #expect(session.takeEffects().isEmpty, "nothing else was chosen")
    session.press("esc")
    #expect(session.form != nil, "what was typed is not dropped at once")
  }

  /// Pressed before the answer is there, it is shown first, and nothing throws away what was typed.
  @Test func anEarlyButtonLeavesTheFocusWhereNothingIsLost() async {
    var session = await Session(at: "topology/workflows").settled()
    session.press("B")
    await session.settle()
    session.focus(.reason)
    session.type("new rules")
    session.focus(.versions)
    session.type("dataset=订单")
    session.focus(.confirm)
    session.press("enter")
    await session.settle()
    #expect(session.form?.preview.eligibleCount == 1 && session.platform.performed.isEmpty)
    #expect(session.form?.focus == .reason)
    session.press("enter")
    #expect(session.form?.focus == .confirm)
    session.press("enter")
    await session.settle()
    #expect(session.platform.performed.count == 1)
  }

  @Test func aBackfillIsHeldAndItsRunsAreOpened() async {
    let id: BulkOperationID = Fixture.id(311)
    var session = await Session(at: "topology/backfills/\(id)").settled()
    session.press("P")
    #expect(
      session.takeEffects() == [
        .perform(.intervention(.pauseOperation(id)), reason: ActionWords.oneKey, generation: session.state.generation)
      ])
    session.press("enter")
    #expect(session.address == "topology/\(Fixture.id(202) as RunID)")
  }
}
