import Identity
import Ingestion
import Labeling
public import Model
import Processing
import Support
import Workflow

extension DirectPlatform {
  public func preview(_ intervention: Intervention) async throws -> ActionPreview {
    try await translatingFailures {
      switch intervention {
      case .reingest(let upload): try await ingestion.previewReingest(upload)
      case .releaseLease(let job): try await previewRelease(job)
      case .applyWorkflow(let source): try await workflow.previewApply(try PlatformFunctions.check(document: source))
      case .changeLabelProject(let id, let change): try await labeling.preview(id, change)
      case .changeSkillGroup(let name, let add, let remove):
        try await people.preview(name, add: add, remove: remove)
      default: try await workflow.preview(intervention)
      }
    }
  }

  public func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    try await translatingFailures {
      switch intervention {
      case .reingest(let upload): try await ingestion.reingest(upload, reason: reason)
      case .releaseLease(let job): try await workflow.release(try await lease(job), reason: reason)
      case .applyWorkflow(let source):
        try await workflow.apply(try PlatformFunctions.check(document: source), source: source, reason: reason)
      case .changeLabelProject(let id, let change): try await labeling.change(id, change, reason: reason)
      case .changeSkillGroup(let name, let add, let remove):
        try await people.changeSkillGroup(name, add: add, remove: remove, reason: reason)
      default: try await workflow.perform(intervention, reason: reason)
      }
    }
  }

  private func previewRelease(_ job: StepID) async throws -> ActionPreview {
    let lease = try await lease(job)
    return ActionPreview(
      action: "release",
      items: [
        ActionPreview.Item(
          id: job.description, title: "\(lease.step) \(lease.datasetName) \(lease.datasetVersion)")
      ],
      effects: [
        localized(
          "worker \(lease.worker) loses the job; it goes on with another from where it stood",
          "工作进程 \(lease.worker) 失去这个作业；其他进程从断点继续"),
        localized("what it writes from now on is refused", "它此后写入的内容会被拒绝"),
      ])
  }

  private func lease(_ job: StepID) async throws -> JobLease {
    guard let lease = try await processing.lease(of: job) else {
      throw Failure(
        "intervention_refused", "nobody holds a lease on job \(job)",
        nextStep: "see who holds what with `flowsight queues show processing`")
    }
    return lease
  }
}
