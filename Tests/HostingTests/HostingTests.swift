import Direct
import Foundation
import Hosting
import Model
import Postgres
import Support
import TestSupport
import Testing

@Suite(.serialized) struct HostingTests {
  @Test func unknownServicesAreNamed() {
    let settings = ConnectionSettings(postgres: "", redis: "redis://localhost", profile: "test")
    let failure = #expect(throws: Failure.self) { try ServiceHost(settings, services: ["nope"], log: .silent) }
    #expect(failure?.errorCode == "service_unknown")
    for name in ServiceHost.serviceNames { #expect(failure?.nextStep?.contains(name) == true) }
  }

  @Test func aBrokenAddressIsRefusedAtOnce() {
    let settings = ConnectionSettings(postgres: "", redis: "nonsense", profile: "test")
    let failure = #expect(throws: Failure.self) { try ServiceHost(settings, log: .silent) }
    #expect(failure?.errorCode == "redis_invalid")
  }

  /// A service that cannot do its work says so and does not start; it does not stand there idle.
  @Test func aWorkflowServiceThatCannotRecordItsWorkflowsDoesNotStart() async throws {
    let demo = try await Demo.start(in: nil) { _ in }
    let pool = PostgresPool(PostgresConfiguration(dsn: demo.settings.postgres))
    do {
      try await pool.query("ALTER TABLE workflow.wf_workflow RENAME TO wf_gone")
      let host = try ServiceHost(demo.settings, services: ["workflow"], log: .silent)
      let failure = await #expect(throws: Failure.self) {
        try await host.run(objectStore: nil) { Issue.record("it is not ready") }
      }
      #expect(failure?.errorCode == "workflows_not_recorded" && failure?.nextStep != nil)
    } catch {
      await pool.close()
      await demo.stop()
      throw error
    }
    await pool.close()
    await demo.stop()
  }

  /// From nothing to a published version, in one process; then nothing is left, and a second start finds the data.
  @Test func aDemoPublishesAndKeepsItsData() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "demo-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: folder) }
    let bytes = Array("id,name\n1,a\n2,b\n".utf8)
    let demo = try await Demo.start(in: folder) { _ in }
    do {
      let platform = try await DirectPlatform.connect(demo.settings)
      let request = UploadRequest(
        dataset: "orders", fileName: "orders.csv", byteCount: Int64(bytes.count), sha256: SHA256.hex(of: bytes),
        head: bytes)
      let changes = platform.changes()
      let opened = try await platform.openUpload(request)
      _ = try await platform.appendChunk(to: opened.session.id, at: 0, bytes)
      _ = try await platform.completeUpload(opened.session.id)
      #expect(try await platform.openUpload(request).outcome == .alreadyIngested)
      let version = try await settled(opened.session, platform, changes)
      #expect(version.state == .published, "\(String(describing: version.failure))")
      #expect(version.rows == RowCounts(read: 2, loaded: 2, rejected: 0))
      #expect(version.odsTable == "ods.ods_orders" && version.dwdTable == "dwd.dwd_orders")
      let trace = try await platform.trace(opened.session.traceID, ListQuery(), PageRequest(limit: 500)).items
      let kinds = trace.map(\.kind)
      let (upload, run) = (try #require(kinds.firstIndex(of: .upload)), try #require(kinds.firstIndex(of: .run)))
      #expect(upload < run && trace.map(\.at) == trace.map(\.at).sorted())
      #expect(Set(trace.map(\.kind)).isSuperset(of: [.upload, .event, .run, .step, .attempt, .lease, .version]))
      #expect(trace.filter { $0.kind == .attempt }.allSatisfy { $0.endedAt != nil && $0.address != nil })
      let unknown = await #expect(throws: Failure.self) {
        try await platform.trace(TraceID(UUID()), ListQuery(), PageRequest())
      }
      #expect(unknown?.errorCode == "not_found")
      try await readLog(platform, try #require(version.runID), opened.session)
      try await repair(platform, version, opened.session)
      await platform.close()
      await demo.stop()
    } catch {
      await demo.stop()
      throw error
    }
    let again = try await Demo.start(in: folder) { _ in }
    do {
      let platform = try await DirectPlatform.connect(again.settings)
      #expect(try await platform.versions(ListQuery(), PageRequest()).items.map(\.state) == [.published, .rolledBack])
      await platform.close()
      await again.stop()
    } catch {
      await again.stop()
      throw error
    }
  }

  /// What workers of both services said is there a moment after the run, and in its trace.
  private func readLog(_ platform: DirectPlatform, _ run: RunID, _ session: UploadSession) async throws {
    let ends = try ListQuery(parsing: "message=\"job ended\"", fields: LogLine.fieldInfos)
    #expect(
      try await eventually {
        try await platform.logLines(of: run, ends, PageRequest()).items.map(\.step).sorted()
          == ["build_dwd", "clean", "load_ods", "publish", "standardize", "validate"]
      })
    let lines = try await platform.logLines(of: run, ListQuery(), PageRequest()).items
    #expect(lines.allSatisfy { $0.traceID == session.traceID && $0.datasetID == session.datasetID && $0.attempt == 1 })
    #expect(lines.contains { $0.text.contains("validated rows=2 rejected=0") })
    let trace = try await platform.trace(session.traceID, ListQuery(), PageRequest(limit: 500)).items
    #expect(trace.count { $0.kind == .log } == lines.count)
  }

  /// Withdrawn, rolled back, and made again from the raw file.
  private func repair(_ platform: DirectPlatform, _ version: DatasetVersion, _ session: UploadSession) async throws {
    let run = try #require(version.runID)
    // The version is published by the run's last step; the run itself ends a moment later.
    #expect(try await ended(run, platform, platform.changes()).state == .succeeded)
    let stages: [(downTo: String?, state: VersionState)] = [("publish", .withdrawn), (nil, .rolledBack)]
    for (last, state) in stages {
      let changes = platform.changes()
      let preview = try await platform.preview(.undoRun(run, downTo: last))
      #expect(preview.eligibleCount == 1, "\(preview)")
      let undo = try #require(
        try await platform.perform(.undoRun(run, downTo: last), reason: "the wrong file").done.first?.runID)
      let ended = try await ended(undo, platform, changes)
      #expect(ended.state == .succeeded, "\(String(describing: ended.failure))")
      let now = try await platform.version(dataset: version.datasetID, version: version.version)
      #expect(now.state == state)
    }
    let changes = platform.changes()
    _ = try await platform.perform(.reingest(session.id), reason: "it was right after all")
    for await _ in changes {
      let newest = try await platform.versions(ListQuery(), PageRequest()).items.first
      if newest?.version == "2", newest?.state == .published { break }
    }
    let newest = try #require(try await platform.versions(ListQuery(), PageRequest()).items.first)
    #expect(newest.rows.loaded == 2)
  }

  private func ended(_ id: RunID, _ platform: DirectPlatform, _ changes: AsyncStream<Change>) async throws -> Run {
    var run = try await platform.run(id).run
    var next = changes.makeAsyncIterator()
    while !run.state.isTerminal, await next.next() != nil { run = try await platform.run(id).run }
    return run
  }

  private func settled(
    _ session: UploadSession, _ platform: DirectPlatform, _ changes: AsyncStream<Change>
  ) async throws -> DatasetVersion {
    for await _ in changes {
      let version = try? await platform.version(dataset: session.datasetID, version: session.version)
      if let version, version.state == .published || version.state == .failed { return version }
    }
    return try await platform.version(dataset: session.datasetID, version: session.version)
  }
}
