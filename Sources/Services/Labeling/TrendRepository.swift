import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of a project's figures over time. A period is known by its first day, counted from 1970, in UTC.
enum TrendRepository {
  /// What an annotator did in a period.
  struct Activity {
    var period: Int
    var annotator: String
    var submitted: Int
    var medianSeconds: Double?
    var gold: Int
    var goldRight: Int
  }

  /// `$2` is the step.
  private static func period(of time: String) -> String {
    "(date_trunc($2::text, \(time) AT TIME ZONE 'UTC')::date - DATE '1970-01-01')"
  }

  private static func beginning(_ period: String) -> String {
    "((DATE '1970-01-01' + \(period)::integer)::timestamp AT TIME ZONE 'UTC')"
  }

  /// The beginning of the period `$3`.
  private static let since = beginning("$3")

  /// Whether a version `r` is what an annotator said; not of a gold item.
  private static let isLabel = """
    r.project_id = $1 AND (r.kind = 'SUBMISSION' OR r.kind = 'IMPORTED' AND r.assignment_id IS NOT NULL)
      AND NOT EXISTS (SELECT FROM labeling.lab_assignment g
        WHERE g.project_id = $1 AND g.is_gold AND g.task_id = r.task_id AND g.annotator = r.author)
    """

  /// What came by annotator and period, counted from the versions, which nothing changes afterwards; and what was given
  /// again, which counts once in its period.
  private static let labels = """
    came AS MATERIALIZED (
      SELECT r.author AS annotator, \(period(of: "r.at")) AS period, count(*) AS submitted
      FROM labeling.lab_result r WHERE \(isLabel) AND r.before IS NULL GROUP BY 1, 2
    ), again AS MATERIALIZED (
      SELECT r.author AS annotator, \(period(of: "r.at")) AS period, count(*) AS submitted
      FROM labeling.lab_result r WHERE \(isLabel) AND r.before IS NOT NULL
        AND NOT EXISTS (SELECT FROM labeling.lab_result o
          WHERE o.assignment_id = r.assignment_id AND o.task_id = r.task_id AND o.version < r.version
            AND \(period(of: "o.at")) = \(period(of: "r.at")))
      GROUP BY 1, 2
    )
    """

  /// What was decided by period: as it was said then, whatever came behind it.
  private static func decided(since: String) -> String {
    """
    SELECT \(period(of: "at")) AS period, count(*) AS accepted, 0 AS rejected FROM labeling.lab_result
    WHERE project_id = $1 AND kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') AND at >= \(since) GROUP BY 1
    UNION ALL
    SELECT \(period(of: "e.at")), 0, count(*) FROM labeling.lab_task_event e
    JOIN labeling.lab_task t ON t.id = e.task_id
    WHERE t.project_id = $1 AND e.event IN ('rejected_to_same', 'rejected_to_other', 'removed')
      AND e.at >= \(since) GROUP BY 1
    """
  }

  /// Of the last periods up to the newest, today's at most, in which something was submitted. The median is of tenths of
  /// a second: what is grouped by them need not be sorted.
  static func activity(
    _ project: LabelProjectID, _ step: LabelTrend.Step, _ connection: PostgresConnection
  ) async throws -> [Activity] {
    try await connection.query(
      """
      WITH \(labels), work AS MATERIALIZED (
        SELECT annotator, \(period(of: "submitted_at")) AS period, ceil(seconds_spent * 10) AS tenths, count(*) AS n,
          count(*) FILTER (WHERE is_gold_right IS NOT NULL) AS gold, count(*) FILTER (WHERE is_gold_right) AS gold_right
        FROM labeling.lab_assignment WHERE project_id = $1 AND submitted_at IS NOT NULL GROUP BY 1, 2, 3
      ), place AS (
        SELECT annotator, period, tenths, sum(n) OVER (PARTITION BY annotator, period ORDER BY tenths) AS through,
          sum(n) OVER (PARTITION BY annotator, period) AS n
        FROM work WHERE tenths > 0
      ), activity AS (
        SELECT annotator, period, submitted, NULL::double precision AS seconds, 0 AS gold, 0 AS gold_right FROM came
        UNION ALL SELECT annotator, period, submitted, NULL, 0, 0 FROM again
        UNION ALL SELECT annotator, period, 0, NULL, gold, gold_right FROM work
        UNION ALL SELECT annotator, period, 0, min(tenths) / 10, 0, 0 FROM place WHERE 2 * through >= n GROUP BY 1, 2
      ), past AS (SELECT * FROM activity WHERE period <= \(period(of: "now()")))
      SELECT period, annotator, sum(submitted) AS submitted, max(seconds) AS median_seconds, sum(gold) AS gold,
        sum(gold_right) AS gold_right
      FROM past WHERE period > (SELECT max(period) FROM past) - $3::integer
      GROUP BY period, annotator ORDER BY period DESC, annotator LIMIT $4
      """, project, step.rawValue, LabelTrend.periodsMax * step.days, LabelTrend.periodsMax * 1000
    ).map {
      Activity(
        period: try $0.decode("period"), annotator: try $0.decode("annotator"), submitted: try $0.decode("submitted"),
        medianSeconds: try $0.decode("median_seconds"), gold: try $0.decode("gold"),
        goldRight: try $0.decode("gold_right"))
    }
  }

  static func decisions(
    _ project: LabelProjectID, _ step: LabelTrend.Step, since first: Int, _ connection: PostgresConnection
  ) async throws -> [Int: (accepted: Int, rejected: Int)] {
    let rows = try await connection.query(
      """
      SELECT d.period, sum(d.accepted) AS accepted, sum(d.rejected) AS rejected
      FROM (\(decided(since: since))) d GROUP BY d.period
      """, project, step.rawValue, first)
    var decisions: [Int: (accepted: Int, rejected: Int)] = [:]
    for row in rows {
      decisions[try row.decode("period")] = (try row.decode("accepted"), try row.decode("rejected"))
    }
    return decisions
  }

  /// Of all annotators together, today's at most, the newest first; those in which something came or was decided.
  static func days(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> [LabelStats.Day] {
    try await connection.query(
      """
      WITH \(labels), day AS (
        SELECT period, submitted, 0 AS accepted, 0 AS rejected FROM came
        UNION ALL SELECT period, submitted, 0, 0 FROM again
        UNION ALL SELECT d.period, 0, d.accepted, d.rejected FROM (\(decided(since: "'-infinity'"))) d
      )
      SELECT to_char(DATE '1970-01-01' + period, 'YYYY-MM-DD') AS day, sum(submitted) AS submitted,
        sum(accepted) AS accepted, sum(rejected) AS rejected
      FROM day WHERE period <= \(period(of: "now()")) GROUP BY period ORDER BY period DESC LIMIT $3
      """, project, LabelTrend.Step.day.rawValue, LabelStats.daysMax
    ).map {
      LabelStats.Day(
        day: try $0.decode("day"), submitted: try $0.decode("submitted"), accepted: try $0.decode("accepted"),
        rejected: try $0.decode("rejected"))
    }
  }

  /// Hands over the judgements of items whose last label came from the period `first` on and before the period `end`,
  /// each with its own period and that of its item. `newest` takes the last ones alone.
  static func judgements(
    of project: LabelProjectID, _ step: LabelTrend.Step, since first: Int, before end: Int,
    newest: Int?, _ connection: PostgresConnection,
    _ take: (_ judgement: StatsRepository.Judgement, _ own: Int, _ item: Int) -> Void
  ) async throws {
    let all = """
      \(StatsRepository.labels), item AS (
        SELECT task_id, max(submitted_at) AS at FROM labeling.lab_assignment
        WHERE project_id = $1 AND NOT is_gold AND annotation IS NOT NULL
          AND status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED')
        GROUP BY task_id
      ), dated AS (
        SELECT l.*, coalesce(i.at, l.submitted_at) AS at
        FROM labels l LEFT JOIN item i ON i.task_id = l.task_id AND NOT l.is_gold
      )
      SELECT task_id::text, annotator, is_gold, annotation::text, answer::text, \(period(of: "submitted_at")),
        \(period(of: "at"))
      FROM dated WHERE at >= \(since) AND at < \(beginning("$4"))
      """
    let last = newest.map { Statement(all + " ORDER BY at DESC LIMIT $5", project, step.rawValue, first, end, $0) }
    try await StatsRepository.rows(of: last ?? Statement(all, project, step.rawValue, first, end), connection) { row in
      let (task, annotator, isGold, annotation, right, own, item) = try row.decode(
        (String, String, Bool, String, String?, Int, Int).self)
      take(
        StatsRepository.Judgement(
          task: task, annotator: annotator, isGold: isGold, annotation: annotation, right: right), own, item)
    }
  }
}
