import Direct
import Foundation
import Model
import Postgres
import Support
import TestSupport
import Testing

/// Every list of the platform on a real server: every field filters, every sortable field orders, from both ends.
@Suite(.serialized) struct ListTests {
  private typealias Read<Item: Listed> = (ListQuery, PageRequest) async throws -> Page<Item>

  private func check<Item: Listed>(_ read: Read<Item>) async throws {
    var texts = ["word", "!word", "~pat{1,2}ern", "!~a|b"]
    for field in Item.fieldInfos {
      switch field.kind {
      case .name, .text: texts += ["\(field.name)=a,b", "\(field.name):a", "\(field.name)=\"\"", "!\(field.name):a"]
      case .choice(let choices): texts += ["\(field.name)=\(choices[0])", "\(field.name)!=\(choices[0])"]
      case .id:
        texts += ["\(field.name):ab", "\(field.name)!=\"\"", "\(field.name)=0195a000-0000-7000-8000-000000000000"]
      case .number: texts += ["\(field.name)>=0", "\(field.name)=1,2"]
      case .duration: texts += ["\(field.name)>1h"]
      case .time: texts += ["\(field.name)<=2026-03-01"]
      case .age: texts += ["\(field.name)<2h"]
      }
      if field.isSortable { texts += ["sort:\(field.name)", "sort:-\(field.name)"] }
    }
    for text in texts {
      let query = try ListQuery(parsing: text, fields: Item.fieldInfos)
      let first = try await read(query, PageRequest(limit: 2))
      let last = try await read(query, PageRequest(limit: 2, .last))
      #expect(first.previous == nil && last.next == nil)
      if let next = first.next {
        let second = try await read(query, PageRequest(limit: 2, .after(next)))
        let back = try await read(query, PageRequest(limit: 2, .before(try #require(second.previous))))
        #expect(back.items == first.items, "\(Item.self) \(text)")
      }
    }
    try await checkFinding(read)
  }

  /// What a row shows in a field, the same list finds by it.
  private func checkFinding<Item: Listed>(_ read: Read<Item>) async throws {
    for item in try await read(ListQuery(), PageRequest(limit: 3)).items {
      for field in Item.fields {
        guard let value = field.value(item) else { continue }
        let name = field.info.name
        let filters: [Filter] =
          switch value {
          case .text(let text): [.field(name, is: [text])]
          case .number(let number):
            [.field(name, .greaterOrEqual, number), .field(name, .lessOrEqual, number)]
          case .time:
            try (field.info.kind == .age ? ["<9999d"] : ["<2100-01-01", ">1970-01-02"]).map {
              try ListQuery(parsing: name + $0, fields: Item.fieldInfos).filter
            }
          }
        for filter in filters {
          let found = try await read(ListQuery(filter), PageRequest(limit: 100)).items
          #expect(found.contains { $0.listID == item.listID }, "\(Item.self) \(filter.text)")
        }
      }
    }
  }

  @Test func everyFieldOfEveryListIsKnownToTheDatabase() async throws {
    try await TestPlatform.run { test in
      let pool = test.pool(nil)
      try await pool.execute(script: try Self.rows)
      await pool.close()
      let platform = try await DirectPlatform.connect(test.settings)
      try await check(platform.uploads)
      try await check(platform.datasets)
      try await check(platform.versions)
      try await check(platform.runs)
      try await check(platform.letterGroups)
      try await check(platform.letters)
      try await check(platform.bulkOperations)
      try await check(platform.schedules)
      try await check { try await platform.scheduleFires(ScheduleID(UUID()), $0, $1) }
      try await check { try await platform.bulkOperationItems(BulkOperationID(UUID()), $0, $1) }
      try await check(platform.auditEntries)
      try await check(platform.workflows)
      let schema = LabelSchema(fields: [LabelField(name: "note", kind: .text)])
      let project = try await platform.createLabelProject(LabelProjectDraft(name: "notes", schema: schema))
      let tasks = (0..<5).map { LabelTaskDraft(payload: ["n": .integer(Int64($0))]) }
      #expect(try await platform.importLabelTasks(project.id, tasks).created == 5)
      try await check(platform.labelProjects)
      try await check { try await platform.labelTasks(project.id, $0, $1) }
      let run = try #require(try await platform.runs(ListQuery(), PageRequest()).items.first)
      try await check { try await platform.report(of: run.id, $0, $1) }
      try await check { try await platform.logLines(of: run.id, $0, $1) }
      let said = try await platform.logLines(of: run.id, ListQuery(), PageRequest(limit: 2, .last)).items
      #expect(said.map(\.message) == ["line 4", "line 5"])
      let behind = PageRequest(after: String(try #require(said.first).id))
      #expect(try await platform.logLines(of: run.id, ListQuery(), behind).items.map(\.message) == ["line 5"])
      let issues = try await platform.report(of: run.id, ListQuery(), PageRequest(limit: 3, .last)).items
      #expect(issues.map(\.row) == [3, 4, 5])
      let dead = try ListQuery(parsing: "state=dead sort:-age", fields: DeadLetter.fieldInfos)
      let letters = try await platform.letters(dead, PageRequest()).items
      #expect(letters.map(\.datasetName) == ["orders 5", "orders 3", "orders 1"])
      await platform.close()
    }
  }

  private static var rows: String {
    get throws {
      let file = IngestedFile(
        ingestionJobID: Identifier(UUID()), datasetName: "orders", objectKey: "k", fileSize: 1, status: .ingested,
        fileName: "a.csv", sha256: "ab", mode: .strict,
        template: Template(
          name: "t", version: 1, odsTable: "o", dwdTable: "d", key: [], mode: .strict, isInferred: false, fields: []),
        createdBy: "ann")
      return statements.replacing("INPUT", with: try JSON(encoding: file).text())
    }
  }

  private static let statements = """
    INSERT INTO ingestion.ing_template (id, name, version, document) VALUES (gen_random_uuid(), 't', 1, '{}');
    INSERT INTO ingestion.ing_dataset (id, name, table_name, channel, template_id, mode)
      SELECT gen_random_uuid(), 'orders', 'orders', 'file', id, 'strict' FROM ingestion.ing_template;
    INSERT INTO ingestion.ing_upload_session (id, dataset_id, version, file_name, byte_count, sha256, template_id, mode,
        status, trace_id, created_by)
      SELECT gen_random_uuid(), d.id, n::text, 'a.csv', n, 'ab', d.template_id, 'strict', 'CREATED',
        gen_random_uuid(), 'ann' FROM ingestion.ing_dataset d, generate_series(1, 5) n;
    INSERT INTO metadata.meta_dataset (id, name) VALUES (gen_random_uuid(), 'orders');
    INSERT INTO metadata.meta_version (id, dataset_id, version, status, trace_id)
      SELECT gen_random_uuid(), d.id, n::text, 'PENDING', gen_random_uuid()
      FROM metadata.meta_dataset d, generate_series(1, 5) n;
    INSERT INTO workflow.wf_run (id, workflow, workflow_version, dataset_id, dataset_name, dataset_version, trace_id,
        status, root_id, parameters, input, failure, started_at, finished_at)
      SELECT gen_random_uuid(), 'dataset.load', 1, gen_random_uuid(), 'orders', n::text, gen_random_uuid(), 'FAILED',
        gen_random_uuid(), '{}', 'INPUT', '{"error_code":"run_failed","message":"it failed","is_transient":false}',
        now() - n * interval '1 min', CASE WHEN n % 2 = 0 THEN now() END FROM generate_series(1, 5) n;
    INSERT INTO workflow.wf_step (id, run_id, position, name, function, depends_on, definition, status)
      SELECT gen_random_uuid(), id, 1, 'validate', 'processing.validate', '[]',
        '{"name":"validate","function":"processing.validate","queue":"processing"}', 'FAILED' FROM workflow.wf_run;
    INSERT INTO processing.proc_issue (job_id, row_number, line, field, reason, value, suggestion)
      SELECT s.id, n, n, 'phone', 'not a number', 'x', 'write it' FROM workflow.wf_step s, generate_series(1, 5) n;
    INSERT INTO flowsight.job_line (run_id, job_id, step, trace_id, dataset_id, worker, attempt, lease_epoch, number, at,
        level, message, fields)
      SELECT s.run_id, s.id, 'validate', r.trace_id, r.dataset_id, 'host:1', 1, 1, n, now(), 'info', 'line ' || n, '{}'
      FROM workflow.wf_step s JOIN workflow.wf_run r ON r.id = s.run_id, generate_series(1, 5) n;
    INSERT INTO workflow.wf_dead_letter (id, status, signature, error_code, failure, event_type, event_id,
        source_stream, trace_id, payload, payload_sha256, attempts, crash_count, first_failed_at, last_failed_at,
        root_id, dataset_name, step, function)
      SELECT gen_random_uuid(), CASE WHEN n % 2 = 1 THEN 'DEAD' ELSE 'DISCARDED' END, md5(n::text), 'table_locked',
        '{"error_code":"table_locked","message":"locked","is_transient":true}', 'workflow.job.ready',
        gen_random_uuid(), 's', gen_random_uuid(), 'x', 'ab', '[]', 0, now(), now() - n * interval '1 hour',
        gen_random_uuid(), 'orders ' || n, CASE WHEN n < 3 THEN 'validate' END, 'processing.validate'
      FROM generate_series(1, 5) n;
    INSERT INTO iam.iam_audit_entry (id, at, actor_name, credential, role, action, target)
      SELECT gen_random_uuid(), now(), 'ann', 'ops', 'operator', 'workflow.letter.redrive', 'letter ' || n
      FROM generate_series(1, 5) n;
    """
}
