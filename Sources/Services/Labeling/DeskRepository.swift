import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of what acts write: a statement a table, all in one round trip.
enum DeskRepository {
  /// Returns the numbers of the versions that were appended. `commits` the transaction with it.
  static func put(
    _ writes: TaskWrites, at: Date, commits: Bool, _ outbox: Outbox, _ connection: PostgresConnection
  ) async throws -> [ResultID: Int] {
    var statements: [Statement] = []
    // Versions refer to assignments.
    if !writes.additions.isEmpty { statements.append(addition(of: Array(writes.additions.values))) }
    if !writes.changes.isEmpty { statements.append(change(of: Array(writes.changes.values), at: at)) }
    let versions = writes.results.isEmpty ? nil : statements.count
    if !writes.results.isEmpty { statements.append(version(of: writes.results)) }
    if !writes.tasks.isEmpty { statements.append(update(of: Array(writes.tasks.values), at: at)) }
    if !writes.log.isEmpty { statements.append(log(writes.log)) }
    if !writes.events.isEmpty { statements.append(try outbox.statement(appending: writes.events)) }
    guard !statements.isEmpty else { return [:] }
    let results =
      commits ? try await connection.commit(with: statements) : try await connection.pipeline(statements)
    guard let versions else { return [:] }
    var numbers: [ResultID: Int] = [:]
    for row in results[versions] { numbers[try row.decode("id", as: ResultID.self)] = try row.decode("version") }
    return numbers
  }

  private static func addition(of new: [TaskWrites.Addition]) -> Statement {
    let assignments = new.map(\.assignment)
    return Statement(
      """
      INSERT INTO labeling.lab_assignment (id, task_id, project_id, annotator, status, annotation, schema_version,
        leased_at, submitted_at, is_gold_right, is_gold)
      SELECT n.*, n.is_gold_right IS NOT NULL
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::json[], $7::integer[],
        $8::timestamptz[], $9::timestamptz[], $10::boolean[])
        AS n (id, task_id, project_id, annotator, status, annotation, schema_version, leased_at, submitted_at,
          is_gold_right)
      """, assignments.map(\.id), assignments.map(\.taskID), new.map(\.project), assignments.map(\.annotator),
      assignments.map(\.state), assignments.map(\.annotation), new.map(\.schemaVersion),
      assignments.map(\.leasedAt), assignments.map(\.submittedAt), new.map(\.isGoldRight))
  }

  /// Every change ends the lease: the fence rises.
  private static func change(of changes: [TaskWrites.Change], at: Date) -> Statement {
    let assignments = changes.map(\.assignment)
    return Statement(
      """
      UPDATE labeling.lab_assignment a SET status = n.status, annotation = n.annotation, reason = n.reason,
        submitted_at = n.submitted_at, seconds_spent = n.seconds_spent,
        is_gold_right = coalesce(n.is_gold_right, a.is_gold_right), expires_at = NULL, fence = a.fence + 1,
        draft = CASE WHEN n.drops_draft THEN NULL ELSE a.draft END, updated_at = $9
      FROM unnest($1::uuid[], $2::text[], $3::json[], $4::text[], $5::timestamptz[], $6::double precision[],
        $7::boolean[], $8::boolean[])
        AS n (id, status, annotation, reason, submitted_at, seconds_spent, is_gold_right, drops_draft)
      WHERE a.id = n.id
      """, assignments.map(\.id), assignments.map(\.state), assignments.map(\.annotation),
      assignments.map(\.reason), assignments.map(\.submittedAt), assignments.map(\.secondsSpent),
      changes.map(\.isGoldRight), changes.map(\.dropsDraft), at)
  }

  /// As the next versions of their tasks, in order.
  private static func version(of results: [TaskWrites.Version]) -> Statement {
    var counts: [LabelTaskID: Int] = [:]
    let places = results.map { version in
      counts[version.result.taskID, default: 0] += 1
      return counts[version.result.taskID] ?? 1
    }
    return Statement(
      """
      INSERT INTO labeling.lab_result (id, task_id, project_id, assignment_id, version, kind, author, at,
        schema_version, before, after, reason, idempotency_key)
      SELECT n.id, n.task_id, n.project_id, n.assignment_id,
        coalesce((SELECT max(r.version) FROM labeling.lab_result r WHERE r.task_id = n.task_id), 0) + n.place,
        n.kind, n.author, n.at, n.schema_version, n.before, n.after, n.reason, n.idempotency_key
      FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::text[], $7::text[],
        $8::timestamptz[], $9::integer[], $10::json[], $11::json[], $12::text[], $13::text[])
        AS n (id, task_id, project_id, assignment_id, place, kind, author, at, schema_version, before, after, reason,
          idempotency_key)
      RETURNING id, version
      """, results.map(\.result.id), results.map(\.result.taskID), results.map(\.project),
      results.map(\.assignment), places, results.map(\.result.kind), results.map(\.result.author),
      results.map(\.result.at), results.map(\.result.schemaVersion), results.map(\.result.before),
      results.map(\.result.after), results.map(\.result.reason), results.map(\.idempotencyKey))
  }

  /// All that changes in a task.
  private static func update(of records: [TaskRepository.Record], at: Date) -> Statement {
    let tasks = records.map(\.task)
    return Statement(
      """
      UPDATE labeling.lab_task t SET status = n.status, overlap = n.overlap, submitted = n.submitted, lane = n.lane,
        version = n.version, taken = n.taken, reviewer = n.reviewer, review_fence = n.review_fence,
        review_expires_at = n.review_expires_at, is_gold = n.is_gold, agreement = n.agreement, updated_at = $13
      FROM unnest($1::uuid[], $2::text[], $3::integer[], $4::integer[], $5::text[], $6::integer[], $7::integer[],
        $8::text[], $9::bigint[], $10::timestamptz[], $11::boolean[], $12::double precision[])
        AS n (id, status, overlap, submitted, lane, version, taken, reviewer, review_fence, review_expires_at, is_gold,
          agreement)
      WHERE t.id = n.id
      """, tasks.map(\.id), tasks.map(\.state), tasks.map(\.overlap), tasks.map(\.submitted), tasks.map(\.lane),
      tasks.map(\.version), records.map(\.taken), records.map(\.reviewer), records.map(\.reviewFence),
      records.map(\.reviewExpiresAt), tasks.map(\.isGold), records.map(\.agreement), at)
  }

  private static func log(_ steps: [TaskWrites.Step]) -> Statement {
    let changes = steps.map(\.change)
    return Statement(
      """
      INSERT INTO labeling.lab_task_event (task_id, at, subject, event, from_status, to_status, actor, detail)
      SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
        $8::text[])
      """, steps.map(\.task), changes.map(\.at), changes.map(\.subject), changes.map(\.event), changes.map(\.from),
      changes.map(\.to), changes.map(\.actor), changes.map(\.detail))
  }
}
