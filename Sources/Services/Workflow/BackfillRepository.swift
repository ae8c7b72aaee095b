import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of backfills: the versions that they choose among, and what became of each.
enum BackfillRepository {
  /// As ``Model/BackfillCandidate/standing`` has it.
  static let standing = """
    CASE WHEN l.id IS NULL THEN 'fresh' WHEN l.status IN ('PENDING', 'RUNNING') THEN 'busy'
      WHEN l.compensates IS NOT NULL THEN 'undone' WHEN l.status = 'FAILED' THEN 'failed'
      WHEN l.status = 'CANCELLED' THEN 'cancelled' ELSE 'done' END
    """

  /// Each version once, by the first run that it ever had, beside its newest run of each workflow.
  private static let columns = """
    v.id, v.dataset_id, v.dataset_name, v.dataset_version, v.created_at, l.id AS newest_run, l.status,
    l.compensates IS NOT NULL AS is_undone, l.failure
    """

  private static func newest(of workflow: String) -> String {
    """
    LEFT JOIN LATERAL (
      SELECT r.id, r.status, r.failure, r.compensates FROM workflow.wf_run r
      WHERE r.dataset_id = v.dataset_id AND r.dataset_version = v.dataset_version AND r.workflow = \(workflow)
      ORDER BY r.created_at DESC, r.id DESC LIMIT 1) l ON true
    """
  }

  static let list = ListTable<BackfillCandidate>(
    select: columns,
    from: """
      (SELECT DISTINCT ON (r.dataset_id, r.dataset_version) r.id, r.dataset_id, r.dataset_name, r.dataset_version,
          r.created_at
        FROM workflow.wf_run r WHERE r.parent_id IS NULL ORDER BY r.dataset_id, r.dataset_version, r.id) v
      CROSS JOIN (SELECT DISTINCT name FROM workflow.wf_workflow) f
      \(newest(of: "f.name"))
      """, key: .uuid("v.id"),
    columns: [
      "dataset": "v.dataset_name", "version": "v.dataset_version", "created": "v.created_at", "age": "v.created_at",
      "state": .nullable("l.status"), "code": .nullable("(l.failure->>'error_code')"),
      "message": .nullable("(l.failure->>'message')"), "run": .nullable("l.id"), "dataset_id": "v.dataset_id",
      "id": "v.id",
    ], decode: candidate)

  @Sendable private static func candidate(_ row: PostgresRow) throws -> BackfillCandidate {
    BackfillCandidate(
      firstRun: try row.decode("id"), datasetID: try row.decode("dataset_id"),
      datasetName: try row.decode("dataset_name"), version: try row.decode("dataset_version"),
      createdAt: try row.decode("created_at"), newestRun: try row.decode("newest_run"), state: try row.decode("status"),
      isUndone: try row.decode("is_undone"), failure: try row.decode("failure"))
  }

  /// The workflow and the bounds of a backfill, with the parameters `$1` to `$4`; `$4` is the operation's id.
  private static func scope(_ backfill: Backfill, _ id: BulkOperationID, and condition: String = "true") -> String {
    func bound(_ parameter: String) -> String {
      """
      (SELECT b.id FROM workflow.wf_run b WHERE b.dataset_id = v.dataset_id AND b.dataset_version = \(parameter)
        AND b.parent_id IS NULL ORDER BY b.id LIMIT 1)
      """
    }
    return """
      f.name = $1 AND ($2::text IS NULL OR v.id >= \(bound("$2"))) AND ($3::text IS NULL OR v.id <= \(bound("$3")))
        AND $4::uuid IS NOT NULL AND \(condition)
      """
  }

  /// Freezes the versions that are run for; returns how many.
  static func freeze(
    _ id: BulkOperationID, _ backfill: Backfill, _ connection: PostgresConnection
  ) async throws -> Int {
    let chosen = try list.selection(
      "$4::uuid, v.id", try backfill.query(),
      where: Statement(
        scope(backfill, id, and: "(\(standing)) = ANY ($5)"), backfill.workflow, backfill.from, backfill.to, id,
        backfill.reprocess.standings.map(\.rawValue)))
    let direction = backfill.order == .oldest ? "ASC" : "DESC"
    let limit = chosen.parameters.count + 1
    return try await BulkOperationRepository.freeze(
      id,
      Statement(
        "\(chosen.sql) ORDER BY v.id \(direction) LIMIT $\(limit)::bigint",
        parameters: chosen.parameters + [backfill.limit.postgresValue]), connection)
  }

  /// How many letters were edited that wait for the runs which the frozen versions are run for again.
  static func countEdited(
    _ id: BulkOperationID, _ backfill: Backfill, _ connection: PostgresConnection
  ) async throws -> Int {
    try await connection.query(
      """
      SELECT count(*) FROM workflow.wf_dead_letter e JOIN workflow.wf_run r ON r.id = coalesce(e.redrive_run_id, e.run_id)
      WHERE e.status = ANY ($3) AND r.workflow = $2
        AND EXISTS (SELECT FROM workflow.wf_letter_revision v WHERE v.letter_id = e.id)
        AND EXISTS (
          SELECT FROM workflow.wf_run v JOIN workflow.wf_operation_item i ON i.operation_id = $1 AND i.subject_id = v.id
          WHERE v.dataset_id = r.dataset_id AND v.dataset_version = r.dataset_version AND v.parent_id IS NULL)
        AND NOT EXISTS (
          SELECT FROM workflow.wf_run n WHERE n.dataset_id = r.dataset_id AND n.dataset_version = r.dataset_version
            AND n.workflow = r.workflow AND (n.created_at, n.id) > (r.created_at, r.id))
      """, id, backfill.workflow, LetterState.waiting
    ).value()
  }

  /// How many of the versions that the filter names stand how.
  static func standings(
    _ id: BulkOperationID, _ backfill: Backfill, _ connection: PostgresConnection
  ) async throws -> [BackfillCandidate.Standing: Int] {
    let found = try list.selection(
      "\(standing) AS standing, count(*) AS n", try backfill.query(),
      where: Statement(scope(backfill, id), backfill.workflow, backfill.from, backfill.to, id))
    var counts: [BackfillCandidate.Standing: Int] = [:]
    for row in try await connection.query(Statement(found.sql + " GROUP BY 1", parameters: found.parameters)) {
      guard let standing = BackfillCandidate.Standing(rawValue: try row.decode("standing")) else { continue }
      counts[standing] = try row.decode("n", as: Int.self)
    }
    return counts
  }

  /// How the version of this first run stands towards the workflow.
  static func candidate(
    _ first: RunID, workflow: String, _ connection: PostgresConnection
  ) async throws -> BackfillCandidate? {
    try await connection.query(selecting(first, workflow: workflow)).first.map(candidate)
  }

  /// The one row: of all versions the list asks.
  static func selecting(_ first: RunID, workflow: String) -> Statement {
    Statement(
      "SELECT \(columns) FROM workflow.wf_run v \(newest(of: "$1")) WHERE v.id = $2 AND v.parent_id IS NULL", workflow,
      first)
  }

  /// The frozen items that come first, or last, in the order in which they are acted on.
  static func items(
    of id: BulkOperationID, _ order: Backfill.Order, last isLast: Bool = false, limit: Int,
    _ connection: PostgresConnection
  ) async throws -> [(first: RunID, title: String)] {
    let direction = (order == .newest) != isLast ? "DESC" : "ASC"
    return try await connection.query(
      """
      SELECT i.subject_id, concat_ws(' ', r.dataset_name, r.dataset_version) AS title
      FROM workflow.wf_operation_item i JOIN workflow.wf_run r ON r.id = i.subject_id
      WHERE i.operation_id = $1 ORDER BY i.subject_id \(direction) LIMIT $2
      """, id, limit
    ).map { (try $0.decode("subject_id"), try $0.decode("title")) }
  }

  /// The versions that are next.
  static func next(
    _ turn: BulkOperationRepository.Turn, of id: BulkOperationID, _ order: Backfill.Order, limit: Int,
    _ connection: PostgresConnection
  ) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT subject_id FROM workflow.wf_operation_item WHERE \(turn.condition)
      ORDER BY \(turn.order(order == .oldest ? "subject_id" : "subject_id DESC")) LIMIT $3
      """, id, turn.time, limit
    ).map { try $0.decode("subject_id") }
  }

  /// Whether the version is still to be run for; locked when it is, and the operation held in its state.
  static func take(_ id: BulkOperationID, _ first: RunID, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      SELECT i.subject_id FROM workflow.wf_operation o
        JOIN workflow.wf_operation_item i ON i.operation_id = o.id
      WHERE o.id = $1 AND o.status = 'RUNNING' AND i.subject_id = $2 AND i.outcome IN \(BulkOperationRepository.isLeft)
      FOR SHARE OF o FOR UPDATE OF i SKIP LOCKED
      """, id, first
    ).first != nil
  }

  static func settle(
    _ id: BulkOperationID, _ first: RunID, _ outcome: BulkOutcome, run: RunID? = nil, failure: Failure? = nil,
    at: Date, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      UPDATE workflow.wf_operation_item SET run_id = $4, failure = $5, at = $6,
        outcome = CASE WHEN $3::text = 'RUNNING' THEN \(BulkOperationRepository.outcome(ofRun: "$4")) ELSE $3::text END
      WHERE operation_id = $1 AND subject_id = $2 AND outcome IN \(BulkOperationRepository.isLeft)
      """, id, first, outcome, run, failure, at)
  }

  /// Runs of the operation that are under way.
  static func runs(of id: BulkOperationID, _ connection: PostgresConnection) async throws -> [RunID] {
    try await connection.query(
      """
      SELECT run_id FROM workflow.wf_operation_item
      WHERE operation_id = $1 AND outcome = 'RUNNING' AND run_id IS NOT NULL ORDER BY run_id
      """, id
    ).map { try $0.decode("run_id") }
  }

  /// How long the workflow's newest runs that succeeded took, in seconds; `nil` when there is none.
  static func recentSeconds(
    _ workflow: String, limit: Int, _ connection: PostgresConnection
  ) async throws -> (mean: Double, runs: Int)? {
    let row = try await connection.query(
      """
      SELECT coalesce(avg(seconds), 0)::double precision AS mean, count(*) AS n FROM (
        SELECT extract(epoch FROM finished_at - started_at) AS seconds FROM workflow.wf_run
        WHERE workflow = $1 AND status = 'SUCCEEDED' AND compensates IS NULL ORDER BY id DESC LIMIT $2) recent
      """, workflow, limit
    ).first
    guard let row else { return nil }
    let runs: Int = try row.decode("n")
    return runs > 0 ? (try row.decode("mean"), runs) : nil
  }
}
