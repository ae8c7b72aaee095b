import Foundation
import Model
import Support
import Testing

@testable import Console

/// The order in which what scenes want is done.
@Suite struct ErrandsTests {
  private func lease(_ number: Int) -> LabelLease {
    LabelLease(assignment: Fixture.id(number), fence: 1, expiresAt: Fixture.now, now: Fixture.now)
  }
  private func draft(_ text: String, _ number: Int = 1) -> Errand { .draft(lease(number), ["note": .string(text)]) }
  private func submit(_ number: Int = 1) -> Errand {
    .submit(Submission(lease: lease(number), annotation: [:], idempotencyKey: "k"), since: nil)
  }

  @Test func writesToOneAssignmentFollowEachOther() {
    var errands = Errands()
    #expect(
      errands.add([draft("a"), draft("b"), draft("c"), submit(), draft("x", 2)]) == [
        .errand(draft("a")), .errand(draft("x", 2)),
      ])
    #expect(errands.finish(draft("a"), didArrive: true) == [.errand(draft("c"))], "the newest is enough")
    #expect(errands.finish(draft("c"), didArrive: true) == [.errand(submit())])
    #expect(errands.finish(draft("x", 2), didArrive: true).isEmpty && errands.isBusy)
    #expect(errands.finish(submit(), didArrive: true).isEmpty && !errands.isBusy)
  }

  @Test func whatDidNotArriveIsDoneAgainInOrder() {
    var errands = Errands()
    _ = errands.add([draft("a"), submit()])
    #expect(errands.finish(draft("a"), didArrive: false).isEmpty)
    #expect(!errands.isBusy, "nothing is under way")
    #expect(errands.retry() == [.errand(draft("a"))] && errands.isBusy)
    #expect(errands.finish(draft("a"), didArrive: true) == [.errand(submit())])
    #expect(errands.retry().isEmpty)
  }

  @Test func readingsDoNotWait() {
    var errands = Errands()
    let take = Errand.take(Fixture.id(9))
    #expect(errands.add([draft("a"), take, take]) == [.errand(draft("a")), .errand(take), .errand(take)])
  }
}
