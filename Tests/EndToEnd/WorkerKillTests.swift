import Direct
import Foundation
import Glibc
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// Services as processes, killed with signal 9 in the middle of their work.
@Suite(.serialized) struct WorkerKillTests {
  /// Several blocks of the load, so that there is a cursor in the middle.
  private static let rows = 180_000

  @Test func aWorkerKilledInMidLoadLosesAndDoublesNothing() async throws {
    try await withHosts { platform, pool in
      let file = URL(fileURLWithPath: platform.servers.directory).appending(path: "sessions.csv")
      try WorkerKillTests.write(rows: WorkerKillTests.rows, to: file)
      let ingested = try await FlowSightBinary.run(
        ["ingest", file.path, "--dataset", "kill", "-o", "json"], platform.settings)
      #expect(ingested.status == 0, "\(ingested.error)")
      // Where the load is in the middle: its owner is killed.
      try await killOwner(of: "step = 'load_ods' AND progress_done > 0 AND progress_done < progress_total", pool)
      let killedAt = ContinuousClock().now
      try await requirePublished(pool)
      let counts = try await pool.query(
        "SELECT count(*) AS rows, count(DISTINCT row_number) AS distinct_rows FROM ods.ods_kill")
      #expect(try counts.decodeFirst("rows", as: Int.self) == WorkerKillTests.rows)
      #expect(try counts.decodeFirst("distinct_rows", as: Int.self) == WorkerKillTests.rows)
      try await expectCrash(pool)
      print("recovered \(ContinuousClock().now - killedAt) after the kill")
    }
  }

  /// The parts of a step are taken over one by one; what others have done is not done again.
  @Test func aWorkerKilledInAPartLosesThatPartAlone() async throws {
    try await withHosts { platform, pool in
      let file = URL(fileURLWithPath: platform.servers.directory).appending(path: "sessions.csv")
      try WorkerKillTests.write(rows: WorkerKillTests.rows, to: file)
      let ingested = try await FlowSightBinary.run(
        ["ingest", file.path, "--dataset", "kill", "-o", "json"], platform.settings)
      #expect(ingested.status == 0, "\(ingested.error)")
      try await requirePublished(pool)
      let started = try await FlowSightBinary.run(
        [
          "workflows", "run", "dataset.profile", "--dataset", "kill", "--version", "1", "--set", "depth=full", "--yes",
          "--reason", "a look",
        ], platform.settings)
      #expect(started.status == 0, "\(started.error)")
      try await killOwner(of: "step LIKE 'profile[%'", pool)
      let hasSucceeded = try await eventually(within: .seconds(120)) {
        try await pool.query(
          "SELECT count(*) FROM workflow.wf_run WHERE workflow = 'dataset.profile' AND status = 'SUCCEEDED'"
        ).value(as: Int.self) == 1
      }
      #expect(hasSucceeded)
      try await expectCrash(pool)
      let output = try await pool.query("SELECT output FROM workflow.wf_step WHERE name = 'summarize'")
      let profile = try #require(try output.decodeFirst("output", as: JSON.self))
      #expect(profile["rows"]?.integer == Int64(WorkerKillTests.rows))
      let columns = try #require(profile["columns"]?.array)
      #expect(columns.map { $0["column"]?.string } == ["id", "name", "amount", "note"])
      #expect(columns.map { $0["distinct_values"]?.integer } == [180_000, 977, 10_000, 180_000])
      #expect(columns.allSatisfy { $0["empty"]?.integer == 0 })
      #expect(profile["file"]?["sha256"]?.string?.count == 64)
      let parts: Int = try await pool.query(
        "SELECT count(*) FROM processing.proc_job WHERE step LIKE 'profile[%' AND status = 'DONE'"
      ).value()
      #expect(parts == 4)
      let twice: Int = try await pool.query(
        "SELECT count(*) FROM (SELECT step_id FROM workflow.wf_attempt WHERE failure IS NULL GROUP BY 1 HAVING count(*) > 1) t"
      ).value()
      #expect(twice == 0, "what was done is not done again")
    }
  }

  // MARK: - The stage

  /// Two processes with all services.
  private func withHosts(_ body: (TestPlatform, PostgresPool) async throws -> Void) async throws {
    try await TestPlatform.run { platform in
      let objects = URL(fileURLWithPath: platform.servers.directory).appending(path: "objects").path
      let hosts = try (0..<2).map { _ in
        try FlowSightBinary.start(["serve", "--object-store", objects], platform.settings)
      }
      defer { for host in hosts where host.isRunning { kill(host.processIdentifier, SIGKILL) } }
      let pool = platform.pool(nil)
      let ready = try await eventually {
        try await pool.query("SELECT count(*) FROM ingestion.ing_setting").value(as: Int.self) > 0
      }
      try #require(ready, "the services set the object store")
      try await body(platform, pool)
    }
  }

  /// Kills the process that holds the lease of such a job.
  private func killOwner(of job: String, _ pool: PostgresPool) async throws {
    var victim: Int32?
    let isFound = try await eventually(within: .seconds(120), every: .milliseconds(2)) {
      let row = try await pool.query(
        "SELECT lease_owner FROM processing.proc_job WHERE status = 'LEASED' AND \(job)")
      let owner: String? = try row.decodeFirst("lease_owner")
      victim = owner.flatMap { $0.split(separator: ":").dropFirst().first }.flatMap { Int32($0) }
      return victim != nil
    }
    try #require(isFound)
    kill(try #require(victim), SIGKILL)
  }

  private func requirePublished(_ pool: PostgresPool) async throws {
    let isPublished = try await eventually(within: .seconds(180)) {
      try await pool.query("SELECT count(*) FROM metadata.meta_version WHERE status = 'PUBLISHED'")
        .value(as: Int.self) == 1
    }
    try #require(isPublished)
  }

  private func expectCrash(_ pool: PostgresPool) async throws {
    let crashes: Int = try await pool.query("SELECT sum(crash_count)::int FROM processing.proc_job").value()
    #expect(crashes >= 1, "the job was cut off, not finished before the kill")
  }

  private static func write(rows: Int, to file: URL) throws {
    var text = "id,name,amount,note\n"
    for row in 0..<rows {
      text += "\(row),customer \(row % 977),\(row % 10_000),a note of some length for row \(row)\n"
    }
    try Data(text.utf8).write(to: file)
  }
}
