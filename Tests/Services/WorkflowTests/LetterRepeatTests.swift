import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// What becomes of letters when the runs that do their work again end in any way, and when several people and operations
/// are at them at once.
@Suite(.serialized) struct LetterRepeatTests {
  private static let redrive = LetterAction.redrive(parameters: [:])

  private func letters(_ desk: Desk, _ filter: String = "") async throws -> [DeadLetter] {
    let query = try ListQuery(parsing: filter, fields: DeadLetter.fieldInfos)
    return try await desk.service.letters(query, PageRequest()).items.reversed()
  }

  /// A run of which two steps were given up.
  private func failedTwice(_ desk: Desk) async throws -> RunID {
    let run = try await desk.startAnother()
    try await desk.finish("a", of: run)
    try await desk.fail("b", of: run)
    try await desk.fail("c", of: run)
    return run
  }

  private func redriven(_ letter: LetterID, _ desk: Desk) async throws -> RunID {
    let result = try await desk.service.perform(Self.redrive, [letter], reason: "again")
    return try #require(result.done.first?.runID, "\(result)")
  }

  // MARK: - Ends of a redrive

  @Test func aCancelledRedriveIsRedrivenFromWhereItStood() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.fail("a", of: first)
      let letter = try #require(try await letters(desk).first)
      let second = try await redriven(letter.id, desk)
      try await desk.finish("a", of: second)
      _ = try await desk.service.perform(.cancelRun(second), reason: "not now")
      let waiting = try await desk.service.letter(letter.id)
      #expect(waiting.state == .dead && waiting.redriveRunID == second)
      #expect(try await desk.service.preview(Self.redrive, [letter.id]).eligible.count == 1)
      let third = try await redriven(letter.id, desk)
      let detail = try await desk.service.run(third)
      #expect(detail.run.parentID == second && detail.run.rootID == first)
      #expect(detail.steps.filter(\.isCarriedOver).map(\.name) == ["a"], "what the cancelled run had done is kept")
      try await desk.finish("b", "c", "d", of: third)
      #expect(try await desk.service.letter(letter.id).state == .redriven)
    }
  }

  /// A rerun of the cancelled run does the letter's work as well.
  @Test func aRerunOfACancelledRedriveTakesItsLettersAlong() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      let letter = try #require(try await letters(desk).first)
      let second = try await redriven(letter.id, desk)
      _ = try await desk.service.perform(.cancelRun(second), reason: "not now")
      let rerun = Intervention.rerun(second, .failed, parameters: [:])
      #expect(try await desk.service.preview(rerun).effects.contains { $0.contains("redrives 1 dead letter of") })
      let third = try #require(try await desk.service.perform(rerun, reason: "now").done.first?.runID)
      let taken = try await desk.service.letter(letter.id)
      #expect(taken.state == .redriving && taken.redriveRunID == third)
    }
  }

  @Test func thePreviewMeetsTheObstacleThatTheActMeets() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let first = try await desk.start()
      try await desk.fail("a", of: first)
      let letter = try #require(try await letters(desk).first)
      _ = try await desk.service.perform(.discard, [letter.id], reason: "not needed")
      _ = try await desk.service.perform(.rerun(first, .failed, parameters: [:]), reason: "needed")
      _ = try await desk.service.perform(.restore, [letter.id], reason: "needed")
      let preview = try await desk.service.preview(Self.redrive, [letter.id])
      #expect(preview.items.first?.skippedBecause?.contains("repeats it already") == true, "\(preview)")
      let refused = try await desk.service.perform(Self.redrive, [letter.id], reason: "again")
      #expect(refused.failed.first?.failure?.errorCode == "run_superseded")
      // Of many, they are counted and left out.
      try await desk.fail("a", of: try await desk.startAnother())
      let many = try await desk.service.prepare(Self.redrive, ListQuery())
      #expect(many.eligibleCount == 1 && many.bulk?.skipped.map(\.count) == [1], "\(many)")
      let unknown = LetterAction.redrive(parameters: ["unknown": 1])
      await #expect(throws: Failure.self) { try await desk.service.preview(unknown, [letter.id]) }
    }
  }

  @Test func aRerunTakesQuarantinedLettersAlong() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      var run = try await desk.start()
      for _ in 0..<LetterBox.redrivesMax {
        try await desk.fail("a", of: run)
        run = try await redriven(try #require(try await letters(desk).last).id, desk)
      }
      try await desk.fail("a", of: run)
      let quarantined = try #require(try await letters(desk).last)
      #expect(quarantined.state == .quarantined)
      let rerun = Intervention.rerun(run, .failed, parameters: [:])
      #expect(try await desk.service.preview(rerun).effects.contains { $0.contains("redrives 1 dead letter of") })
      let last = try #require(try await desk.service.perform(rerun, reason: "repaired").done.first?.runID)
      #expect(try await desk.service.letter(quarantined.id).state == .redriving)
      let lines: [String] = try await desk.pool.query(
        "SELECT event || ' ' || to_status AS line FROM workflow.wf_dead_letter_event WHERE letter_id = $1 ORDER BY id",
        quarantined.id
      ).map { try $0.decode("line") }
      #expect(lines == ["received QUARANTINED", "restored DEAD", "redrive_requested REDRIVING"])
      try await desk.finish("a", "b", "c", "d", of: last)
      let settled = try await desk.service.letter(quarantined.id)
      #expect(settled.state == .redriven && settled.revision == 4, "a line, a revision")
    }
  }

  /// Nothing else would stand for the work.
  @Test func lettersOfARedriveThatFailsWithoutALetterWaitAgain() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      let letter = try #require(try await letters(desk).first)
      let second = try await redriven(letter.id, desk)
      try await desk.pool.withTransaction { connection in
        let found = try #require(try await RunRepository.find(second, lock: true, connection))
        try await desk.orchestrator.expire(found, on: connection)
      }
      #expect(try await desk.service.run(second).run.state == .failed)
      #expect(try await desk.service.letter(letter.id).state == .dead)
      let third = try await redriven(letter.id, desk)
      try await desk.fail("a", of: third)
      #expect(try await desk.service.letter(letter.id).state == .redriven, "its child stands for it")
      #expect(try await letters(desk, "state=dead").map(\.parentID) == [letter.id])
    }
  }

  // MARK: - What comes along

  @Test func thePreviewNamesTheNeighboursThatGoAlong() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failedTwice(desk)
      let both = try await letters(desk).map(\.id)
      let one = try await desk.service.preview(Self.redrive, [both[0]])
      #expect(one.effects.contains("1 more letter of the same runs go along: \(both[1])"), "\(one.effects)")
      #expect(!(try await desk.service.preview(Self.redrive, both)).effects.contains { $0.contains("go along") })
      let query = try ListQuery(parsing: "step=b", fields: DeadLetter.fieldInfos)
      let many = try await desk.service.prepare(Self.redrive, query)
      #expect(many.effects.contains("1 more letter of the same runs go along: \(both[1])"), "\(many.effects)")
      #expect(!(try await desk.service.preview(.discard, [both[0]])).effects.contains { $0.contains("go along") })
    }
  }

  @Test func everyPreviewOfARunSaysWhoHoldsIt() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.pool.withConnection {
        try await WorkflowCatalog.register([Desk.diamond], environment: .live, on: $0)
      }
      let run = try await failedTwice(desk)
      let letter = try #require(try await letters(desk).first)
      let backfill = Backfill(workflow: "diamond", reprocess: .failed)
      func waits() async throws -> [[String]] {
        let found = try await desk.service.run(run).run
        let request = RunRequest(
          workflow: "diamond", datasetID: found.datasetID, datasetVersion: found.datasetVersion, parameters: [:])
        return [
          try await desk.service.preview(Self.redrive, [letter.id]),
          try await desk.service.prepare(Self.redrive, ListQuery()), try await desk.service.prepare(backfill),
          try await desk.service.preview(.rerun(run, .failed, parameters: [:])),
          try await desk.service.preview(.startRun(request)),
          try await desk.service.preview(.undoRun(run, downTo: nil)),
        ].map { $0.effects.filter { $0.hasPrefix("it waits: ") } } + [
          try await desk.service.holds(startingOn: .datasetIngested)
        ]
      }
      #expect(try await waits().allSatisfy(\.isEmpty))
      _ = try await desk.service.perform(.pause(Gate.ID(.workflow, "diamond")), reason: "the disk is full")
      #expect(
        try await waits().allSatisfy { $0 == ["it waits: workflow diamond is paused (olga: the disk is full)"] })
      _ = try await desk.service.perform(.resume(Gate.ID(.workflow, "diamond")), reason: "it is not")
      _ = try await desk.service.perform(.pause(Gate.ID(.queue, "processing")), reason: "new disks")
      let held = try await waits()
      #expect(
        held.allSatisfy { $0 == ["it waits: queue processing is paused (olga: new disks)"] }, "\(held)")
    }
  }

  // MARK: - At once

  /// The one that has the run goes on, whatever the other has asked for.
  @Test func aRedriveBesideARerunWaitsForTheRun() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let run = try await failedTwice(desk)
      let letter = try #require(try await letters(desk).first)
      let redrive = try await desk.pool.withTransaction { connection in
        try await RunTurnRepository.lockVersion(of: run, connection)
        try await RunTurnRepository.lock([run], connection)
        let redrive = Task { try await desk.service.perform(Self.redrive, [letter.id], reason: "me too") }
        // Whatever it holds by then must not be what the rerun needs.
        _ = try await eventually {
          let waiting: Int = try await connection.query("SELECT count(*) FROM pg_locks WHERE NOT granted").value()
          return waiting > 0
        }
        _ = try await RunRepeater(orchestrator: desk.orchestrator, actor: desk.service.actor).repeatRun(
          run, parameters: [:], reason: "me first", act: .rerun, on: connection)
        return redrive
      }
      let refused = try await redrive.value
      #expect(refused.failed.first?.failure?.errorCode == "letter_not_eligible", "nobody is told of a deadlock")
      #expect(try await desk.service.counts().letters == [.redriving: 2])
      let repeats: Int = try await desk.pool.query(
        "SELECT count(*) FROM workflow.wf_run WHERE parent_id = $1", run
      ).value()
      #expect(repeats == 1, "of a rerun and a redrive, one repeats the run")
    }
  }

  @Test func ofADiscardAndARedriveOneIsRefused() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<8 {
        try await desk.fail("a", of: try await desk.startAnother())
        let letter = try #require(try await letters(desk).last)
        async let discarded = desk.service.perform(.discard, [letter.id], reason: "not needed")
        async let again = desk.service.perform(Self.redrive, [letter.id], reason: "needed")
        let results = try await [discarded, again]
        #expect(results.flatMap(\.done).count == 1)
        #expect(results.flatMap(\.failed).first?.failure?.errorCode == "letter_not_eligible")
        let now = try await desk.service.letter(letter.id)
        #expect(now.revision == 2 && now.state == (results[0].done.isEmpty ? .redriving : .discarded))
      }
    }
  }

  /// Neighbours of one run, taken by several writers at once.
  @Test func anOperationRedrivesEachRunOnce() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<6 { _ = try await failedTwice(desk) }
      let preview = try await desk.service.prepare(Self.redrive, ListQuery())
      #expect(preview.eligibleCount == 12)
      let id = try #require(preview.bulk?.operation)
      _ = try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "fixed")
      let runner = BulkOperationRunner(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
      while try await runner.pass() {}
      #expect(try await desk.service.operation(id).outcomes == [.running: 12])
      let items = try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items
      #expect(Set(items.compactMap(\.runID)).count == 6, "two letters, one run")
      #expect(try await letters(desk).allSatisfy { $0.operationID == id && $0.redriveCount == 1 })
    }
  }

  // MARK: - Edits

  private func edit(_ letter: DeadLetter, _ changes: (String, JSON)...) throws -> Intervention {
    var document = PayloadDocument(letter).shown(letter.payload)
    for (path, value) in changes {
      let place = try #require(JSON.Path(parsing: path))
      document = try #require(document.setting(value, at: place))
    }
    return .editPayload(letter.id, base: 0, document: document)
  }

  /// One payload is sent for all letters of a run: an edit that would be dropped is told of instead.
  @Test func theEditOfANeighbourIsNotDropped() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failedTwice(desk)
      let both = try await letters(desk)
      _ = try await desk.service.perform(
        try edit(both[1], ("parameters.mode", "lenient")), reason: "the mode was wrong")
      let preview = try await desk.service.preview(Self.redrive, [both[0].id])
      #expect(preview.items.first?.skippedBecause?.contains(both[1].id.description) == true, "\(preview)")
      let refused = try await desk.service.perform(Self.redrive, [both[0].id], reason: "again")
      #expect(refused.failed.first?.failure?.errorCode == "letter_not_eligible")
      let run = try await redriven(both[1].id, desk)
      #expect(try await desk.service.run(run).run.parameters["mode"] == "lenient")
      #expect(try await desk.service.counts().letters == [.redriving: 2])
    }
  }

  private func start(_ preview: ActionPreview, _ desk: Desk) async throws -> BulkOperationID {
    let id = try #require(preview.bulk?.operation)
    _ = try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "fixed")
    let runner = BulkOperationRunner(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
    while try await runner.pass() {}
    return id
  }

  /// Of letters of one run the edited one is acted on, whichever comes first, and its neighbours go along.
  @Test func anOperationSendsTheEditOfANeighbour() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failedTwice(desk)
      let both = try await letters(desk)
      _ = try await desk.service.perform(
        try edit(both[1], ("parameters.mode", "lenient")), reason: "the mode was wrong")
      let first = try await desk.service.prepare(.redrive(parameters: [:], revision: 1), ListQuery())
      #expect(first.eligibleCount == 1 && first.bulk?.skipped.map(\.because) == ["they have no revision 1"])
      let preview = try await desk.service.prepare(Self.redrive, ListQuery())
      #expect(preview.eligibleCount == 2 && preview.bulk?.skipped.isEmpty == true)
      let id = try await start(preview, desk)
      #expect(try await desk.service.operation(id).outcomes == [.running: 2])
      let runs = Set(try await desk.service.operationItems(of: id, ListQuery(), PageRequest()).items.map(\.runID))
      #expect(runs.count == 1)
      let run = try #require(runs.first ?? nil)
      #expect(try await desk.service.run(run).run.parameters["mode"] == "lenient")
    }
  }

  /// What the act would refuse, the preview leaves out and counts.
  @Test func thePreviewOfManyCountsEditsThatContradict() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      _ = try await failedTwice(desk)
      let both = try await letters(desk)
      _ = try await desk.service.perform(try edit(both[0], ("parameters.mode", "lenient")), reason: "mine")
      _ = try await desk.service.perform(try edit(both[1], ("file.file_name", "new.csv")), reason: "yours")
      try await desk.fail("a", of: try await desk.startAnother())
      let preview = try await desk.service.prepare(Self.redrive, ListQuery())
      #expect(preview.eligibleCount == 1 && preview.bulk?.skipped.map(\.count) == [2], "\(preview)")
      #expect(preview.bulk?.skipped.first?.because.contains("edited to something else") == true)
      let id = try await start(preview, desk)
      let operation = try await desk.service.operation(id)
      #expect(operation.total == 1 && operation.outcomes == [.running: 1])
      #expect(try await desk.service.counts().letters == [.dead: 2, .redriving: 1])
    }
  }

  @Test func ofTwoEditorsTheSecondIsTold() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      try await desk.fail("a", of: try await desk.start())
      let letter = try #require(try await letters(desk).first)
      let (mine, yours) = (
        try edit(letter, ("parameters.mode", "lenient")), try edit(letter, ("file.file_name", "new.csv"))
      )
      async let one = try? desk.service.perform(mine, reason: "mine")
      async let two = try? desk.service.perform(yours, reason: "yours")
      #expect(await [one, two].compactMap(\.self).count == 1)
      #expect(try await desk.service.letter(letter.id).revision == 2)
    }
  }
}
