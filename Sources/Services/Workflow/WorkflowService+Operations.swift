import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

// Bulk operations on dead letters: prepared (frozen and shown), then started, and from then on carried out by the
// service, whatever happens to whoever asked.

extension WorkflowService {
  /// Freezes the letters that the query finds and the action applies to, and tells what starting it would do.
  public func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview {
    try actor.require(action.right)
    if case .redrive(let parameters) = action { try await check(parameters) }
    let environment = orchestrator.environment
    let operation = LetterOperation(
      id: LetterOperationID(environment.newID()), state: .initial, action: action, filter: query.filter.text,
      reason: nil, actor: actor.name, total: 0, outcomes: [:], ratePerSecond: nil, failure: nil, auditID: nil,
      createdAt: environment.now(), startedAt: nil, finishedAt: nil)
    let frozen = try await pool.withTransaction { connection -> Frozen in
      let unstarted = operation.createdAt.addingTimeInterval(-LetterOperationRunner.preparedSecondsMax)
      _ = try await LetterOperationRepository.forgetPrepared(before: unstarted, connection)
      try await LetterOperationRepository.insert(operation, by: actor, connection)
      let count = try await LetterOperationRepository.freeze(
        operation.id, query, states: action.eligibleStates, connection)
      let leftOut = try await LetterOperationRepository.leftOut(query, states: action.eligibleStates, connection)
      if count == 0 { try await LetterOperationRepository.delete(operation.id, connection) }
      let causes = try await LetterOperationRepository.causes(
        operation.id, limit: ActionPreview.causesMax, connection)
      return Frozen(count: count, leftOut: leftOut, causes: causes)
    }
    let sample = try await operationItems(
      of: operation.id, ListQuery(), PageRequest(limit: ActionPreview.sampleMax))
    return ActionPreview(
      action: action.name,
      items: sample.items.map { ActionPreview.Item(id: $0.letterID.description, title: $0.title) },
      effects: LetterActions.effects(action, frozen.count) + frozen.shares,
      bulk: ActionPreview.Bulk(
        operation: frozen.count > 0 ? operation.id : nil, count: frozen.count, skipped: frozen.skipped))
  }

  /// What was frozen, and what was not.
  private struct Frozen {
    var count: Int
    var leftOut: [LetterState: Int]
    var causes: [(signature: String, code: String, count: Int)]

    var skipped: [ActionPreview.Skipped] {
      LetterState.allCases.compactMap { state in
        leftOut[state].map { ActionPreview.Skipped(LetterActions.stands(state.rawValue), count: $0) }
      }
    }

    var shares: [String] {
      let shares = causes.map { "\($0.code) × \($0.count)" }.joined(separator: ", ")
      return causes.isEmpty ? [] : [localized("by cause: \(shares)", "按原因：\(shares)")]
    }
  }

  public func operations(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LetterOperation> {
    try await pool.withConnection { try await LetterOperationRepository.list.page(query, page, $0) }
  }

  public func operation(_ id: LetterOperationID) async throws -> LetterOperation {
    let found = try await pool.withConnection { try await LetterOperationRepository.find(id, $0) }
    guard let found else { throw WorkflowService.unknownOperation(id) }
    return found.operation
  }

  public func operationItems(
    of id: LetterOperationID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<LetterOperationItem> {
    try await pool.withConnection { try await LetterOperationRepository.items(of: id, query, page, $0) }
  }

  static func unknownOperation(_ id: LetterOperationID) -> Failure {
    Failure.notFound("operation", id.description, list: "flowsight dlq operations")
  }

  // MARK: - Steering

  func preview(_ change: OperationChange) async throws -> ActionPreview {
    let operation = try await operation(change.id)
    let isAccepted = operation.state.accepts(change.event)
    let obstacle = isAccepted ? nil : LetterActions.stands(operation.state.rawValue)
    return ActionPreview(
      action: change.intervention.name,
      items: [
        ActionPreview.Item(
          id: operation.id.description, title: "\(operation.action.name) \(operation.filter)",
          skippedBecause: obstacle)
      ], effects: [change.effect(on: operation)])
  }

  func perform(_ change: OperationChange, reason: String) async throws -> ActionResult {
    let environment = orchestrator.environment
    return try await pool.withTransaction { connection in
      guard let found = try await LetterOperationRepository.find(change.id, lock: true, connection) else {
        throw WorkflowService.unknownOperation(change.id)
      }
      var operation = found.operation
      if change.event != .started { try actor.require(.control) }
      if change.event == .started || change.event == .resumed { try actor.require(operation.action.right) }
      let before = operation.state
      guard before.accepts(change.event) else {
        throw WorkflowService.refused("operation \(change.id) is \(before.rawValue)")
      }
      let age = environment.now().timeIntervalSince(operation.createdAt)
      guard change.event != .started || age <= LetterOperationRunner.preparedSecondsMax else {
        throw WorkflowService.refused("operation \(change.id) was prepared long ago: prepare it again")
      }
      operation.state = try before.after(change.event)
      if case .startOperation(_, let parameters, let rate) = change.intervention {
        if case .redrive = operation.action {
          try await orchestrator.check(parameters, on: connection)
          operation.action = .redrive(parameters: parameters)
        }
        operation.ratePerSecond = rate
        operation.reason = reason
        operation.startedAt = environment.now()
        try await LetterOperationRepository.hand(operation.id, to: actor, connection)
      }
      if change.event == .resumed {
        operation.failure = nil
        try await LetterOperationRepository.closeBreaker(operation.id, connection)
      }
      if operation.state.isTerminal { operation.finishedAt = environment.now() }
      operation.auditID = try await orchestrator.outbox.audit(
        actor, action: "workflow.letter.\(change.intervention.name)", target: "operation \(operation.id)",
        reason: reason, before: ["status": .string(before.rawValue)],
        after: [
          "status": .string(operation.state.rawValue), "action": try JSON(encoding: operation.action),
          "letters": JSON(operation.total), "filter": .string(operation.filter),
        ], traceID: nil, on: connection)
      try await LetterOperationRepository.update(operation, at: environment.now(), connection)
      return ActionResult(
        action: change.intervention.name,
        items: [ActionResult.Item(id: operation.id.description, auditID: operation.auditID)],
        operation: operation.id)
    }
  }

  static func refused(_ cause: String) -> Failure {
    Failure("intervention_refused", cause, nextStep: "look at it again; it has changed, or was never in that state")
  }
}

/// What is asked of an operation.
struct OperationChange {
  let id: LetterOperationID
  let event: LetterOperationState.Event
  let intervention: Intervention

  /// `nil` when the intervention is about something else.
  init?(_ intervention: Intervention) {
    switch intervention {
    case .startOperation(let id, _, _): (self.id, event) = (id, .started)
    case .pauseOperation(let id): (self.id, event) = (id, .paused)
    case .resumeOperation(let id): (self.id, event) = (id, .resumed)
    case .cancelOperation(let id): (self.id, event) = (id, .cancelled)
    case .applyWorkflow, .startRun, .rerun, .cancelRun, .skipStep, .pause, .resume, .limitQueue, .undoRun, .reingest,
      .releaseLease,
      .republish,
      .changeLabelProject, .changeSkillGroup:
      return nil
    }
    self.intervention = intervention
  }

  func effect(on operation: LetterOperation) -> String {
    let rest = operation.outcomes[.pending, default: 0]
    return switch event {
    case .started: localized("acts on \(operation.total) letters", "处理 \(operation.total) 封死信")
    case .paused:
      localized(
        "\(rest) letters wait until it is resumed; what is on its way goes on", "\(rest) 封死信等到恢复；已上路的继续")
    case .resumed: localized("goes on with \(rest) letters", "继续处理 \(rest) 封死信")
    case .cancelled:
      localized("\(rest) letters are left alone; what was done stays done", "\(rest) 封死信保持原样；已做的不撤回")
    case .tripped, .completed: ""
    }
  }
}
