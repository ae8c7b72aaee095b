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

  /// For the statements of one transaction: room for what a million rows are grouped by, and plans for all of a cursor.
  static func prepare(_ connection: PostgresConnection) async throws {
    try await connection.query(
      "SELECT set_config('work_mem', '64MB', true), set_config('cursor_tuple_fraction', '1', true)")
  }

  /// Refusals are those of the log: whoever takes the task again writes over what the assignment was. The median is of
  /// tenths of a second: what is grouped by them need not be sorted.
  static func annotators(_ project: LabelProjectID, _ connection: PostgresConnection) async throws -> [Annotator] {
    try await connection.query(
      """
      WITH a AS (
        SELECT annotator, ceil(seconds_spent * 10) AS tenths, count(*) AS n,
          count(*) FILTER (WHERE submitted_at IS NOT NULL AND NOT is_gold) AS submitted,
          count(*) FILTER (WHERE status IN ('ACCEPTED', 'FIXED_ACCEPTED')) AS accepted,
          count(*) FILTER (WHERE status = 'SKIPPED') AS skipped, count(*) FILTER (WHERE status = 'LEASED') AS held,
          count(*) FILTER (WHERE is_gold_right IS NOT NULL) AS gold, count(*) FILTER (WHERE is_gold_right) AS gold_right,
          max(updated_at) AS last_seen_at
        FROM labeling.lab_assignment WHERE project_id = $1 GROUP BY 1, 2
      ), place AS (
        SELECT annotator, tenths, sum(n) OVER (PARTITION BY annotator ORDER BY tenths) AS through,
          sum(n) OVER (PARTITION BY annotator) AS n
        FROM a WHERE tenths > 0
      ), middle AS (SELECT annotator, min(tenths) / 10 AS seconds FROM place WHERE 2 * through >= n GROUP BY annotator),
      refused AS (
        SELECT e.subject AS annotator, count(*) AS n FROM labeling.lab_task_event e
        JOIN labeling.lab_task t ON t.id = e.task_id
        WHERE t.project_id = $1 AND e.event IN ('rejected_to_same', 'rejected_to_other', 'removed') GROUP BY 1)
      SELECT a.annotator, sum(a.submitted) AS submitted, sum(a.accepted) AS accepted, coalesce(r.n, 0) AS rejected,
        sum(a.skipped) AS skipped, sum(a.held) AS held, m.seconds AS median_seconds, sum(a.gold) AS gold,
        sum(a.gold_right) AS gold_right, max(a.last_seen_at) AS last_seen_at
      FROM a LEFT JOIN middle m ON m.annotator = a.annotator LEFT JOIN refused r ON r.annotator = a.annotator
      GROUP BY a.annotator, m.seconds, r.n ORDER BY a.annotator LIMIT 1000
      """, project
    ).map {
      Annotator(
        name: try $0.decode("annotator"), submitted: try $0.decode("submitted"), accepted: try $0.decode("accepted"),
        rejected: try $0.decode("rejected"), skipped: try $0.decode("skipped"), held: try $0.decode("held"),
        medianSeconds: try $0.decode("median_seconds"), gold: try $0.decode("gold"),
        goldRight: try $0.decode("gold_right"), lastSeenAt: try $0.decode("last_seen_at"))
    }
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

  /// A label of a task that has others, or whose right answer is known.
  struct Judgement {
    /// A short name of its task, within the project.
    var task: String
    var annotator: String
    var isGold: Bool
    /// As JSON text: most are the same few.
    var annotation: String
    /// The gold answer, or the one that was decided on.
    var right: String?
    /// When it came, in days from 1970, in UTC; 0 where that is not asked for.
    var day: Int
  }

  private static let fetched = 20_000

  /// Hands over the judgements of a project, one after the other. `newest` takes the last ones alone;
  /// `since` tells when each came, and passes over items at which nothing was done since that day, counted from 1970.
  static func judgements(
    of project: LabelProjectID, newest: Int?, since day: Int? = nil, _ connection: PostgresConnection,
    _ take: (Judgement) -> Void
  ) async throws {
    let own = day == nil ? "0" : TrendRepository.period(of: "submitted_at", .day)
    let from = "updated_at >= coalesce(\(TrendRepository.beginning("$2")), '-infinity')"
    let all = "\(labels(from)) SELECT item, annotator, is_gold, annotation, answer, \(own) FROM labels"
    let last = newest.map { Statement(all + " ORDER BY submitted_at DESC LIMIT $3", project, day, $0) }
    try await rows(of: last ?? Statement(all, project, day), connection) { take(Judgement($0)) }
  }

  /// Hands over the rows that a query finds, one after the other, while the next ones are on their way.
  private static func rows(
    of query: Statement, _ connection: PostgresConnection, _ take: (PostgresRow) throws -> Void
  ) async throws {
    var cursor = query
    cursor.sql = "DECLARE judgement NO SCROLL CURSOR FOR " + query.sql
    _ = try await connection.query(cursor)
    let fetch = Statement("FETCH \(fetched) FROM judgement")
    var rows = try await connection.query(fetch)
    while !rows.isEmpty {
      async let next = connection.query(fetch)
      for row in rows { try take(row) }
      rows = try await next
    }
    try await connection.query("CLOSE judgement")
  }

  /// Labels of tasks that have two or more; those of other tasks that were decided; those of gold items. A task is named
  /// by its place in the order of import, which a rank holds below its priority: a million short names are read, and
  /// kept, in half the time that their ids take.
  private static func labels(_ isOfInterest: String) -> String {
    """
    WITH decided AS MATERIALIZED (
      SELECT DISTINCT ON (task_id) task_id, after FROM labeling.lab_result
      WHERE project_id = $1 AND kind IN ('FIX', 'ADJUDICATION') ORDER BY task_id, version DESC
    ), labels AS (
      SELECT t.rank & 1099511627775 AS item, a.annotator, false AS is_gold, a.annotation, d.after AS answer,
        a.submitted_at
      FROM labeling.lab_task t JOIN labeling.lab_assignment a ON a.task_id = t.id
      LEFT JOIN decided d ON d.task_id = a.task_id AND a.status <> 'SUBMITTED'
      WHERE t.project_id = $1 AND t.\(isOfInterest) AND t.submitted > 1 AND NOT a.is_gold AND a.annotation IS NOT NULL
        AND a.status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED')
      UNION ALL
      SELECT t.rank & 1099511627775, a.annotator, false, a.annotation, d.after, a.submitted_at
      FROM decided d JOIN labeling.lab_task t ON t.id = d.task_id JOIN labeling.lab_assignment a ON a.task_id = t.id
      WHERE t.\(isOfInterest) AND t.submitted < 2 AND NOT a.is_gold AND a.annotation IS NOT NULL
        AND a.status IN ('ACCEPTED', 'FIXED_ACCEPTED')
      UNION ALL
      SELECT t.rank & 1099511627775, a.annotator, true, a.annotation, c.gold, a.submitted_at
      FROM labeling.lab_assignment a JOIN labeling.lab_task t ON t.id = a.task_id
      JOIN labeling.lab_content c ON c.task_id = a.task_id
      WHERE a.project_id = $1 AND a.\(isOfInterest) AND a.is_gold AND a.annotation IS NOT NULL
        AND a.status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED')
    )
    """
  }
}

extension StatsRepository.Judgement {
  fileprivate init(_ row: PostgresRow) {
    self.init(
      task: row.text(0) ?? "", annotator: row.text(1) ?? "", isGold: row.text(2) == "t", annotation: row.text(3) ?? "",
      right: row.text(4), day: row.text(5).flatMap { Int($0) } ?? 0)
  }
}
