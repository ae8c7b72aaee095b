import Foundation
import Messaging
public import Model
import Postgres
import Support

// Documents that people write.

extension WorkflowService {
  /// A workflow with one version of its document, the newest unless another is named. Fails with `not_found`.
  public func detail(_ name: String, version: Int?) async throws -> WorkflowDetail {
    var summary = try await workflow(name)
    var source: String?
    var versions = try await pool.withConnection { try await WorkflowRepository.versions(of: name, $0) }
    if !versions.contains(where: { $0.version == summary.document.version }) {
      versions.insert(WorkflowDetail.Version(version: summary.document.version, createdAt: nil), at: 0)
    }
    let wanted = version ?? summary.document.version
    if let found = try await pool.withConnection({ try await WorkflowRepository.find(name, version: wanted, $0) }) {
      (summary.document, source) = found
    } else if wanted != summary.document.version {
      throw Failure.notFound("version", "\(name)@\(wanted)", list: "flowsight workflows show \(name)")
    }
    return WorkflowDetail(
      summary: summary, source: try source ?? WorkflowCatalog.source(of: summary.document), versions: versions)
  }

  public func previewApply(_ workflow: Workflow) async throws -> ActionPreview {
    let newest = try await pool.withConnection { try await newestDocument(workflow.name, $0) }
    var effects: [String]
    if let newest {
      effects = workflow.changes(from: newest)
      effects.append(localized("runs that were started keep their version", "已开始的运行保留各自的版本"))
    } else {
      effects = [
        localized("a new workflow with \(counted(workflow.steps.count, "step"))", "新的工作流，共 \(workflow.steps.count) 个步骤")
      ]
    }
    if let event = workflow.startsOn {
      effects.append(localized("a run starts on each \(event)", "每个 \(event) 事件启动一次运行"))
    }
    return ActionPreview(
      action: Act.applyDocument.rawValue,
      items: [
        ActionPreview.Item(
          id: workflow.name, title: "\(workflow.name) v\(workflow.version)",
          skippedBecause: newest.flatMap { Self.obstacle(workflow, newest: $0) })
      ], effects: effects)
  }

  /// Registers a document that was checked, as `source` has it.
  public func apply(_ workflow: Workflow, source: String, reason: String) async throws -> ActionResult {
    try actor.require(.control)
    try Reason.check(reason)
    let environment = orchestrator.environment
    let audit = try await pool.withTransaction { connection in
      try await WorkflowRepository.lock(workflow.name, connection)
      let newest = try await newestDocument(workflow.name, connection)
      if let newest, let obstacle = Self.obstacle(workflow, newest: newest) {
        throw Failure(
          "workflow_version_not_higher", "\(workflow.name): \(obstacle)",
          nextStep: "write `version: \(newest.version + 1)` into the document and apply it again")
      }
      try await WorkflowRepository.insert(
        workflow, source: source, id: environment.newID(), by: actor.name, reason: reason, at: environment.now(),
        connection)
      return try await orchestrator.outbox.audit(
        actor, .applyDocument, target: .workflow(workflow.name), reason: reason,
        before: newest.map { ["version": JSON($0.version)] },
        after: ["version": JSON(workflow.version), "sha256": .string(SHA256.hex(of: Array(source.utf8)))], traceID: nil,
        on: connection)
    }
    return ActionResult(
      action: Act.applyDocument.rawValue, items: [ActionResult.Item(id: workflow.name, auditID: audit)])
  }

  private func newestDocument(_ name: String, _ connection: PostgresConnection) async throws -> Workflow? {
    try await orchestrator.documents(on: connection).first { $0.name == name }
  }

  private static func obstacle(_ workflow: Workflow, newest: Workflow) -> String? {
    guard workflow.version <= newest.version else { return nil }
    return localized(
      "version \(newest.version) is there already; a new one is higher", "已有版本 \(newest.version)；新版本号必须更高")
  }
}
