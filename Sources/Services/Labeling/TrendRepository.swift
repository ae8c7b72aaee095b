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

  static func period(of time: String, _ step: LabelTrend.Step) -> String {
    let day = "(\(time) AT TIME ZONE 'UTC')"
    return step == .day
      ? "(\(day)::date - DATE '1970-01-01')" : "(date_trunc('week', \(day))::date - DATE '1970-01-01')"
  }

  static func beginning(_ period: String) -> String {
    "((DATE '1970-01-01' + \(period)::integer)::timestamp AT TIME ZONE 'UTC')"
  }

  /// Whether a version `r` is what an annotator said; not of a gold item.
  private static let isLabel = """
    r.project_id = $1 AND (r.kind = 'SUBMISSION' OR r.kind = 'IMPORTED' AND r.assignment_id IS NOT NULL)
      AND NOT EXISTS (SELECT FROM labeling.lab_assignment g
        WHERE g.project_id = $1 AND g.is_gold AND g.task_id = r.task_id AND g.annotator = r.author)
    """

  /// What came by annotator and period, counted from the versions, which nothing changes afterwards; and what was given
  /// again, which counts once in its period.
  private static func labels(_ step: LabelTrend.Step) -> String {
    """
    came AS MATERIALIZED (
      SELECT r.author AS annotator, \(period(of: "r.at", step)) AS period, count(*) AS submitted
      FROM labeling.lab_result r WHERE \(isLabel) AND r.before IS NULL GROUP BY 1, 2
    ), again AS MATERIALIZED (
      SELECT r.author AS annotator, \(period(of: "r.at", step)) AS period, count(*) AS submitted
      FROM labeling.lab_result r WHERE \(isLabel) AND r.before IS NOT NULL
        AND NOT EXISTS (SELECT FROM labeling.lab_result o
          WHERE o.assignment_id = r.assignment_id AND o.task_id = r.task_id AND o.version < r.version
            AND \(period(of: "o.at", step)) = \(period(of: "r.at", step)))
      GROUP BY 1, 2
    )
    """
  }

  /// What was decided by period: as it was said then, whatever came behind it.
  private static func decided(_ step: LabelTrend.Step, since: String) -> String {
    """
    SELECT \(period(of: "at", step)) AS period, count(*) AS accepted, 0 AS rejected FROM labeling.lab_result
    WHERE project_id = $1 AND kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') AND at >= \(since) GROUP BY 1
    UNION ALL
    SELECT \(period(of: "e.at", step)), 0, count(*) FROM labeling.lab_task_event e
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
      WITH \(labels(step)), work AS MATERIALIZED (
        SELECT annotator, \(period(of: "submitted_at", step)) AS period, ceil(seconds_spent * 10) AS tenths, count(*) AS n,
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
      ), past AS (SELECT * FROM activity WHERE period <= \(period(of: "now()", step)))
      SELECT period, annotator, sum(submitted) AS submitted, max(seconds) AS median_seconds, sum(gold) AS gold,
        sum(gold_right) AS gold_right
      FROM past WHERE period > (SELECT max(period) FROM past) - $2::integer
      GROUP BY period, annotator ORDER BY period DESC, annotator LIMIT $3
      """, project, LabelTrend.periodsMax * step.days, LabelTrend.periodsMax * 1000
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
      FROM (\(decided(step, since: beginning("$2")))) d GROUP BY d.period
      """, project, first)
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
      WITH \(labels(.day)), day AS (
        SELECT period, submitted, 0 AS accepted, 0 AS rejected FROM came
        UNION ALL SELECT period, submitted, 0, 0 FROM again
        UNION ALL SELECT d.period, 0, d.accepted, d.rejected FROM (\(decided(.day, since: "'-infinity'"))) d
      )
      SELECT to_char(DATE '1970-01-01' + period, 'YYYY-MM-DD') AS day, sum(submitted) AS submitted,
        sum(accepted) AS accepted, sum(rejected) AS rejected
      FROM day WHERE period <= \(period(of: "now()", .day)) GROUP BY period ORDER BY period DESC LIMIT $2
      """, project, LabelStats.daysMax
    ).map {
      LabelStats.Day(
        day: try $0.decode("day"), submitted: try $0.decode("submitted"), accepted: try $0.decode("accepted"),
        rejected: try $0.decode("rejected"))
    }
  }
}
