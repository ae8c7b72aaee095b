import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// What a person on call marks and frees.
@Suite struct RepairTests {
  private func letter(_ number: Int) -> LetterID { Fixture.id(number) }

  @Test func whatWasSolvedElsewhereIsMarkedAndTheMarkUndone() async {
    var session = await Session(at: "dlq/5f1c0aa1").settled()
    session.press("space", "space", "M")
    await session.settle()
    #expect(session.form?.fields == [.reason, .count, .confirm, .cancel])
    session.press("tab")
    session.type("loaded by hand")
    session.press("tab")
    session.type("2")
    session.press("enter", "enter")
    await session.settle()
    let letters = [letter(301), letter(302)]
    #expect(
      session.platform.performed == [
        MemoryPlatform.Performed(action: .resolve, letters: letters, reason: "loaded by hand")
      ])
    #expect(session.state.notice?.undo?.action == .letters(.restore, letters))
    session.press("U")
    #expect(
      session.takeEffects().contains(
        .perform(.letters(.restore, letters), reason: ActionWords.undoReason, generation: session.state.generation)))
  }

  @Test func aLeaseIsReleasedAsItIsShown() async {
    var session = await Session(at: "queues/workflow.jobs.processing/processing-group").settled()
    session.press("tab")
    #expect(session.address == "queues/workflow.jobs.processing/processing-group/leases")
    #expect(session.text.contains("worker-1") && session.text.contains("45%"))
    session.press("R")
    await session.settle()
    #expect(session.form?.fields == [.reason, .confirm, .cancel])
    session.focus(.reason)
    session.type("it hangs")
    session.press("enter", "enter")
    await session.settle()
    let wanted = Intervention.releaseLease(Fixture.id(402), epoch: 7)
    #expect(session.platform.performed == [MemoryPlatform.Performed(intervention: wanted, reason: "it hangs")])
    session.press("enter")
    #expect(session.address == "topology/\(Fixture.id(202) as RunID)")
  }
}
