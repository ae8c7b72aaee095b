import Foundation
import Messaging
import Model
import Postgres
import Servers
import Support
import Synchronization
import TestSupport
import Testing

@testable import Workflow

/// Schedules on a server, looked at when the clock shows this or that.
@Suite(.serialized) struct SchedulerTests {
  /// The desk, with a second workflow that starts on nothing, and three versions.
  private struct Office {
    let desk: Desk
    let start: Date

    init(_ platform: TestPlatform) async throws {
      desk = try Desk(platform)
      try await platform.pool(nil).query("CREATE ROLE olga LOGIN IN ROLE flowsight_operator")
      // A full hour that lies ahead, so that nothing comes by itself.
      start = Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 3600).rounded(.up) * 3600)
      let workflows = orchestrator(at: start).workflows
      try await desk.pool.withConnection { try await WorkflowCatalog.register(workflows, environment: .live, on: $0) }
      for number in 1...3 {
        var event = desk.event
        (event.eventID, event.datasetVersion) = (EventID(UUID()), "\(number)")
        try await desk.deliver(event)
      }
    }

    func orchestrator(at now: Date) -> Orchestrator {
      var environment = Environment.live
      environment.now = { now }
      let check = Workflow(
        name: "check", version: 1, startsOn: "nothing",
        steps: [Workflow.Step(name: "a", function: "f", queue: "processing")])
      return Orchestrator(
        workflows: desk.orchestrator.workflows + [check], outbox: desk.orchestrator.outbox, environment: environment)
    }

    func service(at minutes: Double = -30) -> WorkflowService {
      WorkflowService(pool: desk.pool, orchestrator: orchestrator(at: time(minutes)), actor: desk.service.actor)
    }

    func time(_ minutes: Double) -> Date { start.addingTimeInterval(minutes * 60) }

    /// Hourly, at the full hours behind `start`.
    func create(_ change: (inout ScheduleSettings) -> Void = { _ in }) async throws -> ScheduleID {
      var settings = ScheduleSettings(
        name: "hourly", cron: "0 * * * *", overlap: .allow, backfill: Backfill(workflow: "check", concurrency: 1))
      change(&settings)
      let result = try await service().perform(.saveSchedule(nil, settings), reason: "new rules come often")
      let done = try #require(result.done.first)
      return try #require(ScheduleID(done.id))
    }

    /// Several hosts look at the same moment.
    func look(at minutes: Double, hosts: Int = 3) async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<hosts {
          let now = time(minutes)
          let scheduler = Scheduler(
            pool: desk.pool, orchestrator: orchestrator(at: now), clock: { _ in now }, log: .silent)
          group.addTask { try await scheduler.look() }
        }
        try await group.waitForAll()
      }
    }

    /// What became of its times, oldest first: minutes behind `start`, and the outcome.
    func fires(_ id: ScheduleID) async throws -> [String] {
      try await service().scheduleFires(of: id, ListQuery(), PageRequest()).items.reversed().map { fire in
        let minutes = Int((fire.dueAt.timeIntervalSince(start) / 60).rounded())
        return "\(minutes) \(fire.outcome.rawValue)" + (fire.missed > 0 ? " +\(fire.missed)" : "")
      }
    }

    func backfills() async throws -> [BulkOperation] {
      try await service().operations(ListQuery(), PageRequest()).items.reversed()
    }

    /// Carries out what has begun, and finishes its runs.
    func finishAll() async throws {
      // What was held up is looked at again.
      for round in 0..<100 {
        while try await BulkOperationRunner(
          pool: desk.pool, orchestrator: orchestrator(at: time(Double(round) / 10)), log: .silent
        ).pass() {}
        let runs = try await service().runs(
          ListQuery(parsing: "workflow=check state=running", fields: Run.fieldInfos), PageRequest()
        ).items
        if runs.isEmpty { return }
        for run in runs { try await desk.finish("a", of: run.id) }
      }
      Issue.record("runs are still at work after 100 rounds")
    }
  }

  @Test func aTimeIsActedOnOnceByWhomeverAndWhateverTheClockDoes() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      #expect(try await office.service().schedule(named: "hourly").nextAt == office.start)
      try await office.look(at: -1)
      #expect(try await office.fires(id) == [])
      try await office.look(at: 0.1)
      try await office.look(at: 0.2)
      #expect(try await office.fires(id) == ["0 STARTED"])
      // The clock goes back and forth.
      try await office.look(at: -300)
      try await office.look(at: 0.3)
      #expect(try await office.fires(id) == ["0 STARTED"])
      try await office.look(at: 60.5)
      try await office.look(at: 0.5)
      try await office.look(at: 60.6)
      #expect(try await office.fires(id) == ["0 STARTED", "60 STARTED"])
      let backfills = try await office.backfills()
      #expect(backfills.map(\.total) == [3, 3] && backfills.allSatisfy { $0.action.backfill?.workflow == "check" })
      #expect(backfills.allSatisfy { $0.state == .running && $0.actor == "olga" && $0.auditID != nil })
      #expect(backfills.allSatisfy { $0.reason?.contains("hourly") == true && $0.schedule == "hourly" })
      try await office.finishAll()
      let runs = try await office.service().runs(
        ListQuery(parsing: "schedule=hourly by=olga", fields: Run.fieldInfos), PageRequest()
      ).items
      #expect(runs.count == 3 && runs.allSatisfy { run in backfills.contains { $0.id == run.origin?.operation } })
      try await office.look(at: 120.1)
      #expect(try await office.fires(id).last == "120 NOTHING", "every version has had its run")
      #expect(try await office.service().schedule(named: "hourly").last?.outcome == .nothing)
    }
  }

  /// The connection that it leads on is cut in the middle of an act on another one.
  @Test func aLeaderThatIsNoneAnyMoreDoesNotFinishWhatItBegan() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      let now = office.time(0.1)
      let session = Mutex<Int?>(nil)
      let wasStopped = Mutex(false)
      let scheduler = Scheduler(
        pool: office.desk.pool, orchestrator: office.orchestrator(at: now),
        clock: { connection in
          guard let leading = session.withLock({ $0 }) else {
            let own: Int = try await connection.query("SELECT pg_backend_pid()").value()
            session.withLock { $0 = own }
            return now
          }
          _ = try await platform.pool(nil).query("SELECT pg_terminate_backend($1::int)", leading)
          let isStopped = await eventually { Task.isCancelled }
          wasStopped.withLock { $0 = isStopped }
          return now
        }, log: .silent)
      await #expect(throws: PostgresError.self) { try await scheduler.look() }
      #expect(wasStopped.withLock { $0 })
      #expect(try await office.fires(id) == [], "the act was not done")
      #expect(try await office.backfills().isEmpty)
      #expect(try await office.service().schedule(named: "hourly").nextAt == office.start)
      try await office.look(at: 0.2)
      #expect(try await office.fires(id) == ["0 STARTED"], "whoever leads next does it")
    }
  }

  /// Whoever turns pages misses none, however close together they are.
  @Test func timesOfOneMillisecondAreThreeRows() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      try await office.desk.pool.query(
        """
        INSERT INTO workflow.wf_schedule_fire (schedule_id, due_at, at, outcome, missed, is_manual)
        SELECT $1, timestamptz '2026-03-01 00:00:00.0001+00' + n * interval '1 microsecond', now(), 'NOTHING', 0, true
        FROM generate_series(1, 3) n
        """, id)
      var (times, place): ([Date], String?) = ([], nil)
      repeat {
        let page = try await office.service().scheduleFires(
          of: id, ListQuery(), PageRequest(limit: 1, after: place))
        times += page.items.map(\.dueAt)
        place = page.next
      } while place != nil && times.count < 9
      #expect(times.count == 3)
    }
  }

  @Test(arguments: [
    (ScheduleSettings.Misfire.skip, ["180 MISSED +3"]), (.runOnce, ["180 STARTED +3"]),
    (.runAll, ["0 STARTED", "60 STARTED", "120 STARTED", "180 STARTED"]),
  ])
  func timesThatNobodyNoticed(_ misfire: ScheduleSettings.Misfire, _ wanted: [String]) async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create { $0.misfire = misfire }
      try await office.look(at: 190)
      #expect(try await office.fires(id) == wanted)
      try await office.look(at: 240.2)
      #expect(try await office.fires(id) == wanted + ["240 STARTED"])
    }
  }

  @Test func timesThatComeWhileOthersAreAtWork() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let skip = try await office.create { $0.overlap = .skip }
      let queue = try await office.create { ($0.name, $0.overlap, $0.backfill.reprocess) = ("queue", .queue, .all) }
      let cancel = try await office.create { ($0.name, $0.overlap) = ("cancel", .cancelRunning) }
      for minutes in [0.1, 60.1] { try await office.look(at: minutes) }
      #expect(try await office.fires(skip) == ["0 STARTED", "60 SKIPPED"])
      #expect(try await office.fires(queue) == ["0 STARTED", "60 QUEUED"])
      #expect(try await office.fires(cancel) == ["0 STARTED", "60 STARTED"])
      let states = try await office.service().scheduleFires(of: cancel, ListQuery(), PageRequest()).items
      #expect(states.map(\.operationState) == [.running, .cancelled])
      try await office.finishAll()
      #expect(try await office.fires(queue) == ["0 STARTED", "60 QUEUED"])
      try await office.look(at: 61)
      #expect(try await office.fires(queue) == ["0 STARTED", "60 STARTED"])
    }
  }

  /// The runs of the one before are ended too.
  @Test func whatIsCancelledForTheNextHasNoRunsLeft() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      _ = try await office.create { ($0.overlap, $0.backfill.reprocess) = (.cancelRunning, .all) }
      try await office.look(at: 0.1)
      _ = try await BulkOperationRunner(
        pool: office.desk.pool, orchestrator: office.orchestrator(at: office.time(0)), log: .silent
      ).pass()
      try await office.look(at: 60.1)
      let runs = try await office.service().runs(
        ListQuery(parsing: "workflow=check", fields: Run.fieldInfos), PageRequest()
      ).items
      #expect(runs.map(\.state) == [.cancelled])
      #expect(try await office.backfills().map(\.state) == [.cancelled, .running])
      #expect(try await office.backfills().map(\.total) == [3, 3])
    }
  }

  @Test func aScheduleIsHeldEditedTriggeredAndDeleted() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      let service = office.service()
      _ = try await service.perform(.changeSchedule(id, .pause), reason: "maintenance")
      try await office.look(at: 0.1)
      #expect(try await office.fires(id) == [])
      #expect(try await service.schedule(named: "hourly").nextAt == nil)
      await #expect(throws: Failure.self) {
        try await service.perform(.changeSchedule(id, .pause), reason: "twice")
      }
      let before = try await service.operations(ListQuery(), PageRequest()).items.count
      let foreseen = try await service.preview(.changeSchedule(id, .trigger))
      #expect(foreseen.effects.contains { $0.contains("runs of") }, "\(foreseen.effects)")
      #expect(try await service.operations(ListQuery(), PageRequest()).items.count == before, "looking freezes nothing")
      let result = try await service.perform(.changeSchedule(id, .trigger), reason: "now")
      #expect(result.operation != nil)
      #expect(try await office.fires(id) == ["-30 STARTED"])
      // What went by while it was held is not made up for.
      let later = office.service(at: 90)
      _ = try await later.perform(.changeSchedule(id, .resume), reason: "go on")
      #expect(try await service.schedule(named: "hourly").nextAt == office.time(120))
      var settings = try await service.schedule(named: "\(id)").settings
      (settings.name, settings.cron) = ("half", "30 * * * *")
      let preview = try await later.preview(.saveSchedule(id, settings))
      #expect(preview.effects.contains { $0.contains("0 * * * * → 30 * * * *") }, "\(preview.effects)")
      #expect(preview.effects.contains { $0.hasPrefix("a backfill that began now would be for ") })
      _ = try await later.perform(.saveSchedule(id, settings), reason: "better")
      let edited = try await service.schedule(named: "half")
      #expect(edited.nextAt == office.time(90 + 60) && edited.revision == 4)
      let other = try await office.create()
      await #expect(throws: Failure.self) {
        try await service.perform(.saveSchedule(other, settings), reason: "a name that is taken")
      }
      _ = try await service.perform(.changeSchedule(id, .delete), reason: "no more")
      await #expect(throws: Failure.self) { try await service.schedule(named: "half") }
      #expect(try await office.backfills().count == 1, "what it began goes on")
    }
  }

  @Test func whoMayNotAndWhatMakesNoSense() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      let vera = WorkflowService(
        pool: office.desk.pool, orchestrator: office.orchestrator(at: office.start),
        actor: Actor(name: "vera", credential: "vera", role: .viewer))
      let settings = try await office.service().schedule(named: "hourly").settings
      for intervention in [
        Intervention.saveSchedule(id, settings), .changeSchedule(id, .pause), .changeSchedule(id, .trigger),
      ] {
        await #expect(throws: Failure.self) { try await vera.perform(intervention, reason: "mine") }
      }
      for change: (inout ScheduleSettings) -> Void in [
        { $0.cron = "soon" }, { $0.timeZone = "Mars" }, { $0.backfill.workflow = "none" }, { $0.name = "hourly" },
      ] {
        await #expect(throws: Failure.self) {
          try await office.create {
            $0.name = "other"
            change(&$0)
          }
        }
      }
    }
  }

  /// By the time of the server: this host's clock is hours ahead.
  @Test func aHostsClockBringsNoTime() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      try await Scheduler(pool: office.desk.pool, orchestrator: office.orchestrator(at: office.time(190)), log: .silent)
        .look()
      #expect(try await office.fires(id) == [])
    }
  }

  /// A person leaves: their schedules begin nothing more, and say why.
  @Test func aScheduleHasTheRightsOfToday() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      try await office.look(at: 0.1)
      try await platform.pool(nil).query("REVOKE flowsight_operator FROM olga")
      try await office.look(at: 60.1)
      try await platform.pool(nil).query("DROP ROLE olga")
      try await office.look(at: 120.1)
      #expect(try await office.fires(id) == ["0 STARTED", "60 FAILED", "120 FAILED"])
      let fire = try #require(try await office.service().schedule(named: "hourly").last)
      #expect(fire.failure?.errorCode == "forbidden" && fire.failure?.message.contains("olga") == true)
    }
  }

  /// One host lacks the zone: the schedule stays, and is acted on by one that has it.
  @Test func aZoneThatAHostDoesNotKnowSwitchesNothingOff() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      func setZone(_ zone: String) async throws {
        try await office.desk.pool.query(
          """
          UPDATE workflow.wf_schedule
          SET settings = (settings::jsonb || jsonb_build_object('time_zone', $2::text))::json WHERE id = $1
          """, id, zone)
      }
      try await setZone("Mars/Olympus")
      for minutes in [0.1, 0.2] { try await office.look(at: minutes) }
      let fires = try await office.desk.pool.query(
        "SELECT outcome FROM workflow.wf_schedule_fire WHERE schedule_id = $1", id
      ).map { try $0.decode("outcome", as: String.self) }
      #expect(fires == ["FAILED"], "once")
      try await setZone("UTC")
      try await office.look(at: 0.3)
      try await office.look(at: 60.1)
      #expect(try await office.fires(id) == ["0 FAILED", "60 STARTED"])
    }
  }

  @Test func savingDropsNoTimeThatHasCome() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      var settings = try await office.service().schedule(named: "hourly").settings
      settings.backfill.reprocess = .all
      _ = try await office.service(at: 0.5).perform(.saveSchedule(id, settings), reason: "all of them")
      try await office.look(at: 0.6)
      #expect(try await office.fires(id) == ["0 STARTED"])
    }
  }

  @Test func whatBecameOfTimesIsForgottenWhenItIsOld() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      for minutes in [0.1, 60.1, 120.1] { try await office.look(at: minutes) }
      try await office.desk.pool.query(
        "UPDATE workflow.wf_schedule_fire SET due_at = due_at - make_interval(days => $1)", Scheduler.firesDays + 1)
      try await office.look(at: 130)
      #expect(try await office.fires(id).count == 1, "the last one stays")
    }
  }

  /// What cannot be begun is written down, and the next time is tried again.
  @Test func aTimeThatFailsIsToldAndTheNextIsTried() async throws {
    try await TestPlatform.run { platform in
      let office = try await Office(platform)
      let id = try await office.create()
      try await office.desk.pool.query(
        """
        UPDATE workflow.wf_schedule SET settings = replace(settings::text, '"check"', '"gone"')::json WHERE id = $1
        """, id)
      try await office.look(at: 0.1)
      let fire = try #require(try await office.service().schedule(named: "hourly").last)
      #expect(fire.outcome == .failed && fire.failure?.errorCode == "not_found")
      try await office.look(at: 60.1)
      #expect(try await office.fires(id) == ["0 FAILED", "60 FAILED"])
    }
  }
}
