import Foundation

/// The SQL of the labeling measurement: what it begins with, and what it checks.
enum LabelBenchRepository {
  /// Tasks with a text each, as an import makes them.
  static func tasks(_ count: Int, in project: String) -> [String] {
    [
      """
      INSERT INTO labeling.lab_task (id, project_id, rank, status, overlap)
      SELECT gen_random_uuid(), '\(project)', (1000::bigint << 40) | n, 'OPEN', 1 FROM generate_series(1, \(count)) n
      """,
      """
      INSERT INTO labeling.lab_content (task_id, project_id, key, payload)
      SELECT id, project_id, 'task-' || rank, json_build_object('text', 'Is text ' || rank || ' kind? ' || repeat('x', 120))
      FROM labeling.lab_task WHERE project_id = '\(project)'
      """,
      "ANALYZE labeling.lab_task, labeling.lab_content",
    ]
  }

  /// The same, each with a label that was accepted.
  static func labeled(_ count: Int, in project: String) -> [String] {
    Array(tasks(count, in: project).dropLast()) + [
      """
      UPDATE labeling.lab_task SET status = 'ACCEPTED', taken = 1, submitted = 1, version = 1
      WHERE project_id = '\(project)'
      """,
      """
      INSERT INTO labeling.lab_assignment (id, task_id, project_id, annotator, status, annotation, schema_version,
        submitted_at)
      SELECT gen_random_uuid(), id, project_id, 'ann0', 'ACCEPTED', '{"mood": "good"}', 1, now()
      FROM labeling.lab_task WHERE project_id = '\(project)'
      """,
      """
      INSERT INTO labeling.lab_result (id, task_id, project_id, version, kind, author, at, schema_version, after)
      SELECT gen_random_uuid(), id, project_id, 1, 'CONSENSUS', 'ann0', now(), 1, '{"mood": "good"}'
      FROM labeling.lab_task WHERE project_id = '\(project)'
      """,
      "ANALYZE labeling.lab_task, labeling.lab_content, labeling.lab_assignment, labeling.lab_result",
    ]
  }

  /// Tasks with ten labels each, given over thirty days.
  static func judged(_ count: Int, in project: String) -> [String] {
    Array(tasks(count, in: project).dropLast()) + [
      """
      UPDATE labeling.lab_task SET status = 'ACCEPTED', overlap = 10, taken = 10, submitted = 10, version = 1
      WHERE project_id = '\(project)'
      """,
      """
      INSERT INTO labeling.lab_assignment (id, task_id, project_id, annotator, status, annotation, schema_version,
        submitted_at, seconds_spent)
      SELECT gen_random_uuid(), t.id, t.project_id, 'rater-' || r, 'ACCEPTED',
        CASE WHEN ((t.rank & 1048575) * 7 + r * 3) % 5 < 3 THEN '{"mood": "good"}' ELSE '{"mood": "bad"}' END::json, 1,
        date '2026-06-01' + ((t.rank & 1048575) % 30)::integer + r * interval '1 hour', r + 1
      FROM labeling.lab_task t, generate_series(0, 9) r WHERE t.project_id = '\(project)'
      """,
      """
      INSERT INTO labeling.lab_result (id, task_id, project_id, assignment_id, version, kind, author, at, schema_version,
        after)
      SELECT gen_random_uuid(), task_id, project_id, id, row_number() OVER (PARTITION BY task_id ORDER BY annotator),
        'SUBMISSION', annotator, submitted_at, 1, annotation
      FROM labeling.lab_assignment WHERE project_id = '\(project)'
      """,
      "ANALYZE labeling.lab_task, labeling.lab_content, labeling.lab_assignment, labeling.lab_result",
    ]
  }

  static func login(_ name: String) -> String { "CREATE ROLE \(name) LOGIN; GRANT flowsight_annotator TO \(name)" }

  /// Tasks that more people hold or have labeled than they ask for.
  static let doubleClaims = """
    SELECT count(*) FROM (
      SELECT t.id FROM labeling.lab_task t JOIN labeling.lab_assignment a ON a.task_id = t.id
      WHERE a.status IN ('LEASED', 'SUBMITTED', 'ACCEPTED') GROUP BY t.id HAVING count(*) > t.overlap) d
    """

  static let submissions = "SELECT id FROM labeling.lab_result WHERE kind = 'SUBMISSION'"
}
