import Foundation
import Messaging
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Workflow

/// Backfills on a server, carried out pass by pass.
@Suite(.serialized) struct BackfillTests {
  /// The desk, with a second workflow that starts on nothing.
  private struct Backfilling {
    let desk: Desk
    let orchestrator: Orchestrator
    let service: WorkflowService

    init(_ platform: TestPlatform) async throws {
      let desk = try Desk(platform)
      self.desk = desk
      let check = Workflow(
        name: "check", version: 1, startsOn: "nothing", parameters: ["mode": ["strict", "lenient"]],
        steps: [
          Workflow.Step(name: "a", function: "f", queue: "processing"),
          Workflow.Step(name: "b", function: "f", queue: "processing", dependsOn: ["a"]),
        ])
      // Nothing of it is done.
      let idle = Workflow(
        name: "idle", version: 1, startsOn: "nothing", parameters: ["mode": ["strict", "lenient"]],
        steps: [
          Workflow.Step(
            name: "a", function: "f", queue: "processing", when: try Condition(parsing: "parameters.mode == 'lenient'"))
        ])
      orchestrator = Orchestrator(
        workflows: desk.orchestrator.workflows + [check, idle], outbox: desk.orchestrator.outbox, environment: .live)
      service = WorkflowService(pool: desk.pool, orchestrator: orchestrator, actor: desk.service.actor)
      let workflows = orchestrator.workflows
      try await desk.pool.withConnection {
        try await WorkflowCatalog.register(workflows, environment: .live, on: $0)
      }
    }

    /// Versions `1`…`count` of one dataset; each had its run of `diamond`.
    func ingest(_ count: Int) async throws -> [RunID] {
      var runs: [RunID] = []
      for number in 1...count {
        var event = desk.event
        (event.eventID, event.datasetVersion) = (EventID(UUID()), "\(number)")
        try await desk.deliver(event)
        runs.append(try #require(try await service.runs(ListQuery(), PageRequest()).items.first).id)
        // Runs of one millisecond have no order.
        let made = runs[number - 1].description.prefix(13)
        _ = await eventually(every: .milliseconds(1)) { UUID.version7(at: Date()).text.prefix(13) > made }
      }
      return runs
    }

    func work(later seconds: Double = 0) async throws {
      // Another process each time.
      while try await desk.runner(orchestrator, later: seconds).pass() {}
    }

    func start(_ backfill: Backfill) async throws -> BulkOperationID {
      let preview = try await service.prepare(backfill)
      let id = try #require(preview.bulk?.operation)
      let result = try await service.perform(
        .startOperation(id, parameters: [:], ratePerSecond: nil), reason: "new rules")
      #expect(result.operation == id && result.done.first?.auditID != nil)
      return id
    }

    /// Versions and what became of them, the oldest first.
    func outcomes(_ id: BulkOperationID) async throws -> [String: BulkOutcome] {
      let items = try await service.operationItems(of: id, ListQuery(), PageRequest()).items
      return Dictionary(uniqueKeysWithValues: items.map { ($0.title, $0.outcome) })
    }

    func run(of version: String, _ id: BulkOperationID) async throws -> RunID {
      let items = try await service.operationItems(of: id, ListQuery(), PageRequest()).items
      return try #require(items.first { $0.title == version }?.runID)
    }

    func candidates(_ runs: [RunID]) async throws -> [BackfillCandidate] {
      try await desk.pool.withConnection { connection in
        var found: [BackfillCandidate] = []
        for run in runs {
          found.append(
            try #require(try await BackfillRepository.candidate(run, workflow: "diamond", connection)))
        }
        return found
      }
    }
  }

  @Test func thePreviewTellsWhatIsRunForAndWhatIsNot() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      let runs = try await it.ingest(5)
      try await it.desk.finish("a", "b", "c", "d", of: runs[0])
      try await it.desk.fail("a", of: runs[1])
      _ = try await it.service.perform(.cancelRun(runs[2]), reason: "wrong file")
      try await it.desk.finish("a", "b", "c", "d", of: runs[3])
      _ = try await it.service.perform(.undoRun(runs[3], downTo: nil), reason: "bad data")
      let undo = try #require(try await it.service.runs(ListQuery(), PageRequest()).items.first)
      try await it.desk.finish("undo_b", "undo_a", of: undo.id)
      let standings = Dictionary(uniqueKeysWithValues: try await it.candidates(runs).map { ($0.version, $0.standing) })
      #expect(standings == ["1": .done, "2": .failed, "3": .cancelled, "4": .undone, "5": .busy])

      for (reprocess, count) in [(Backfill.Reprocess.none, 0), (.failed, 1), (.all, 4)] {
        let preview = try await it.service.prepare(Backfill(workflow: "diamond", reprocess: reprocess))
        #expect(preview.eligibleCount == count, "\(reprocess)")
        #expect(preview.eligibleCount + preview.reasons.map(\.count).reduce(0, +) == 5, "\(reprocess)")
      }
      let fresh = try await it.service.prepare(Backfill(workflow: "check", order: .newest, limit: 2))
      #expect(fresh.items.map(\.title) == ["t 5", "t 4"] && fresh.bulk?.skipped.map(\.count) == [3])
      #expect(fresh.effects.contains { $0.contains("t 5") && $0.contains("t 4") }, "\(fresh.effects)")
    }
  }

  @Test func filterAndBoundsChooseTheVersions() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      _ = try await it.ingest(4)
      func chosen(_ backfill: Backfill) async throws -> [String] {
        try await it.service.prepare(backfill).items.map(\.title)
      }
      #expect(try await chosen(Backfill(workflow: "check", from: "2", to: "3")) == ["t 2", "t 3"])
      #expect(try await chosen(Backfill(workflow: "check", filter: "version=1,4", order: .newest)) == ["t 4", "t 1"])
      #expect(try await chosen(Backfill(workflow: "check", filter: "dataset=t age>1d")) == [])
      #expect(try await chosen(Backfill(workflow: "check", from: "nine")) == [])
      for wrong in [
        Backfill(workflow: "check", filter: "colour=red"), Backfill(workflow: "check", filter: "sort:age"),
        Backfill(workflow: "check", concurrency: 0), Backfill(workflow: "check", limit: 0),
        Backfill(workflow: "nothing"), Backfill(workflow: "check", parameters: ["mode": "wild"]),
      ] {
        await #expect(throws: Failure.self, "\(wrong)") { try await it.service.prepare(wrong) }
      }
      let vera = it.desk.service(as: .viewer)
      await #expect(throws: Failure.self) { try await vera.prepare(Backfill(workflow: "diamond")) }
    }
  }

  @Test func soManyAtOnceTheOldestFirst() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      _ = try await it.ingest(4)
      let id = try await it.start(Backfill(workflow: "check", concurrency: 2, parameters: ["mode": "lenient"]))
      // Comes later: it is not run for.
      var late = it.desk.event
      (late.eventID, late.datasetVersion) = (EventID(UUID()), "5")
      try await it.desk.deliver(late)
      try await it.work()
      #expect(try await it.outcomes(id) == ["t 1": .running, "t 2": .running, "t 3": .pending, "t 4": .pending])
      let run = try await it.service.run(try await it.run(of: "t 1", id))
      #expect(run.run.workflow == "check" && run.run.parameters["mode"] == "lenient" && run.run.parentID == nil)
      #expect(run.run.traceID == it.desk.event.traceID && run.steps.map(\.name) == ["a", "b"])

      try await it.desk.finish("a", "b", of: run.run.id)
      try await it.desk.fail("a", of: try await it.run(of: "t 2", id))
      try await it.work()
      #expect(try await it.outcomes(id) == ["t 1": .done, "t 2": .failed, "t 3": .running, "t 4": .running])
      for version in ["t 3", "t 4"] { try await it.desk.finish("a", "b", of: try await it.run(of: version, id)) }
      try await it.work()
      let ended = try await it.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.done: 3, .failed: 1] && ended.action.name == "backfill")
    }
  }

  /// Nobody tells the operation of their ends: they come before it knows the runs.
  @Test func runsThatEndAtOnceAreCounted() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      _ = try await it.ingest(3)
      let id = try await it.start(Backfill(workflow: "idle", concurrency: 1, parameters: ["mode": "strict"]))
      try await it.work()
      let ended = try await it.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.done: 3])
    }
  }

  @Test func aPauseHoldsItAndACancelLetsRunsFinish() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      _ = try await it.ingest(3)
      let id = try await it.start(Backfill(workflow: "check", order: .newest, concurrency: 1))
      try await it.work()
      _ = try await it.service.perform(.pauseOperation(id), reason: "wait")
      try await it.desk.finish("a", "b", of: try await it.run(of: "t 3", id))
      try await it.work()
      #expect(try await it.outcomes(id) == ["t 3": .done, "t 2": .pending, "t 1": .pending])
      #expect(try await it.service.operation(id).outcomes == [.done: 1, .pending: 2], "told while it is held")
      _ = try await it.service.perform(.resumeOperation(id), reason: "go on")
      try await it.work()
      let preview = try await it.service.preview(.cancelOperation(id))
      #expect(preview.effects.first?.contains("1 on their way finish") == true, "\(preview.effects)")
      _ = try await it.service.perform(.cancelOperation(id), reason: "enough")
      try await it.work()
      let under = try await it.run(of: "t 2", id)
      #expect(try await it.service.run(under).run.state == .running)
      try await it.desk.finish("a", "b", of: under)
      try await it.work()
      let cancelled = try await it.service.operation(id)
      #expect(cancelled.state == .cancelled && cancelled.outcomes == [.done: 2, .skipped: 1])
      let audit = try await it.desk.pool.query(
        """
        SELECT event -> 'payload' ->> 'action' AS action FROM workflow.outbox
        WHERE event ->> 'event_type' = 'iam.audit.recorded' ORDER BY id
        """
      ).map { try $0.decode("action", as: String.self) }
      #expect(
        audit == ["workflow.run.backfill"] + ["pause", "resume", "cancel"].map { "workflow.operation.\($0)" },
        "\(audit)")
    }
  }

  @Test func whatFailedGoesOnAndAllBeginAnew() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      let runs = try await it.ingest(2)
      try await it.desk.finish("a", of: runs[0])
      try await it.desk.fail("b", of: runs[0])
      try await it.desk.finish("a", "b", "c", "d", of: runs[1])
      let failed = try await it.start(Backfill(workflow: "diamond", reprocess: .failed))
      try await it.work()
      let again = try await it.service.run(try await it.run(of: "t 1", failed))
      #expect(again.run.parentID == runs[0] && again.steps.first?.isCarriedOver == true)
      #expect(again.run.origin == RunOrigin(actor: "olga", operation: failed, isBackfill: true))
      #expect(again.log.first?.detail == "of run \(runs[0]) by backfill \(failed), olga: new rules")
      #expect(try await it.service.run(runs[0]).run.origin == RunOrigin(actor: "test: dataset.ingested"))
      #expect(try await it.service.counts().letters == [.redriving: 1])
      try await it.desk.finish("b", "c", "d", of: again.run.id)
      try await it.work()
      #expect(try await it.service.counts().letters == [.redriven: 1])
      #expect(try await it.service.operation(failed).state == .completed)

      let all = try await it.start(Backfill(workflow: "diamond", reprocess: .all))
      try await it.work()
      let anew = try await it.service.run(try await it.run(of: "t 2", all))
      #expect(anew.run.parentID == runs[1] && anew.run.rootID == runs[1] && anew.run.traceID == it.desk.event.traceID)
      #expect(anew.steps.allSatisfy { !$0.isCarriedOver && $0.state == .pending })
      #expect(anew.run.origin?.operation == all && anew.log.first?.detail == "backfill \(all), olga")
      let mine = try ListQuery(parsing: "operation=\(all)", fields: Run.fieldInfos)
      #expect(try await it.service.runs(mine, PageRequest()).items.count == 2)
      #expect(try await it.service.run(try await it.run(of: "t 1", all)).run.parentID == again.run.id)
    }
  }

  /// A backfill does what the runs recorded again: what was edited in a letter is sent by its redrive.
  @Test func thePreviewTellsOfEditsThatAreNotSent() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      for run in try await it.ingest(2) { try await it.desk.fail("a", of: run) }
      let letter = try #require(try await it.service.letters(ListQuery(), PageRequest()).items.first)
      let place = try #require(JSON.Path(parsing: "parameters.mode"))
      let document = try #require(PayloadDocument(letter).shown(letter.payload).setting("lenient", at: place))
      _ = try await it.service.perform(.editPayload(letter.id, base: 0, document: document), reason: "lenient")
      func tells(_ backfill: Backfill) async throws -> Bool {
        try await it.service.prepare(backfill).effects.contains {
          $0.hasPrefix("edited payloads are not sent, of 1 dead letter:")
        }
      }
      for reprocess in [Backfill.Reprocess.failed, .all] {
        #expect(try await tells(Backfill(workflow: "diamond", reprocess: reprocess)), "\(reprocess)")
      }
      #expect(try await !tells(Backfill(workflow: "check")), "nothing of it is repeated")
      #expect(try await !tells(Backfill(workflow: "diamond", reprocess: .failed, order: .oldest, limit: 1)))
    }
  }

  @Test func aVersionThatChangedMeanwhileIsRefused() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      let runs = try await it.ingest(2)
      for run in runs { try await it.desk.fail("a", of: run) }
      let id = try await it.start(Backfill(workflow: "diamond", reprocess: .failed))
      let rerun = try await it.service.perform(.rerun(runs[0], .failed, parameters: [:]), reason: "by hand")
      try await it.work()
      #expect(try await it.outcomes(id) == ["t 1": .waiting, "t 2": .running])
      try await it.desk.finish("a", "b", "c", "d", of: try #require(rerun.done.first?.runID))
      try await it.work(later: 6)
      let items = try await it.service.operationItems(of: id, ListQuery(), PageRequest()).items
      #expect(items.first { $0.title == "t 1" }?.failure?.errorCode == "version_changed")
      #expect(try await it.outcomes(id) == ["t 1": .refused, "t 2": .running])
    }
  }

  @Test func theBreakerStopsIt() async throws {
    try await TestPlatform.run { platform in
      let it = try await Backfilling(platform)
      _ = try await it.ingest(8)
      let id = try await it.start(Backfill(workflow: "check", concurrency: 5))
      try await it.work()
      for version in 1...5 { try await it.desk.fail("a", of: try await it.run(of: "t \(version)", id)) }
      try await it.work()
      let stopped = try await it.service.operation(id)
      #expect(stopped.state == .stopped && stopped.outcomes == [.failed: 5, .pending: 3], "\(stopped)")
      #expect(stopped.failure?.errorCode == "operation_stopped")
      _ = try await it.service.perform(.resumeOperation(id), reason: "repaired")
      try await it.work()
      #expect(try await it.service.operation(id).outcomes == [.failed: 5, .running: 3])
    }
  }
}
