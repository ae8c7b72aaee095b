import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of what goes out: tasks with all that was said about them.
enum ExportRepository {
  struct Row {
    var id: LabelTaskID
    var rank: Int64
    var record: LabelRecord
  }

  /// In the order of ranks. A page is found first, then what was said about its tasks: a round trip for all of it.
  static func list(
    _ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> [Row] {
    let place = RankPlace(page)
    return try await connection.query(
      """
      SELECT t.id, t.rank, t.status, t.priority, t.overlap, t.lane, t.version, t.key, t.payload, t.predictions, t.gold,
        a.annotations, r.author, r.after, r.at, r.schema_version
      FROM (
        SELECT t.id, t.rank, t.status, t.priority, t.overlap, t.lane, t.version, c.key, c.payload, c.predictions, c.gold
        FROM labeling.lab_task t JOIN labeling.lab_content c ON c.task_id = t.id
        WHERE t.project_id = $1 AND (t.rank, t.id) > ($2, $3)
          AND ($4::text[] IS NULL OR t.status = ANY ($4)) AND ($5::boolean IS NULL OR t.is_gold = $5)
          AND ($6::text IS NULL OR starts_with(c.key, $6))
          AND ($7::text IS NULL OR EXISTS (
            SELECT FROM labeling.lab_assignment a WHERE a.task_id = t.id AND a.annotator = $7))
        ORDER BY t.rank, t.id LIMIT $8) t
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_array(annotator, annotation, submitted_at) ORDER BY annotator) AS annotations
        FROM labeling.lab_assignment
        WHERE task_id = t.id AND status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED') AND annotation IS NOT NULL
          AND (NOT is_gold OR t.gold IS NOT NULL)) a
      LEFT JOIN LATERAL (
        SELECT author, after, at, schema_version FROM labeling.lab_result
        WHERE task_id = t.id
          AND (kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') OR kind = 'IMPORTED' AND assignment_id IS NULL)
        ORDER BY version DESC LIMIT 1) r ON t.status = 'ACCEPTED'
      ORDER BY t.rank, t.id
      """, project, place.rank, place.id, filter.states.isEmpty ? nil : Array(filter.states), filter.isGold,
      filter.keyPrefix, filter.annotator, page.limit + 1
    ).map(row)
  }

  private static func row(_ row: PostgresRow) throws -> Row {
    let predictions: String = try row.decode("predictions")
    let labels: JSON? = try row.decode("annotations")
    return Row(
      id: try row.decode("id"), rank: try row.decode("rank"),
      record: LabelRecord(
        key: try row.decode("key"), payload: try row.decode("payload"), state: try row.decode("status"),
        priority: try row.decode("priority"), overlap: try row.decode("overlap"), lane: try row.decode("lane"),
        predictions: predictions == "[]" ? [] : try JSON(parsing: predictions).decode(), gold: try row.decode("gold"),
        annotations: (labels?.array ?? []).compactMap(label), result: try result(row),
        version: try row.decode("version"), schemaVersion: try row.decode("schema_version")))
  }

  /// `[annotator, annotation, time]`
  private static func label(_ json: JSON) -> AuthoredAnnotation? {
    guard let parts = json.array, parts.count == 3, let annotator = parts[0].string else { return nil }
    return AuthoredAnnotation(
      annotator: annotator, annotation: parts[1], at: parts[2].string.flatMap { Date(iso8601: $0) })
  }

  /// The last decision about the task.
  private static func result(_ row: PostgresRow) throws -> AuthoredAnnotation? {
    guard let author = try row.decode("author", as: String?.self) else { return nil }
    return AuthoredAnnotation(
      annotator: author, annotation: try row.decode("after"), at: try row.decode("at", as: Date?.self))
  }
}
