import Foundation
import Messaging
public import Model
import Postgres
import Support

// Workflows and queues, held and let go on.

extension WorkflowService {
  /// The queues that documents may name.
  var queueNames: [String] { Streams.jobQueues }

  /// Workflows and queues that somebody holds.
  public func pausedGates() async throws -> [Gate] {
    try await pool.withConnection { try await GateRepository.allPaused($0) }
  }

  func preview(_ id: Gate.ID, _ event: GateState.Event) async throws -> ActionPreview {
    try await requireKnown(id)
    let (gate, waiting) = try await pool.withConnection { connection in
      (try await GateRepository.find(id, connection), try await GateRepository.countHeld(by: id, connection))
    }
    let effects =
      event == .paused
      ? [
        localized("no step of \(id) begins until it is resumed", "\(id) 的步骤在恢复之前都不会开始"),
        localized("what is at work goes on and keeps its leases", "正在进行的继续，租约保留"),
      ] : [localized("\(counted(waiting, "run")) may go on", "\(waiting) 次运行可以继续")]
    return ActionPreview(
      action: (event == .paused ? id.pausing : id.resuming).rawValue,
      items: [
        ActionPreview.Item(
          id: id.name, title: id.description,
          skippedBecause: gate.state.accepts(event) ? nil : LetterActions.stands(gate.state.rawValue))
      ], effects: effects)
  }

  func change(_ id: Gate.ID, _ event: GateState.Event, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    try await requireKnown(id)
    return try await change(id, event == .paused ? id.pausing : id.resuming, reason: reason) { gate in
      guard gate.state.accepts(event) else {
        throw WorkflowService.refused("\(id): \(LetterActions.stands(gate.state.rawValue))")
      }
      gate.state = try gate.state.after(event)
    }
  }

  // MARK: - Limits

  func previewLimit(_ queue: String, _ limits: QueueLimits) async throws -> ActionPreview {
    let id = try limitable(queue)
    try limits.check()
    let gate = try await pool.withConnection { try await GateRepository.find(id, $0) }
    func words(_ limits: QueueLimits?) -> String { limits?.text ?? localized("no limits", "没有限制") }
    return ActionPreview(
      action: Act.limitQueue.rawValue, items: [ActionPreview.Item(id: queue, title: id.description)],
      effects: [
        "\(words(gate.limits)) → \(words(limits.isEmpty ? nil : limits))",
        localized("all workers together obey; what is at work goes on", "所有工作进程合计遵守；正在进行的继续"),
      ])
  }

  func limit(_ queue: String, _ limits: QueueLimits, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    let id = try limitable(queue)
    try limits.check()
    return try await change(id, .limitQueue, reason: reason) { $0.limits = limits.isEmpty ? nil : limits }
  }

  /// The jobs of a queue are counted by the service that leases them.
  private func limitable(_ queue: String) throws(Failure) -> Gate.ID {
    guard queue == Streams.processingQueue else {
      guard queueNames.contains(queue) else {
        throw Failure.notFound("queue", queue, list: "flowsight queues list")
      }
      throw Failure.invalid(
        "the jobs of queue '\(queue)' are done as they come, so there is nothing to limit",
        nextStep: "limit \(Streams.processingQueue), or pause \(queue)")
    }
    return Gate.ID(.queue, queue)
  }

  /// Writes the gate as `body` leaves it, with its audit entry, and tells of it.
  private func change(
    _ id: Gate.ID, _ act: Act, reason: String, _ body: @Sendable (inout Gate) throws -> Void
  ) async throws -> ActionResult {
    let environment = orchestrator.environment
    let audit = try await pool.withTransaction { connection in
      let before = try await GateRepository.find(id, lock: true, connection)
      var gate = before
      try body(&gate)
      (gate.revision, gate.actor, gate.reason) = (before.revision + 1, actor.name, reason)
      gate.changedAt = environment.now()
      guard try await GateRepository.put(gate, connection) else {
        throw WorkflowService.refused("\(id) was changed by somebody else")
      }
      let trace = TraceID(environment.newID())
      let isResumed = before.state != gate.state && gate.state == .active
      try await orchestrator.tell(gate, isResumed: isResumed, trace: trace, on: connection)
      return try await orchestrator.outbox.audit(
        actor, act, target: .gate(id), reason: reason,
        before: WorkflowService.standing(before), after: WorkflowService.standing(gate), traceID: trace, on: connection)
    }
    return ActionResult(action: act.rawValue, items: [ActionResult.Item(id: id.name, auditID: audit)])
  }

  private static func standing(_ gate: Gate) -> JSON {
    var standing: JSON = ["status": .string(gate.state.rawValue)]
    if let limits = gate.limits { standing["limits"] = .string(limits.text) }
    return standing
  }

  private func requireKnown(_ id: Gate.ID) async throws {
    switch id.kind {
    case .workflow: _ = try await workflow(id.name)
    case .queue:
      guard queueNames.contains(id.name) else {
        throw Failure.notFound("queue", id.name, list: "flowsight queues list")
      }
    }
  }
}
