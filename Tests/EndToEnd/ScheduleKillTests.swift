import Foundation
import Glibc
import Model
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// Two hosts look at the schedules; one is killed or freezes, and the other acts in time. No time is acted on twice.
@Suite(.serialized) struct ScheduleKillTests {
  @Test func theOtherHostActsWithinTenSeconds() async throws {
    try await TestPlatform.run { platform in
      let objects = URL(fileURLWithPath: platform.servers.directory).appending(path: "objects").path
      func start() throws -> Process {
        try FlowSightBinary.start(["serve", "--object-store", objects], platform.settings)
      }
      var hosts = [try start(), try start()]
      defer { for host in hosts where host.isRunning { kill(host.processIdentifier, SIGKILL) } }
      let pool = platform.pool(nil)
      let isReady = try await eventually {
        try await pool.query("SELECT count(*) FROM workflow.wf_workflow").value(as: Int.self) > 0
      }
      try #require(isReady)
      let file = URL(fileURLWithPath: platform.servers.directory).appending(path: "v1.csv")
      try Data("id,name\n1,a\n2,b\n".utf8).write(to: file)
      let ingested = try await FlowSightBinary.run(
        ["ingest", file.path, "--dataset", "orders", "--wait"], platform.settings)
      #expect(ingested.status == 0, "\(ingested.error)")
      let made = try await FlowSightBinary.run(
        [
          "schedules", "create", "nightly", "--cron", "0 2 * * *", "--time-zone", "Europe/Berlin", "--reprocess", "all",
          "--overlap", "allow", "--yes", "--reason", "new rules",
        ], platform.settings)
      #expect(made.status == 0, "\(made.error)")

      // Its time comes when the test says so.
      func fire() async throws -> Duration {
        let before: Int = try await pool.query("SELECT count(*) FROM workflow.wf_schedule_fire").value()
        try await pool.query("UPDATE workflow.wf_schedule SET next_at = date_trunc('milliseconds', now())")
        let began = ContinuousClock.now
        let isDone = try await eventually(within: .seconds(60)) {
          try await pool.query("SELECT count(*) FROM workflow.wf_schedule_fire").value(as: Int.self) > before
        }
        try #require(isDone)
        return ContinuousClock.now - began
      }
      _ = try await fire()
      for signal in [SIGKILL, SIGSTOP, SIGKILL, SIGSTOP] {
        // Whichever leads at this moment: each is hit in turn.
        let victim = hosts.removeFirst()
        kill(victim.processIdentifier, signal)
        let took = try await fire()
        print("acted \(took) after signal \(signal)")
        #expect(took < .seconds(10))
        kill(victim.processIdentifier, SIGCONT)
        if signal == SIGKILL { hosts.append(try start()) } else { hosts.append(victim) }
      }
      let fires = try await pool.query(
        "SELECT count(*) AS n, count(DISTINCT due_at) AS d FROM workflow.wf_schedule_fire")
      #expect(try fires.decodeFirst("n", as: Int.self) == 5)
      #expect(try fires.decodeFirst("d", as: Int.self) == 5)
      // What was begun at a time was begun once: there is no backfill that no time has.
      let begun: Int = try await pool.query(
        "SELECT count(*) FROM workflow.wf_schedule_fire WHERE operation_id IS NOT NULL"
      ).value()
      let backfills: Int = try await pool.query("SELECT count(*) FROM workflow.wf_operation").value()
      #expect(begun > 0 && backfills == begun)
    }
  }
}
