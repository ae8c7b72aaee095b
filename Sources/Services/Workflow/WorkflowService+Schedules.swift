import Cron
import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

// Schedules: what people set, hold, take away, and have done at once. When times come is the scheduler's business.

extension WorkflowService {
  public func schedules(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Schedule> {
    try await pool.withConnection { try await ScheduleRepository.list.page(query, page, $0) }
  }

  public func schedule(named name: String) async throws -> Schedule {
    let found = try await pool.withConnection { try await ScheduleRepository.find(named: name, $0) }
    guard let found else { throw WorkflowService.unknownSchedule(name) }
    return found.schedule
  }

  public func scheduleFires(
    of id: ScheduleID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<ScheduleFire> {
    try await pool.withConnection { try await ScheduleRepository.fires(of: id, query, page, $0) }
  }

  private static func unknownSchedule(_ name: String) -> Failure {
    Failure.notFound("schedule", name, list: "flowsight schedules list")
  }

  // MARK: - What it would do

  func preview(_ id: ScheduleID?, saving settings: ScheduleSettings) async throws -> ActionPreview {
    try actor.require(.rerun)
    try settings.check()
    let clock = try settings.clock()
    let (before, isTaken) = try await pool.withConnection { connection in
      try await orchestrator.document(settings.backfill.workflow, on: connection).check(settings.backfill.parameters)
      let named = try await ScheduleRepository.find(named: settings.name, connection)
      return (try await found(id, connection), named.map { $0.schedule.id != id } ?? false)
    }
    var effects = [clock.expression.explanation + " · " + settings.timeZone]
    effects.append(
      localized("the next times: ", "接下来的时间：")
        + clock.times(after: orchestrator.environment.now(), count: 5).map { $0.shown(in: clock.timeZone) }
        .joined(separator: ", "))
    effects += before.map { ScheduleWords.difference(from: $0.settings, to: settings) } ?? []
    let count = try await foresee(settings.backfill).eligibleCount
    effects.append(
      localized(
        "a backfill that began now would be for \(counted(count, "version"))",
        "现在开始的话，回填会处理 \(count) 个版本"))
    if before?.state == .paused { effects.append(localized("it stays paused", "仍保持暂停")) }
    return preview(
      id == nil ? .createSchedule : .editSchedule, settings.name, id,
      skippedBecause: isTaken ? localized("another schedule has this name", "已有同名的时间表") : nil, effects: effects)
  }

  func preview(_ id: ScheduleID, _ change: ScheduleChange) async throws -> ActionPreview {
    let (schedule, open, waiting) = try await pool.withConnection { connection in
      guard let schedule = try await found(id, connection) else { throw WorkflowService.unknownSchedule("\(id)") }
      return (
        schedule, try await ScheduleRepository.open(id, connection).count,
        try await ScheduleRepository.queued(id, connection).count
      )
    }
    var effects: [String] = []
    switch change {
    case .pause: effects.append(localized("no time of it is acted on until it is resumed", "恢复之前到来的时间都不执行"))
    case .resume:
      let next = try settingsNext(schedule.settings)
      effects.append(
        localized("the next time is \(next); those that went by are not made up for", "下一次是 \(next)；已过去的不补"))
    case .delete:
      effects.append(localized("the schedule and what became of its times are deleted", "时间表及其执行记录被删除"))
    case .trigger:
      effects.append(localized("a backfill begins now; its times stay as they are", "立即开始一次回填；原有时间不变"))
      effects += try await foresee(schedule.settings.backfill).effects
    }
    if open > 0 {
      effects.append(
        localized("\(counted(open, "backfill of it goes on", "backfills of it go on"))", "它的 \(open) 次回填继续进行"))
    }
    if waiting > 0, change != .trigger {
      effects.append(localized("\(counted(waiting, "time waits", "times wait")) for a turn", "\(waiting) 次在排队"))
    }
    let obstacle = change.event.flatMap {
      schedule.state.accepts($0) ? nil : LetterActions.stands(schedule.state.rawValue)
    }
    return preview(change.act, schedule.name, id, skippedBecause: obstacle, effects: effects)
  }

  private func settingsNext(_ settings: ScheduleSettings) throws -> String {
    let clock = try settings.clock()
    return clock.next(after: orchestrator.environment.now()).map { $0.shown(in: clock.timeZone) } ?? "–"
  }

  private func found(_ id: ScheduleID?, _ connection: PostgresConnection) async throws -> Schedule? {
    guard let id else { return nil }
    guard let found = try await ScheduleRepository.find(id, connection) else {
      throw WorkflowService.unknownSchedule(id.description)
    }
    return found.schedule
  }

  private func preview(
    _ act: Act, _ name: String, _ id: ScheduleID?, skippedBecause obstacle: String?, effects: [String]
  ) -> ActionPreview {
    ActionPreview(
      action: act.rawValue,
      items: [ActionPreview.Item(id: id?.description ?? name, title: name, skippedBecause: obstacle)],
      effects: effects)
  }

  // MARK: - Doing it

  func save(_ id: ScheduleID?, _ settings: ScheduleSettings, reason: String) async throws -> ActionResult {
    try actor.require(.rerun)
    try settings.check()
    let clock = try settings.clock()
    let now = orchestrator.environment.now()
    return try await pool.withTransaction { connection in
      try await orchestrator.document(settings.backfill.workflow, on: connection).check(settings.backfill.parameters)
      let before = try await locked(id, connection)
      if let named = try await ScheduleRepository.find(named: settings.name, connection), named.schedule.id != id {
        throw Failure(
          "schedule_exists", "another schedule is named '\(settings.name)'", nextStep: "choose another name")
      }
      var schedule =
        before?.schedule
        ?? Schedule(
          id: ScheduleID(orchestrator.environment.newID()), settings: settings, state: .initial, revision: 0,
          actor: actor.name, createdAt: now, updatedAt: now, nextAt: nil, last: nil)
      schedule.settings = settings
      schedule.revision += 1
      schedule.updatedAt = now
      // A time that has come and was not acted on yet stays, unless times are others now.
      let keeps = before.map { $0.schedule.settings.times == settings.times } ?? false
      if !keeps { schedule.nextAt = clock.next(after: now) }
      if before == nil {
        guard try await ScheduleRepository.insert(schedule, by: actor, connection) else {
          throw Failure(
            "schedule_exists", "another schedule is named '\(settings.name)'", nextStep: "choose another name")
        }
      } else {
        try await ScheduleRepository.update(schedule, by: actor, connection)
      }
      let audit = try await record(
        before == nil ? .createSchedule : .editSchedule, schedule, reason: reason,
        before: try before.map { try JSON(encoding: $0.schedule.settings) },
        after: try JSON(encoding: settings), on: connection)
      return ActionResult(
        action: (before == nil ? Act.createSchedule : .editSchedule).rawValue,
        items: [ActionResult.Item(id: schedule.id.description, auditID: audit)])
    }
  }

  func change(_ id: ScheduleID, _ change: ScheduleChange, reason: String) async throws -> ActionResult {
    try actor.require(change == .trigger ? .rerun : .control)
    let now = orchestrator.environment.now()
    return try await pool.withTransaction { connection in
      guard var found = try await locked(id, connection) else { throw WorkflowService.unknownSchedule("\(id)") }
      let before = found.schedule.state
      if let event = change.event {
        guard before.accepts(event) else {
          throw WorkflowService.refused("schedule \(found.schedule.name) is \(before.rawValue)")
        }
        found.schedule.state = try before.after(event)
        found.schedule.revision += 1
        found.schedule.updatedAt = now
        found.schedule.nextAt = try change == .resume ? found.schedule.settings.clock().next(after: now) : nil
        try await ScheduleRepository.update(found.schedule, by: found.actor, connection)
      }
      var operation: BulkOperationID?
      if change == .delete { try await ScheduleRepository.delete(id, connection) }
      if change == .trigger {
        let due = Date(timeIntervalSince1970: (now.timeIntervalSince1970 * 1000).rounded() / 1000)
        var fire = ScheduleFire(dueAt: due, at: due, outcome: .nothing, isManual: true)
        guard try await ScheduleRepository.insert(fire, of: id, connection) else {
          throw WorkflowService.refused("schedule \(found.schedule.name) was triggered at this very moment")
        }
        operation = try await begin(found.schedule, due: due, reason: reason, on: connection)
        fire.operation = operation
        fire.outcome = operation == nil ? .nothing : .started
        try await ScheduleRepository.settle(fire, of: id, connection)
      }
      let audit = try await record(
        change.act, found.schedule, reason: reason, before: ["status": .string(before.rawValue)],
        after: change == .delete ? nil : ["status": .string(found.schedule.state.rawValue)], on: connection)
      return ActionResult(
        action: change.act.rawValue, items: [ActionResult.Item(id: id.description, auditID: audit)],
        operation: operation)
    }
  }

  private func locked(_ id: ScheduleID?, _ connection: PostgresConnection) async throws -> ScheduleRepository.Record? {
    guard let id else { return nil }
    guard let found = try await ScheduleRepository.find(id, lock: true, connection) else {
      throw WorkflowService.unknownSchedule(id.description)
    }
    return found
  }

  private func record(
    _ act: Act, _ schedule: Schedule, reason: String, before: JSON?, after: JSON?,
    on connection: PostgresConnection
  ) async throws -> AuditID {
    try await orchestrator.outbox.audit(
      actor, act, target: .schedule(schedule.name), reason: reason,
      before: before, after: after, traceID: nil, on: connection)
  }

  /// Begins the backfill of a schedule in the name of this service's actor; `nil` when no version is left to run for.
  func begin(
    _ schedule: Schedule, due: Date, reason: String, on connection: PostgresConnection
  ) async throws -> BulkOperationID? {
    try actor.require(.rerun)
    var operation = try await freeze(schedule.settings.backfill, on: connection)
    guard operation.total > 0 else {
      try await BulkOperationRepository.delete(operation.id, connection)
      return nil
    }
    let now = orchestrator.environment.now()
    operation.state = try operation.state.after(.started)
    operation.reason = reason
    operation.startedAt = now
    operation.auditID = try await orchestrator.outbox.audit(
      actor, operation.action.act, target: operation.auditTarget, reason: reason, before: nil,
      after: [
        "schedule": .string(schedule.name), "due_at": .string(due.iso8601), "items": JSON(operation.total),
        "action": try JSON(encoding: operation.action),
      ], traceID: nil, on: connection)
    try await BulkOperationRepository.update(operation, at: now, connection)
    try await ScheduleRepository.mark(operation.id, of: schedule.id, connection)
    return operation.id
  }

  /// Ends a backfill that has not ended, and the runs that it has under way.
  func end(_ id: BulkOperationID, reason: String, on connection: PostgresConnection) async throws {
    guard var operation = try await BulkOperationRepository.find(id, lock: true, connection)?.operation,
      operation.state.accepts(.cancelled)
    else { return }
    let (before, now) = (operation.state, orchestrator.environment.now())
    operation.state = try operation.state.after(.cancelled)
    operation.finishedAt = now
    operation.auditID = try await orchestrator.outbox.audit(
      actor, .cancelOperation, target: operation.auditTarget,
      reason: reason, before: ["status": .string(before.rawValue)],
      after: ["status": .string(operation.state.rawValue)],
      traceID: nil, on: connection)
    try await BulkOperationRepository.update(operation, at: now, connection)
    for run in try await BackfillRepository.runs(of: id, connection) {
      guard let found = try await RunRepository.find(run, lock: true, connection), !found.run.state.isTerminal else {
        continue
      }
      try await orchestrator.cancel(found, actor: actor.name, reason: reason, on: connection)
    }
  }
}

extension ScheduleSettings {
  /// What says when its times are.
  fileprivate var times: [String] { [cron, timeZone] }
}

/// What schedules say.
enum ScheduleWords {
  /// A line for each setting that changes.
  static func difference(from old: ScheduleSettings, to new: ScheduleSettings) -> [String] {
    guard let before = try? JSON(encoding: old), let after = try? JSON(encoding: new) else { return [] }
    return WorkflowService.difference(from: before, to: after)
  }
}
