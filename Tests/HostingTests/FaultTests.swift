import Direct
import Foundation
import Hosting
import Model
import Postgres
import Redis
import Support
import Testing

/// A whole platform that loses its streams while files are on their way.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FaultTests {
  private static let files = 6
  private static let rows = 3_000

  @Test func flushallInTheMiddleOfRunsLosesAndDoublesNothing() async throws {
    let demo = try await Demo.start(in: nil) { _ in }
    do {
      let platform = try await DirectPlatform.connect(demo.settings)
      let redis = RedisConnection(try RedisConfiguration(url: demo.settings.redis))
      let pool = PostgresPool(PostgresConfiguration(dsn: demo.settings.postgres))
      let changes = platform.changes()
      for number in 0..<FaultTests.files { try await ingest(number, platform) }
      // Whenever something has happened, the streams are taken away.
      var flushes = 0
      for await _ in changes {
        let published = try await platform.versions(ListQuery(), PageRequest()).items.filter { $0.state == .published }
        let runs = try await platform.runs(ListQuery(), PageRequest()).items
        // A version is published a moment before its run has ended.
        if published.count == FaultTests.files, runs.allSatisfy(\.state.isTerminal) { break }
        if flushes < 12 {
          flushes += 1
          _ = try await redis.send(["FLUSHALL"])
        }
      }
      #expect(flushes > 3)
      for number in 0..<FaultTests.files {
        let counts = try await pool.query(
          "SELECT count(*) AS n, count(DISTINCT row_number) AS d FROM dwd.dwd_set\(number)")
        #expect(try counts.decodeFirst("n", as: Int.self) == FaultTests.rows)
        #expect(try counts.decodeFirst("d", as: Int.self) == FaultTests.rows)
      }
      let runs = try await platform.runs(ListQuery(), PageRequest()).items
      #expect(runs.count == FaultTests.files, "one run for each file")
      #expect(runs.allSatisfy { $0.state == .succeeded })
      await pool.close()
      await redis.close()
      await platform.close()
      await demo.stop()
    } catch {
      await demo.stop()
      throw error
    }
  }

  private func ingest(_ number: Int, _ platform: DirectPlatform) async throws {
    var text = "id,name\n"
    for row in 0..<FaultTests.rows { text += "\(row),name \(row) of \(number)\n" }
    let bytes = Array(text.utf8)
    let opened = try await platform.openUpload(
      UploadRequest(
        dataset: "set\(number)", fileName: "set\(number).csv", byteCount: Int64(bytes.count),
        sha256: SHA256.hex(of: bytes), head: bytes))
    _ = try await platform.appendChunk(to: opened.session.id, at: 0, bytes)
    _ = try await platform.completeUpload(opened.session.id)
  }
}
