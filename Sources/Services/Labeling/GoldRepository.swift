import Foundation
import Listing
import Messaging
import Model
import Postgres
import Support

/// The SQL of gold items as they look to who may not know them: a task that nobody labeled, or, once it was served to
/// them, one whose first label is theirs. The same is told of one task by ``LabelTaskDetail/seen(by:gold:)``.
enum GoldRepository {
  /// Of the serving `g` of a task `t`.
  private static let status = """
    CASE WHEN g.id IS NULL THEN t.status
      WHEN g.status = 'SUBMITTED' THEN
        CASE WHEN t.overlap > 1 THEN 'IN_PROGRESS' WHEN \(isAccepted()) THEN 'ACCEPTED' ELSE 'LABELED' END
      WHEN g.status IN ('LEASED', 'POSTPONED') THEN 'IN_PROGRESS' ELSE 'OPEN' END
    """

  /// The quality sample of ``LabelSettings/reviews(_:)`` passed over the answer of a serving of a task `t`.
  static func isAccepted(_ serving: String = "g") -> String {
    """
    NOT coalesce(\(serving).is_gold_reviewed,
      ('x' || left(encode(sha256(convert_to(t.id::text, 'UTF8')), 'hex'), 8))::bit(32)::bigint / 4294967296.0
      < (SELECT (p.settings ->> 'review_rate')::double precision FROM labeling.lab_project p WHERE p.id = t.project_id))
    """
  }

  /// Each submission was accepted at once, where one label is enough and nobody reviews it.
  private static let version = """
    CASE WHEN g.id IS NULL THEN t.version WHEN t.overlap = 1 AND \(isAccepted()) THEN (
      SELECT count(*)::integer FROM labeling.lab_result r
      WHERE r.task_id = t.id AND r.author = g.annotator AND r.kind = 'SUBMISSION') ELSE 0 END
    """

  /// `$1` is the project, `$2` who looks.
  private static let source = """
    labeling.lab_task t JOIN labeling.lab_content c ON c.task_id = t.id
    LEFT JOIN labeling.lab_assignment g
      ON g.project_id = $1 AND g.annotator = $2 AND g.is_gold AND g.task_id = t.id
    CROSS JOIN LATERAL (
      SELECT \(status) AS status, \(version) AS version, coalesce(g.updated_at, t.updated_at) AS updated_at,
        CASE WHEN g.id IS NULL THEN t.submitted ELSE (g.status = 'SUBMITTED')::integer END AS submitted) s
    """

  private static let columns = """
    t.id, t.project_id, c.key, s.status, t.priority, t.overlap, s.submitted, t.lane, false AS is_gold, s.version,
    s.updated_at, t.taken, t.reviewer, t.review_fence, t.review_expires_at, t.agreement, clock_timestamp() AS now
    """

  static let list = TaskRepository.table(columns, from: source, kind: "'task'::text", of: "s") {
    try TaskRepository.record($0).task
  }

  /// How many gold items are in each state to an actor, by project: beside the other tasks in their counts.
  static func counts(
    _ projects: [LabelProjectID], actor: String, _ connection: PostgresConnection
  ) async throws -> [LabelProjectID: [LabelTaskState: Int]] {
    let rows = try await connection.query(
      """
      SELECT t.project_id, \(status) AS status, count(*) AS n FROM labeling.lab_task t
      LEFT JOIN labeling.lab_assignment g
        ON g.project_id = t.project_id AND g.annotator = $2 AND g.is_gold AND g.task_id = t.id
      WHERE t.project_id = ANY ($1) AND t.is_gold GROUP BY 1, 2
      UNION ALL
      -- Served as gold items that are none any more: they are counted as what they are, and shown as what was told.
      SELECT t.project_id, s.status, sum(s.n) FROM labeling.lab_assignment g
      JOIN labeling.lab_task t ON t.id = g.task_id
      CROSS JOIN LATERAL (VALUES (\(status), 1), (t.status, -1)) s (status, n)
      WHERE g.project_id = ANY ($1) AND g.annotator = $2 AND g.is_gold AND NOT t.is_gold GROUP BY 1, 2
      """, projects, actor)
    var counts: [LabelProjectID: [LabelTaskState: Int]] = [:]
    for row in rows {
      counts[try row.decode("project_id"), default: [:]][try row.decode("status"), default: 0] += try row.decode("n")
    }
    return counts
  }

  /// What an annotator answered to gold items in a period, known by its first day.
  struct Answers {
    var period: Int
    var annotator: String
    /// Items that were answered, however often.
    var submitted: Int
    /// Answers that would have been accepted at once.
    var accepted: Int
  }

  /// Whatever became of them, as ``TrendRepository`` counts labels.
  static func answers(
    to project: LabelProjectID, by step: LabelTrend.Step, _ connection: PostgresConnection
  ) async throws -> [Answers] {
    try await connection.query(
      """
      SELECT g.annotator, \(TrendRepository.period(of: "r.at", step)) AS period,
        count(DISTINCT r.task_id) AS submitted, count(*) FILTER (WHERE t.overlap = 1 AND \(isAccepted())) AS accepted
      FROM labeling.lab_assignment g JOIN labeling.lab_task t ON t.id = g.task_id
      JOIN labeling.lab_result r ON r.task_id = g.task_id AND r.author = g.annotator AND r.kind = 'SUBMISSION'
      WHERE g.project_id = $1 AND g.is_gold GROUP BY 1, 2
      """, project
    ).map {
      Answers(
        period: try $0.decode("period"), annotator: try $0.decode("annotator"), submitted: try $0.decode("submitted"),
        accepted: try $0.decode("accepted"))
    }
  }

  /// How many answers of each annotator stand, and would stand accepted.
  static func standing(
    in project: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> [String: (submitted: Int, accepted: Int)] {
    let rows = try await connection.query(
      """
      SELECT g.annotator, count(*) AS submitted, count(*) FILTER (WHERE t.overlap = 1 AND \(isAccepted())) AS accepted
      FROM labeling.lab_assignment g JOIN labeling.lab_task t ON t.id = g.task_id
      WHERE g.project_id = $1 AND g.is_gold AND g.status = 'SUBMITTED' GROUP BY 1
      """, project)
    var standing: [String: (submitted: Int, accepted: Int)] = [:]
    for row in rows {
      standing[try row.decode("annotator")] = (try row.decode("submitted"), try row.decode("accepted"))
    }
    return standing
  }
}
