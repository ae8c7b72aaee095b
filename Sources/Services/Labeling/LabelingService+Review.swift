import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func nextReview(_ project: LabelProjectID, _ queue: ReviewQueue) async throws -> ReviewItem? {
    try actor.require(queue.right)
    return try await pool.withTransaction { connection in
      let project = try await self.project(project, connection)
      try await actor.require(queue.right, in: project, groups: groups)
      guard
        var record = try await TaskRepository.nextForReview(project.id, queue, reviewer: actor.name, connection),
        let content = try await TaskRepository.content(of: record.task.id, connection)
      else { return nil }
      var desk = desk()
      if record.task.state == .labeled { try desk.move(&record, .reviewStarted) }
      record.reviewer = actor.name
      record.reviewFence += 1
      let expiresAt = record.now.addingTimeInterval(Double(project.settings.leaseSeconds))
      record.reviewExpiresAt = expiresAt
      desk.write(record)
      try await desk.putDown(on: connection)
      let submissions = try await AssignmentRepository.submissions(of: record.task.id, connection)
      return ReviewItem(
        task: record.task, fence: record.reviewFence, expiresAt: expiresAt, payload: content.payload,
        predictions: content.predictions,
        schemaVersion: submissions.map(\.schemaVersion).max() ?? project.schemaVersion,
        submissions: submissions.map(\.assignment),
        disputed: Settlement.disputed(submissions.compactMap(\.assignment.annotation)))
    }
  }

  public func decide(
    _ id: LabelTaskID, fence: Int64, _ decision: ReviewDecision, reason: String?
  ) async throws -> LabelTask {
    if case .reject = decision { try Reason.check(reason) } else { try Reason.check(optional: reason) }
    return try await pool.withTransaction { connection in
      guard var record = try await TaskRepository.find(id, lock: true, connection) else {
        throw LabelingService.taskUnknown(id)
      }
      let project = try await project(record.task.projectID, connection)
      try await actor.require(record.task.state.decidingRight, in: project, groups: groups)
      guard record.reviewer == actor.name, record.reviewFence == fence else {
        throw Failure(
          "review_lost", "the task is no longer in your hands", nextStep: "take the next one; nothing was changed")
      }
      try actor.requireWorkOfOthers(try await AssignmentRepository.list(of: id, connection).map(\.assignment))
      try await decide(&record, decision, reason: reason, project, connection)
      return record.task
    }
  }

  private func decide(
    _ record: inout TaskRepository.Record, _ decision: ReviewDecision, reason: String?, _ project: LabelProject,
    _ connection: PostgresConnection
  ) async throws {
    var desk = desk()
    let submissions = try await AssignmentRepository.submissions(of: record.task.id, connection)
    let schemaVersion = submissions.map(\.schemaVersion).max() ?? project.schemaVersion
    let isAdjudication = record.task.state == .adjudicating
    switch decision {
    case .accept:
      let answers = submissions.compactMap(\.assignment.annotation)
      guard let answer = answers.first, Settlement.disputed(answers).isEmpty else {
        throw Failure(
          "labels_differ", "the labels of the task differ", nextStep: "decide on an answer, or reject them")
      }
      try desk.accept(
        &record, .fix, answer, schemaVersion: schemaVersion, submissions, reason: reason)
    case .fix(let json):
      let answer = try await checked(json, schemaVersion, of: record.task, connection) { try $0.label($1, payload: $2) }
      try desk.accept(
        &record, isAdjudication ? .adjudication : .fix, answer, schemaVersion: schemaVersion, submissions,
        reason: reason)
    case .reject(let requeue):
      guard !isAdjudication else {
        throw Failure("illegal_transition", "a task whose labels differ is decided, not rejected")
      }
      try reject(&record, requeue, submissions, reason: reason ?? "", &desk)
    case .release:
      try desk.move(&record, .reviewEnded, detail: reason)
      (record.reviewer, record.reviewExpiresAt) = (nil, nil)
    }
    desk.write(record)
    try await desk.putDown(on: connection)
    guard let act = decision.act else { return }
    if case .reject = decision { try await TaskRepository.stir(record.task.projectID, connection) }
    _ = try await outbox.audit(
      actor, act, target: .labelTask(record.task.id), reason: reason,
      before: .array(submissions.map { $0.assignment.annotation ?? .null }),
      after: ["status": .string(record.task.state.rawValue)], traceID: TraceID(record.task.id.rawValue), on: connection)
  }

  /// As `check` reads it: a gold answer may leave more open than a label.
  func checked(
    _ json: JSON, _ schemaVersion: Int, of task: LabelTask, _ connection: PostgresConnection,
    check: (LabelSchema, JSON, JSON) throws -> Annotation
  ) async throws -> JSON {
    guard
      let schema = try await ProjectRepository.schema(of: task.projectID, version: schemaVersion, connection),
      let content = try await TaskRepository.content(of: task.id, connection)
    else { throw LabelingService.taskUnknown(task.id) }
    return try check(schema, json, content.payload).json
  }

  /// The slot stays the annotator's when the same one does it again, is free for others, or is given up.
  private func reject(
    _ record: inout TaskRepository.Record, _ requeue: ReviewDecision.Requeue,
    _ submissions: [AssignmentRepository.Record], reason: String, _ desk: inout TaskDesk
  ) throws {
    try desk.move(&record, .rejected, detail: reason)
    for submission in submissions {
      try desk.move(submission, requeue.event, detail: reason) { $0.reason = reason }
    }
    record.task.submitted = 0
    (record.reviewer, record.reviewExpiresAt) = (nil, nil)
    switch requeue {
    case .same: break
    case .other: record.taken -= submissions.count
    case .removed:
      record.taken -= submissions.count
      record.task.overlap = max(1, record.task.overlap - submissions.count)
    }
    if requeue != .removed { try desk.move(&record, .requeued) }
  }
}

extension ReviewDecision.Requeue {
  fileprivate var event: AssignmentState.Event {
    switch self {
    case .same: .rejectedToSame
    case .other: .rejectedToOther
    case .removed: .removed
    }
  }
}
