import Foundation
import Model
import Terminal
import Testing

@testable import Console

/// The journal while it is open and others act.
@Suite struct JournalTests {
  private func deeds(_ reasons: [String], _ actor: Actor) -> [Deed] {
    reasons.enumerated().map { index, reason in
      Deed(
        .discard, reason: reason, .success(ActionResult(action: "x", items: [])),
        at: Fixture.now.addingTimeInterval(Double(index)), by: actor, profile: "demo")
    }
  }

  /// What others did comes to the top of the journal while one is there; whoever has gone on stays at what they read.
  @Test func theJournalShowsTheLatestWhileItIsOpen() async throws {
    let actor = Session().platform.actor
    let old = (1...40).map { "reason \($0)." }
    var session = await Session(size: Size(80, 24)).settled()
    session.state.deeds = deeds(old, actor)
    session.press("J")
    session.send(.recalled(deeds(old + ["reason 41."], actor)))
    #expect(session.text.contains("because reason 41."))
    _ = session.takeEffects()
    session.send(.changed(.audit, at: Fixture.now))
    #expect(session.takeEffects().contains(.recall))
    session.press("down", "down")
    session.send(.recalled(deeds(old + ["reason 41.", "reason 42."], actor)))
    #expect(session.text.contains("because reason 39.") && !session.text.contains("because reason 42."))
  }
}
