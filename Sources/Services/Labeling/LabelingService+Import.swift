import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  /// A batch is tried again when another import takes one of its keys meanwhile.
  private static let importsMax = 3

  /// Makes tasks, all in one transaction. Idempotent by key; what is refused is named with its place. A preview takes
  /// nothing in.
  public func importTasks(
    _ id: LabelProjectID, _ drafts: [LabelTaskDraft], isPreview: Bool = false
  ) async throws -> ImportOutcome {
    try actor.require(.configure)
    guard drafts.count <= labelImportMax else {
      throw Failure.invalid("at most \(labelImportMax) tasks are imported at a time")
    }
    let groups = drafts.contains { $0.group != nil } ? try await knownGroups() : []
    for attempt in 1... {
      do {
        return try await pool.withTransaction { connection in
          try await importTasks(
            try await project(id, connection), drafts, groups: groups, isPreview: isPreview, connection)
        }
      } catch let error as PostgresError
        where attempt < LabelingService.importsMax && (error.isRetryable || error.sqlState == "23505")
      { continue }
    }
    return ImportOutcome(created: 0, existing: 0, refused: [])
  }

  private func importTasks(
    _ project: LabelProject, _ drafts: [LabelTaskDraft], groups: [String], isPreview: Bool,
    _ connection: PostgresConnection
  ) async throws -> ImportOutcome {
    var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
    var tasks: [(index: Int, task: NewTask)] = []
    var seen: [String: LabelTaskDraft] = [:]
    for (index, draft) in drafts.enumerated() {
      do throws(Failure) {
        if let group = draft.group { try SkillGroup.require(group, among: groups) }
        let task = try NewTask(draft, project, id: LabelTaskID(environment.newID()), at: environment.now())
        if let first = seen[task.key] {
          guard first == draft else { throw NewTask.saidOtherwise(task.key, "stands before it") }
          outcome.existing += 1
        } else {
          seen[task.key] = draft
          tasks.append((index, task))
        }
      } catch {
        outcome.refuse(ImportOutcome.Refusal(index: index, failure: error))
      }
    }
    let known = try await ImportRepository.known(tasks.flatMap(\.task.keys), in: project.id, connection)
    var new: [NewTask] = []
    for (index, task) in tasks {
      if let payload = known[task.key], payload != task.draft.payload, payload != task.draft.payload.rounded {
        let failure = NewTask.saidOtherwise(task.key, "is in the project already")
        outcome.refuse(ImportOutcome.Refusal(index: index, failure: failure))
      } else if task.keys.contains(where: { known[$0] != nil }) {
        outcome.existing += 1
      } else {
        new.append(task)
      }
    }
    outcome.refused.sort { $0.index < $1.index }
    outcome.created = new.count
    guard !new.isEmpty, !isPreview else { return outcome }
    var desk = desk()
    for index in new.indices { try addLabels(of: &new[index], project, &desk) }
    try await ImportRepository.insert(new, into: project.id, by: actor.name, connection)
    try await desk.putDown(on: connection)
    try await TaskRepository.stir(project.id, connection)
    let trace = TraceID(environment.newID())
    try await outbox.append(
      [
        EventDraft(
          .labelingTaskCreated, traceID: trace, datasetID: nil, datasetVersion: nil,
          payload: [
            "project_id": .string(project.id.description), "project": .string(project.name),
            "count": .integer(Int64(new.count)), "task_ids": .array(new.map { .string($0.id.description) }),
            "created_by": .string(actor.name),
          ])
      ], on: connection)
    _ = try await outbox.audit(
      actor, .importTasks, target: .labelProject(project.name), reason: nil, before: nil,
      after: ["count": .integer(Int64(new.count)), "first_key": JSON(new.first?.key), "last_key": JSON(new.last?.key)],
      traceID: trace, on: connection)
    return outcome
  }

  /// What was said about the task elsewhere: submissions of their annotators, and the accepted answer. Answers to a gold
  /// item are judged by it, and move it no further.
  private func addLabels(of new: inout NewTask, _ project: LabelProject, _ desk: inout TaskDesk) throws {
    let isDropped = new.draft.state == .rejected
    guard !new.draft.annotations.isEmpty || new.draft.result != nil || isDropped else { return }
    let labels = new.draft.annotations.map { label in
      let isGoldRight = new.goldAnswered(by: label).map { Settlement.isRight(label.annotation, by: $0) }
      return desk.add(label, to: new.record, schemaVersion: project.schemaVersion, isGoldRight: isGoldRight)
    }.filter(\.isSubmission)
    new.record.task.submitted = labels.count
    new.record.taken = labels.count
    new.record.task.overlap = max(new.record.task.overlap, labels.count)
    guard new.record.task.state == .open, !labels.isEmpty || new.draft.result != nil || isDropped else { return }
    try desk.move(&new.record, .claimed)
    if let result = new.draft.result {
      try desk.move(&new.record, .labeled)
      new.record.task.overlap = max(1, labels.count)
      try desk.accept(
        &new.record, .imported, result.annotation, schemaVersion: project.schemaVersion, labels, reason: nil,
        author: result.annotator, at: result.at)
    } else if isDropped {
      try desk.move(&new.record, .labeled, .reviewStarted, .rejected)
    } else if labels.count >= new.record.task.overlap {
      let waits = [.labeled, .inReview].contains(new.draft.state)
      try desk.settle(&new.record, project.settings, labels, isReviewed: waits ? true : nil)
    }
  }

  /// Adds what models say, all that is right in one transaction; a newer word of the same model replaces the older. What
  /// is refused is named with its place, and stops nothing else.
  public func addPredictions(
    _ id: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)], isPreview: Bool = false
  ) async throws -> PredictionOutcome {
    try actor.require(.configure)
    guard predictions.count <= labelImportMax else {
      throw Failure.invalid("at most \(labelImportMax) predictions are taken at a time")
    }
    return try await pool.withTransaction { connection in
      let project = try await project(id, connection)
      var contents = try await ImportRepository.contents(
        Set(predictions.map(\.key)).sorted(), in: project.id, lock: !isPreview, connection)
      var outcome = PredictionOutcome()
      var (models, taken): (Set<String>, Set<String>) = ([], [])
      for (index, (key, prediction)) in predictions.enumerated() {
        guard let found = contents[key] else {
          outcome.unknown += 1
          continue
        }
        do throws(Failure) {
          contents[key]?.predictions = try found.predictions.adding(prediction, project.schema, payload: found.payload)
          models.insert(prediction.model)
          taken.insert(key)
          outcome.taken += 1
        } catch {
          outcome.refused.append(ImportOutcome.Refusal(index: index, failure: error))
        }
      }
      guard outcome.taken > 0, !isPreview else { return outcome }
      try await ImportRepository.setPredictions(of: taken.compactMap { contents[$0] }, connection)
      _ = try await outbox.audit(
        actor, .predict, target: .labelProject(project.name), reason: nil, before: nil,
        after: [
          "count": .integer(Int64(outcome.taken)), "models": .array(models.sorted().map(JSON.string)),
        ], traceID: nil, on: connection)
      return outcome
    }
  }
}

extension [Prediction] {
  /// With one more, or in place of what its model said before. Fails with `task_invalid` or `annotation_invalid`.
  fileprivate func adding(
    _ prediction: Prediction, _ schema: LabelSchema, payload: JSON
  ) throws(Failure) -> [Prediction] {
    let checked = try NewTask.checked(prediction, schema, payload: payload)
    let all = filter { $0.model != checked.model } + [checked]
    guard all.count <= LabelTaskDraft.predictionsMax else {
      throw Failure(
        "task_invalid", "the task has predictions of \(LabelTaskDraft.predictionsMax) models already",
        nextStep: "of one model the newest word counts: send it under the name of one of them")
    }
    return all
  }
}

/// A task that was looked at and may come in. Pure.
struct NewTask {
  let key: String
  var draft: LabelTaskDraft
  /// As it will stand in the project.
  var record: TaskRepository.Record

  /// Fails with `task_invalid` or `annotation_invalid`.
  init(_ draft: LabelTaskDraft, _ project: LabelProject, id: LabelTaskID, at: Date) throws(Failure) {
    let text = draft.payload.text()
    guard draft.payload.members != nil, text.utf8.count <= LabelTaskDraft.payloadBytesMax else {
      throw NewTask.refusal("a payload is an object of at most \(LabelTaskDraft.payloadBytesMax) bytes")
    }
    if case .text(let stored) = draft.payload.postgresValue, stored != text {
      throw NewTask.refusal("the payload has a zero character, which cannot be stored")
    }
    key = draft.key ?? LabelTaskDraft.keylessKey(of: draft.payload)
    let overlap = draft.overlap ?? project.settings.overlap
    let texts =
      [key, draft.formerKey ?? "-", draft.group ?? "-", draft.person ?? "-"] + draft.annotations.map(\.annotator)
    guard texts.allSatisfy({ (1...LabelTaskDraft.keyBytesMax).contains($0.utf8.count) && !$0.utf8.contains(0) }) else {
      throw NewTask.refusal("keys, groups, persons and annotators have 1 to \(LabelTaskDraft.keyBytesMax) bytes")
    }
    guard LabelTaskDraft.priorityRange.contains(draft.priority) else {
      throw NewTask.refusal("the priority is \(draft.priority), where -1000 to 1000 are known")
    }
    guard (1...LabelSettings.overlapMax).contains(overlap) else {
      throw NewTask.refusal("the overlap is \(overlap), where 1 to \(LabelSettings.overlapMax) are known")
    }
    guard draft.predictions.count <= LabelTaskDraft.predictionsMax,
      draft.annotations.count <= LabelTaskDraft.annotationsMax,
      Set(draft.annotations.map(\.annotator)).count == draft.annotations.count
    else { throw NewTask.refusal("too many predictions or annotations, or two of one annotator") }
    var checked = draft
    for index in draft.predictions.indices {
      checked.predictions[index] = try NewTask.checked(
        draft.predictions[index], project.schema, payload: draft.payload)
    }
    for index in draft.annotations.indices {
      checked.annotations[index].annotation = try project.schema.label(
        draft.annotations[index].annotation, payload: draft.payload
      ).json
    }
    if let gold = draft.gold { checked.gold = try project.schema.annotation(gold, payload: draft.payload).json }
    if let result = draft.result {
      checked.result?.annotation = try project.schema.label(result.annotation, payload: draft.payload).json
    }
    if draft.key == nil, draft.formerKey == nil {
      let former = LabelTaskDraft.formerKeylessKey(of: draft.payload)
      if former != key { checked.formerKey = former }
    }
    self.draft = checked
    record = TaskRepository.Record(
      task: LabelTask(
        id: id, projectID: project.id, key: key, state: draft.state == .draft ? .draft : .open,
        priority: draft.priority, overlap: overlap, submitted: 0, lane: draft.lane, isGold: draft.gold != nil,
        version: 0, updatedAt: at),
      taken: 0, reviewer: nil, reviewFence: 0, reviewExpiresAt: nil, agreement: nil, now: at)
  }

  static func checked(
    _ prediction: Prediction, _ schema: LabelSchema, payload: JSON
  ) throws(Failure) -> Prediction {
    guard (1...LabelTaskDraft.keyBytesMax).contains(prediction.model.utf8.count), !prediction.model.utf8.contains(0),
      prediction.score.map({ (0...1).contains($0) }) ?? true
    else { throw refusal("a prediction names its model, and its score is from 0 to 1") }
    var checked = prediction
    checked.annotation = try schema.annotation(prediction.annotation, payload: payload, isDraft: true).json
    return checked
  }

  /// The gold answer that a label answers to. What came before the accepted answer did not: the task became a gold item
  /// after that. Times lose less than a millisecond on their way.
  func goldAnswered(by label: AuthoredAnnotation) -> JSON? {
    guard let result = draft.result else { return draft.gold }
    guard let decided = result.at, let at = label.at, at.timeIntervalSince(decided) > 0.001 else { return nil }
    return draft.gold
  }

  var id: LabelTaskID { record.task.id }
  /// Under any of them it exists already.
  var keys: [String] { [key] + (draft.formerKey.map { [$0] } ?? []) }
  /// As it comes in, before what was said about it is looked at.
  var firstState: LabelTaskState { draft.state == .draft ? .draft : .open }

  private static func refusal(_ problem: String) -> Failure {
    Failure("task_invalid", problem, nextStep: "repair the task and import it again; what exists is passed over")
  }

  /// Of two tasks of one key the second would be lost.
  static func saidOtherwise(_ key: String, _ where: String) -> Failure {
    refusal("another task of the key '\(key.prefix(64))' \(`where`)")
  }
}
