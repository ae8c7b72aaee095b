import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Runs undone, step by step in reverse, and events said again.
@Suite(.serialized) struct UndoTests {
  @Test func whatSucceededIsUndoneInReverse() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      let atWork = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(atWork.eligible.isEmpty, "what is at work is cancelled first")
      try await desk.finish("a", "b", "c", "d", of: run)
      let preview = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(preview.eligibleCount == 1 && preview.effects.map { $0.prefix(1) } == ["b", "a"])

      let result = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "the wrong file")
      let undo = try #require(result.done.first?.runID)
      #expect(result.done.first?.auditID != nil)
      #expect(try await desk.ordered(undo) == ["undo_b"])
      let again = await #expect(throws: Failure.self) {
        try await desk.service.perform(.undoRun(run, downTo: nil), reason: "twice")
      }
      #expect(again?.errorCode == "intervention_refused")
      try await desk.finish("undo_b", "undo_a", of: undo)
      let detail = try await desk.service.run(undo)
      #expect(
        detail.run.state == .succeeded && detail.run.compensates == run && detail.run.traceID == desk.event.traceID)
      #expect(detail.steps.map(\.function) == ["undo.b", "undo.a"])
      #expect(try await desk.said(.runStarted) == 1, "undoing is no new start of the dataset")
      #expect(try await desk.service.run(run).run.state == .succeeded)
      let dataset = try #require(desk.event.datasetID)
      #expect(
        try await desk.service.latestRun(dataset: dataset, version: "1")?.id == run,
        "whoever asks for the run of a version is told of the one that made it")
    }
  }

  /// A document of one's own may undo a step by something that its function does not tell about.
  @Test func ofAStepThatTellsNothingThePreviewSaysWhatGoesAllTheSame() async throws {
    try await TestPlatform.run { platform in
      let undone = Workflow.Step.Compensation(function: "processing.empty_ods", queue: "processing")
      let workflow = Workflow(
        name: "own", version: 1, startsOn: "dataset.ingested",
        steps: [Workflow.Step(name: "a", function: "f", queue: "processing", compensation: undone)])
      let desk = try Desk(platform, workflow)
      let run = try await desk.start()
      try await desk.finish("a", of: run)
      let preview = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(preview.effects == ["all rows of t 1 leave its ODS table"])
    }
  }

  /// `load` begins with its file and publishes it; `own` says that a step of it is undone by emptying the table, `reload`
  /// loads and does not say how that is undone.
  fileprivate static let workflows: [Workflow] = {
    func step(_ name: String, _ function: String, after: [String] = [], undoneBy undo: String?) -> Workflow.Step {
      Workflow.Step(
        name: name, function: function, queue: "processing", dependsOn: after,
        compensation: undo.map { Workflow.Step.Compensation(function: $0, queue: "processing") })
    }
    let load = step("load", "processing.load_ods", undoneBy: "processing.empty_ods")
    let publish = step("publish", "metadata.publish", after: ["load"], undoneBy: "metadata.withdraw")
    return [
      Workflow(name: "load", version: 1, startsOn: "dataset.ingested", steps: [load, publish]),
      Workflow(name: "own", version: 1, steps: [step("look", "f", undoneBy: "processing.empty_ods")]),
      Workflow(name: "reload", version: 1, steps: [step("load", "processing.load_ods", undoneBy: nil)]),
    ]
  }()

  /// Rows are taken away by undoing the run that loaded them, whatever other documents say.
  @Test func whatAnotherRunMadeStays() async throws {
    try await TestPlatform.run { platform in
      let hands = Hands(desk: try Desk(platform, Self.workflows[0]))
      let load = try await hands.desk.start()
      try await hands.desk.finish("load", of: load)
      try await hands.desk.finish("publish", of: load)
      let own = try await hands.run("own", "look")
      #expect(try await hands.refusal(own) == "it would take away what run \(load) made; undo that one first")
      let reload = try await hands.run("reload", "load")
      #expect(
        try await hands.refusal(load)
          == "run \(reload) came after it, and what it did stands, and its document does not say how that is undone")
      let again = try await hands.run("load", "load", "publish")
      #expect(
        try await hands.refusal(load) == "run \(again) came after it, and what it did stands; undo that one first")
      try await hands.undo(again, "undo_publish", "undo_load")
      #expect(
        try await hands.refusal(load) == "what it did is undone already",
        "rows of a version are there once, whoever wrote them")
      #expect(try await hands.refusal(own) == "what it did is undone already")
    }
  }

  @Test func onlyTheLastStepsAreUndoneWhenAsked() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", "b", "c", "d", of: run)
      let result = try await desk.service.perform(.undoRun(run, downTo: "b"), reason: "a look first")
      let undo = try #require(result.done.first?.runID)
      #expect(try await desk.service.run(undo).steps.map(\.name) == ["undo_b"])
      let refusal = await #expect(throws: Failure.self) {
        try await desk.service.perform(.undoRun(run, downTo: "z"), reason: "why")
      }
      #expect(refusal != nil)
      try await desk.finish("undo_b", of: undo)
      let rest = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(rest.eligibleCount == 1 && rest.effects.map { $0.prefix(1) } == ["a"], "and then the rest")
      let second = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "all of it")
      try await desk.finish("undo_a", of: try #require(second.done.first?.runID))
      let nothing = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(nothing.eligible.isEmpty && nothing.items.first?.skippedBecause == "what it did is undone already")
      let third = await #expect(throws: Failure.self) {
        try await desk.service.perform(.undoRun(run, downTo: nil), reason: "once more")
      }
      #expect(third?.errorCode == "intervention_refused")
    }
  }

  /// What failed half way may have written something: it is undone with what succeeded before it.
  @Test func whatFailedIsUndoneToo() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", of: run)
      try await desk.fail("b", of: run)
      #expect(try await desk.service.preview(.undoRun(run, downTo: nil)).effects.count == 2)
      let result = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "the wrong file")
      let undo = try #require(result.done.first?.runID)
      #expect(try await desk.service.run(undo).steps.map(\.name) == ["undo_b", "undo_a"])
    }
  }

  /// A replay that ended before its first effect, and what undoes it, leave the run whose effects stand as it was.
  @Test(arguments: [false, true]) func whatDidNothingStandsInNoOnesWay(fails: Bool) async throws {
    try await TestPlatform.run { platform in
      let check = Workflow.Step(name: "check", function: "f", queue: "processing")
      let write = Workflow.Step(
        name: "write", function: "f", queue: "processing", dependsOn: ["check"],
        compensation: Workflow.Step.Compensation(function: "undo.write", queue: "processing"))
      let desk = try Desk(
        platform, Workflow(name: "own", version: 1, startsOn: "dataset.ingested", steps: [check, write]))
      let run = try await desk.start()
      try await desk.finish("check", "write", of: run)
      let replay = try await desk.service.perform(.rerun(run, .all, parameters: [:]), reason: "again")
      let second = try #require(replay.done.first?.runID)
      let busy = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(busy.eligible.isEmpty, "what is at work on the version is waited for")
      if fails {
        try await desk.fail("check", of: second)
      } else {
        _ = try await desk.service.perform(.cancelRun(second), reason: "not now")
      }
      #expect(try await desk.service.preview(.undoRun(run, downTo: nil)).eligibleCount == 1)
      let result = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "the wrong file")
      let undo = try #require(result.done.first?.runID)
      try await desk.finish("undo_write", of: undo)
      let rerun = try await desk.service.preview(.rerun(second, .failed, parameters: [:]))
      let words = try #require(rerun.items.first?.skippedBecause)
      #expect(words.contains("undoes") && !words.contains("repeats"), "\(words)")
    }
  }

  /// What a later run did is undone first, and the refusal says which; its undoing is in no one's way.
  @Test func whatStandsOfALaterRunIsUndoneFirst() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", "b", "c", "d", of: run)
      let replay = try await desk.service.perform(.rerun(run, .all, parameters: [:]), reason: "again")
      let second = try #require(replay.done.first?.runID)
      try await desk.finish("a", of: second)
      try await desk.fail("b", of: second)
      let refused = try await desk.service.preview(.undoRun(run, downTo: nil))
      let words = try #require(refused.items.first?.skippedBecause)
      #expect(words.contains(second.description) && words.contains("undo that one first"), "\(words)")
      let result = try await desk.service.perform(.undoRun(second, downTo: nil), reason: "the wrong file")
      try await desk.finish("undo_b", "undo_a", of: try #require(result.done.first?.runID))
      let nothing = try await desk.service.preview(.undoRun(run, downTo: nil)).items.first?.skippedBecause
      #expect(nothing == "what it did is undone already", "what is undone of a version is so for all its runs")
    }
  }

  /// An undoing that fails is a dead letter as any other, and is redriven.
  @Test func anUndoingThatFailsIsRedriven() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await desk.start()
      try await desk.finish("a", "b", "c", "d", of: run)
      let result = try await desk.service.perform(.undoRun(run, downTo: nil), reason: "the wrong file")
      let undo = try #require(result.done.first?.runID)
      try await desk.fail("undo_b", of: undo)
      #expect(try await desk.said(.runFailed) == 0)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      let redriven = try await desk.service.perform(.redrive(parameters: [:]), [letter.id], reason: "again")
      let second = try #require(redriven.done.first?.runID)
      #expect(try await desk.service.run(second).run.compensates == run)
      try await desk.finish("undo_b", "undo_a", of: second)
      #expect(try await desk.service.run(second).run.state == .succeeded)
    }
  }

  @Test func anEventIsSaidAgain() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      // People read what all services said; a service reads its own.
      let service = WorkflowService(
        pool: platform.pool(nil), orchestrator: desk.orchestrator,
        actor: Actor(name: "olga", credential: "olga", role: .operator))
      _ = try await desk.start()
      let id: EventID = try await desk.pool.query("SELECT event_id FROM workflow.outbox ORDER BY id LIMIT 1").value()
      #expect(try await service.preview(.republish(id)).eligible.isEmpty, "it waits to be said")
      try await desk.pool.query("UPDATE workflow.outbox SET published_at = now(), published_in = 'x'")
      #expect(try await service.preview(.republish(id)).eligibleCount == 1)
      let refusal = await #expect(throws: Failure.self) {
        try await desk.service(as: .viewer).perform(.republish(id), reason: "why")
      }
      #expect(refusal?.errorCode == "forbidden")
      #expect(try await service.perform(.republish(id), reason: "Redis lost it").done.first?.auditID != nil)
      let waiting: Bool = try await desk.pool.query(
        "SELECT published_at IS NULL FROM workflow.outbox WHERE event_id = $1", id
      ).value()
      #expect(waiting)
      let unknown = await #expect(throws: Failure.self) {
        try await service.preview(.republish(EventID(UUID())))
      }
      #expect(unknown?.errorCode == "not_found")
    }
  }
}

/// Runs that are begun, finished and undone by hand, of any workflow.
private struct Hands {
  let desk: Desk

  private var service: WorkflowService {
    WorkflowService(
      pool: desk.pool,
      orchestrator: Orchestrator(
        workflows: UndoTests.workflows, outbox: desk.orchestrator.outbox, environment: .live),
      actor: desk.service.actor)
  }

  func run(_ workflow: String, _ steps: String...) async throws -> RunID {
    let request = RunRequest(
      workflow: workflow, datasetID: try #require(desk.event.datasetID), datasetVersion: "1")
    let result = try await service.perform(.startRun(request), reason: "why")
    let id = try #require(result.done.first?.runID)
    for step in steps { try await desk.finish(step, of: id) }
    return id
  }

  func refusal(_ run: RunID) async throws -> String {
    let failure = await #expect(throws: Failure.self) {
      try await service.perform(.undoRun(run, downTo: nil), reason: "why")
    }
    let said = try await service.preview(.undoRun(run, downTo: nil)).items.first?.skippedBecause
    #expect(failure?.errorCode == "intervention_refused" && failure?.message == "run \(run): \(said ?? "")")
    return said ?? ""
  }

  func undo(_ run: RunID, _ steps: String...) async throws {
    let result = try await service.perform(.undoRun(run, downTo: nil), reason: "the wrong file")
    let undo = try #require(result.done.first?.runID)
    #expect(try await service.run(undo).steps.map(\.name) == steps)
    for step in steps { try await desk.finish(step, of: undo) }
  }
}
