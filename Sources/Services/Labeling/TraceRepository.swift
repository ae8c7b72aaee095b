import Foundation
import Messaging
public import Model
import Postgres
import Support

/// The SQL of the labels that were made from a dataset version.
enum TraceRepository {
  /// So many tasks of a project are looked at: a trace wants to know when, not how many millions.
  private static let tasksMax = 1000

  /// For each project that took tasks from the version: when it did, and how far their labels are.
  static func labels(
    from dataset: DatasetID, version: String, _ connection: PostgresConnection
  ) async throws -> [TraceEvent] {
    try await connection.query(
      """
      SELECT p.id, p.name, s.source_table, s.dataset_version, t.first_at, t.last_at, t.tasks, t.labeled
      FROM labeling.lab_source s JOIN labeling.lab_project p ON p.id = s.project_id
      -- All tasks are the version's when the project has no other source; else those whose keys say so.
      CROSS JOIN LATERAL (
        SELECT CASE WHEN count(*) > 1 THEN s.dataset_name || '@' || s.dataset_version END AS prefix
        FROM labeling.lab_source o WHERE o.project_id = p.id) own
      CROSS JOIN LATERAL (
        SELECT min(created_at) AS first_at, max(updated_at) FILTER (WHERE submitted > 0) AS last_at,
          count(*) AS tasks, count(*) FILTER (WHERE submitted > 0) AS labeled
        FROM (
          SELECT t.created_at, t.updated_at, t.submitted
          FROM labeling.lab_content c JOIN labeling.lab_task t ON t.id = c.task_id
          WHERE c.project_id = p.id AND c.key ~>=~ coalesce(own.prefix || '#', '')
            AND c.key ~<~ coalesce(own.prefix || '$', chr(1114111))
          LIMIT $3) few) t
      WHERE s.dataset_id = $1 AND s.dataset_version = $2 AND t.tasks > 0 ORDER BY p.name
      """, dataset, version, tasksMax
    ).flatMap { row -> [TraceEvent] in
      let name: String = try row.decode("name")
      let (tasks, labeled): (Int, Int) = (try row.decode("tasks"), try row.decode("labeled"))
      let source = "\(try row.decode("source_table", as: String.self))@\(version)"
      let isPart = tasks == tasksMax
      let made = TraceEvent(
        id: "labels \(name) made", kind: .labels, at: try row.decode("first_at"), subject: name,
        what: "\(counted(tasks, "task")) made" + (isPart ? ", or more" : ""), actor: "labeling-service",
        detail: source, address: "labeling/\(name)")
      guard let last = try row.decode("last_at", as: Date?.self) else { return [made] }
      return [
        made,
        TraceEvent(
          id: "labels \(name) labeled", kind: .labels, at: last, subject: name,
          what: "\(labeled) of \(isPart ? "the first " : "")\(tasks) labeled", actor: "labeling-service",
          detail: source,
          address: "labeling/\(name)"),
      ]
    }
  }
}

extension LabelingService {
  /// The labels that were made from a dataset version, a project at a time.
  public func trace(dataset: DatasetID, version: String) async throws -> [TraceEvent] {
    try await pool.withConnection { try await TraceRepository.labels(from: dataset, version: version, $0) }
  }
}
