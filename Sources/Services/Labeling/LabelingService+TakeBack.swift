import Foundation
import Messaging
public import Model
import Postgres

extension LabelingService {
  /// Undoes a submission of one's own, while nobody has built on it. An answer that was accepted only because nobody
  /// else was asked is its author's to take back as well: the task is labeled again, by them.
  public func takeBack(_ id: AssignmentID) async throws -> WorkItem {
    try actor.require(.work)
    return try await pool.withTransaction { connection in
      let found = try await mine(id, connection)
      guard var task = try await TaskRepository.find(found.assignment.taskID, lock: true, connection) else {
        throw LabelingService.taskUnknown(found.assignment.taskID)
      }
      let record = try await mine(id, connection)
      if let item = try await inHand(record, connection) { return item }
      guard [.submitted, .accepted].contains(record.assignment.state) else {
        throw LabelingService.tooLate("it is \(record.assignment.state.rawValue), not submitted")
      }
      let since = record.assignment.submittedAt.map { task.now.timeIntervalSince($0) } ?? .infinity
      guard since <= Submission.undoSeconds else { throw LabelingService.tooLate("it was submitted long ago") }
      var desk = desk()
      if !record.isGold { try await open(&task, after: record, &desk, connection) }
      try desk.log(record, record.assignment.state == .submitted ? .takenBack : .claimed)
      try await desk.putDown(on: connection)
      try await AssignmentRepository.takeBack(id, connection)
      guard let item = try await AssignmentRepository.item(id, connection) else { throw LabelingService.unknown(id) }
      return item
    }
  }

  private func open(
    _ task: inout TaskRepository.Record, after record: AssignmentRepository.Record, _ desk: inout TaskDesk,
    _ connection: PostgresConnection
  ) async throws {
    switch (task.task.state, record.assignment.state) {
    case (.inProgress, .submitted): break
    case (.labeled, .submitted): try desk.move(&task, .takenBack)
    case (.accepted, .accepted) where try await isOnlyOpinion(task, connection):
      try desk.move(&task, .reopened, .requeued, .claimed, detail: "taken back by its author")
    default: throw LabelingService.tooLate("it is \(task.task.state.rawValue) already")
    }
    task.task.submitted -= 1
    desk.write(task)
  }

  /// Nobody else was asked, and nobody looked at it.
  private func isOnlyOpinion(
    _ task: TaskRepository.Record, _ connection: PostgresConnection
  ) async throws -> Bool {
    let last = try await ResultRepository.list(of: task.task.id, connection).max { $0.version < $1.version }
    return task.task.overlap == 1 && last?.kind == .consensus && last?.author == actor.name
  }

  private static func tooLate(_ why: String) -> Failure {
    Failure(
      "too_late_to_undo", "the submission cannot be taken back: \(why)", nextStep: "ask the lead to reopen the task")
  }
}
