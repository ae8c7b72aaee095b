import Foundation
import Messaging
import Model
import Postgres
import Support

// Runs that a person starts.

extension WorkflowService {
  func previewStart(_ request: RunRequest) async throws -> ActionPreview {
    try await pool.withConnection { connection in
      let workflow = try await orchestrator.document(request.workflow, on: connection)
      try workflow.check(request.parameters)
      let (file, _) = try await orchestrator.file(
        of: request.datasetID, version: request.datasetVersion, on: connection)
      let obstacle = try await orchestrator.obstacle(
        request.datasetID, request.datasetVersion, for: workflow.name, writes: workflow.writesVersion, on: connection)
      let parameters = workflow.completed(request.parameters).members ?? []
      var effects = [
        localized(
          "a run of \(workflow.name) v\(workflow.version) with \(counted(workflow.steps.count, "step"))",
          "运行 \(workflow.name) v\(workflow.version)，共 \(workflow.steps.count) 个步骤")
      ]
      effects += parameters.map { "\($0.name): \($0.value.string ?? $0.value.text())" }
      effects += try await holds(of: [workflow.name], in: workflow.queues, on: connection)
      return ActionPreview(
        action: Act.startRun.rawValue,
        items: [
          ActionPreview.Item(
            id: workflow.name, title: "\(file.datasetName) \(request.datasetVersion)", skippedBecause: obstacle)
        ], effects: effects)
    }
  }

  func start(_ request: RunRequest, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    let started = try await pool.withTransaction { connection in
      let run = try await orchestrator.start(request, origin: RunOrigin(actor: actor.name), on: connection)
      let audit = try await orchestrator.outbox.audit(
        actor, .startRun, target: .run(run.id), reason: reason, before: nil,
        after: [
          "workflow": .string("\(run.workflow) v\(run.workflowVersion)"),
          "dataset": .string("\(run.datasetName) \(run.datasetVersion)"), "parameters": run.parameters,
        ], traceID: run.traceID, on: connection)
      return (run: run.id, audit: audit)
    }
    return ActionResult(
      action: Act.startRun.rawValue,
      items: [ActionResult.Item(id: started.run.description, auditID: started.audit, runID: started.run)])
  }
}

extension [Step] {
  /// Steps with parts wait for their parts, and these for what the step waits for.
  func withParts() -> [Step] {
    map { step in
      let parts = filter { $0.partOf == step.name }.map(\.name)
      guard !parts.isEmpty else { return step }
      var step = step
      step.dependsOn = parts
      return step
    }
  }
}
