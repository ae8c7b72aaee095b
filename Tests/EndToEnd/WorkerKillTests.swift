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
    try await TestPlatform.run { platform in
      let folder = URL(fileURLWithPath: platform.servers.directory)
      let file = folder.appending(path: "sessions.csv")
      try WorkerKillTests.write(rows: WorkerKillTests.rows, to: file)
      let objects = folder.appending(path: "objects").path
      let hosts = try (0..<2).map { _ in
        try FlowSightBinary.start(["serve", "--object-store", objects], platform.settings)
      }
      defer { for host in hosts where host.isRunning { kill(host.processIdentifier, SIGKILL) } }
      let pool = platform.pool(nil)
      let ready = try await eventually {
        try await pool.query("SELECT count(*) FROM ingestion.ing_setting").value(as: Int.self) > 0
      }
      try #require(ready, "the services set the object store")

      let ingested = try await FlowSightBinary.run(
        ["ingest", file.path, "--dataset", "kill", "-o", "json"], platform.settings)
      #expect(ingested.status == 0, "\(ingested.error)")
      // Where the load is in the middle: its owner is killed.
      var victim: Int32?
      let isLoading = try await eventually(within: .seconds(120), every: .milliseconds(2)) {
        let row = try await pool.query(
          """
          SELECT lease_owner FROM processing.proc_job
          WHERE step = 'load_ods' AND status = 'LEASED' AND progress_done > 0 AND progress_done < progress_total
          """)
        let owner: String? = try row.decodeFirst("lease_owner")
        victim = owner.flatMap { $0.split(separator: ":").dropFirst().first }.flatMap { Int32($0) }
        return victim != nil
      }
      try #require(isLoading)
      kill(try #require(victim), SIGKILL)
      let killedAt = ContinuousClock().now

      let isPublished = try await eventually(within: .seconds(180)) {
        try await pool.query("SELECT count(*) FROM metadata.meta_version WHERE status = 'PUBLISHED'")
          .value(as: Int.self) == 1
      }
      #expect(isPublished)
      let counts = try await pool.query(
        "SELECT count(*) AS rows, count(DISTINCT row_number) AS distinct_rows FROM ods.ods_kill")
      #expect(try counts.decodeFirst("rows", as: Int.self) == WorkerKillTests.rows)
      #expect(try counts.decodeFirst("distinct_rows", as: Int.self) == WorkerKillTests.rows)
      let crashes: Int = try await pool.query("SELECT sum(crash_count)::int FROM processing.proc_job").value()
      #expect(crashes >= 1, "the load was cut off, not finished before the kill")
      print("recovered \(ContinuousClock().now - killedAt) after the kill")
    }
  }

  private static func write(rows: Int, to file: URL) throws {
    var text = "id,name,amount,note\n"
    for row in 0..<rows {
      text += "\(row),customer \(row % 977),\(row % 10_000),a note of some length for row \(row)\n"
    }
    try Data(text.utf8).write(to: file)
  }
}
