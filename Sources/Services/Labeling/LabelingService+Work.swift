import Foundation
import Messaging
public import Model
import Postgres
public import Support

extension LabelingService {
  /// Claims are tried again when another claim of the same annotator was quicker, or when all that is left is being
  /// changed by others at that moment.
  private static let claimsMax = 8

  public func nextTask(_ project: LabelProjectID) async throws -> WorkItem? {
    try actor.require(.work)
    let lanes = actor.labelLanes(of: try await groups())
    return try await pool.withConnection { connection in
      for attempt in 1...LabelingService.claimsMax {
        do {
          let claimed = try await AssignmentRepository.claim(
            project, annotator: actor.name, lanes: lanes, id: AssignmentID(environment.newID()), connection)
          if let claimed { return claimed }
          guard
            try await AssignmentRepository.isAnyLeft(project, annotator: actor.name, lanes: lanes, connection)
          else { return nil }
          try await Task.sleep(for: .milliseconds(5 * attempt))
        } catch let error as PostgresError where attempt < LabelingService.claimsMax && isQuicker(error) {
          continue
        } catch let error as PostgresError {
          throw try await refusal(error, project, connection)
        }
      }
      return nil
    }
  }

  private func isQuicker(_ error: PostgresError) -> Bool {
    error.isRetryable || error.sqlState == "23505" || AssignmentRepository.Refusal(error) == .inHand
  }

  private func refusal(
    _ error: PostgresError, _ id: LabelProjectID, _ connection: PostgresConnection
  ) async throws -> any Error {
    switch AssignmentRepository.Refusal(error) {
    case .leasesTooMany:
      return Failure(
        "leases_too_many", "\(actor.name) holds as many tasks as the project allows",
        nextStep: "submit, postpone or release one")
    case .projectPaused:
      let project = try await project(id, connection)
      return Failure(
        "project_paused", "the project \(project.name) is \(project.status.rawValue) and gives no tasks out",
        nextStep: "ask its lead")
    case .inHand, nil: return error
    }
  }

  public func heldTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try await items(of: project, .leased)
  }

  public func postponedTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try await items(of: project, .postponed)
  }

  public func undoableTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try actor.require(.work)
    return try await pool.withConnection {
      try await AssignmentRepository.undoable(of: project, annotator: actor.name, $0)
    }
  }

  private func items(of project: LabelProjectID, _ state: AssignmentState) async throws -> [WorkItem] {
    try actor.require(.work)
    return try await pool.withConnection {
      try await AssignmentRepository.items(of: project, annotator: actor.name, state: state, $0)
    }
  }

  public func resume(_ id: AssignmentID) async throws -> WorkItem {
    try actor.require(.work)
    return try await pool.withTransaction { connection in
      let record = try await mine(id, connection)
      if let item = try await inHand(record, connection) { return item }
      guard record.assignment.state == .postponed else {
        throw Failure("not_postponed", "the task is \(record.assignment.state.rawValue), not postponed")
      }
      try await AssignmentRepository.resume(id, annotator: actor.name, connection)
      guard let item = try await AssignmentRepository.item(id, connection) else { throw LabelingService.unknown(id) }
      return item
    }
  }

  /// What its author holds, as it is: a reply was lost, and they ask again.
  func inHand(
    _ record: AssignmentRepository.Record, _ connection: PostgresConnection
  ) async throws -> WorkItem? {
    record.assignment.state == .leased ? try await AssignmentRepository.item(record.assignment.id, connection) : nil
  }

  public func renew(_ lease: LabelLease) async throws -> LabelLease {
    try actor.require(.work)
    return try await pool.withConnection { connection in
      try await AssignmentRepository.renew(lease, annotator: actor.name, draft: nil, connection)
        .orLost(try await mine(lease.assignment, connection))
    }
  }

  public func saveDraft(_ lease: LabelLease, _ draft: JSON) async throws -> LabelLease {
    try actor.require(.work)
    let text = draft.text()
    guard draft.members != nil, text.utf8.count <= WorkItem.draftBytesMax else {
      throw Failure.invalid("a draft is an object of at most \(WorkItem.draftBytesMax) bytes")
    }
    return try await pool.withConnection { connection in
      if let renewed = try await AssignmentRepository.renew(lease, annotator: actor.name, draft: draft, connection) {
        return renewed
      }
      let record = try await mine(lease.assignment, connection)
      // A draft that comes behind its own answer is older than it.
      if !record.isAnswered { try await keep(draft, of: record, connection) }
      throw LabelingService.lost(record)
    }
  }

  private func keep(
    _ draft: JSON, of record: AssignmentRepository.Record, _ connection: PostgresConnection
  ) async throws {
    try await AssignmentRepository.keepDraft(draft, of: record.assignment.id, annotator: actor.name, connection)
  }

  // MARK: - Submitting

  public func submit(_ submission: Submission) async throws -> LabelResult {
    try actor.require(.work)
    guard (1...128).contains(submission.idempotencyKey.utf8.count) else {
      throw Failure.invalid("an idempotency key has 1 to 128 bytes")
    }
    let outcome: Result<LabelResult, Failure> = try await pool.withTransaction { connection in
      let id = submission.lease.assignment
      guard
        let reading = try await SubmissionRepository.read(
          id, annotator: actor.name, idempotencyKey: submission.idempotencyKey, connection),
        let record = reading.assignments.first(where: { $0.assignment.id == id })
      else { throw LabelingService.unknown(id) }
      if let known = reading.known {
        if isRepeated(submission, known, record, reading) {
          return .success(try await shown(known, before: known.version, record, reading, connection))
        }
        return .failure(try await reused(submission, record, connection))
      }
      guard record.assignment.state == .leased, record.fence == submission.lease.fence else {
        return .failure(try await late(submission.annotation, record, connection))
      }
      return .success(try await submit(submission, record, reading, connection))
    }
    return try outcome.get()
  }

  /// The same answer to the same task, however it is written down.
  private func isRepeated(
    _ submission: Submission, _ known: LabelResult, _ record: AssignmentRepository.Record,
    _ reading: SubmissionRepository.Reading
  ) -> Bool {
    let label = try? reading.schema.label(submission.annotation, payload: reading.payload)
    return known.taskID == record.assignment.taskID
      && Settlement.isSame(known.after, label?.json ?? submission.annotation)
  }

  /// A key stands for one act of submitting: what came under it first stands, and what comes later is kept.
  private func reused(
    _ submission: Submission, _ record: AssignmentRepository.Record, _ connection: PostgresConnection
  ) async throws -> Failure {
    try await keep(submission.annotation, of: record, connection)
    let holds = record.assignment.state == .leased && record.fence == submission.lease.fence
    return Failure(
      "idempotency_key_reused", "another answer was submitted under this key",
      nextStep: "it stands, and this one is kept as your draft; "
        + (holds ? "submit it under a new key" : "`label undo` gives the task back with it"))
  }

  /// Nothing that was sent is dropped.
  private func late(
    _ answer: JSON, _ record: AssignmentRepository.Record, _ connection: PostgresConnection
  ) async throws -> Failure {
    if record.isAnswered, Settlement.isSame(record.assignment.annotation, answer) {
      return LabelingService.answered(record, "nothing is lost: the answers are the same")
    }
    try await keep(answer, of: record, connection)
    guard record.isAnswered else { return LabelingService.lost(record) }
    return LabelingService.answered(
      record, "your first answer stands, and this one is kept as your draft; `label undo` gives the task back with it")
  }

  private func submit(
    _ submission: Submission, _ record: AssignmentRepository.Record, _ reading: SubmissionRepository.Reading,
    _ connection: PostgresConnection
  ) async throws -> LabelResult {
    let answer = try reading.schema.label(submission.annotation, payload: reading.payload).json
    var task = reading.task
    var desk = desk()
    let now = environment.now()
    let isGoldRight = record.isGold ? reading.gold.map { Settlement.isRight(answer, by: $0) } : nil
    let submitted = try desk.move(record, .submitted, isGoldRight: isGoldRight) { assignment in
      assignment.annotation = answer
      assignment.submittedAt = now
      assignment.reason = nil
      assignment.secondsSpent += min(max(0, submission.secondsSpent), 86_400)
    }
    var result = desk.append(
      .submission, task, schemaVersion: record.schemaVersion, before: record.assignment.annotation, after: answer,
      assignment: record.assignment.id, idempotencyKey: submission.idempotencyKey)
    if record.isGold {
      try await AssignmentRepository.keepSample(
        reading.settings.reviews(task.task.id), of: record.assignment.id, connection)
      result = try await shown(result, before: .max, record, reading, connection)
    }
    if !record.isGold {
      task.task.submitted += 1
      if task.task.submitted >= task.task.overlap, task.task.state.accepts(.labeled) {
        let all = reading.assignments.map { $0.assignment.id == submitted.assignment.id ? submitted : $0 }
        try desk.settle(&task, reading.settings, all.filter(\.isSubmission))
      }
      desk.write(task)
    }
    let version = try await desk.putDown(on: connection, commits: true)[result.id]
    if result.version == 0 { result.version = version ?? 0 }
    return result
  }

  /// Versions of a gold item count its lead's and everybody's: who may not know is told the number that it would have if
  /// theirs were the first label of any other task.
  private func shown(
    _ result: LabelResult, before version: Int, _ record: AssignmentRepository.Record,
    _ reading: SubmissionRepository.Reading, _ connection: PostgresConnection
  ) async throws -> LabelResult {
    guard record.isGold, !actor.role.seesGold else { return result }
    let task = reading.task.task
    let earlier = try await ResultRepository.submissions(
      of: task.id, author: actor.name, before: version, connection)
    var result = result
    let isReviewed = record.isGoldReviewed ?? reading.settings.reviews(task.id)
    let isDecided = task.overlap == 1 && !isReviewed
    result.version = earlier * (isDecided ? 2 : 1) + 1
    return result
  }

  // MARK: - Putting down

  public func leave(_ lease: LabelLease, _ way: LeaveTask, reason: String?) async throws {
    try actor.require(.work)
    if way == .skip { try Reason.check(reason) } else { try Reason.check(optional: reason) }
    try await pool.withTransaction { connection in
      let found = try await mine(lease.assignment, connection)
      guard try await TaskRepository.find(found.assignment.taskID, lock: true, connection) != nil else {
        throw LabelingService.taskUnknown(found.assignment.taskID)
      }
      let record = try await mine(lease.assignment, connection)
      guard record.assignment.state == .leased, record.fence == lease.fence else {
        throw LabelingService.lost(record)
      }
      var desk = desk()
      try desk.move(record, way.event, detail: reason) { $0.reason = reason ?? $0.reason }
      try await desk.putDown(on: connection)
      if way != .postpone && !record.isGold {
        try await TaskRepository.freeSlot(of: record.assignment.taskID, by: actor.name, connection)
      }
    }
  }

  // MARK: - Whose it is

  func mine(
    _ id: AssignmentID, _ connection: PostgresConnection
  ) async throws -> AssignmentRepository.Record {
    guard let record = try await AssignmentRepository.find(id, connection), record.assignment.annotator == actor.name
    else { throw LabelingService.unknown(id) }
    return record
  }

  static func unknown(_ id: AssignmentID) -> Failure {
    Failure.notFound("assignment of yours", id.description, list: "flowsight label held PROJECT")
  }

  static func lost(_ record: AssignmentRepository.Record) -> Failure {
    if record.isAnswered {
      return answered(record, "your answer stands; `label undo` gives the task back, to change it")
    }
    if record.assignment.state == .leased {
      return Failure(
        "assignment_lost", "the task is in your hands by a newer claim, with the fence \(record.fence)",
        nextStep: "what you wrote is kept as your draft; `label held` shows it")
    }
    return Failure(
      "assignment_lost", "the task is no longer in your hands: it is \(record.assignment.state.rawValue)",
      nextStep: "what you wrote is kept as your draft; claim again")
  }

  /// Another console, or another script, of the same person was quicker.
  private static func answered(_ record: AssignmentRepository.Record, _ nextStep: String) -> Failure {
    Failure(
      "answered_before", "you have answered this task before: it is \(record.assignment.state.rawValue)",
      nextStep: nextStep)
  }
}

extension LeaveTask {
  fileprivate var event: AssignmentState.Event {
    switch self {
    case .skip: .skipped
    case .postpone: .postponed
    case .release: .released
    case .putBack: .putBack
    }
  }
}

extension LabelLease? {
  fileprivate func orLost(_ record: @autoclosure () async throws -> AssignmentRepository.Record) async throws
    -> LabelLease
  {
    guard let self else { throw LabelingService.lost(try await record()) }
    return self
  }
}
