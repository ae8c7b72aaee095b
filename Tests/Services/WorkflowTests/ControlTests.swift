import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// What persons do to runs, workflows and queues.
@Suite(.serialized) struct ControlTests {
  @Test func aRunIsDoneAgainFromAStep() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.finish("a", "b", "c", of: first)
      try await desk.fail("d", of: first)
      let preview = try await desk.service.preview(.rerun(first, .from("b"), parameters: ["mode": "lenient"]))
      #expect(preview.eligibleCount == 1)
      #expect(preview.effects.contains { $0.contains("b, d") } && preview.effects.contains("mode: strict → lenient"))
      let result = try await desk.service.perform(
        .rerun(first, .from("b"), parameters: ["mode": "lenient"]), reason: "b was wrong")
      let second = try #require(result.done.first?.runID)
      let detail = try await desk.service.run(second)
      #expect(detail.steps.filter(\.isCarriedOver).map(\.name) == ["a", "c"])
      #expect(detail.run.parentID == first && detail.run.parameters["mode"] == "lenient")
      #expect(try await desk.ordered(second) == ["b"])
      try await desk.finish("b", "d", of: second)
      #expect(try await desk.service.run(second).run.state == .succeeded)
    }
  }

  @Test func whatMakesNoSenseIsRefused() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.fail("a", of: run)
      for bad: Intervention in [
        .rerun(run, .from("z"), parameters: [:]), .rerun(run, .failed, parameters: ["mode": "loose"]),
        .rerun(run, .failed, parameters: ["limit": 5]), .skipStep(run, step: "a"), .skipStep(run, step: "z"),
      ] {
        let refusal = await #expect(throws: Failure.self) { try await desk.service.perform(bad, reason: "why") }
        #expect(refusal?.errorCode == "invalid_argument", "\(bad)")
      }
      for intervention: Intervention in [
        .rerun(run, .failed, parameters: [:]), .cancelRun(run), .pause(Gate.ID(.workflow, "diamond")),
      ] {
        let refusal = await #expect(throws: Failure.self) {
          try await desk.service(as: .viewer).perform(intervention, reason: "why")
        }
        #expect(refusal?.errorCode == "forbidden", "\(intervention)")
        await #expect(throws: Failure.self) { try await desk.service.perform(intervention, reason: " ") }
        let long = String(repeating: "a", count: Reason.bytesMax + 1)
        let tooLong = await #expect(throws: Failure.self) { try await desk.service.perform(intervention, reason: long) }
        #expect(tooLong?.errorCode == "reason_too_long")
      }
      let unknown = await #expect(throws: Failure.self) {
        try await desk.service.perform(.pause(Gate.ID(.queue, "none")), reason: "why")
      }
      #expect(unknown?.errorCode == "not_found")
    }
  }

  /// A job that its workers did not survive is not given to others by the next bulk redrive: a person restores it first.
  @Test func whatKillsItsWorkersIsQuarantined() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      var event = try desk.report(
        .jobDeadlettered, try await desk.step("a", of: run), of: run, failure: Failure("worker_lost", "it is silent"))
      event.payload["crash_count"] = JSON(RetryPolicy.crashesMax)
      try await desk.deliver(event)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      #expect(letter.state == .quarantined && letter.crashCount == RetryPolicy.crashesMax)
      #expect(try await desk.service.preview(.redrive(parameters: [:]), [letter.id]).eligible.isEmpty)
      #expect(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()).eligibleCount == 0)
      _ = try await desk.service.perform(.restore, [letter.id], reason: "more memory")
      #expect(try await desk.service.preview(.redrive(parameters: [:]), [letter.id]).eligibleCount == 1)
    }
  }

  /// Of a run and the one that repeats it, each names the other, and shows what it did itself.
  @Test func aRunNamesItsSuccessorAndItsAttemptsAreItsOwn() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let old = try await desk.start()
      #expect(try await desk.service.run(old).run.successor == nil)
      try await desk.finish("a", of: old)
      try await desk.fail("b", of: old)
      let result = try await desk.service.perform(.rerun(old, .failed, parameters: [:]), reason: "fixed")
      let new = try #require(result.done.first?.runID)
      let waiting = try await desk.step("b", of: new)
      #expect(waiting.attempts.map(\.runID) == [old] && waiting.triesOfOwn == 0)
      #expect(
        try await desk.service.run(old).run.successor == RunSuccessor(id: new, state: .running, isUndoing: false))
      try await desk.finish("b", "c", "d", of: new)
      let step = try await desk.step("b", of: old)
      #expect(step.attempts.count == 1 && step.triesOfOwn == 1, "what came later is not shown as its own")
      let done = try await desk.step("b", of: new)
      #expect(done.attempts.count == 2 && done.triesOfOwn == 1)
      let runs = try await desk.service.runs(ListQuery(), PageRequest()).items
      #expect(runs.first { $0.id == old }?.isRepaired == true && runs.first { $0.id == new }?.successor == nil)
      let undo = try await desk.service.perform(.undoRun(new, downTo: nil), reason: "it was the wrong file")
      #expect(try await desk.service.run(new).run.successor?.id == undo.done.first?.runID)
      #expect(try await desk.service.run(new).run.successor?.isUndoing == true)
      let undoing = try #require(undo.done.first?.runID)
      for step in try await desk.service.run(undoing).steps.map(\.name) { try await desk.finish(step, of: undoing) }
      let replay = try await desk.service.perform(.rerun(new, .all, parameters: [:]), reason: "it was right")
      #expect(try await desk.service.run(new).run.successor?.id == replay.done.first?.runID)
      #expect(try await desk.service.run(undoing).run.successor == nil, "a replay repeats no undoing")
    }
  }

  @Test func aCancelledRunCannotBeRevived() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", of: run)
      try await desk.deliver(try desk.report(.jobStarted, try await desk.step("b", of: run), of: run))
      let late = try desk.report(.jobSucceeded, try await desk.step("b", of: run), of: run)
      let died = try desk.report(
        .jobRetrying, try await desk.step("c", of: run), of: run, failure: Failure("worker_lost", "it died"))

      #expect(try await desk.service.preview(.cancelRun(run)).eligibleCount == 1)
      let result = try await desk.service.perform(.cancelRun(run), reason: "the wrong file")
      #expect(result.done.first?.auditID != nil)
      #expect(Set(try await desk.takenBack(run)) == ["b", "c"])
      for event in [late, died] { try await desk.deliver(event) }

      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .cancelled && detail.run.failure?.errorCode == "run_cancelled")
      #expect(detail.steps.map(\.state) == [.succeeded, .cancelled, .cancelled, .cancelled])
      #expect(try await desk.ordered(run) == ["a", "b", "c"], "nothing is ordered after the end")
      #expect(detail.log.contains { $0.subject == "run" && $0.to == "CANCELLED" && $0.actor == "olga" })
      let refusal = await #expect(throws: Failure.self) {
        try await desk.service.perform(.cancelRun(run), reason: "again")
      }
      #expect(refusal?.errorCode == "intervention_refused")

      let again = try await desk.service.perform(.rerun(run, .failed, parameters: [:]), reason: "right after all")
      let second = try #require(again.done.first?.runID)
      #expect(Set(try await desk.ordered(second)) == ["b", "c"], "what it had done is carried over")
    }
  }

  @Test func aCancelledRedriveLeavesItsLettersWaiting() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.fail("a", of: first)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      let result = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "again")
      let second = try #require(result.done.first?.runID)
      _ = try await desk.service.perform(.cancelRun(second), reason: "not now")
      #expect(try await desk.service.letter(letter.id).state == .dead)
      #expect(try await desk.service.preview(.redrive(parameters: [:]), [letter.id]).eligible.count == 1)
    }
  }

  /// A second step that fails, or still ends, after the run has failed changes nothing, and is no poison.
  @Test func stepsMayEndAfterTheirRun() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", of: run)
      try await desk.fail("b", of: run)
      try await desk.finish("c", of: run)
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .failed && detail.steps.map(\.state) == [.succeeded, .failed, .succeeded, .pending])
    }
  }

  @Test func anOptionalStepIsLeftOut() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", "b", of: run)
      #expect(try await desk.service.preview(.skipStep(run, step: "d")).eligibleCount == 1)
      _ = try await desk.service.perform(.skipStep(run, step: "d"), reason: "not needed")
      let before: String = try await desk.pool.query(
        """
        SELECT concat_ws(' ', entry -> 'before' ->> 'step', entry -> 'before' ->> 'status', entry -> 'after' ->> 'status')
        FROM (SELECT event -> 'payload' AS entry FROM workflow.outbox) o
        WHERE entry ->> 'action' = 'workflow.step.skip'
        """
      ).value()
      #expect(before == "d PENDING SKIPPED")
      #expect(try await desk.service.run(run).run.state == .running)
      try await desk.finish("c", of: run)
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .succeeded && detail.run.stepsDone == 4)
      #expect(try await desk.ordered(run) == ["a", "b", "c"])

      let other = try await desk.startAnother()
      try await desk.finish("a", "b", "c", of: other)
      try await desk.fail("d", of: other)
      let result = try await desk.service.perform(.skipStep(other, step: "d"), reason: "not needed")
      let second = try #require(result.done.first?.runID)
      #expect(try await desk.service.run(second).run.state == .succeeded, "what failed is left out in a new run")
    }
  }

  @Test(arguments: [Gate.ID(.workflow, "diamond"), Gate.ID(.queue, "processing")])
  func whatIsHeldWaitsAndGoesOn(gate: Gate.ID) async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let atWork = try await desk.start()
      #expect(try await desk.service.perform(.pause(gate), reason: "the disk is full").done.first?.auditID != nil)
      let refusal = await #expect(throws: Failure.self) {
        try await desk.service.perform(.pause(gate), reason: "again")
      }
      #expect(refusal?.errorCode == "intervention_refused")
      try await desk.finish("a", of: atWork)
      #expect(try await desk.ordered(atWork) == ["a"], "what is at work ends; nothing new begins")
      let new = try await desk.startAnother()
      #expect(try await desk.ordered(new).isEmpty)
      #expect(try await desk.service.run(new).run.state == .pending)
      for run in [atWork, new] {
        #expect(try await desk.service.run(run).run.hold == .paused(gate), "what stands still says why")
      }
      let idle = Queue(
        stream: Streams.jobs(queue: "processing"), group: "g", length: 0, lag: 0, pending: 0, consumers: 1)
      let queue = try #require(try await desk.service.complete([idle]).first)
      #expect(queue.waiting == (gate.kind == .queue ? 2 : 0) && (queue.waitingSince != nil) == (gate.kind == .queue))
      #expect(try await desk.service.preview(.resume(gate)).effects.first?.contains("2") == true)

      _ = try await desk.service.perform(.resume(gate), reason: "there is room")
      try await desk.deliverOwn(.gateResumed)
      try await desk.deliverOwn(.gateResumed)
      #expect(try await desk.ordered(atWork) == ["a", "b", "c"])
      #expect(try await desk.ordered(new) == ["a"])
      #expect(try await desk.service.run(new).run.state == .running)
      for run in [atWork, new] { #expect(try await desk.service.run(run).run.hold == nil) }
    }
  }

  @Test func limitsAreToldToTheOwnerOfTheQueueAndStayWhenItIsHeld() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let limits = QueueLimits(ratePerSecond: 2.5, leasesMax: 4)
      let preview = try await desk.service.preview(.limitQueue("processing", limits))
      #expect(preview.effects.first?.hasSuffix("→ rate=2.5 max=4") == true)
      let result = try await desk.service.perform(.limitQueue("processing", limits), reason: "the disk is slow")
      #expect(result.done.first?.auditID != nil)
      _ = try await desk.service.perform(.pause(Gate.ID(.queue, "processing")), reason: "a look")
      let told = try await desk.pool.query(
        "SELECT event FROM workflow.outbox WHERE event ->> 'event_type' = 'workflow.queue.changed' ORDER BY id"
      ).map { try $0.decode("event", as: JSON.self).decode(as: Event.self).payload.decode(as: GateReport.self).gate }
      #expect(told.map(\.limits) == [limits, limits] && told.map(\.revision) == [1, 2])
      #expect(try await desk.said(.gateResumed) == 0, "nobody waited")
      _ = try await desk.service.perform(.limitQueue("processing", QueueLimits()), reason: "as before")
      let gates = try await desk.service.pausedGates()
      #expect(gates.map(\.limits) == [nil] && gates.first?.state == .paused)
      for (queue, limits, code) in [
        ("metadata", limits, "invalid_argument"), ("none", limits, "not_found"),
        ("processing", QueueLimits(ratePerSecond: 0), "invalid_argument"),
        ("processing", QueueLimits(leasesMax: -1), "invalid_argument"),
      ] as [(String, QueueLimits, ErrorCode)] {
        let refusal = await #expect(throws: Failure.self) {
          try await desk.service.perform(.limitQueue(queue, limits), reason: "why")
        }
        #expect(refusal?.errorCode == code, "\(queue) \(limits)")
      }
    }
  }

  @Test func workflowsTellHowTheyStand() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      _ = try await desk.service.perform(.pause(Gate.ID(.workflow, "diamond")), reason: "a look first")
      let all = try await desk.service.workflows(ListQuery(), PageRequest()).items
      #expect(all.map(\.name) == ["diamond"] && all.first?.runs == [.failed: 1])
      let diamond = try await desk.service.workflow("diamond")
      #expect(diamond.state == .paused && diamond.gate.actor == "olga" && diamond.gate.reason == "a look first")
      await #expect(throws: Failure.self) { try await desk.service.workflow("none") }
    }
  }
}
