import Foundation
import Messaging
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Workflow

/// Runs from their event to their end, on a server, with reports as workers send them.
@Suite(.serialized) struct RunTests {
  /// A trace that has more than it tells says so, where the rest would be.
  @Test func aTraceHasNoSilentEnd() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", "b", "c", "d", of: run)
      let whole = try await desk.service.trace(desk.event.traceID, limit: 100)
      #expect(whole.count { $0.kind == .attempt } == 4 && !whole.contains { $0.id.contains("untold") })
      let cut = try await desk.service.trace(desk.event.traceID, limit: 2).filter { $0.kind == .attempt }
      #expect(cut.map(\.subject) == ["a", "b", "…"] && cut.last?.isFailure == true && cut.last?.detail != nil)
      #expect(try await desk.service.trace(desk.event.traceID, limit: 4).count { $0.kind == .attempt } == 4)
    }
  }

  @Test func stepsAreOrderedWhenTheirDependenciesAreDone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      #expect(try await desk.ordered(run) == ["a"])
      try await desk.finish("a", of: run)
      #expect(try await desk.ordered(run) == ["a", "b", "c"])
      try await desk.finish("b", of: run)
      #expect(try await desk.ordered(run) == ["a", "b", "c"])
      try await desk.finish("c", "d", of: run)
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .succeeded)
      #expect(detail.run.stepsDone == 4)
      #expect(try await desk.ordered(run) == ["a", "b", "c", "d"])
    }
  }

  /// Reports arrive doubled and in any order; the run ends the same, and each step is ordered once.
  @Test(arguments: [1, 7, 42] as [UInt64])
  func reportsMayBeDoubledAndShuffled(seed: UInt64) async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      var random = SplitMix64(seed: seed)
      for wave in [["a"], ["b", "c"], ["d"]] {
        var reports: [Event] = []
        for name in wave {
          let step = try await desk.step(name, of: run)
          for type in [EventType.jobStarted, .jobStarted, .jobSucceeded, .jobSucceeded] {
            reports.append(try desk.report(type, step, of: run))
          }
          // Of a lease that was lost before this one began.
          reports.append(try desk.report(.jobRetrying, step, of: run, epoch: 0, failure: Failure("old", "old")))
        }
        for event in reports.shuffled(using: &random) { try await desk.deliver(event) }
      }
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .succeeded, "seed \(seed)")
      #expect(detail.steps.map(\.state) == [.succeeded, .succeeded, .succeeded, .succeeded], "seed \(seed)")
      #expect(try await desk.ordered(run).sorted() == ["a", "b", "c", "d"], "seed \(seed)")
    }
  }

  /// What a host that stops gives back has no attempt that failed; the log says what became of it all the same.
  @Test func theLogTellsThatAJobWasGivenBack() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      let step = try await desk.step("a", of: run)
      try await desk.deliver(try desk.report(.jobStarted, step, of: run))
      var back = try desk.report(.jobRetrying, step, of: run)
      back.payload["attempt"] = nil
      try await desk.deliver(back)
      let line = try #require(try await desk.service.run(run).log.last { $0.event == "retrying" })
      #expect(line.to == "PENDING" && line.detail == "given back; the attempt does not count")
    }
  }

  @Test func aRedriveDoesTheRestAgainOnceAndKeepsTheLineage() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.finish("a", of: first)
      try await desk.fail("b", of: first)
      #expect(try await desk.service.run(first).run.state == .failed)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      #expect(letter.state == .dead && letter.step == "b" && letter.traceID == desk.event.traceID)
      let order = try JSON(parsing: letter.payload).decode(as: JobOrder.self)
      #expect(order.step == "b" && order.inputs["a"] == ["from": "a"])

      let redrive = LetterAction.redrive(parameters: ["mode": "lenient"])
      #expect(try await desk.service.preview(redrive, [letter.id]).eligible.count == 1)
      await #expect(throws: Failure.self) { try await desk.service.perform(redrive, [letter.id], reason: "  ") }
      async let one = desk.service.perform(redrive, [letter.id], reason: "one")
      async let two = desk.service.perform(redrive, [letter.id], reason: "two")
      let results = try await [one, two]
      #expect(results.flatMap(\.done).count == 1, "of two operators, one redrives")
      let second = try #require(results.flatMap(\.done).first?.runID)
      let detail = try await desk.service.run(second)
      #expect(detail.run.parentID == first && detail.run.rootID == first)
      #expect(detail.run.parameters["mode"] == "lenient")
      #expect(detail.steps.filter(\.isCarriedOver).map(\.name) == ["a"])
      #expect(Set(try await desk.ordered(second)) == ["b", "c"])
      #expect(try await desk.service.letter(letter.id).state == .redriving)

      try await desk.finish("b", "c", "d", of: second)
      let settled = try await desk.service.letter(letter.id)
      #expect(settled.state == .redriven && settled.redriveRunID == second)
      #expect(try await desk.service.preview(redrive, [letter.id]).eligible.isEmpty)
    }
  }

  @Test func aLetterRedrivenTooOftenIsQuarantined() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      var run = try await desk.start()
      for redrive in 0...LetterBox.redrivesMax {
        try await desk.fail("a", of: run)
        let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
        #expect(letter.redriveCount == redrive)
        #expect(letter.state == (redrive < LetterBox.redrivesMax ? .dead : .quarantined))
        let result = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "again")
        guard let next = result.done.first?.runID else {
          #expect(redrive == LetterBox.redrivesMax, "a quarantined letter is left alone")
          return
        }
        run = next
      }
      Issue.record("the last redrive was not refused")
    }
  }

  @Test func aDiscardNeedsAReasonAndCanBeUndone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.fail("a", of: run)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      let discarded = try await desk.service.perform(.discard, [letter.id], reason: "known")
      #expect(discarded.done.first?.auditID != nil)
      #expect(try await desk.service.letter(letter.id).discardReason == "known")
      #expect(try await desk.service.perform(.discard, [letter.id], reason: "again").done.isEmpty)
      _ = try await desk.service.perform(.restore, [letter.id], reason: "not known")
      #expect(try await desk.service.letter(letter.id).state == .dead)
      let viewer = WorkflowService(
        pool: desk.pool, orchestrator: desk.orchestrator,
        actor: Actor(name: "vera", credential: "vera", role: .viewer))
      let refusal = await #expect(throws: Failure.self) {
        try await viewer.perform(.discard, [letter.id], reason: "may I")
      }
      #expect(refusal?.errorCode == "forbidden")
    }
  }
}

/// Letters that were solved by other means.
@Suite(.serialized) struct ResolvedLetterTests {
  @Test func aMarkNeedsAReasonSettlesTheLetterAndCanBeUndone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.fail("a", of: run)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      await #expect(throws: Failure.self) { try await desk.service.perform(.resolve, [letter.id], reason: " ") }
      let preview = try await desk.service.preview(.resolve, [letter.id])
      #expect(preview.eligibleCount == 1 && preview.effects.contains { $0.contains("nothing is done again") })
      let marked = try await desk.service.perform(.resolve, [letter.id], reason: "loaded by hand")
      #expect(marked.done.first?.auditID != nil)
      let resolved = try await desk.service.letter(letter.id)
      #expect(resolved.state == .resolved && resolved.discardReason == "loaded by hand" && resolved.actor == "olga")
      #expect(try await desk.service.run(run).run.state == .failed, "its run stays as it ended")
      for action: LetterAction in [.resolve, .discard, .redrive(parameters: [:])] {
        let again = try await desk.service.perform(action, [letter.id], reason: "again")
        #expect(again.failed.first?.failure?.errorCode == "letter_not_eligible", "\(action)")
      }
      let actions = try await desk.pool.query(
        """
        SELECT event -> 'payload' ->> 'action' AS action, event -> 'payload' -> 'after' ->> 'status' AS after
        FROM workflow.outbox WHERE event -> 'payload' ->> 'action' LIKE 'workflow.letter.%' ORDER BY id
        """
      ).map { "\(try $0.decode("action", as: String.self)) \(try $0.decode("after", as: String.self))" }
      #expect(actions == ["workflow.letter.resolve RESOLVED"])
      _ = try await desk.service.perform(.restore, [letter.id], reason: "it was not")
      let restored = try await desk.service.letter(letter.id)
      #expect(restored.state == .dead && restored.discardReason == nil)
    }
  }

  @Test func manyAreMarkedAndTheMarkIsUndone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<4 { try await desk.fail("a", of: try await desk.startAnother()) }
      let runner = BulkOperationRunner(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
      func carryOut(_ action: LetterAction, _ filter: String) async throws -> BulkOperationID {
        let query = try ListQuery(parsing: filter, fields: DeadLetter.fieldInfos)
        let id = try #require(try await desk.service.prepare(action, query).bulk?.operation)
        _ = try await desk.service.perform(
          .startOperation(id, parameters: [:], ratePerSecond: nil), reason: "the table was loaded by hand")
        while try await runner.pass() {}
        return id
      }
      let id = try await carryOut(.resolve, "state=dead")
      #expect(try await desk.service.operation(id).outcomes == [.done: 4])
      #expect(try await desk.service.counts().letters == [.resolved: 4])
      let group = try #require(try await desk.service.letterGroups(ListQuery(), PageRequest()).items.first)
      #expect(group.waiting == 0 && group.total == 4)
      _ = try await carryOut(.restore, "operation=\(id) state=resolved")
      #expect(try await desk.service.counts().letters == [.dead: 4])
    }
  }
}
