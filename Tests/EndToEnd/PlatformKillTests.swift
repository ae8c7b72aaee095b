import Direct
import Foundation
import Glibc
import Postgres
import Servers
import Support
import TestSupport
import Testing

/// A platform of processes, each with a part of the services, of which every one is killed with signal 9 while files
/// are on their way: workers, relays, orchestrators, reapers and keepers.
@Suite(.serialized, .timeLimit(.minutes(8))) struct PlatformKillTests {
  private static let parts = ["workflow", "processing", "ingestion,metadata,labeling,iam"]
  private static let rows = 4_000

  @Test func everyProcessKilledInTurnLosesAndDoublesNothing() async throws {
    try await TestPlatform.run { platform in
      let folder = URL(fileURLWithPath: platform.servers.directory)
      func start(_ part: String) throws -> Process {
        let objects = folder.appending(path: "objects").path
        return try FlowSightBinary.start(["serve", "--services", part, "--object-store", objects], platform.settings)
      }
      // Two of each, so that there is one to take over.
      let parts = PlatformKillTests.parts + PlatformKillTests.parts
      var hosts = try parts.map { try start($0) }
      defer { for host in hosts where host.isRunning { kill(host.processIdentifier, SIGKILL) } }
      let pool = platform.pool(nil)
      let ready = try await eventually(within: .seconds(60)) {
        try await pool.query("SELECT count(*) FROM ingestion.ing_setting").value(as: Int.self) > 0
      }
      try #require(ready, "the services set the object store")

      for index in hosts.indices {
        let file = folder.appending(path: "set\(index).csv")
        let lines = (0..<PlatformKillTests.rows).map { "\($0),customer \($0 % 977),\($0 % 100)\n" }
        try Data(("id,name,amount\n" + lines.joined()).utf8).write(to: file)
        let ingested = try await FlowSightBinary.run(
          ["ingest", file.path, "--dataset", "kill\(index)", "-o", "json"], platform.settings)
        #expect(ingested.status == 0, "\(ingested.error)")
        kill(hosts[index].processIdentifier, SIGKILL)
        hosts[index].waitUntilExit()
        hosts[index] = try start(parts[index])
      }

      let isDone = try await eventually(within: .seconds(240)) {
        try await pool.query("SELECT count(*) FROM workflow.wf_run WHERE status = 'SUCCEEDED'")
          .value(as: Int.self) == hosts.count
      }
      #expect(isDone)
      #expect(try await pool.query("SELECT count(*) FROM workflow.wf_run").value(as: Int.self) == hosts.count)
      let isPublished = try await eventually {
        try await pool.query("SELECT count(*) FROM metadata.meta_version WHERE status = 'PUBLISHED'")
          .value(as: Int.self) == hosts.count
      }
      #expect(isPublished)
      for index in hosts.indices {
        let counts = try await pool.query(
          "SELECT count(*) AS rows, count(DISTINCT row_number) AS distinct_rows FROM dwd.dwd_kill\(index)")
        #expect(try counts.decodeFirst("rows", as: Int.self) == PlatformKillTests.rows)
        #expect(try counts.decodeFirst("distinct_rows", as: Int.self) == PlatformKillTests.rows)
      }
      await pool.close()
    }
  }
}
