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

  /// In the order of ranks.
  static func list(
    _ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> [Row] {
    let place = RankPlace(page)
    var rows = try await connection.query(
      """
      SELECT t.id, t.rank, t.status, t.priority, t.overlap, t.lane, t.version, c.key, c.payload, c.predictions, c.gold
      FROM labeling.lab_task t JOIN labeling.lab_content c ON c.task_id = t.id
      WHERE t.project_id = $1 AND (t.rank, t.id) > ($2, $3)
        AND ($4::text[] IS NULL OR t.status = ANY ($4)) AND ($5::boolean IS NULL OR t.is_gold = $5)
        AND ($6::text IS NULL OR starts_with(c.key, $6))
        AND ($7::text IS NULL OR EXISTS (
          SELECT FROM labeling.lab_assignment a WHERE a.task_id = t.id AND a.annotator = $7))
      ORDER BY t.rank, t.id LIMIT $8
      """, project, place.rank, place.id, filter.states.isEmpty ? nil : Array(filter.states), filter.isGold,
      filter.keyPrefix, filter.annotator, page.limit + 1
    ).map(row)
    let labels = try await labels(of: rows.map(\.id), connection)
    let results = try await results(of: rows.map(\.id), connection)
    for index in rows.indices {
      rows[index].record.annotations = labels[rows[index].id] ?? []
      if rows[index].record.state == .accepted, let result = results[rows[index].id] {
        rows[index].record.result = result.answer
        rows[index].record.schemaVersion = result.schemaVersion
      }
    }
    return rows
  }

  private static func labels(
    of tasks: [LabelTaskID], _ connection: PostgresConnection
  ) async throws -> [LabelTaskID: [AuthoredAnnotation]] {
    var labels: [LabelTaskID: [AuthoredAnnotation]] = [:]
    let rows = try await connection.query(
      """
      SELECT task_id, annotator, annotation, submitted_at FROM labeling.lab_assignment
      WHERE task_id = ANY ($1) AND status IN ('SUBMITTED', 'ACCEPTED', 'FIXED_ACCEPTED') AND annotation IS NOT NULL
        AND NOT is_gold
      ORDER BY annotator
      """, tasks)
    for row in rows {
      labels[try row.decode("task_id"), default: []].append(
        AuthoredAnnotation(
          annotator: try row.decode("annotator"), annotation: try row.decode("annotation"),
          at: try row.decode("submitted_at")))
    }
    return labels
  }

  /// The last decision about each task.
  private static func results(
    of tasks: [LabelTaskID], _ connection: PostgresConnection
  ) async throws -> [LabelTaskID: (answer: AuthoredAnnotation, schemaVersion: Int)] {
    var results: [LabelTaskID: (answer: AuthoredAnnotation, schemaVersion: Int)] = [:]
    let rows = try await connection.query(
      """
      SELECT DISTINCT ON (task_id) task_id, author, after, at, schema_version FROM labeling.lab_result
      WHERE task_id = ANY ($1)
        AND (kind IN ('FIX', 'ADJUDICATION', 'CONSENSUS') OR kind = 'IMPORTED' AND assignment_id IS NULL)
      ORDER BY task_id, version DESC
      """, tasks)
    for row in rows {
      results[try row.decode("task_id")] = (
        AuthoredAnnotation(
          annotator: try row.decode("author"), annotation: try row.decode("after"), at: try row.decode("at")),
        try row.decode("schema_version")
      )
    }
    return results
  }

  private static func row(_ row: PostgresRow) throws -> Row {
    let lane: LabelLane = try row.decode("lane")
    var group: String?
    if case .group(let name) = lane { group = name }
    return Row(
      id: try row.decode("id"), rank: try row.decode("rank"),
      record: LabelRecord(
        key: try row.decode("key"), payload: try row.decode("payload"), state: try row.decode("status"),
        priority: try row.decode("priority"), overlap: try row.decode("overlap"), group: group,
        predictions: try row.decode("predictions", as: JSON.self).decode(), gold: try row.decode("gold"),
        annotations: [], result: nil, version: try row.decode("version"), schemaVersion: nil))
  }
}
