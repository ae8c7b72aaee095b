import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of tasks that come in.
enum ImportRepository {
  static func known(
    _ keys: [String], in project: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> Set<String> {
    Set(
      try await connection.query(
        "SELECT key FROM labeling.lab_content WHERE project_id = $1 AND key = ANY ($2)", project, keys
      ).map { try $0.decode("key") })
  }

  /// The rank keeps the order of the list among tasks of one priority.
  static func insert(
    _ tasks: [NewTask], into project: LabelProjectID, by actor: String, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO labeling.lab_task (id, project_id, lane, rank, status, priority, overlap, is_gold, stratum)
      SELECT n.id, $1, n.lane, ((1000 - n.priority)::bigint << 40) | nextval('labeling.lab_task_rank'), n.status,
        n.priority, n.overlap, n.stratum IS NOT NULL, n.stratum
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::text[])
        AS n (id, lane, status, priority, overlap, stratum)
      """, project, tasks.map(\.id), tasks.map(\.lane), tasks.map(\.state), tasks.map(\.draft.priority),
      tasks.map(\.overlap), tasks.map { $0.draft.gold.map { SHA256.hex(of: Array($0.text().utf8)) } })
    try await connection.query(
      """
      INSERT INTO labeling.lab_content (task_id, project_id, key, payload, predictions, gold)
      SELECT n.id, $1, n.key, n.payload, n.predictions, n.gold
      FROM unnest($2::uuid[], $3::text[], $4::json[], $5::json[], $6::json[])
        AS n (id, key, payload, predictions, gold)
      """, project, tasks.map(\.id), tasks.map(\.key), tasks.map(\.draft.payload),
      try tasks.map { try JSON(encoding: $0.draft.predictions) }, tasks.map(\.draft.gold))
    try await connection.query(
      """
      INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
      SELECT n.id, 'task', 'created', NULL, n.status, $3 FROM unnest($1::uuid[], $2::text[]) AS n (id, status)
      """, tasks.map(\.id), tasks.map(\.state), actor)
  }

  /// A label that was given elsewhere, as its annotator's submission.
  static func insert(
    _ label: AuthoredAnnotation, as id: AssignmentID, of task: LabelTaskID, _ project: LabelProject, at: Date,
    _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      """
      INSERT INTO labeling.lab_assignment (id, task_id, project_id, annotator, status, annotation, schema_version,
        leased_at, submitted_at)
      VALUES ($1, $2, $3, $4, 'SUBMITTED', $5, $6, $7, $7)
      """, id, task, project.id, label.annotator, label.annotation, project.schemaVersion, at)
  }

  static func contentLocked(
    _ key: String, in project: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> (id: LabelTaskID, payload: JSON, predictions: [Prediction])? {
    try await connection.query(
      """
      SELECT task_id, payload, predictions FROM labeling.lab_content WHERE project_id = $1 AND key = $2 FOR UPDATE
      """, project, key
    ).first.map {
      (
        try $0.decode("task_id"), try $0.decode("payload"),
        try $0.decode("predictions", as: JSON.self).decode(as: [Prediction].self)
      )
    }
  }

  static func setPredictions(
    _ predictions: [Prediction], of task: LabelTaskID, _ connection: PostgresConnection
  ) async throws {
    try await connection.query(
      "UPDATE labeling.lab_content SET predictions = $2 WHERE task_id = $1", task, try JSON(encoding: predictions))
  }
}
