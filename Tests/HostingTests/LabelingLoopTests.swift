import Direct
import Foundation
import Hosting
import Model
import Postgres
import Support
import Testing

/// The whole loop: rows are published, become tasks, are labeled, and the results are a dataset version of their own.
@Suite(.serialized) struct LabelingLoopTests {
  @Test func rowsBecomeTasksAndResultsBecomeAVersion() async throws {
    let demo = try await Demo.start(in: nil) { _ in }
    do {
      try await loop(demo.settings)
      await demo.stop()
    } catch {
      await demo.stop()
      throw error
    }
  }

  private func connect(_ settings: ConnectionSettings, _ persona: String) async throws -> DirectPlatform {
    var settings = settings
    settings.persona = try Actor.Persona(persona)
    return try await DirectPlatform.connect(settings)
  }

  private func loop(_ settings: ConnectionSettings) async throws {
    let admin = try await DirectPlatform.connect(settings)
    let rows = try await ingest(Array("id,text,lang\n1,good,en\n2,bad,en\n3,好,zh\n".utf8), admin)
    let lead = try await connect(settings, "lea/lead")
    let schema = LabelSchema(fields: [
      LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) })
    ])
    let project = try await lead.createLabelProject(LabelProjectDraft(name: "moods", schema: schema))
    let selection = RowSelection(
      dataset: rows.datasetID, version: rows.version,
      filters: [RowSelection.Filter(column: "lang", comparison: .equals, value: "en")],
      template: ["text": "{text} ({lang})"], key: ["id"])
    #expect(try await lead.importLabelRows(project.id, selection).created == 2)
    #expect(try await lead.importLabelRows(project.id, selection).existing == 2)
    let ann = try await connect(settings, "ann/annotator")
    while let item = try await ann.nextLabelTask(project.id) {
      #expect(item.payload == ["text": .string(item.key == "1" ? "good (en)" : "bad (en)")])
      _ = try await ann.submitLabel(
        Submission(
          lease: item.lease, annotation: ["mood": item.key == "1" ? "good" : "bad"], idempotencyKey: item.key))
    }
    await #expect(throws: Failure.self) { try await ann.exportLabels(project.id, LabelTaskFilter(), PageRequest()) }
    let upload = try await lead.publishLabels(project.id, dataset: "mood_labels", reason: "first round")
    let version = try await settled(upload, admin)
    #expect(version.state == .published, "\(String(describing: version.failure))")
    #expect(version.rows.loaded == 2)
    let pool = PostgresPool(PostgresConfiguration(dsn: settings.postgres))
    let moods = try await pool.query("SELECT label_mood FROM dwd.dwd_mood_labels ORDER BY task_key")
    #expect(try moods.map { try $0.decode("label_mood", as: String.self) } == ["good", "bad"])
    let edges = try await pool.query(
      """
      SELECT l.source, l.target FROM metadata.meta_lineage l JOIN metadata.meta_version v ON v.id = l.version_id
      WHERE v.dataset_id = $1 AND l.run_id IS NULL ORDER BY l.source
      """, upload.datasetID
    ).map { "\($0["source"] ?? "") > \($0["target"] ?? "")" }
    #expect(edges == ["dwd.dwd_moods_source@1 > labeling.moods", "labeling.moods > mood_labels"])
    let trace = try await admin.trace(rows.traceID, ListQuery(), PageRequest(limit: 500)).items
    #expect(trace.filter { $0.kind == .labels }.map(\.what) == ["2 tasks made", "2 of 2 labeled"])
    await pool.close()
    for platform in [admin, lead, ann] { await platform.close() }
  }

  private func ingest(_ bytes: [UInt8], _ platform: DirectPlatform) async throws -> DatasetVersion {
    let opened = try await platform.openUpload(
      UploadRequest(
        dataset: "moods_source", fileName: "moods.csv", byteCount: Int64(bytes.count), sha256: SHA256.hex(of: bytes),
        head: bytes))
    _ = try await platform.appendChunk(to: opened.session.id, at: 0, bytes)
    return try await settled(try await platform.completeUpload(opened.session.id), platform)
  }

  private func settled(_ session: UploadSession, _ platform: DirectPlatform) async throws -> DatasetVersion {
    let changes = platform.changes()
    while true {
      let version = try? await platform.version(dataset: session.datasetID, version: session.version)
      if let version, version.state == .published || version.state == .failed { return version }
      for await _ in changes { break }
    }
  }
}
