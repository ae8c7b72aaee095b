import Foundation
import Messaging
import Model
import Postgres
import Support

/// What one act does: it moves tasks and assignments through their machines, and gathers what follows from that (logs,
/// versions, events), so that all of it goes to the server at once, whether it is about one task or a thousand. The
/// tasks are locked by who acts, in whose transaction it is put down.
struct TaskDesk {
  let outbox: Outbox
  let actor: Actor
  let environment: Environment
  private var writes = TaskWrites()

  init(outbox: Outbox, actor: Actor, environment: Environment) {
    self.outbox = outbox
    self.actor = actor
    self.environment = environment
  }

  /// Writes all that was gathered. Returns the numbers of the versions that were appended. `commits` the transaction with
  /// it, where nothing comes behind.
  @discardableResult
  mutating func putDown(on connection: PostgresConnection, commits: Bool = false) async throws -> [ResultID: Int] {
    defer { writes = TaskWrites() }
    return try await DeskRepository.put(writes, at: environment.now(), commits: commits, outbox, connection)
  }

  // MARK: - Moving

  /// Logs each step; the task itself is written by ``write(_:)``.
  mutating func move(_ record: inout TaskRepository.Record, _ events: LabelTaskState.Event..., detail: String? = nil)
    throws
  {
    for event in events {
      let before = record.task.state
      record.task.state = try before.after(event)
      log(
        record.task.id, "task", event.rawValue, from: before.rawValue, to: record.task.state.rawValue, detail: detail)
    }
  }

  /// Moves an assignment; its lease ends. Returns what it is then.
  @discardableResult
  mutating func move(
    _ record: AssignmentRepository.Record, _ event: AssignmentState.Event, isGoldRight: Bool? = nil,
    detail: String? = nil, _ change: (inout Assignment) -> Void = { _ in }
  ) throws -> AssignmentRepository.Record {
    var moved = record
    moved.assignment.state = try record.assignment.state.after(event)
    change(&moved.assignment)
    writes.change(moved.assignment, isGoldRight: isGoldRight, dropsDraft: event == .submitted)
    try log(record, event, detail: detail)
    return moved
  }

  /// Logs a step of an assignment that is written elsewhere.
  mutating func log(
    _ record: AssignmentRepository.Record, _ event: AssignmentState.Event, detail: String? = nil
  ) throws {
    let before = record.assignment.state
    log(
      record.assignment.taskID, record.assignment.annotator, event.rawValue, from: before.rawValue,
      to: try before.after(event).rawValue, detail: detail)
  }

  private mutating func log(
    _ task: LabelTaskID, _ subject: String, _ event: String, from: String, to: String, detail: String?
  ) {
    writes.log.append(
      TaskWrites.Step(
        task: task,
        change: StateChange(
          at: environment.now(), subject: subject, event: event, from: from, to: to, actor: actor.name,
          detail: detail)))
  }

  /// The task as it is in the end.
  mutating func write(_ record: TaskRepository.Record) { writes.tasks[record.task.id] = record }

  /// A label that was given elsewhere: its annotator's submission. An answer to a gold item is `isGoldRight` or not.
  mutating func add(
    _ label: AuthoredAnnotation, to record: TaskRepository.Record, schemaVersion: Int, isGoldRight: Bool?
  ) -> AssignmentRepository.Record {
    let at = label.at ?? environment.now()
    let assignment = Assignment(
      id: AssignmentID(environment.newID()), taskID: record.task.id, annotator: label.annotator, state: .submitted,
      annotation: label.annotation, reason: nil, leasedAt: at, expiresAt: nil, submittedAt: at, secondsSpent: 0)
    writes.add(assignment, of: record.task.projectID, schemaVersion: schemaVersion, isGoldRight: isGoldRight)
    _ = append(
      .imported, record, schemaVersion: schemaVersion, before: nil, after: label.annotation,
      assignment: assignment.id, author: label.annotator, at: at)
    return AssignmentRepository.Record(
      assignment: assignment, fence: 1, schemaVersion: schemaVersion, isGold: isGoldRight != nil)
  }

  // MARK: - Versions

  /// The next version of the task; its number is known once it is written.
  mutating func append(
    _ kind: LabelResult.Kind, _ record: TaskRepository.Record, schemaVersion: Int, before: JSON?, after: JSON,
    reason: String? = nil, assignment: AssignmentID? = nil, idempotencyKey: String? = nil, author: String? = nil,
    at: Date? = nil
  ) -> LabelResult {
    let result = LabelResult(
      id: ResultID(environment.newID()), taskID: record.task.id, version: 0, kind: kind,
      author: author ?? actor.name, at: at ?? environment.now(), schemaVersion: schemaVersion, before: before,
      after: after, reason: reason)
    writes.results.append(
      TaskWrites.Version(
        result: result, project: record.task.projectID, assignment: assignment, idempotencyKey: idempotencyKey))
    return result
  }

  // MARK: - Settling

  /// All labels of the task have come: it waits for a review, for a decision, or is accepted as it is. `isReviewed`
  /// where that is known; else the quality sample says.
  mutating func settle(
    _ record: inout TaskRepository.Record, _ settings: LabelSettings, _ submissions: [AssignmentRepository.Record],
    isReviewed: Bool? = nil
  ) throws {
    try move(&record, .labeled)
    guard let first = submissions.first, let answer = first.assignment.annotation else { return }
    let answers = submissions.compactMap(\.assignment.annotation)
    record.agreement = nil
    if !Settlement.disputed(answers).isEmpty {
      try move(&record, .disputed)
      record.agreement = Settlement.agreement(answers)
    } else if !(isReviewed ?? settings.reviews(record.task.id)) {
      try accept(&record, .consensus, answer, schemaVersion: first.schemaVersion, submissions, reason: nil)
    }
  }

  /// Accepts an answer: a version of its own, the submissions settled by it, and the event that tells of it.
  mutating func accept(
    _ record: inout TaskRepository.Record, _ kind: LabelResult.Kind, _ answer: JSON, schemaVersion: Int,
    _ submissions: [AssignmentRepository.Record], reason: String?, author: String? = nil, at: Date? = nil
  ) throws {
    try move(&record, .accepted, detail: reason)
    record.task.version += 1
    (record.reviewer, record.reviewExpiresAt) = (nil, nil)
    for submission in submissions {
      let isSame = submission.assignment.annotation.map { Settlement.isSame($0, answer) } ?? false
      try move(submission, isSame ? .accepted : .fixed)
    }
    let before = submissions.count == 1 ? submissions.first?.assignment.annotation : nil
    let author = kind == .consensus ? submissions.first?.assignment.annotator : author
    _ = append(
      kind, record, schemaVersion: schemaVersion, before: before, after: answer, reason: reason, author: author,
      at: at)
    writes.events.append(
      EventDraft(
        .labelingTaskCompleted, traceID: TraceID(record.task.id.rawValue), datasetID: nil, datasetVersion: nil,
        payload: [
          "project_id": .string(record.task.projectID.description), "task_id": .string(record.task.id.description),
          "key": .string(record.task.key), "task_version": .integer(Int64(record.task.version)),
          "kind": .string(kind.rawValue), "annotation": answer,
          "annotators": .array(submissions.map { .string($0.assignment.annotator) }),
        ]))
  }
}

/// What labels mean for their task. Pure.
enum Settlement {
  /// The fields on which answers differ, in the order in which they appear.
  static func disputed(_ answers: [JSON]) -> [String] {
    guard let first = answers.first else { return [] }
    var fields: [String] = []
    for answer in answers {
      for member in answer.members ?? [] where !fields.contains(member.name) { fields.append(member.name) }
    }
    return fields.filter { field in answers.contains { !isSame($0[field], first[field]) } }
  }

  /// 0…1: the share of pairs of answers that are the same, over the fields.
  static func agreement(_ answers: [JSON]) -> Double {
    let fields = Set(answers.flatMap { $0.members ?? [] }.map(\.name))
    var (same, pairs) = (0, 0)
    for field in fields {
      for (index, answer) in answers.enumerated() {
        for other in answers[(index + 1)...] {
          pairs += 1
          if isSame(answer[field], other[field]) { same += 1 }
        }
      }
    }
    return pairs > 0 ? Double(same) / Double(pairs) : 1
  }

  /// Numbers are compared by value, objects without the order of their members.
  ///
  /// Not inlined: the optimizer of Swift 6.3 ends with an ownership error when it is, in ``disputed(_:)``.
  @inline(never)
  static func isSame(_ a: JSON?, _ b: JSON?) -> Bool {
    switch (a, b) {
    case (.object(let left)?, .object(let right)?):
      left.count == right.count && left.allSatisfy { member in isSame(member.value, b?[member.name]) }
    case (.array(let left)?, .array(let right)?):
      left.count == right.count && zip(left, right).allSatisfy { isSame($0, $1) }
    case (let left?, let right?): left.number.map { $0 == right.number } ?? (left == right)
    case (nil, nil): true
    // Earlier labels leave a set open where later ones say that it is empty.
    case (nil, .array(let list)?), (.array(let list)?, nil): list.isEmpty
    default: false
    }
  }

  /// Whether an answer says what the gold one does. What the gold answer leaves open may be said or not.
  static func isRight(_ answer: JSON, by gold: JSON) -> Bool {
    (gold.members ?? []).allSatisfy { isSame(answer[$0.name], $0.value) }
  }
}
