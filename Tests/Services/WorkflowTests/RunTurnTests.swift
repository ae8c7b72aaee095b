import Foundation
import Messaging
import Model
import Postgres
import Support
import Synchronization
import TestSupport
import Testing

@testable import Workflow

/// Runs that are started, that wait for their turn, and that are out of time.
@Suite(.serialized) struct RunTurnTests {
  private static func workflow(_ policy: RunPolicy) -> Workflow {
    Workflow(
      name: "turns", version: 1, startsOn: "dataset.ingested", parameters: ["mode": ["strict", "lenient"]],
      policy: policy, steps: [Workflow.Step(name: "a", function: "f", queue: "processing")])
  }

  private func run(_ policy: RunPolicy, _ body: (Desk) async throws -> Void) async throws {
    try await TestPlatform.run { try await body(try Desk($0, Self.workflow(policy))) }
  }

  private func states(_ desk: Desk) async throws -> [JobState: Int] {
    try await desk.service.workflow("turns").runs
  }

  @Test func furtherRunsWaitInOrderAndSaySo() async throws {
    try await run(RunPolicy(concurrency: RunPolicy.Concurrency(max: 2))) { desk in
      var runs: [RunID] = []
      for _ in 0..<4 { runs.append(try await desk.startAnother()) }
      #expect(try await states(desk) == [.running: 2, .pending: 2])
      let waiting = try await desk.service.run(runs[2]).run
      #expect(waiting.hold == .concurrency(RunPolicy.Concurrency(max: 2)) && waiting.startedAt == nil)
      #expect(try await desk.ordered(runs[2]).isEmpty)
      try await desk.finish("a", of: runs[1])
      #expect(try await states(desk)[.running] == 1, "its turn comes with the news")
      try await desk.deliverOwn(.slotFreed)
      try await desk.deliverOwn(.slotFreed)
      #expect(try await states(desk) == [.succeeded: 1, .running: 2, .pending: 1])
      #expect(try await desk.ordered(runs[2]) == ["a"])
      #expect(try await desk.service.run(runs[2]).run.hold == nil)
      _ = try await desk.service.perform(.cancelRun(runs[0]), reason: "enough")
      try await desk.deliverOwn(.slotFreed)
      #expect(try await desk.ordered(runs[3]) == ["a"])
    }
  }

  @Test func aDatasetsRunsWaitForEachOtherAlone() async throws {
    try await run(RunPolicy(concurrency: RunPolicy.Concurrency(max: 1, per: .dataset))) { desk in
      let first = try await desk.start()
      var next = desk.event
      (next.eventID, next.datasetVersion) = (EventID(UUID()), "2")
      try await desk.deliver(next)
      _ = try await desk.startAnother()
      #expect(try await states(desk) == [.running: 2, .pending: 1])
      try await desk.finish("a", of: first)
      try await desk.deliverOwn(.slotFreed)
      #expect(try await states(desk) == [.succeeded: 1, .running: 2])
    }
  }

  /// Runs wait under an older document while a newer one has another limit, or none.
  @Test func whoWaitsUnderAnOlderDocumentIsToldToo() async throws {
    try await TestPlatform.run { platform in
      let old = try Desk(platform, Self.workflow(RunPolicy(concurrency: RunPolicy.Concurrency(max: 1))))
      let (first, second) = (try await old.startAnother(), try await old.startAnother())
      var document = Self.workflow(RunPolicy())
      document.version = 2
      let new = try Desk(platform, document)
      let third = try await new.startAnother()
      #expect(try await new.ordered(third) == ["a"])
      #expect(try await states(new) == [.running: 2, .pending: 1])
      try await old.finish("a", of: first)
      try await old.deliverOwn(.slotFreed)
      #expect(try await states(new) == [.succeeded: 1, .running: 1, .pending: 1])
      let said = try await old.said(.slotFreed)
      try await new.finish("a", of: third)
      #expect(try await old.said(.slotFreed) == said + 1, "though its own document has no limit")
      try await old.deliverOwn(.slotFreed)
      #expect(try await old.ordered(second) == ["a"])
    }
  }

  /// The first in turn waits for longer than those behind it, whose limit is higher.
  @Test func whoMayNotBeginKeepsNobodyOfAnotherLimit() async throws {
    try await TestPlatform.run { platform in
      let old = try Desk(platform, Self.workflow(RunPolicy(concurrency: RunPolicy.Concurrency(max: 1))))
      for _ in 0..<2 { _ = try await old.startAnother() }
      var document = Self.workflow(RunPolicy(concurrency: RunPolicy.Concurrency(max: 3)))
      document.version = 2
      let new = try Desk(platform, document)
      let third = try await new.startAnother()
      let fourth = try await new.startAnother()
      #expect(try await states(new) == [.running: 2, .pending: 2])
      try await new.finish("a", of: third)
      try await new.deliverOwn(.slotFreed)
      #expect(try await new.ordered(fourth) == ["a"])
    }
  }

  /// The news of a free turn is lost: after a while it is asked for.
  @Test func whoHasWaitedForLongIsAsked() async throws {
    try await run(RunPolicy(concurrency: RunPolicy.Concurrency(max: 1))) { desk in
      let (first, second) = (try await desk.startAnother(), try await desk.startAnother())
      try await desk.finish("a", of: first)
      let clock = RunClock(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
      _ = try await clock.look()
      #expect(try await desk.ordered(second).isEmpty)
      try await desk.pool.query(
        "UPDATE workflow.wf_run SET updated_at = now() - make_interval(secs => $2) WHERE id = $1", second,
        RunClock.waitingSeconds)
      _ = try await clock.look()
      #expect(try await desk.ordered(second) == ["a"])
    }
  }

  /// Two hosts have reports about the same runs, in opposite orders.
  @Test func twoHostsDoNotWaitForEachOther() async throws {
    try await run(RunPolicy()) { desk in
      var runs: [(id: RunID, step: Step)] = []
      for _ in 0..<12 {
        let id = try await desk.startAnother()
        runs.append((id, try await desk.step("a", of: id)))
      }
      for epoch in 1...5 {
        let reports = try runs.map { try desk.report(.jobStarted, $0.step, of: $0.id, epoch: Int64(epoch)) }
        try await withThrowingTaskGroup(of: Void.self) { group in
          for events in [reports, reports.reversed()] {
            group.addTask {
              try await desk.pool.withTransaction {
                try await desk.orchestrator.handle(
                  events.map { Delivery(event: $0, stream: "s", entryID: "1-1") }, on: $0)
              }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  /// Two orchestrators take in events and reports as fast as they can.
  @Test func theLimitIsNeverExceeded() async throws {
    try await run(RunPolicy(concurrency: RunPolicy.Concurrency(max: 3))) { desk in
      let most = Mutex(0)
      let isOver = Mutex(false)
      let watching = Task {
        while !isOver.withLock({ $0 }) {
          let running = try await states(desk)[.running, default: 0]
          most.withLock { $0 = max($0, running) }
        }
      }
      let events = (0..<24).map { _ in
        var event = desk.event
        (event.eventID, event.datasetID) = (EventID(UUID()), DatasetID(UUID()))
        return event
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for half in [events.prefix(12), events.suffix(12)] {
          group.addTask {
            for event in half {
              try await desk.deliver(event)
              let open = try await desk.service.runs(
                ListQuery(.field("state", is: ["RUNNING"])), PageRequest()
              ).items
              if let run = open.randomElement() { try await desk.finish("a", of: run.id) }
              try await desk.deliverOwn(.slotFreed)
            }
          }
        }
        try await group.waitForAll()
      }
      for _ in 0..<24 {
        for run in try await desk.service.runs(ListQuery(.field("state", is: ["RUNNING"])), PageRequest()).items {
          try await desk.finish("a", of: run.id)
        }
        try await desk.deliverOwn(.slotFreed)
      }
      isOver.withLock { $0 = true }
      try await watching.value
      #expect(try await states(desk) == [.succeeded: 24], "nobody waits for ever")
      #expect(most.withLock { $0 } <= 3 && most.withLock { $0 } > 0)
    }
  }

  @Test func aRunPastItsDeadlineFailsAndItsOrdersAreTakenBack() async throws {
    try await run(RunPolicy(deadlineSeconds: 60)) { desk in
      let run = try await desk.start()
      let deadline = try #require(try await desk.service.run(run).run.deadlineAt)
      #expect(abs(deadline.timeIntervalSinceNow - 60) < 30)
      // This host's clock is hours ahead: the server's counts.
      let environment = Environment(now: { Date().addingTimeInterval(7200) }, newID: { UUID() }, random: { 0.5 })
      let clock = RunClock(
        pool: desk.pool,
        orchestrator: Orchestrator(
          workflows: desk.orchestrator.workflows, outbox: desk.orchestrator.outbox, environment: environment),
        log: .silent)
      #expect(try await clock.look() == 0)
      try await desk.pool.query("UPDATE workflow.wf_run SET deadline_at = now() - interval '1 s' WHERE id = $1", run)
      async let one = clock.look()
      async let two = clock.look()
      #expect(try await one + two == 1, "of two looks, one ends it")
      let failed = try await desk.service.run(run)
      #expect(failed.run.state == .failed && failed.run.failure?.errorCode == "run_deadline_exceeded")
      #expect(failed.steps.map(\.state) == [.cancelled])
      #expect(try await desk.takenBack(run) == ["a"])
      #expect(try await desk.said(.runFailed) == 1)
      let hourAgo = Date().addingTimeInterval(-3600)
      let overdue = try await desk.service.overdueRuns(since: hourAgo)
      #expect(overdue.map(\.workflow) == [failed.run.workflow] && overdue.map(\.count) == [1])
      #expect(try await desk.service.overdueRuns(since: Date().addingTimeInterval(86_400)).isEmpty)
      let again = try await desk.service.perform(.rerun(run, .failed, parameters: [:]), reason: "faster now")
      let second = try #require(again.done.first?.runID)
      #expect(try await desk.service.run(second).run.deadlineAt.map { $0 > deadline } == true, "its time is its own")
      #expect(try await desk.service.overdueRuns(since: hourAgo).isEmpty, "it is done again")
    }
  }

  @Test func aPersonStartsARunOfAVersionThatIsKnown() async throws {
    try await run(RunPolicy()) { desk in
      let first = try await desk.start()
      try await desk.finish("a", of: first)
      let dataset = try #require(desk.event.datasetID)
      let request = RunRequest(workflow: "turns", datasetID: dataset, datasetVersion: "1")
      let preview = try await desk.service.preview(.startRun(request))
      #expect(preview.eligibleCount == 1 && preview.effects.contains("mode: strict"))
      let result = try await desk.service.perform(.startRun(request), reason: "once more")
      let run = try #require(result.done.first?.runID)
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .running && detail.run.traceID == desk.event.traceID && detail.run.rootID == run)
      #expect(result.done.first?.auditID != nil && detail.run.parameters == ["mode": "strict"])

      var refusals: [(RunRequest, ErrorCode)] = []
      var other = request
      other.workflow = "none"
      refusals.append((other, "not_found"))
      other = request
      other.datasetVersion = "9"
      refusals.append((other, "not_found"))
      other = request
      other.parameters = ["mode": "loose"]
      refusals.append((other, "invalid_argument"))
      for (request, code) in refusals {
        for isPreview in [true, false] {
          let refusal = await #expect(throws: Failure.self) {
            if isPreview {
              _ = try await desk.service.preview(.startRun(request))
            } else {
              _ = try await desk.service.perform(.startRun(request), reason: "why")
            }
          }
          #expect(refusal?.errorCode == code)
        }
      }
      let forbidden = await #expect(throws: Failure.self) {
        try await desk.service(as: .viewer).perform(.startRun(request), reason: "why")
      }
      #expect(forbidden?.errorCode == "forbidden")
    }
  }
}
