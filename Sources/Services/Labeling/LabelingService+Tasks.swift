import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func tasks(
    _ project: LabelProjectID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<LabelTask> {
    try actor.requireOverview()
    let showsGold = actor.role.seesGold
    return try await pool.withConnection {
      try await TaskRepository.list(of: project, query, page, disguisedFrom: showsGold ? nil : actor.name, $0)
    }
  }

  /// With what the actor may see: see ``LabelTaskDetail/seen(by:)``.
  public func task(_ id: LabelTaskID) async throws -> LabelTaskDetail {
    try actor.require(.readHistory)
    return try await pool.withConnection { connection in
      guard let record = try await TaskRepository.find(id, connection),
        let content = try await TaskRepository.content(of: id, connection)
      else { throw LabelingService.taskUnknown(id) }
      let assignments = try await AssignmentRepository.list(of: id, connection)
      var serving = GoldServing(Set(assignments.filter(\.isGold).map(\.assignment.annotator)))
      if let mine = assignments.first(where: { $0.isGold && $0.assignment.annotator == actor.name }) {
        let settings = try await project(record.task.projectID, connection).settings
        serving.isReviewed = mine.isGoldReviewed ?? settings.reviews(id)
      }
      return try LabelTaskDetail(
        task: record.task, payload: content.payload, predictions: content.predictions, gold: content.gold,
        assignments: assignments.map(\.assignment), results: try await ResultRepository.list(of: id, connection),
        log: try await TaskRepository.changes(of: id, connection)
      ).seen(by: actor, gold: serving)
    }
  }

  // MARK: - What a lead does

  /// What an action would do to whom; fails as ``perform(_:_:reason:)`` does.
  public func preview(_ action: LabelTaskAction, _ ids: [LabelTaskID]) async throws -> ActionPreview {
    try await require(action, on: ids)
    let (found, answered) = try await pool.withConnection { connection in
      let found = try await TaskRepository.find(ids, connection)
      guard let person = action.person else { return (found, Set<LabelTaskID>()) }
      return (found, try await AssignmentRepository.submitted(by: person, of: ids, connection))
    }
    let items = ids.map { id in
      guard let record = found.first(where: { $0.task.id == id }) else {
        return ActionPreview.Item(
          id: id.description, title: "", skippedBecause: localized("there is no such task", "没有这个任务"))
      }
      return ActionPreview.Item(
        id: id.description, title: record.task.key,
        skippedBecause: action.obstacle(record, isAnswered: answered.contains(id)))
    }
    return ActionPreview(
      action: action.act.rawValue, items: items, effects: action.effects(items.count { $0.skippedBecause == nil }))
  }

  /// Each task in a transaction of its own, so that one refusal does not undo the others.
  public func perform(
    _ action: LabelTaskAction, _ ids: [LabelTaskID], reason: String
  ) async throws -> ActionResult {
    try await require(action, on: ids)
    try Reason.check(reason)
    var items: [ActionResult.Item] = []
    for id in ids {
      do {
        let audit = try await pool.withTransaction { try await perform(action, id, reason: reason, $0) }
        items.append(ActionResult.Item(id: id.description, auditID: audit))
      } catch {
        items.append(ActionResult.Item(id: id.description, failure: Failure(error)))
      }
    }
    return ActionResult(action: action.act.rawValue, items: items)
  }

  /// Who may do it in some projects alone may do it in all that the tasks are of.
  private func require(_ action: LabelTaskAction, on ids: [LabelTaskID]) async throws {
    let grant = try actor.require(action.right)
    if case .assign(let lane) = action { try await requireKnown(group: lane.group) }
    guard grant == .ifGranted else { return }
    let projects = try await pool.withConnection { connection in
      var projects: [LabelProject] = []
      for id in Set(try await TaskRepository.find(ids, connection).map(\.task.projectID)) {
        projects.append(try await project(id, connection))
      }
      return projects
    }
    for project in projects { try await actor.require(action.right, in: project, groups: groups) }
  }

  private func perform(
    _ action: LabelTaskAction, _ id: LabelTaskID, reason: String, _ connection: PostgresConnection
  ) async throws -> AuditID {
    guard var record = try await TaskRepository.find(id, lock: true, connection) else {
      throw LabelingService.taskUnknown(id)
    }
    let assignments = try await AssignmentRepository.list(of: id, connection)
    let theirs = assignments.first { $0.assignment.annotator == action.person }
    if let obstacle = action.obstacle(record, isAnswered: theirs?.assignment.state == .submitted) {
      throw Failure("task_not_eligible", "task \(id) is left alone: \(obstacle)")
    }
    let before = record.task
    var desk = desk()
    switch action {
    case .publish:
      try desk.move(&record, .published)
      desk.write(record)
    case .assign(let lane):
      record.task.lane = lane
      desk.write(record)
      if let theirs, theirs.assignment.state.accepts(.assigned) {
        try desk.move(theirs, .assigned, detail: reason)
      }
    case .prioritize(let priority):
      record.task.priority = priority
      try await TaskRepository.prioritize(id, priority, connection)
    case .revoke: try await revoke(record, assignments, reason: reason, &desk, connection)
    case .reopen: try reopen(&record, assignments, reason: reason, &desk)
    case .setGold(let gold): try await setGold(&record, gold, reason: reason, &desk, connection)
    }
    try await desk.putDown(on: connection)
    try await TaskRepository.stir(record.task.projectID, connection)
    return try await outbox.audit(
      actor, action.act, target: .labelTask(id), reason: reason,
      before: try JSON(encoding: before), after: try JSON(encoding: record.task),
      traceID: TraceID(id.rawValue), on: connection)
  }

  private func revoke(
    _ record: TaskRepository.Record, _ assignments: [AssignmentRepository.Record], reason: String,
    _ desk: inout TaskDesk, _ connection: PostgresConnection
  ) async throws {
    let held = assignments.filter { $0.assignment.state.accepts(.revoked) }
    for holder in held { try desk.move(holder, .revoked, detail: reason) { $0.reason = reason } }
    try await desk.putDown(on: connection)
    for holder in held where !holder.isGold {
      try await TaskRepository.freeSlot(of: record.task.id, by: actor.name, connection)
    }
  }

  /// The annotators of before stay known; they may do it again, and may not review it. What was accepted of theirs is no
  /// label any more.
  private func reopen(
    _ record: inout TaskRepository.Record, _ assignments: [AssignmentRepository.Record], reason: String,
    _ desk: inout TaskDesk
  ) throws {
    if record.task.state == .accepted { try desk.move(&record, .reopened, detail: reason) }
    for theirs in assignments where theirs.assignment.state.accepts(.reopened) {
      try desk.move(theirs, .reopened, detail: reason)
    }
    try desk.move(&record, .requeued, detail: reason)
    record.taken = 0
    record.task.submitted = 0
    desk.write(record)
  }

  private func setGold(
    _ record: inout TaskRepository.Record, _ gold: GoldAnswer, reason: String, _ desk: inout TaskDesk,
    _ connection: PostgresConnection
  ) async throws {
    let project = try await project(record.task.projectID, connection)
    let content = try await TaskRepository.content(of: record.task.id, connection)
    var answer: JSON?
    switch gold {
    case .accepted: answer = try await ResultRepository.accepted(record.task.id, connection)
    case .answer(let json): answer = json
    case .none: break
    }
    if let gold = answer {
      let checked = try await checked(gold, project.schemaVersion, of: record.task, connection) {
        try $0.annotation($1, payload: $2)
      }
      _ = desk.append(
        .gold, record, schemaVersion: project.schemaVersion, before: content?.gold, after: checked, reason: reason)
      answer = checked
    }
    try await TaskRepository.setGold(record.task.id, answer, connection)
    record.task.isGold = answer != nil
  }
}

extension LabelTaskAction {
  /// Whom tasks are assigned to by name.
  var person: String? { if case .assign(.person(let name)) = self { name } else { nil } }

  /// Why a task is left out; `nil` when it is acted on. `isAnswered`: by the person it would be assigned to.
  func obstacle(_ record: TaskRepository.Record, isAnswered: Bool) -> String? {
    let task = record.task
    let stands = LabelingService.stands(task.state.rawValue)
    return switch self {
    case .publish: task.state.accepts(.published) ? nil : stands
    case .assign where isAnswered: localized("they have labeled it", "对方已标注过它")
    case .assign, .prioritize: task.state.isTerminal || task.state == .accepted ? stands : nil
    // Somebody has it in hand, keeps it for later, or is to do it again.
    case .revoke: task.isGold || record.taken > task.submitted ? nil : localized("nobody holds it", "没有人持有它")
    case .reopen: [.accepted, .rejected].contains(task.state) ? nil : stands
    case .setGold(.none): task.isGold ? nil : localized("it is no gold item", "它不是金标")
    case .setGold(.accepted) where task.isGold: localized("it is a gold item already", "它已是金标")
    case .setGold(.accepted): task.state == .accepted ? nil : stands
    case .setGold(.answer): [.draft, .open, .accepted].contains(task.state) ? nil : stands
    }
  }

  func effects(_ count: Int) -> [String] {
    let tasks = counted(count, "task")
    let effect =
      switch self {
      case .publish: localized("\(tasks) can be claimed", "\(count) 个任务可被领取")
      case .assign(.everybody): localized("\(tasks) can be claimed by everybody", "\(count) 个任务可由所有人领取")
      case .assign(.group(let name)):
        localized("\(tasks) can be claimed by the skill group \(name) alone", "\(count) 个任务只能由技能组 \(name) 领取")
      case .assign(.person(let name)):
        localized("\(tasks) can be claimed by \(name) alone", "\(count) 个任务只能由 \(name) 领取")
      case .prioritize(let priority):
        localized("\(tasks) have the priority \(priority)", "\(count) 个任务的优先级为 \(priority)")
      case .revoke:
        localized("takes \(tasks) away from who holds them; their drafts stay", "从持有者处收回 \(count) 个任务；草稿保留")
      case .reopen: localized("\(tasks) are labeled again; every version stays", "\(count) 个任务重新标注；各版本保留")
      case .setGold(.none): localized("no gold any more: \(tasks)", "\(count) 个任务不再是金标")
      case .setGold(.accepted):
        localized(
          "gold, with the answer that was accepted: \(tasks), served silently to who did not label them",
          "\(count) 个任务以已接受的答案成为金标，悄悄发给未标注过它们的人")
      case .setGold(.answer):
        localized(
          "gold, with this answer: \(tasks), served silently to every annotator",
          "\(count) 个任务以此答案成为金标，悄悄发给每位标注员")
      }
    return [effect]
  }
}
