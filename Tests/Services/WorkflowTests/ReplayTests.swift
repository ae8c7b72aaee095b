import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Runs that are done again from what they recorded, on a server.
@Suite(.serialized) struct ReplayTests {
  private func replayed(_ desk: Desk, _ run: RunID) async throws -> RunDetail {
    let result = try await desk.service.perform(.rerun(run, .all, parameters: [:]), reason: "is it the same?")
    return try await desk.service.run(try #require(result.done.first?.runID))
  }

  private func orders(_ desk: Desk, _ run: RunID) async throws -> [JobOrder] {
    try await desk.pool.query(
      """
      SELECT event -> 'payload' AS payload FROM workflow.outbox WHERE event ->> 'event_type' = 'workflow.job.ready'
        AND event -> 'payload' ->> 'run_id' = $1 ORDER BY id
      """, run.description
    ).map { try $0.decode("payload", as: JSON.self).decode() }
  }

  /// A run that succeeded, after its document has become another: the replay is made from the old one.
  @Test func aReplayTakesWhatTheRunRecorded() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.finish("a", "b", "c", "d", of: first)
      var newer = Desk.diamond
      newer.version = 2
      newer.parameters = ["mode": ["lenient", "strict"]]
      newer.steps = [Workflow.Step(name: "only", function: "f", queue: "processing")]
      let later = try Desk(platform, newer)
      let preview = try await later.service.preview(.rerun(first, .all, parameters: [:]))
      #expect(preview.action == Act.replay.rawValue && preview.eligibleCount == 1)
      for part in ["a, b, c, d", "t.csv", "mode: strict", "v1, not v2"] {
        #expect(preview.effects.contains { $0.contains(part) }, "\(part)")
      }
      let second = try await replayed(later, first)
      #expect(second.run.workflowVersion == 1 && second.run.parameters == ["mode": "strict"])
      #expect(second.run.parentID == first && second.run.rootID == first && second.run.traceID == desk.event.traceID)
      #expect(second.steps.map(\.name) == ["a", "b", "c", "d"] && !second.steps.contains(where: \.isCarriedOver))
      let (old, new) = (try await orders(desk, first)[0], try await orders(desk, second.run.id))
      #expect(new.map(\.step) == ["a"] && new[0].file == old.file && new[0].parameters == old.parameters)
      try await desk.finish("a", "b", "c", "d", of: second.run.id)
      #expect(try await desk.service.run(second.run.id).run.state == .succeeded)
      #expect(try await orders(desk, second.run.id).last?.inputs == (try await orders(desk, first)).last?.inputs)
      // Where it came from is in its log, and so in the trace.
      let begin = try #require(second.log.first)
      #expect(begin.event == "replay" && begin.actor == "olga" && begin.detail?.contains("\(first)") == true)
      let trace = try await desk.service.trace(desk.event.traceID, limit: 100)
      #expect(trace.contains { $0.what.hasPrefix("replay") && $0.address == "topology/\(second.run.id)" })
      let audit: Int = try await desk.pool.query(
        "SELECT count(*) FROM workflow.outbox WHERE event -> 'payload' ->> 'action' = 'workflow.run.replay'"
      ).value()
      #expect(audit == 1)
    }
  }

  /// Whatever a later run has made of the version, but not beside one that is at work.
  @Test func anOlderRunIsReplayedOnceItsVersionIsAtRest() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.fail("a", of: first)
      let rerun = try await desk.service.perform(
        .rerun(first, .failed, parameters: ["mode": "lenient"]), reason: "lenient will do")
      let second = try #require(rerun.done.first?.runID)
      let replay = Intervention.rerun(first, .all, parameters: [:])
      #expect(try await desk.service.preview(replay).eligibleCount == 0)
      let refusal = await #expect(throws: Failure.self) { try await desk.service.perform(replay, reason: "why") }
      #expect(refusal?.errorCode == "run_not_repeatable")
      try await desk.finish("a", "b", "c", "d", of: second)
      #expect(try await desk.service.preview(replay).effects.contains { $0.contains("\(second)") })
      let third = try await replayed(desk, first)
      #expect(third.run.parameters == ["mode": "strict"], "its own, not those of the run after it")
      let rest: RunDetail = try await desk.service.run(second)
      #expect(rest.run.state == .succeeded)
      // A second one waits for the first.
      await #expect(throws: Failure.self) { try await desk.service.perform(replay, reason: "again") }
    }
  }

  @Test func whatCannotBeReplayedSaysWhy() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      let working = try await desk.service.preview(.rerun(run, .all, parameters: [:]))
      #expect(working.skipped.first?.skippedBecause == "it is still at work")
      try await desk.finish("a", "b", "c", "d", of: run)
      let changed = await #expect(throws: Failure.self) {
        try await desk.service.perform(.rerun(run, .all, parameters: ["mode": "lenient"]), reason: "why")
      }
      #expect(changed?.errorCode == "invalid_argument" && changed?.nextStep?.contains("rerun") == true)
      let forbidden = await #expect(throws: Failure.self) {
        try await desk.service(as: .viewer).perform(.rerun(run, .all, parameters: [:]), reason: "why")
      }
      #expect(forbidden?.errorCode == "forbidden")
      let undone = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "not wanted")
      let undo = try #require(undone.done.first?.runID)
      let refusal = await #expect(throws: Failure.self) {
        try await desk.service.perform(.rerun(undo, .all, parameters: [:]), reason: "why")
      }
      #expect(refusal?.errorCode == "run_not_repeatable")
    }
  }
}
