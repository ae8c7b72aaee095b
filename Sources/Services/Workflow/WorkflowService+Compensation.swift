import Foundation
import Messaging
public import Model
import Postgres
import Support

// The catalogue of repairs: undo a run, end a lease, say an event once more.

extension WorkflowService {
  func previewUndo(_ id: RunID, downTo last: String?) async throws -> ActionPreview {
    let run = try await run(id).run
    let (busy, undone, records) = try await pool.withConnection { connection in
      (
        try await orchestrator.obstacle(
          run.datasetID, run.datasetVersion, for: run.workflow, writes: true, on: connection),
        try await StepRepository.succeeded(inRunsThatUndo: run, connection),
        try await StepRepository.list(of: id, connection)
      )
    }
    let plan = try RunUndo.plan(records, downTo: last, undone: undone)
    let other = try await pool.withConnection { try await RunUndo.inTheWay(of: run, records, plan: plan, $0) }
    let queues = Set(plan.compactMap(\.definition.compensation?.queue))
    let holds = try await pool.withConnection { try await self.holds(of: [run.workflow], in: queues, on: $0) }
    let nothing = plan.isEmpty ? RunUndo.nothing(undone: undone) : nil
    return ActionPreview(
      action: Act.undoRun.rawValue,
      items: [
        ActionPreview.Item(
          id: id.description, title: "\(run.datasetName) \(run.datasetVersion)",
          skippedBecause: RunUndo.obstacle(run, other) ?? nothing ?? busy)
      ], effects: plan.map { RunUndo.effect(of: $0, in: run) } + holds)
  }

  func undo(_ id: RunID, downTo last: String?, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    let started = try await pool.withTransaction {
      try await RunUndo(orchestrator: orchestrator, actor: actor).start(id, downTo: last, reason: reason, on: $0)
    }
    return ActionResult(
      action: Act.undoRun.rawValue,
      items: [ActionResult.Item(id: id.description, auditID: started.audit, runID: started.run)])
  }

  // MARK: - Leases

  /// Asks the service that does the work to end the lease.
  public func release(_ lease: JobLease, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    try Reason.check(reason)
    let audit = try await pool.withTransaction { connection in
      let queue = try await StepRepository.list(of: lease.runID, connection)
        .first { $0.step.id == lease.jobID }?.definition.queue
      let release = JobRelease(jobID: lease.jobID, leaseEpoch: lease.epoch, actor: actor.name, reason: reason)
      try await orchestrator.outbox.append(
        [
          EventDraft(
            .jobReleased, traceID: lease.traceID, datasetID: nil, datasetVersion: nil,
            payload: try JSON(encoding: release), queue: queue)
        ], on: connection)
      return try await orchestrator.outbox.audit(
        actor, .releaseLease, target: .job(lease.jobID), reason: reason,
        before: ["worker": .string(lease.worker), "lease_epoch": .integer(lease.epoch)], after: ["worker": .null],
        traceID: lease.traceID, on: connection)
    }
    return ActionResult(
      action: Act.releaseLease.rawValue, items: [ActionResult.Item(id: lease.jobID.description, auditID: audit)])
  }

  // MARK: - Events

  func previewRepublish(_ id: EventID) async throws -> ActionPreview {
    let event = try await said(id)
    let groups = Streams.subscriptions.filter { $0.stream == event.stream }.map(\.group).joined(separator: ", ")
    return ActionPreview(
      action: Act.republish.rawValue,
      items: [
        ActionPreview.Item(
          id: id.description, title: "\(event.type) \(event.stream)",
          skippedBecause: event.publishedAt == nil ? localized("it is on its way already", "它已在发布途中") : nil)
      ],
      effects: [
        localized("goes to \(event.stream) once more", "再次发布到 \(event.stream)"),
        localized(
          "taken into account by those of \(groups) that have not done so",
          "\(groups) 中尚未处理过它的会处理它"),
      ])
  }

  func republish(_ id: EventID, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    let event = try await said(id)
    guard let publishedAt = event.publishedAt else { throw WorkflowService.refused("event \(id) is on its way") }
    let audit = try await pool.withTransaction { connection in
      try await SaidEventRepository.reopen(event, connection)
      return try await orchestrator.outbox.audit(
        actor, .republish, target: .event(id), reason: reason,
        before: ["published_at": .string(publishedAt.iso8601), "stream": .string(event.stream)],
        after: ["published_at": .null, "stream": .string(event.stream)], traceID: event.traceID, on: connection)
    }
    return ActionResult(action: Act.republish.rawValue, items: [ActionResult.Item(id: id.description, auditID: audit)])
  }

  private func said(_ id: EventID) async throws -> SaidEvent {
    guard let event = try await pool.withConnection({ try await SaidEventRepository.find(id, $0) }) else {
      throw Failure.notFound("event", id.description, list: "flowsight trace ID")
    }
    return event
  }
}
