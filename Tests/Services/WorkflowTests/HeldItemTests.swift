import Foundation
import Messaging
import Model
import Postgres
import Support
import Synchronization
import TestSupport
import Testing

@testable import Workflow

/// Items of operations that something holds up for a while.
@Suite(.serialized) struct HeldItemTests {
  private static func workflow(_ name: String, _ function: String, startsOn: String? = nil) -> Workflow {
    Workflow(
      name: name, version: 1, startsOn: startsOn,
      steps: [Workflow.Step(name: "a", function: function, queue: "processing")])
  }

  /// A version that `load` failed to make, and that a run of `reload` is at work on.
  private struct Busy {
    let desk: Desk
    let service: WorkflowService
    let failed: RunID
    let atWork: RunID

    init(_ platform: TestPlatform) async throws {
      let load = HeldItemTests.workflow("load", "processing.load_ods", startsOn: "dataset.ingested")
      let reload = HeldItemTests.workflow("reload", "metadata.publish")
      desk = try Desk(platform, load)
      let orchestrator = Orchestrator(
        workflows: [load, reload], outbox: desk.orchestrator.outbox, environment: .live)
      service = WorkflowService(pool: desk.pool, orchestrator: orchestrator, actor: desk.service.actor)
      try await desk.pool.withConnection {
        try await WorkflowCatalog.register([load, reload], environment: .live, on: $0)
      }
      failed = try await desk.start()
      try await desk.fail("a", of: failed)
      let request = RunRequest(
        workflow: "reload", datasetID: try #require(desk.event.datasetID), datasetVersion: "1")
      let started = try await service.perform(.startRun(request), reason: "once more")
      atWork = try #require(started.done.first?.runID)
    }

    /// A process that looks so many seconds later, until there is nothing to be done at once.
    func work(later seconds: Double = 0) async throws {
      let runner = desk.runner(service.orchestrator, later: seconds)
      while try await runner.pass() {}
    }

    func start(_ preview: ActionPreview) async throws -> BulkOperationID {
      let id = try #require(preview.bulk?.operation)
      _ = try await service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "repaired")
      return id
    }

    /// It waits, and says for what.
    func expectHeld(_ id: BulkOperationID) async throws {
      let operation = try await service.operation(id)
      #expect(operation.outcomes == [.waiting: 1] && operation.left == 1 && operation.settled == 0, "\(operation)")
      let item = try #require(try await service.operationItems(of: id, ListQuery(), PageRequest()).items.first)
      #expect(item.failure?.errorCode == "version_at_work" && item.failure?.message.contains("\(atWork)") == true)
    }
  }

  @Test func aRedriveWaitsForTheRunOnItsVersion() async throws {
    try await TestPlatform.run { platform in
      let it = try await Busy(platform)
      let id = try await it.start(try await it.service.prepare(.redrive(parameters: [:]), ListQuery()))
      try await it.work()
      try await it.expectHeld(id)
      try await it.work(later: 6)
      try await it.expectHeld(id)
      #expect(try await it.service.operation(id).state == .running)
      try await it.desk.finish("a", of: it.atWork)
      try await it.work(later: 12)
      #expect(try await it.service.operation(id).outcomes == [.running: 1])
      let item = try #require(try await it.service.operationItems(of: id, ListQuery(), PageRequest()).items.first)
      #expect(item.failure == nil)
      try await it.desk.finish("a", of: try #require(item.runID))
      try await it.work(later: 12)
      #expect(try await it.service.operation(id).state == .completed)
    }
  }

  @Test func aCancelEndsWhatWaits() async throws {
    try await TestPlatform.run { platform in
      let it = try await Busy(platform)
      let id = try await it.start(try await it.service.prepare(.redrive(parameters: [:]), ListQuery()))
      try await it.work()
      let preview = try await it.service.preview(.cancelOperation(id))
      #expect(preview.effects.first?.hasPrefix("1 letter is left alone") == true, "\(preview.effects)")
      _ = try await it.service.perform(.cancelOperation(id), reason: "enough")
      try await it.desk.finish("a", of: it.atWork)
      try await it.work(later: 60)
      let cancelled = try await it.service.operation(id)
      #expect(cancelled.state == .cancelled && cancelled.outcomes == [.skipped: 1] && cancelled.settled == 0)
      #expect(try await it.service.counts().letters == [.dead: 1])
    }
  }

  @Test func aBackfillWaitsToo() async throws {
    try await TestPlatform.run { platform in
      let it = try await Busy(platform)
      let id = try await it.start(try await it.service.prepare(Backfill(workflow: "load", reprocess: .failed)))
      try await it.work()
      try await it.expectHeld(id)
      try await it.desk.finish("a", of: it.atWork)
      try await it.work(later: 6)
      #expect(try await it.service.operation(id).outcomes == [.running: 1])
    }
  }

  /// A look at one operation lasts as long as a pass, whatever there is to do: there are others.
  @Test func aPassEndsInTheMiddleOfManyLetters() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<30 { try await desk.fail("a", of: try await desk.startAnother()) }
      let id = try #require(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()).bulk?.operation)
      _ = try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "fixed")
      // Whoever looks at the clock finds it later by so much.
      let looks = Mutex(0.0)
      var environment = Environment.live
      let begin = Date()
      environment.now = {
        begin.addingTimeInterval(
          looks.withLock {
            $0 += 0.02
            return $0
          })
      }
      let runner = BulkOperationRunner(
        pool: desk.pool,
        orchestrator: Orchestrator(
          workflows: desk.orchestrator.workflows, outbox: desk.orchestrator.outbox, environment: environment),
        log: .silent)
      #expect(try await runner.pass())
      let left = try await desk.service.operation(id).left
      #expect((1..<30).contains(left), "\(left)")
      while try await runner.pass() {}
      #expect(try await desk.service.operation(id).outcomes == [.running: 30])
    }
  }
}
