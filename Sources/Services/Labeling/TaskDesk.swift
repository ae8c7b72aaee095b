import Foundation
import Messaging
import Model
import Postgres
import Support

/// Moves tasks and assignments through their machines, in the transaction of one act, with their logs, versions and
/// events. The task is locked by who calls.
struct TaskDesk {
  let connection: PostgresConnection
  let outbox: Outbox
  let actor: Actor
  let environment: Environment

  // MARK: - Moving

  /// Logs each step; nothing is written to the task itself yet.
  func move(_ record: inout TaskRepository.Record, _ events: LabelTaskState.Event..., detail: String? = nil)
    async throws
  {
    for event in events {
      let before = record.task.state
      record.task.state = try before.after(event)
      try await TaskRepository.log(
        record.task.id,
        StateChange(
          at: environment.now(), subject: "task", event: event.rawValue, from: before.rawValue,
          to: record.task.state.rawValue, actor: actor.name, detail: detail), connection)
    }
  }

  /// Moves an assignment and writes it; its lease ends.
  func move(
    _ record: AssignmentRepository.Record, _ event: AssignmentState.Event, isGoldRight: Bool? = nil,
    detail: String? = nil, _ change: (inout Assignment) -> Void = { _ in }
  ) async throws {
    var assignment = record.assignment
    let before = assignment.state
    assignment.state = try before.after(event)
    change(&assignment)
    try await AssignmentRepository.update(assignment, isGoldRight: isGoldRight, at: environment.now(), connection)
    try await TaskRepository.log(
      assignment.taskID,
      StateChange(
        at: environment.now(), subject: assignment.annotator, event: event.rawValue, from: before.rawValue,
        to: assignment.state.rawValue, actor: actor.name, detail: detail), connection)
  }

  /// Logs a step of an assignment that is written elsewhere.
  func log(_ record: AssignmentRepository.Record, _ event: AssignmentState.Event) async throws {
    let before = record.assignment.state
    try await TaskRepository.log(
      record.assignment.taskID,
      StateChange(
        at: environment.now(), subject: record.assignment.annotator, event: event.rawValue, from: before.rawValue,
        to: try before.after(event).rawValue, actor: actor.name), connection)
  }

  func write(_ record: TaskRepository.Record) async throws {
    try await TaskRepository.update(record, at: environment.now(), connection)
  }

  // MARK: - Versions

  func append(
    _ kind: LabelResult.Kind, _ record: TaskRepository.Record, schemaVersion: Int, before: JSON?, after: JSON,
    reason: String? = nil, assignment: AssignmentID? = nil, idempotencyKey: String? = nil, author: String? = nil,
    at: Date? = nil
  ) async throws -> LabelResult {
    try await ResultRepository.append(
      LabelResult(
        id: ResultID(environment.newID()), taskID: record.task.id, version: 0, kind: kind,
        author: author ?? actor.name, at: at ?? environment.now(), schemaVersion: schemaVersion, before: before,
        after: after, reason: reason),
      of: record.task.projectID, assignment: assignment, idempotencyKey: idempotencyKey, connection)
  }

  // MARK: - Settling

  /// All labels of the task have come: it waits for a review, for a decision, or is accepted as it is.
  func settle(_ record: inout TaskRepository.Record, _ project: LabelProject) async throws {
    try await move(&record, .labeled)
    let submissions = try await submissions(of: record.task.id)
    guard let first = submissions.first, let answer = first.assignment.annotation else {
      return try await write(record)
    }
    if !Settlement.disputed(submissions.compactMap(\.assignment.annotation)).isEmpty {
      try await move(&record, .disputed)
      try await TaskRepository.setAgreement(
        record.task.id, Settlement.agreement(submissions.compactMap(\.assignment.annotation)), connection)
      return try await write(record)
    }
    guard Settlement.isReviewed(record.task.id, rate: project.settings.reviewRate) else {
      return try await accept(
        &record, .consensus, answer, schemaVersion: first.schemaVersion, submissions, reason: nil)
    }
    try await write(record)
  }

  func submissions(of task: LabelTaskID) async throws -> [AssignmentRepository.Record] {
    try await AssignmentRepository.list(of: task, connection).filter { $0.assignment.state == .submitted && !$0.isGold }
  }

  /// Accepts an answer: a version of its own, the submissions settled by it, and the event that tells of it.
  func accept(
    _ record: inout TaskRepository.Record, _ kind: LabelResult.Kind, _ answer: JSON, schemaVersion: Int,
    _ submissions: [AssignmentRepository.Record], reason: String?, author: String? = nil, at: Date? = nil
  ) async throws {
    try await move(&record, .accepted, detail: reason)
    record.task.version += 1
    (record.reviewer, record.reviewExpiresAt) = (nil, nil)
    for submission in submissions {
      let isSame = submission.assignment.annotation.map { Settlement.isSame($0, answer) } ?? false
      try await move(submission, isSame ? .accepted : .fixed)
    }
    let before = submissions.count == 1 ? submissions.first?.assignment.annotation : nil
    let author = kind == .consensus ? submissions.first?.assignment.annotator : author
    _ = try await append(
      kind, record, schemaVersion: schemaVersion, before: before, after: answer, reason: reason, author: author,
      at: at)
    try await write(record)
    try await outbox.append(
      [
        EventDraft(
          .labelingTaskCompleted, traceID: TraceID(record.task.id.rawValue), datasetID: nil, datasetVersion: nil,
          payload: [
            "project_id": .string(record.task.projectID.description), "task_id": .string(record.task.id.description),
            "key": .string(record.task.key), "task_version": .integer(Int64(record.task.version)),
            "kind": .string(kind.rawValue), "annotation": answer,
            "annotators": .array(submissions.map { .string($0.assignment.annotator) }),
          ])
      ], on: connection)
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
    default: false
    }
  }

  /// Whether the quality sample takes this task: the same answer whenever it is asked.
  static func isReviewed(_ task: LabelTaskID, rate: Double) -> Bool {
    // The first 32 bits of a checksum, as a number in 0..<1.
    let digits = SHA256.hex(of: Array(task.description.utf8)).prefix(8)
    return Double(UInt32(digits, radix: 16) ?? 0) / 4_294_967_296 < rate
  }
}
