import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

// Bulk operations: prepared (frozen and shown), then started, and from then on carried out by the
// service, whatever happens to whoever asked.

extension WorkflowService {
  /// Freezes the letters that the query finds and the action applies to, and tells what starting it would do.
  public func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview {
    try actor.require(action.right)
    let environment = orchestrator.environment
    let operation = BulkOperation(
      id: BulkOperationID(environment.newID()), state: .initial, action: .letters(action), filter: query.filter.text,
      reason: nil, actor: actor.name, total: 0, outcomes: [:], ratePerSecond: nil, failure: nil, auditID: nil,
      createdAt: environment.now(), startedAt: nil, finishedAt: nil)
    let frozen = try await pool.withTransaction { connection -> Frozen in
      try await BulkOperationRepository.insert(operation, by: actor, connection)
      var items = try await BulkOperationRepository.freeze(operation.id, query, action, connection)
      try await leaveOut(&items, of: operation.id, action, on: connection)
      let leftOut = try await BulkOperationRepository.leftOut(query, states: action.eligibleStates, connection)
      if items.count == 0 { try await BulkOperationRepository.delete(operation.id, connection) }
      let causes = try await BulkOperationRepository.causes(
        operation.id, limit: ActionPreview.causesMax, connection)
      var frozen = Frozen(items: items, leftOut: leftOut, causes: causes)
      guard action.isRedrive else { return frozen }
      if action.wantedRevision != 0 {
        frozen.edited = try await LetterRevisionRepository.countEdited(in: operation.id, connection)
      }
      if items.count > items.events { frozen.ofRuns = try await consequences(of: operation.id, on: connection) }
      return frozen
    }
    let sample = try await operationItems(
      of: operation.id, ListQuery(), PageRequest(limit: ActionPreview.sampleMax))
    return ActionPreview(
      action: action.act.rawValue,
      items: sample.items.map { ActionPreview.Item(id: $0.subject.text, title: $0.title) },
      effects: LetterActions.effects(action, frozen.count, events: frozen.items.events) + frozen.shares + frozen.edits
        + frozen.ofRuns,
      bulk: ActionPreview.Bulk(
        operation: frozen.count > 0 ? operation.id : nil, count: frozen.count, skipped: frozen.skipped),
      takesParameters: frozen.count == 0 || frozen.items.events < frozen.count)
  }

  /// Takes letters of the operation out that would be refused for what a redrive sends.
  private func leaveOut(
    _ items: inout BulkOperationRepository.Frozen, of id: BulkOperationID, _ action: LetterAction,
    on connection: PostgresConnection
  ) async throws {
    guard case .redrive(let parameters, let revision) = action, items.count > 0 else { return }
    if let revision, revision > 0 {
      try await BulkOperationRepository.leaveOut(
        &items, try await LetterRevisionRepository.without(revision, in: id, connection), of: id,
        localized("they have no revision \(revision)", "它们没有第 \(revision) 版"), connection)
    }
    let conflicts = try await edits(conflictingIn: id, revision, on: connection)
    try await BulkOperationRepository.leaveOut(
      &items, conflicts, of: id,
      localized(
        "letters of their runs were edited to something else; \(RunRepeater.waysOut)",
        "同一次运行的死信有不同的修订；\(RunRepeater.waysOut)"), connection)
    guard parameters.members?.isEmpty == false else { return }
    let documents = try await BulkOperationRepository.documents(of: id, connection)
    for (document, refusal) in try await orchestrator.refusals(of: parameters, by: documents, on: connection) {
      let letters = try await BulkOperationRepository.letters(of: document, in: id, connection)
      try await BulkOperationRepository.leaveOut(&items, letters, of: id, refusal.message, connection)
    }
  }

  /// The letters of the operation whose runs cannot be repeated by any of them: one payload is sent for all letters of a
  /// run, and each of these drops what another was edited to.
  private func edits(
    conflictingIn id: BulkOperationID, _ revision: Int?, on connection: PostgresConnection
  ) async throws -> [LetterID] {
    let ids = try await LetterRevisionRepository.besideEdits(in: id, connection)
    let payloads = try await LetterPayload.of(
      try await LetterRepository.find(ids, connection), revision: revision, connection)
    let runs = Dictionary(grouping: payloads) { $0.letter.lastRunID }
    let edits = Dictionary(
      grouping: try await LetterRevisionRepository.newest(waitingOn: runs.keys.compactMap(\.self), connection),
      by: \.runID)
    return runs.flatMap { run, payloads -> [LetterID] in
      let edits = edits[run] ?? []
      return payloads.contains { RunRepeater.obstacle(toSending: $0, edits) == nil } ? [] : payloads.map(\.letter.id)
    }
  }

  /// What was frozen, and what was not.
  private struct Frozen {
    var items: BulkOperationRepository.Frozen
    var leftOut: [LetterState: Int]
    var causes: (count: Int, commonest: [(code: String, count: Int)])
    var edited = 0
    /// What comes with the runs that are repeated.
    var ofRuns: [String] = []

    var count: Int { items.count }

    var skipped: [ActionPreview.Skipped] {
      LetterState.allCases.compactMap { state in
        leftOut[state].map { ActionPreview.Skipped(LetterActions.stands(state.rawValue), count: $0) }
      } + items.obstacles.map { ActionPreview.Skipped($0.text, count: $0.count) }
    }

    var edits: [String] {
      edited == 0 ? [] : [localized("\(edited) are sent as they were edited", "其中 \(edited) 封按修订后的内容发送")]
    }

    var shares: [String] {
      let shares = causes.commonest.map { "\($0.code) × \($0.count)" }.joined(separator: ", ")
      let more = causes.count - causes.commonest.count
      if causes.count == 0 { return [] }
      return [
        more == 0
          ? localized("by cause: \(shares)", "按原因：\(shares)")
          : localized(
            "by cause: \(shares), and \(more) more \(more == 1 ? "cause" : "causes")", "按原因：\(shares)，以及另外 \(more) 个原因")
      ]
    }
  }

  public func operations(_ query: ListQuery, _ page: PageRequest) async throws -> Page<BulkOperation> {
    try await pool.withConnection { try await BulkOperationRepository.list.page(query, page, $0) }
  }

  public func operation(_ id: BulkOperationID) async throws -> BulkOperation {
    let found = try await pool.withConnection { try await BulkOperationRepository.find(id, $0) }
    guard let found else { throw WorkflowService.unknownOperation(id) }
    return found.operation
  }

  public func operationItems(
    of id: BulkOperationID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<BulkOperationItem> {
    try await pool.withConnection { try await BulkOperationRepository.items(of: id, query, page, $0) }
  }

  static func unknownOperation(_ id: BulkOperationID) -> Failure {
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
      guard let found = try await BulkOperationRepository.find(change.id, lock: true, connection) else {
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
      guard change.event != .started || age <= BulkOperationRunner.preparedSecondsMax else {
        throw WorkflowService.refused("operation \(change.id) was prepared long ago: prepare it again")
      }
      operation.state = try before.after(change.event)
      if case .startOperation(_, let parameters, let rate) = change.intervention {
        if case .letters(.redrive(_, let revision)) = operation.action {
          let documents = try await BulkOperationRepository.documents(of: operation.id, connection)
          _ = try await orchestrator.refusals(of: parameters, by: documents, on: connection)
          operation.action = .letters(.redrive(parameters: parameters, revision: revision))
        }
        operation.ratePerSecond = rate
        operation.reason = reason
        operation.startedAt = environment.now()
        try await BulkOperationRepository.hand(operation.id, to: actor, connection)
      }
      if change.event == .resumed {
        operation.failure = nil
        try await BulkOperationRepository.closeBreaker(operation.id, at: environment.now(), connection)
      }
      if operation.state.isTerminal { operation.finishedAt = environment.now() }
      operation.auditID = try await orchestrator.outbox.audit(
        actor, change.event == .started ? operation.action.act : change.intervention.act,
        target: operation.auditTarget,
        reason: reason, before: ["status": .string(before.rawValue)],
        after: [
          "status": .string(operation.state.rawValue), "action": try JSON(encoding: operation.action),
          "items": JSON(operation.total), "filter": .string(operation.filter),
        ], traceID: nil, on: connection)
      try await BulkOperationRepository.update(operation, at: environment.now(), connection)
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
  let id: BulkOperationID
  let event: BulkOperationState.Event
  let intervention: Intervention

  /// `nil` when the intervention is about something else.
  init?(_ intervention: Intervention) {
    switch intervention {
    case .startOperation(let id, _, _): (self.id, event) = (id, .started)
    case .pauseOperation(let id): (self.id, event) = (id, .paused)
    case .resumeOperation(let id): (self.id, event) = (id, .resumed)
    case .cancelOperation(let id): (self.id, event) = (id, .cancelled)
    case .applyWorkflow, .startRun, .rerun, .cancelRun, .skipStep, .pause, .resume, .limitQueue, .undoRun, .editPayload,
      .reingest, .releaseLease, .republish, .saveSchedule, .changeSchedule, .changeLabelProject, .changeSkillGroup:
      return nil
    }
    self.intervention = intervention
  }

  func effect(on operation: BulkOperation) -> String {
    let (rest, running) = (operation.left, operation.outcomes[.running, default: 0])
    let isBackfill = operation.action.backfill != nil
    let (thing, thingsChinese) = isBackfill ? ("version", "个版本") : ("letter", "封死信")
    func things(_ count: Int) -> String { counted(count, thing) }
    return switch event {
    case .started: localized("acts on \(things(operation.total))", "处理 \(operation.total) \(thingsChinese)")
    case .paused:
      localized(
        "\(counted(rest, "\(thing) waits", "\(thing)s wait")) until it is resumed; \(running) on their way go on",
        "\(rest) \(thingsChinese)等到恢复；已上路的 \(running) \(thingsChinese)继续")
    case .resumed: localized("goes on with \(things(rest))", "继续处理 \(rest) \(thingsChinese)")
    case .cancelled:
      localized(
        "\(counted(rest, "\(thing) is", "\(thing)s are")) left alone; \(running) on their way finish; what was done stays done",
        "\(rest) \(thingsChinese)保持原样；已上路的 \(running) \(thingsChinese)会完成；已做的不撤回")
    case .tripped, .completed: ""
    }
  }
}
