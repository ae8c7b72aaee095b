import Foundation
import Listing
import Model
import Postgres
import Support

// Operations and their items, as they are listed and read.

extension BulkOperationRepository {
  /// The outcomes are counted by the database as they change: see `wf_operation_count`.
  static let columns = """
    id, status, action, filter, reason, actor, total, rate_per_second, failure, audit_id, created_at, started_at,
    finished_at, (SELECT coalesce(json_object_agg(c.outcome, c.items), '{}') FROM (
      SELECT outcome, sum(items)::bigint AS items FROM workflow.wf_operation_count
      WHERE operation_id = wf_operation.id GROUP BY outcome HAVING sum(items) <> 0) c) AS outcomes,
    (action->>'name') IN ('discard', 'resolve') AND EXISTS (
      SELECT FROM workflow.wf_dead_letter l WHERE l.operation_id = wf_operation.id
        AND l.status = CASE action->>'name' WHEN 'discard' THEN 'DISCARDED' ELSE 'RESOLVED' END) AS is_undoable,
    (SELECT s.name FROM workflow.wf_schedule s WHERE s.id = wf_operation.schedule_id) AS schedule
    """

  static let list = ListTable<BulkOperation>(
    select: columns, from: "workflow.wf_operation", key: .uuid("id"),
    columns: [
      "state": "status", "action": "(action->>'name')",
      "workflow": .nullable("(action->'backfill'->>'workflow')"), "total": "total", "by": "(actor->>'name')",
      "age": "created_at", "created": "created_at", "started": .nullable("started_at"),
      "finished": .nullable("finished_at"), "reason": .nullable("reason"), "filter": "filter", "id": "id",
    ]
  ) { try record($0).operation }

  /// As ``DeadLetter/subject`` has it.
  private static let title = """
    concat_ws(' ', coalesce(l.dataset_name, r.dataset_name, l.event_type),
      CASE WHEN l.id IS NULL OR l.dataset_name IS NOT NULL THEN coalesce(l.dataset_version, r.dataset_version) END,
      l.step, l.error_code)
    """
  /// A run says itself why it failed.
  private static let failure = "coalesce(i.failure, CASE WHEN i.outcome = 'FAILED' THEN n.failure END)"

  static let itemList = ListTable<BulkOperationItem>(
    select: "i.subject_id, i.outcome, \(title) AS title, \(failure) AS failure, i.run_id, i.at",
    from: """
      workflow.wf_operation_item i LEFT JOIN workflow.wf_dead_letter l ON l.id = i.subject_id
        LEFT JOIN workflow.wf_run r ON r.id = i.subject_id LEFT JOIN workflow.wf_run n ON n.id = i.run_id
      """, key: .uuid("i.subject_id"),
    columns: [
      "outcome": "i.outcome", "item": .init(stringLiteral: "(\(title))"),
      "code": .nullable("(\(failure)->>'error_code')"), "message": .nullable("(\(failure)->>'message')"),
      "id": "i.subject_id", "run": .nullable("i.run_id"),
      "at": .nullable("i.at"),
    ]
  ) { row in
    BulkOperationItem(
      subject: try row.decode("subject_id"), outcome: try row.decode("outcome"), title: try row.decode("title"),
      failure: try row.decode("failure"), runID: try row.decode("run_id"), at: try row.decode("at"))
  }

  static func items(
    of id: BulkOperationID, _ query: ListQuery, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<BulkOperationItem> {
    try await itemList.page(query, page, where: Statement("i.operation_id = $1", id), connection)
  }

  static func record(_ row: PostgresRow) throws -> Record {
    let actor: Actor = try row.decode("actor", as: JSON.self).decode()
    let total: Int = try row.decode("total")
    let state: BulkOperationState = try row.decode("status")
    return Record(
      operation: BulkOperation(
        id: try row.decode("id"), state: state, action: try row.decode("action", as: JSON.self).decode(),
        filter: try row.decode("filter"), reason: try row.decode("reason"), actor: actor.name, total: total,
        outcomes: try row.decode("outcomes", as: JSON.self).decode(), ratePerSecond: try row.decode("rate_per_second"),
        failure: try row.decode("failure"),
        auditID: try row.decode("audit_id"), createdAt: try row.decode("created_at"),
        startedAt: try row.decode("started_at"), finishedAt: try row.decode("finished_at"),
        isUndoable: try row.decode("is_undoable"), schedule: try row.decode("schedule")), actor: actor)
  }
}
