import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of figures about a project.
enum StatsRepository {
  struct Annotator {
    var name: String
    var submitted: Int
    var accepted: Int
    var rejected: Int
    var skipped: Int
    var held: Int
    var medianSeconds: Double?
    var gold: Int
    var goldRight: Int
    var lastSeenAt: Date?
  }

  static func annotators(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> [Annotator] {
    try await connection.query(
      """
      SELECT annotator,
        count(*) FILTER (WHERE submitted_at IS NOT NULL AND NOT is_gold) AS submitted,
        count(*) FILTER (WHERE status IN ('ACCEPTED', 'FIXED_ACCEPTED')) AS accepted,
        count(*) FILTER (WHERE status LIKE 'REJECTED%') AS rejected,
        count(*) FILTER (WHERE status = 'SKIPPED') AS skipped,
        count(*) FILTER (WHERE status = 'LEASED') AS held,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds_spent) FILTER (WHERE seconds_spent > 0) AS median_seconds,
        count(*) FILTER (WHERE is_gold_right IS NOT NULL) AS gold,
        count(*) FILTER (WHERE is_gold_right) AS gold_right, max(updated_at) AS last_seen_at
      FROM labeling.lab_assignment WHERE project_id = $1 GROUP BY annotator ORDER BY annotator LIMIT 1000
      """, project
    ).map {
      Annotator(
        name: try $0.decode("annotator"), submitted: try $0.decode("submitted"), accepted: try $0.decode("accepted"),
        rejected: try $0.decode("rejected"), skipped: try $0.decode("skipped"), held: try $0.decode("held"),
        medianSeconds: try $0.decode("median_seconds"), gold: try $0.decode("gold"),
        goldRight: try $0.decode("gold_right"), lastSeenAt: try $0.decode("last_seen_at"))
    }
  }

  static func goldItems(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> Int {
    try await connection.query(
      "SELECT count(*) FROM labeling.lab_task WHERE project_id = $1 AND is_gold", project
    ).value()
  }

  /// Those that were missed most first.
  static func gold(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> [LabelStats.GoldItem] {
    try await connection.query(
      """
      SELECT t.id, c.key, c.gold, count(a.is_gold_right) AS served, count(*) FILTER (WHERE a.is_gold_right) AS right,
        coalesce(array_agg(a.annotator ORDER BY a.annotator) FILTER (WHERE NOT a.is_gold_right), '{}') AS missed_by
      FROM labeling.lab_task t JOIN labeling.lab_content c ON c.task_id = t.id
      LEFT JOIN labeling.lab_assignment a ON a.task_id = t.id AND a.is_gold
      WHERE t.project_id = $1 AND t.is_gold
      GROUP BY t.id, c.task_id ORDER BY count(*) FILTER (WHERE NOT a.is_gold_right) DESC, t.rank, t.id LIMIT $2
      """, project, LabelStats.goldMax
    ).map {
      LabelStats.GoldItem(
        taskID: try $0.decode("id"), key: try $0.decode("key"), answer: try $0.decode("gold"),
        served: try $0.decode("served"), right: try $0.decode("right"), missedBy: try $0.decode("missed_by"))
    }
  }

  struct Judgement {
    var task: String
    var annotator: String
    var annotation: JSON
    /// The gold answer, or the one that was decided on.
    var right: JSON?
    var isGold: Bool
  }

  /// The newest first: labels of tasks that have two or more, and of those whose right answer is known.
  static func judgements(
    _ project: LabelProjectID, limit: Int, _ connection: PostgresConnection
  ) async throws -> [Judgement] {
    try await connection.query(
      """
      SELECT a.task_id::text AS task, a.annotator, a.annotation, a.is_gold,
        CASE WHEN a.is_gold THEN c.gold ELSE r.after END AS right
      FROM labeling.lab_assignment a
      JOIN labeling.lab_content c ON c.task_id = a.task_id
      LEFT JOIN LATERAL (
        SELECT after FROM labeling.lab_result WHERE task_id = a.task_id AND kind IN ('FIX', 'ADJUDICATION')
        ORDER BY version DESC LIMIT 1) r ON a.status IN ('ACCEPTED', 'FIXED_ACCEPTED')
      WHERE a.project_id = $1 AND a.annotation IS NOT NULL
        AND a.status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED')
        AND (a.is_gold OR r.after IS NOT NULL OR EXISTS (
          SELECT FROM labeling.lab_assignment o
          WHERE o.task_id = a.task_id AND o.id <> a.id AND o.annotation IS NOT NULL AND NOT o.is_gold))
      ORDER BY a.submitted_at DESC LIMIT $2
      """, project, limit
    ).map {
      Judgement(
        task: try $0.decode("task"), annotator: try $0.decode("annotator"), annotation: try $0.decode("annotation"),
        right: try $0.decode("right"), isGold: try $0.decode("is_gold"))
    }
  }

  /// The newest first.
  static func days(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> [LabelStats.Day] {
    try await connection.query(
      """
      SELECT to_char(d.day, 'YYYY-MM-DD') AS day, sum(d.submitted) AS submitted, sum(d.accepted) AS accepted,
        sum(d.rejected) AS rejected
      FROM (
        SELECT date_trunc('day', at AT TIME ZONE 'UTC') AS day, count(*) FILTER (WHERE kind = 'SUBMISSION') AS submitted,
          count(*) FILTER (WHERE kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS')) AS accepted, 0 AS rejected
        FROM labeling.lab_result WHERE project_id = $1 GROUP BY 1
        UNION ALL
        SELECT date_trunc('day', updated_at AT TIME ZONE 'UTC'), 0, 0, count(*)
        FROM labeling.lab_assignment WHERE project_id = $1 AND status LIKE 'REJECTED%' GROUP BY 1
      ) d GROUP BY d.day ORDER BY d.day DESC LIMIT $2
      """, project, LabelStats.daysMax
    ).map {
      LabelStats.Day(
        day: try $0.decode("day"), submitted: try $0.decode("submitted"), accepted: try $0.decode("accepted"),
        rejected: try $0.decode("rejected"))
    }
  }
}
