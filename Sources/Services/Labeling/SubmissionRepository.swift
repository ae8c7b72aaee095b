import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of what a submission has to know.
enum SubmissionRepository {
  struct Reading {
    var task: TaskRepository.Record
    /// All of the task, in the order in which they were made.
    var assignments: [AssignmentRepository.Record]
    /// What was submitted under the same key before.
    var known: LabelResult?
    /// The schema that the task was claimed under.
    var schema: LabelSchema
    var settings: LabelSettings
    var payload: JSON
    var gold: JSON?
  }

  /// In one round trip; the task is locked before the rest is read. `nil` when the annotator has no such assignment.
  static func read(
    _ id: AssignmentID, annotator: String, idempotencyKey: String, _ connection: PostgresConnection
  ) async throws -> Reading? {
    let documents = Statement(
      """
      SELECT s.document AS schema, p.settings, c.payload, c.gold FROM labeling.lab_assignment a
      JOIN labeling.lab_schema s ON s.project_id = a.project_id AND s.version = a.schema_version
      JOIN labeling.lab_project p ON p.id = a.project_id JOIN labeling.lab_content c ON c.task_id = a.task_id
      WHERE a.id = $1
      """, id)
    let found = try await connection.pipeline([
      TaskRepository.lock(taskOf: id, annotator: annotator), AssignmentRepository.siblings(of: id),
      ResultRepository.find(author: annotator, idempotencyKey: idempotencyKey), documents,
    ])
    guard let task = try found[0].first.map(TaskRepository.record), let row = found[3].first else { return nil }
    return Reading(
      task: task, assignments: try found[1].map(AssignmentRepository.record),
      known: try found[2].first.map(ResultRepository.result),
      schema: try row.decode("schema", as: JSON.self).decode(),
      settings: try row.decode("settings", as: JSON.self).decode(), payload: try row.decode("payload"),
      gold: try row.decode("gold"))
  }
}
