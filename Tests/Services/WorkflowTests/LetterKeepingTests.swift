import Direct
import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Letters are counted as they change, and removed long after they were settled.
@Suite(.serialized) struct LetterKeepingTests {
  private func janitor(_ desk: Desk, days: Int, at now: Date) -> LetterJanitor {
    var environment = Environment.live
    environment.now = { now }
    return LetterJanitor(
      pool: desk.pool, outbox: Outbox(schema: .workflow, environment: environment), days: days,
      environment: environment, log: .silent)
  }

  private func letters(_ desk: Desk) async throws -> [DeadLetter] {
    try await desk.service.letters(ListQuery(), PageRequest()).items
  }

  /// The kept counts, beside what is really there.
  private func expectCountsAreTrue(_ desk: Desk) async throws {
    let counted = try await desk.pool.query(
      """
      SELECT signature, status, sum(letters)::bigint AS n FROM workflow.wf_letter_count
      GROUP BY 1, 2 HAVING sum(letters) <> 0 ORDER BY 1, 2
      """
    ).map {
      "\(try $0.decode("signature", as: String.self)) \(try $0.decode("status", as: String.self)) \(try $0.decode("n", as: Int.self))"
    }
    let present = try await desk.pool.query(
      "SELECT signature, status, count(*) AS n FROM workflow.wf_dead_letter GROUP BY 1, 2 ORDER BY 1, 2"
    ).map {
      "\(try $0.decode("signature", as: String.self)) \(try $0.decode("status", as: String.self)) \(try $0.decode("n", as: Int.self))"
    }
    #expect(counted == present)
  }

  @Test func runsAreCountedAsTheyChange() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      func expectTrue() async throws {
        let present = try JobState.counts(
          try await desk.pool.query("SELECT status, count(*) AS n FROM workflow.wf_run GROUP BY status"))
        #expect(try await desk.service.counts().runs == present)
        #expect(try await desk.service.workflow("diamond").runs == present)
      }
      try await desk.fail("a", of: try await desk.startAnother())
      _ = try await desk.service.perform(.cancelRun(try await desk.startAnother()), reason: "not needed")
      _ = try await desk.startAnother()
      try await expectTrue()
      #expect(try await desk.service.counts().runs == [.failed: 1, .cancelled: 1, .running: 1])
      try await desk.pool.query(
        """
        INSERT INTO workflow.wf_run_count
        SELECT 'diamond', 'FAILED', CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END FROM generate_series(1, 2000) n
        """)
      _ = try await janitor(desk, days: 90, at: Date()).look()
      try await expectTrue()
      let rows: Int = try await desk.pool.query("SELECT count(*) FROM workflow.wf_run_count").value()
      #expect(rows < 20, "what cancels out is gone, and many are one")
    }
  }

  @Test func theCountsFollowEveryChangeAndFoldingLosesNone() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<3 { try await desk.fail("a", of: try await desk.startAnother()) }
      try await expectCountsAreTrue(desk)
      let first = try #require(try await letters(desk).first)
      _ = try await desk.service.perform(.discard, [first.id], reason: "old")
      try await expectCountsAreTrue(desk)
      let group = try #require(try await desk.service.letterGroups(ListQuery(), PageRequest()).items.first)
      #expect(group.waiting == 2 && group.total == 3)
      #expect(try await desk.service.counts().letters == [.dead: 2, .discarded: 1])

      // As many rows as a busy minute writes: after a look none of those that cancel out is left.
      try await desk.pool.query(
        """
        INSERT INTO workflow.wf_letter_count (signature, status, letters)
        SELECT 'none', 'DEAD', CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END FROM generate_series(1, 2000) n
        """)
      _ = try await janitor(desk, days: 90, at: Date()).look()
      let rows: Int = try await desk.pool.query("SELECT count(*) FROM workflow.wf_letter_count").value()
      #expect(rows == 5, "three letters, one of them discarded")
      try await expectCountsAreTrue(desk)
      #expect(try await desk.service.letterGroups(ListQuery(), PageRequest()).items == [group])
    }
  }

  @Test func aCauseKeepsItsDatesWhenAllOfItsLettersMove() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<2 { try await desk.fail("a", of: try await desk.startAnother()) }
      func group() async throws -> LetterGroup {
        try #require(try await desk.service.letterGroups(ListQuery(), PageRequest()).items.first)
      }
      var expected = try await group()
      let ids = try await letters(desk).map(\.id)
      for (action, waiting) in [(LetterAction.discard, 0), (.restore, 2), (.discard, 0)] {
        _ = try await desk.service.perform(action, ids, reason: "look again")
        _ = try await janitor(desk, days: 90, at: Date()).look()
        expected.waiting = waiting
        #expect(try await group() == expected)
      }
      try await expectCountsAreTrue(desk)
    }
  }

  @Test func aGroupTellsOfTheLettersThatWait() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for step in ["a", "b", "a"] {
        let run = try await desk.startAnother()
        if step != "a" { try await desk.finish("a", of: run) }
        try await desk.fail(step, of: run)
      }
      let all = try await letters(desk)
      #expect(all.map(\.step) == ["a", "b", "a"] && Set(all.map(\.signature)).count == 1)
      func expect(_ waiting: Int, newest: DeadLetter, oldest: DeadLetter) async throws {
        let group = try #require(try await desk.service.letterGroups(ListQuery(), PageRequest()).items.first)
        #expect(group.waiting == waiting && group.total == 3)
        #expect(group.newest == newest.id && group.step == newest.step)
        #expect(group.lastFailedAt == newest.lastFailedAt && group.firstFailedAt == oldest.firstFailedAt)
        for step in ["a", "b"] {
          let query = ListQuery(.field("step", is: [step]))
          let found = try await desk.service.letterGroups(query, PageRequest()).items
          #expect(found == (step == newest.step ? [group] : []))
        }
      }
      try await expect(3, newest: all[0], oldest: all[2])
      _ = try await desk.service.perform(.discard, [all[0].id], reason: "settled")
      try await expect(2, newest: all[1], oldest: all[2])
      _ = try await desk.service.perform(.resolve, [all[2].id], reason: "settled")
      try await expect(1, newest: all[1], oldest: all[1])
      _ = try await desk.service.perform(.discard, [all[1].id], reason: "settled")
      try await expect(0, newest: all[0], oldest: all[2])
    }
  }

  @Test func settledLettersGoADayAfterItWasSaidAndWaitingOnesStay() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<3 { try await desk.fail("a", of: try await desk.startAnother()) }
      let ids = try await letters(desk).map(\.id)
      _ = try await desk.service.perform(.discard, Array(ids.prefix(2)), reason: "old")
      let later = Date().addingTimeInterval(10 * 86_400)
      _ = try await janitor(desk, days: 30, at: later).look()
      #expect(try await desk.service.letterExpiry() == nil, "nothing is so old")

      _ = try await janitor(desk, days: 7, at: later).look()
      let announced = try #require(try await desk.service.letterExpiry())
      #expect(announced.letters == 2 && announced.dueAt.timeIntervalSince(later) > 86_000)
      _ = try await janitor(desk, days: 7, at: later.addingTimeInterval(3600)).look()
      #expect(try await letters(desk).count == 3, "the day is not over")
      // One is wanted after all.
      _ = try await desk.service.perform(.restore, [ids[0]], reason: "look again")

      let due = announced.dueAt.addingTimeInterval(1)
      _ = try await janitor(desk, days: 30, at: due).look()
      #expect(try await desk.service.letterExpiry() == nil, "it is withdrawn when letters are to be kept for longer")
      _ = try await janitor(desk, days: 7, at: later).look()
      _ = try await janitor(desk, days: 7, at: due).look()
      #expect(try await letters(desk).map(\.id) == [ids[2], ids[0]].sorted { $0.description > $1.description })
      #expect(try await desk.service.letterExpiry() == nil)
      try await expectCountsAreTrue(desk)
      let audited: Int = try await desk.pool.query(
        "SELECT count(*) FROM workflow.outbox WHERE event->'payload'->>'action' = 'workflow.letter.expire'"
      ).value()
      #expect(audited == 1)
    }
  }

  @Test func operationsGoWithTheLettersOfTheirTime() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for _ in 0..<3 { try await desk.fail("a", of: try await desk.startAnother()) }
      func items() async throws -> Int {
        try await desk.pool.query("SELECT count(*) FROM workflow.wf_operation_item").value()
      }
      // Prepared, and not started within the hour.
      _ = try await desk.service.prepare(.discard, ListQuery())
      _ = try await janitor(desk, days: 7, at: Date().addingTimeInterval(1800)).look()
      #expect(try await items() == 3)
      #expect(try await janitor(desk, days: 7, at: Date().addingTimeInterval(4000)).look())
      #expect(try await items() == 0)

      let id = try #require(try await desk.service.prepare(.discard, ListQuery()).bulk?.operation)
      _ = try await desk.service.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "old")
      let runner = BulkOperationRunner(pool: desk.pool, orchestrator: desk.orchestrator, log: .silent)
      while try await runner.pass() {}
      #expect(try await desk.service.operation(id).state == .completed)
      let later = Date().addingTimeInterval(10 * 86_400)
      _ = try await janitor(desk, days: 7, at: later).look()
      let announced = try #require(try await desk.service.letterExpiry())
      #expect(announced.letters == 3 && announced.operations == 1)
      #expect(try await items() == 3)
      let due = announced.dueAt.addingTimeInterval(1)
      while try await janitor(desk, days: 7, at: due).look() {}
      #expect(try await items() == 0)
      #expect(try await desk.service.operations(ListQuery(), PageRequest()).items.isEmpty)
      let counts: Int = try await desk.pool.query("SELECT count(*) FROM workflow.wf_operation_count").value()
      #expect(counts == 0)
      #expect(try await desk.service.letterExpiry() == nil)
      #expect(try await letters(desk).isEmpty)
    }
  }

  @Test func foldingWhatNobodyChangedIsToldToNobody() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let listener = PostgresListener(
        PostgresConfiguration(dsn: platform.settings.postgres), channels: ["flowsight_change"])
      var heard: [String] = []
      for await event in listener.events {
        if event == .listening {
          _ = try await janitor(desk, days: 7, at: Date()).look()
          try await desk.pool.query("INSERT INTO workflow.wf_operation_count VALUES ($1, 'SKIPPED', 1)", UUID())
          _ = try await janitor(desk, days: 7, at: Date()).look()
          try await desk.pool.query("SELECT pg_notify('flowsight_change', 'end')")
        }
        guard case .notification(_, let payload) = event else { continue }
        guard payload != "end" else { break }
        heard.append(payload)
      }
      listener.stop()
      #expect(heard == ["operations"])
    }
  }
}
