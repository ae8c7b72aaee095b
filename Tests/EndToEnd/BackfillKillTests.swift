import Foundation
import Glibc
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// A backfill in the middle of which everything is killed.
@Suite(.serialized) struct BackfillKillTests {
  private static let (versions, rows) = (6, 500)

  @Test func aBackfillGoesOnAfterEverythingWasKilled() async throws {
    try await TestPlatform.run { platform in
      let folder = URL(fileURLWithPath: platform.servers.directory)
      let objects = folder.appending(path: "objects").path
      func start() throws -> Process {
        try FlowSightBinary.start(["serve", "--object-store", objects], platform.settings)
      }
      var hosts = [try start()]
      defer { for host in hosts where host.isRunning { kill(host.processIdentifier, SIGKILL) } }
      let pool = platform.pool(nil)
      func count(_ sql: String) async throws -> Int { try await pool.query(Statement(sql)).value() }
      let isReady = try await eventually { try await count("SELECT count(*) FROM ingestion.ing_setting") > 0 }
      try #require(isReady)
      for version in 1...BackfillKillTests.versions {
        let file = folder.appending(path: "v\(version).csv")
        let lines = (0..<BackfillKillTests.rows).map { "\($0),name \($0) of \(version)" }
        try Data(("id,name\n" + lines.joined(separator: "\n") + "\n").utf8).write(to: file)
        let ingested = try await FlowSightBinary.run(
          ["ingest", file.path, "--dataset", "orders", "--wait"], platform.settings)
        #expect(ingested.status == 0, "\(ingested.error)")
      }
      let begun = try await FlowSightBinary.run(
        [
          "backfill", "start", "--dataset", "orders", "--reprocess", "all", "--at-once", "2", "--detach", "--yes",
          "--reason", "new rules", "-o", "json",
        ], platform.settings)
      #expect(begun.status == 0, "\(begun.error)")
      let isUnderWay = try await eventually(every: .milliseconds(5)) {
        try await count("SELECT count(*) FROM workflow.wf_operation_item WHERE outcome = 'DONE'") > 0
      }
      try #require(isUnderWay)
      for host in hosts { kill(host.processIdentifier, SIGKILL) }
      let left = try await count("SELECT count(*) FROM workflow.wf_operation_item WHERE outcome <> 'DONE'")
      #expect(left > 0, "it was cut off, not finished before")
      try await platform.servers.killPostgres()
      try await platform.servers.startPostgres()
      hosts = [try start(), try start()]

      let isCompleted = try await eventually(within: .seconds(120)) {
        try await count("SELECT count(*) FROM workflow.wf_operation WHERE status = 'COMPLETED'") == 1
      }
      #expect(isCompleted)
      let runs = try await count("SELECT count(*) FROM workflow.wf_run WHERE parent_id IS NOT NULL")
      #expect(runs == BackfillKillTests.versions, "one run a version")
      let succeeded = try await count(
        "SELECT count(*) FROM workflow.wf_run WHERE parent_id IS NOT NULL AND status = 'SUCCEEDED'")
      #expect(succeeded == BackfillKillTests.versions)
      let published = try await count("SELECT count(*) FROM metadata.meta_version WHERE status = 'PUBLISHED'")
      #expect(published == BackfillKillTests.versions)
      let rows = try await count("SELECT count(*) FROM dwd.dwd_orders")
      #expect(rows == BackfillKillTests.versions * BackfillKillTests.rows)
    }
  }
}
