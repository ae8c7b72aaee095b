import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of a project's figures over time. A period is known by its first day, counted from 1970, in UTC.
enum TrendRepository {
  /// What an annotator submitted in a period.
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

  /// The beginning of the period `$3`.
  private static let since = "((DATE '1970-01-01' + $3::integer)::timestamp AT TIME ZONE 'UTC')"

  /// Of the last periods up to the newest in which something was submitted. The median is of tenths of a second: what is
  /// grouped by them need not be sorted.
  static func activity(
    _ project: LabelProjectID, _ step: LabelTrend.Step, _ connection: PostgresConnection
  ) async throws -> [Activity] {
    try await connection.query(
      """
      WITH a AS (
        SELECT annotator, \(period(of: "submitted_at")) AS period, ceil(seconds_spent * 10) AS tenths, count(*) AS n,
          count(*) FILTER (WHERE NOT is_gold) AS submitted, count(*) FILTER (WHERE is_gold_right IS NOT NULL) AS gold,
          count(*) FILTER (WHERE is_gold_right) AS gold_right
        FROM labeling.lab_assignment WHERE project_id = $1 AND submitted_at IS NOT NULL GROUP BY 1, 2, 3
      ), place AS (
        SELECT annotator, period, tenths, sum(n) OVER (PARTITION BY annotator, period ORDER BY tenths) AS through,
          sum(n) OVER (PARTITION BY annotator, period) AS n
        FROM a WHERE tenths > 0
      ), middle AS (
        SELECT annotator, period, min(tenths) / 10 AS seconds FROM place WHERE 2 * through >= n GROUP BY 1, 2
      )
      SELECT a.period, a.annotator, sum(a.submitted) AS submitted, m.seconds AS median_seconds, sum(a.gold) AS gold,
        sum(a.gold_right) AS gold_right
      FROM a LEFT JOIN middle m ON m.annotator = a.annotator AND m.period = a.period
      WHERE a.period > (SELECT max(period) FROM a) - $3::integer
      GROUP BY a.period, a.annotator, m.seconds ORDER BY a.period DESC, a.annotator LIMIT $4
      """, project, step.rawValue, LabelTrend.periodsMax * step.days, LabelTrend.periodsMax * 1000
    ).map {
      Activity(
        period: try $0.decode("period"), annotator: try $0.decode("annotator"), submitted: try $0.decode("submitted"),
        medianSeconds: try $0.decode("median_seconds"), gold: try $0.decode("gold"),
        goldRight: try $0.decode("gold_right"))
    }
  }

  /// What was decided, by period.
  static func decisions(
    _ project: LabelProjectID, _ step: LabelTrend.Step, since first: Int, _ connection: PostgresConnection
  ) async throws -> [Int: (accepted: Int, rejected: Int)] {
    let rows = try await connection.query(
      """
      SELECT d.period, sum(d.accepted) AS accepted, sum(d.rejected) AS rejected FROM (
        SELECT \(period(of: "at")) AS period, count(*) AS accepted, 0 AS rejected FROM labeling.lab_result
        WHERE project_id = $1 AND kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') AND at >= \(since) GROUP BY 1
        UNION ALL
        SELECT \(period(of: "updated_at")), 0, count(*) FROM labeling.lab_assignment
        WHERE project_id = $1 AND status LIKE 'REJECTED%' AND updated_at >= \(since) GROUP BY 1
      ) d GROUP BY d.period
      """, project, step.rawValue, first)
    var decisions: [Int: (accepted: Int, rejected: Int)] = [:]
    for row in rows {
      decisions[try row.decode("period")] = (try row.decode("accepted"), try row.decode("rejected"))
    }
    return decisions
  }

  /// Hands over the judgements of items whose last label came in the period `first` or behind it, each with its own
  /// period and that of its item. `newest` takes the last ones alone.
  static func judgements(
    of project: LabelProjectID, _ step: LabelTrend.Step, since first: Int, newest: Int?,
    _ connection: PostgresConnection,
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
      FROM dated WHERE at >= \(since)
      """
    let last = newest.map { Statement(all + " ORDER BY at DESC LIMIT $4", project, step.rawValue, first, $0) }
    try await StatsRepository.rows(of: last ?? Statement(all, project, step.rawValue, first), connection) { row in
      let (task, annotator, isGold, annotation, right, own, item) = try row.decode(
        (String, String, Bool, String, String?, Int, Int).self)
      take(
        StatsRepository.Judgement(
          task: task, annotator: annotator, isGold: isGold, annotation: annotation, right: right), own, item)
    }
  }
}
