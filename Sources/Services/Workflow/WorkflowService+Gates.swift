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
      ] : [localized("\(waiting) runs may go on", "\(waiting) 次运行可以继续")]
    return ActionPreview(
      action: event == .paused ? "pause" : "resume",
      items: [
        ActionPreview.Item(
          id: id.name, title: id.description,
          skippedBecause: gate.state.accepts(event) ? nil : LetterActions.stands(gate.state.rawValue))
      ], effects: effects)
  }

  func change(_ id: Gate.ID, _ event: GateState.Event, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    try await requireKnown(id)
    let environment = orchestrator.environment
    let verb = event == .paused ? "pause" : "resume"
    let audit = try await pool.withTransaction { connection in
      let before = try await GateRepository.find(id, lock: true, connection)
      guard before.state.accepts(event) else {
        throw WorkflowService.refused("\(id): \(LetterActions.stands(before.state.rawValue))")
      }
      let gate = Gate(
        id, state: try before.state.after(event), revision: before.revision + 1, actor: actor.name, reason: reason,
        changedAt: environment.now())
      guard try await GateRepository.put(gate, connection) else {
        throw WorkflowService.refused("\(id) was changed by somebody else")
      }
      let trace = TraceID(environment.newID())
      try await orchestrator.tell(gate, trace: trace, on: connection)
      return try await orchestrator.outbox.audit(
        actor, action: "workflow.\(id.kind.rawValue).\(verb)", target: id.description, reason: reason,
        before: ["status": .string(before.state.rawValue)], after: ["status": .string(gate.state.rawValue)],
        traceID: trace, on: connection)
    }
    return ActionResult(action: verb, items: [ActionResult.Item(id: id.name, auditID: audit)])
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
