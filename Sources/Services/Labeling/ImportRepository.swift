import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of tasks that come in.
enum ImportRepository {
  /// What tasks of these keys are about.
  static func known(
    _ keys: [String], in project: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> [String: JSON] {
    let rows = try await connection.query(
      "SELECT key, payload FROM labeling.lab_content WHERE project_id = $1 AND key = ANY ($2)", project, keys)
    return Dictionary(
      try rows.map { (try $0.decode("key", as: String.self), try $0.decode("payload", as: JSON.self)) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The rank keeps the order of the list among tasks of one priority.
  static func insert(
    _ new: [NewTask], into project: LabelProjectID, by actor: String, _ connection: PostgresConnection
  ) async throws {
    let tasks = new.map(\.record.task)
    let queue = Statement(
      """
      INSERT INTO labeling.lab_task (id, project_id, lane, rank, status, priority, overlap, taken, submitted, version,
        agreement, is_gold, stratum)
      SELECT n.id, $1, n.lane, ((1000 - n.priority)::bigint << 40) | nextval('labeling.lab_task_rank'), n.status,
        n.priority, n.overlap, n.submitted, n.submitted, n.version, n.agreement, n.stratum IS NOT NULL, n.stratum
      FROM unnest($2::uuid[], $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[],
        $9::double precision[], $10::text[])
        AS n (id, lane, status, priority, overlap, submitted, version, agreement, stratum)
      """, project, tasks.map(\.id), tasks.map(\.lane), tasks.map(\.state), tasks.map(\.priority),
      tasks.map(\.overlap), tasks.map(\.submitted), tasks.map(\.version), new.map(\.record.agreement),
      new.map { $0.draft.gold.map { SHA256.hex(of: Array($0.text().utf8)) } })
    let content = Statement(
      """
      INSERT INTO labeling.lab_content (task_id, project_id, key, payload, predictions, gold)
      SELECT n.id, $1, n.key, n.payload, n.predictions, n.gold
      FROM unnest($2::uuid[], $3::text[], $4::json[], $5::json[], $6::json[])
        AS n (id, key, payload, predictions, gold)
      """, project, new.map(\.id), new.map(\.key), new.map(\.draft.payload),
      try new.map { try JSON(encoding: $0.draft.predictions) }, new.map(\.draft.gold))
    let log = Statement(
      """
      INSERT INTO labeling.lab_task_event (task_id, subject, event, from_status, to_status, actor)
      SELECT n.id, 'task', 'created', NULL, n.status, $3 FROM unnest($1::uuid[], $2::text[]) AS n (id, status)
      """, new.map(\.id), new.map(\.firstState), actor)
    _ = try await connection.pipeline([queue, content, log])
  }

  struct Content {
    var task: LabelTaskID
    var payload: JSON
    var predictions: [Prediction]
  }

  /// By key; in the order of keys, so that two imports never wait for each other.
  static func contents(
    _ keys: [String], in project: LabelProjectID, lock: Bool, _ connection: PostgresConnection
  ) async throws -> [String: Content] {
    let rows = try await connection.query(
      """
      SELECT task_id, key, payload, predictions FROM labeling.lab_content WHERE project_id = $1 AND key = ANY ($2)
      ORDER BY key \(lock ? "FOR UPDATE" : "")
      """, project, keys)
    var contents: [String: Content] = [:]
    for row in rows {
      contents[try row.decode("key", as: String.self)] = Content(
        task: try row.decode("task_id"), payload: try row.decode("payload"),
        predictions: try row.decode("predictions", as: JSON.self).decode())
    }
    return contents
  }

  static func setPredictions(of contents: [Content], _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      UPDATE labeling.lab_content c SET predictions = n.predictions
      FROM unnest($1::uuid[], $2::json[]) AS n (id, predictions) WHERE c.task_id = n.id
      """, contents.map(\.task), try contents.map { try JSON(encoding: $0.predictions) })
  }
}
