import Foundation
import Messaging
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

@testable import Workflow

/// Bulk operations on a server, carried out pass by pass.
@Suite(.serialized) struct BulkOperationTests {
  /// Passes until nothing is left to be done at once.
  private func work(_ desk: Desk, later seconds: Double = 0) async throws {
    while try await desk.runner(later: seconds).pass() {}
  }

  /// So many runs, all of which failed in step `a`.
  private func failed(_ count: Int, _ desk: Desk) async throws -> [RunID] {
    var runs: [RunID] = []
    for _ in 0..<count {
      let run = try await desk.startAnother()
      try await desk.fail("a", of: run)
      runs.append(run)
    }
    return runs
  }

  private func start(_ preview: ActionPreview, _ desk: Desk, rate: Int? = nil) async throws -> BulkOperationID {
    let id = try #require(preview.bulk?.operation)
    let result = try await desk.service.perform(
      .startOperation(id, parameters: [:], ratePerSecond: rate), reason: "fixed")
    #expect(result.operation == id && result.done.first?.auditID != nil)
    return id
  }

  @Test func whatWasPreparedIsDoneAndNothingElse() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(3, desk)
      let preview = try await desk.service.prepare(.redrive(parameters: [:]), ListQuery())
      #expect(preview.eligibleCount == 3 && preview.items.count == 3)
      // Comes later: it is not acted on.
      _ = try await failed(1, desk)
      try await work(desk)
      #expect(try await desk.service.counts().letters == [.dead: 4], "nothing is done before it is started")
      let id = try await start(preview, desk)
      await #expect(throws: Failure.self) {
        try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "twice")
      }
      try await work(desk)
      #expect(try await desk.service.counts().letters == [.dead: 1, .redriving: 3])
      #expect(try await desk.service.operation(id).outcomes == [.running: 3])

      let items = try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items
      for (index, item) in items.enumerated() {
        let run = try #require(item.runID)
        #expect(try await desk.service.run(run).run.origin == RunOrigin(actor: "olga", operation: id))
        if index == 0 { try await desk.fail("a", of: run) } else { try await desk.finish("a", "b", "c", "d", of: run) }
      }
      try await work(desk)
      let ended = try await desk.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.done: 2, .failed: 1])
      #expect(ended.finishedAt != nil)
      let child = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      #expect(child.parentID == LetterID(items[0].subject) && child.redriveCount == 1)
    }
  }

  @Test func aDiscardIsOneStatementAndIsUndoneByItsOperation() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(5, desk)
      let filter = try ListQuery(parsing: "state=dead step=a", fields: DeadLetter.fieldInfos)
      let id = try await start(try await desk.service.prepare(.discard, filter), desk)
      try await work(desk)
      #expect(try await desk.service.operation(id).state == .completed)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      #expect(letter.state == .discarded && letter.discardReason == "fixed" && letter.operationID == id)
      let undo = try await desk.service.prepare(
        .restore, try ListQuery(parsing: "operation=\(id)", fields: DeadLetter.fieldInfos))
      #expect(undo.eligibleCount == 5)
      _ = try await start(undo, desk)
      try await work(desk)
      #expect(try await desk.service.counts().letters == [.dead: 5])
    }
  }

  @Test func aPauseHoldsItACancelEndsItAndAnotherProcessGoesOn() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(4, desk)
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk, rate: 1)
      _ = try await desk.runner().pass()
      _ = try await desk.runner().pass()
      #expect(
        try await desk.service.operation(id).outcomes == [.pending: 3, .running: 1], "one a second, for all processes"
      )
      _ = try await desk.service.perform(.pauseOperation(id), reason: "wait")
      try await work(desk)
      #expect(try await desk.service.operation(id).outcomes[.pending] == 3)
      // All that is known is in the database.
      _ = try await desk.service.perform(.resumeOperation(id), reason: "go")
      _ = try await desk.runner(later: 2).pass()
      #expect(try await desk.service.operation(id).outcomes[.pending] == 2)
      _ = try await desk.service.perform(.cancelOperation(id), reason: "enough")
      try await work(desk)
      let cancelled = try await desk.service.operation(id)
      #expect(cancelled.state == .cancelled && cancelled.finishedAt != nil)
      #expect(try await desk.service.counts().letters == [.dead: 2, .redriving: 2])
      // A pass that had begun before finds the operation ended.
      for item in try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items {
        let isActed = await desk.service.act(
          LetterID(item.subject), .redrive(parameters: [:]), in: cancelled, .silent)
        #expect(!isActed)
      }
      #expect(try await desk.service.counts().letters == [.dead: 2, .redriving: 2])
      await #expect(throws: Failure.self) {
        try await desk.service.perform(.resumeOperation(id), reason: "it cannot be revived")
      }
    }
  }

  @Test func theBreakerOpensWhenLettersFailAgain() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(8, desk)
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk, rate: 6)
      try await work(desk)
      var sent: Set<RunID> = []
      while sent.count < BulkOperationRunner.failuresMin {
        for item in try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items {
          guard let run = item.runID, sent.insert(run).inserted else { continue }
          try await desk.fail("a", of: run)
        }
        _ = try await desk.runner().pass()
      }
      let stopped = try await desk.service.operation(id)
      #expect(stopped.state == .stopped && stopped.failure?.errorCode == "operation_stopped")
      let left = stopped.outcomes[.pending, default: 0]
      #expect(left > 0)
      // Resumed, it goes on: what failed before does not count against what comes.
      _ = try await desk.service.perform(.resumeOperation(id), reason: "repaired now")
      try await work(desk, later: 2)
      let resumed = try await desk.service.operation(id)
      #expect(resumed.state == .running && resumed.outcomes[.pending, default: 0] < left)
    }
  }

  @Test func whoStartsItAnswersForItAndOnlyWithinTheHour() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(2, desk)
      let old = try #require(try await desk.service.prepare(.discard, ListQuery()).bulk?.operation)
      try await desk.pool.query(
        "UPDATE workflow.wf_operation SET created_at = created_at - interval '2 hours' WHERE id = $1", old)
      let late = await #expect(throws: Failure.self) {
        try await desk.service.perform(.startOperation(old, parameters: [:], ratePerSecond: nil), reason: "late")
      }
      #expect(late?.errorCode == "intervention_refused")

      let preview = try await desk.service.prepare(.discard, ListQuery())
      let olga = WorkflowService(
        pool: desk.pool, orchestrator: desk.orchestrator,
        actor: Actor(name: "olga", credential: "olga", role: .operator))
      _ = try await olga.perform(
        .startOperation(try #require(preview.bulk?.operation), parameters: [:], ratePerSecond: nil), reason: "hers")
      try await work(desk)
      let actors = try await desk.pool.query("SELECT DISTINCT actor FROM workflow.wf_dead_letter").map {
        try $0.decode(0, as: String.self)
      }
      #expect(actors == ["olga"])
    }
  }

  @Test func nothingToActOnMakesNoOperation() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(1, desk)
      let preview = try await desk.service.prepare(.restore, ListQuery())
      #expect(preview.bulk?.operation == nil && preview.eligibleCount == 0)
      #expect(preview.bulk?.skipped.map(\.count) == [1])
      #expect(try await desk.service.operations(ListQuery(), PageRequest()).items.isEmpty)
      let viewer = WorkflowService(
        pool: desk.pool, orchestrator: desk.orchestrator,
        actor: Actor(name: "vera", credential: "vera", role: .viewer))
      await #expect(throws: Failure.self) { try await viewer.prepare(.discard, ListQuery()) }
    }
  }

  @Test func whatArrivesAfterAPauseIsToldAllTheSame() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(2, desk)
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk)
      try await work(desk)
      _ = try await desk.service.perform(.pauseOperation(id), reason: "wait")
      for item in try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items {
        try await desk.finish("a", "b", "c", "d", of: try #require(item.runID))
      }
      try await work(desk)
      let paused = try await desk.service.operation(id)
      #expect(paused.state == .paused && paused.outcomes == [.done: 2])
    }
  }

  /// Events that a consumer gave up go back to it, and only when it has kept silent for a while they are done.
  @Test func theBreakerSeesEventsThatAreGivenUpAgain() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      var poison: [Event] = []
      for number in 0..<8 {
        let event = try desk.poison(number)
        poison.append(event)
        try await desk.deliver(event)
      }
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk, rate: 6)
      try await work(desk)
      #expect(try await desk.service.operation(id).outcomes == [.pending: 2, .running: 6])
      #expect(try await desk.service.counts().letters == [.dead: 2, .redriven: 6])
      let sent: Int = try await desk.pool.query(
        "SELECT count(*) FROM workflow.outbox WHERE stream = 'dataset.events' AND published_at IS NULL"
      ).value()
      #expect(sent == 6)
      let lines = try await desk.pool.query(
        """
        SELECT DISTINCT event, from_status, to_status, coalesce(detail, '-') AS detail
        FROM workflow.wf_dead_letter_event WHERE event LIKE 'redrive%' ORDER BY 1 DESC
        """
      ).map { row in try ["event", "from_status", "to_status", "detail"].map { try row.decode($0, as: String.self) } }
      #expect(
        lines == [
          ["redrive_requested", "DEAD", "REDRIVING", "fixed"], ["redrive_ended", "REDRIVING", "REDRIVEN", "-"],
        ])
      for event in poison {
        var again = event
        again.eventID = EventID(UUID())
        try await desk.deliver(again)
      }
      try await work(desk, later: 2)
      let stopped = try await desk.service.operation(id)
      #expect(stopped.state == .stopped && stopped.outcomes == [.pending: 2, .failed: 6], "\(stopped)")
      _ = try await desk.service.perform(.resumeOperation(id), reason: "repaired now")
      try await work(desk, later: 4)
      #expect(try await desk.service.operation(id).state == .running)
      try await work(desk, later: 30)
      let ended = try await desk.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.done: 2, .failed: 6], "\(ended)")
    }
  }

  /// The breaker spares what is left: where nothing is, the operation has ended, however it went.
  @Test func theBreakerStopsNothingThatIsOver() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let poison = try (0..<6).map { try desk.poison($0) }
      for event in poison { try await desk.deliver(event) }
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk)
      try await work(desk)
      #expect(try await desk.service.operation(id).outcomes == [.running: 6])
      for event in poison {
        var again = event
        again.eventID = EventID(UUID())
        try await desk.deliver(again)
      }
      try await work(desk, later: 2)
      let ended = try await desk.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.failed: 6] && ended.failure == nil, "\(ended)")
    }
  }

  @Test func aRedriveThatSomebodyCancelsHasNotFailed() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(6, desk)
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk)
      try await work(desk)
      for item in try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items {
        _ = try await desk.service.perform(.cancelRun(try #require(item.runID)), reason: "not now")
      }
      try await work(desk)
      let ended = try await desk.service.operation(id)
      #expect(ended.state == .completed && ended.outcomes == [.cancelled: 6], "\(ended)")
      #expect(ended.failed == 0 && ended.settled == 6)
      #expect(try await desk.service.counts().letters == [.dead: 6])
    }
  }

  @Test func whatIsGivenUpAfterTheEndIsCountedToo() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let event = try desk.poison(1)
      try await desk.deliver(event)
      let id = try await start(try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk)
      try await work(desk)
      try await work(desk, later: 30)
      #expect(try await desk.service.operation(id).outcomes == [.done: 1])
      #expect(try await desk.service.operation(id).state == .completed)
      var again = event
      again.eventID = EventID(UUID())
      try await desk.deliver(again)
      #expect(try await desk.service.operation(id).outcomes == [.failed: 1])
    }
  }

  /// At every moment each item is in one of the figures.
  @Test func theOutcomesAddUpToTheTotalAfterEveryChange() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(3, desk)
      let id = try #require(try await desk.service.prepare(.discard, ListQuery()).bulk?.operation)
      func put(_ outcome: BulkOutcome, _ items: Int) async throws {
        try await desk.pool.query(
          """
          UPDATE workflow.wf_operation_item SET outcome = $2 WHERE subject_id IN (
            SELECT subject_id FROM workflow.wf_operation_item WHERE operation_id = $1 ORDER BY subject_id LIMIT $3)
          """, id, outcome, items)
      }
      for from in BulkOutcome.allCases {
        for to in BulkOutcome.allCases {
          try await put(from, 3)
          try await put(to, 1)
          let operation = try await desk.service.operation(id)
          #expect(operation.outcomes == (from == to ? [from: 3] : [from: 2, to: 1]), "\(from) → \(to)")
          let parts = [.running, .skipped].map { operation.outcomes[$0, default: 0] }
          #expect(operation.left + operation.settled + parts.reduce(0, +) == operation.total, "\(from) → \(to)")
        }
      }
    }
  }

  /// A mark that was taken back cannot be taken back again.
  @Test func whatWasRestoredIsNotUndoable() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(2, desk)
      let id = try await start(try await desk.service.prepare(.discard, ListQuery()), desk)
      #expect(!(try await desk.service.operation(id)).isUndoable)
      try await work(desk)
      let letters = try await desk.service.letters(ListQuery(), PageRequest()).items.map(\.id)
      for letter in letters {
        #expect(try await desk.service.operation(id).isUndoable)
        _ = try await desk.service.perform(.restore, [letter], reason: "look again")
      }
      #expect(!(try await desk.service.operation(id)).isUndoable)
      // Marked by somebody else since, it is not the operation's to give back.
      _ = try await desk.service.perform(.discard, [letters[0]], reason: "for another reason")
      #expect(!(try await desk.service.operation(id)).isUndoable)
    }
  }

  /// The figures of an operation are sums of what changed, however it changed.
  @Test func theCountsAreThoseOfTheItems() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failed(30, desk)
      let redriven = try await start(
        try await desk.service.prepare(.redrive(parameters: [:]), ListQuery()), desk, rate: 20)
      try await work(desk)
      let items = try await desk.service.operationItems(of: redriven, ListQuery(), PageRequest()).items
      for (index, run) in items.compactMap(\.runID).enumerated() {
        if index % 3 == 0 { try await desk.finish("a", "b", "c", "d", of: run) }
        if index % 7 == 1 { try await desk.fail("a", of: run) }
      }
      let discarded = try await start(try await desk.service.prepare(.discard, ListQuery()), desk)
      try await work(desk)
      for _ in 0..<2 {
        for id in [redriven, discarded] {
          let items = try BulkOutcome.counts(
            try await desk.pool.query(
              """
              SELECT outcome AS status, count(*) AS n FROM workflow.wf_operation_item WHERE operation_id = $1
              GROUP BY outcome
              """, id))
          #expect(try await desk.service.operation(id).outcomes == items)
        }
        try await desk.pool.withConnection { try await LetterKeepingRepository.foldCounts($0) }
      }
      let rows: Int = try await desk.pool.query(
        "SELECT max(n) FROM (SELECT count(*) AS n FROM workflow.wf_operation_count GROUP BY operation_id, outcome) f"
      ).value()
      #expect(rows < 20)
    }
  }
}
