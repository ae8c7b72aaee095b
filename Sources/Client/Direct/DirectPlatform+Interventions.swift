import Foundation
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
      case .reingest(let upload): try await previewReingest(upload)
      case .releaseLease(let job, let epoch): try await previewRelease(job, epoch)
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
      case .releaseLease(let job, let epoch): try await workflow.release(try await lease(job, epoch), reason: reason)
      case .applyWorkflow(let source):
        try await workflow.apply(try PlatformFunctions.check(document: source), source: source, reason: reason)
      case .changeLabelProject(let id, let change): try await labeling.change(id, change, reason: reason)
      case .changeSkillGroup(let name, let add, let remove):
        try await people.changeSkillGroup(name, add: add, remove: remove, reason: reason)
      default: try await workflow.perform(intervention, reason: reason)
      }
    }
  }

  private func previewReingest(_ upload: UploadID) async throws -> ActionPreview {
    var preview = try await ingestion.previewReingest(upload)
    preview.effects += try await workflow.holds(startingOn: .datasetIngested)
    return preview
  }

  private func previewRelease(_ job: StepID, _ epoch: Int64?) async throws -> ActionPreview {
    let lease = try await lease(job, epoch)
    let queue = try await processing.queue(of: job)
    let isHeld = try await workflow.pausedGates().contains { $0.id.kind == .queue && $0.id.name == queue }
    return ActionPreview(
      action: Act.releaseLease.rawValue,
      items: [
        ActionPreview.Item(
          id: job.description, title: "\(lease.step) \(lease.datasetName) \(lease.datasetVersion)")
      ], effects: ReleaseWords.effects(lease, isHeld: isHeld, at: environment.now()))
  }

  /// Fails with `intervention_refused` when nobody holds the job, or somebody else does than was shown.
  private func lease(_ job: StepID, _ epoch: Int64?) async throws -> JobLease {
    guard let lease = try await processing.lease(of: job) else {
      throw Failure(
        "intervention_refused", "nobody holds a lease on job \(job)",
        nextStep: "see who holds what with `flowsight queues show processing`")
    }
    guard epoch == nil || epoch == lease.epoch else {
      throw Failure(
        "intervention_refused", "job \(job) is held by \(lease.worker) now, under lease \(lease.epoch)",
        nextStep: "look at it again; it has changed")
    }
    return lease
  }
}

/// What releasing a lease comes to, in words. Pure.
enum ReleaseWords {
  static func effects(_ lease: JobLease, isHeld: Bool, at now: Date) -> [String] {
    let (worker, since) = (lease.worker, lease.since.iso8601.prefix(19))
    let seconds = Int(max(0, now.timeIntervalSince(lease.since)))
    let left = Int(max(0, lease.expiresAt.timeIntervalSince(now)).rounded(.up))
    var effects = [
      localized(
        "held by \(worker) since \(since)Z (\(seconds) s), lease \(lease.epoch); unless renewed it ends by itself in \(left) s",
        "由 \(worker) 自 \(since)Z 起持有（\(seconds) 秒），租约 \(lease.epoch)；如不续约，\(left) 秒后自动失效")
    ]
    if let progress = lease.progress {
      let percent = Int(progress.fraction * 100)
      effects.append(
        localized(
          "\(percent)% done; another worker goes on from there", "已完成 \(percent)%；其他工作进程从断点继续"))
    } else {
      effects.append(
        localized(
          "it has told of no progress; another worker goes on from its cursor, if it has one",
          "没有进度；其他工作进程从断点（如有）继续"))
    }
    effects.append(
      localized(
        "what \(worker) writes from now on is refused; the attempt does not count",
        "\(worker) 此后写入的内容会被拒绝；这次尝试不计数"))
    if isHeld {
      effects.append(
        localized("its queue is held: nobody takes it before it is resumed", "它的队列已暂停：恢复之前不会有人接手"))
    }
    return effects
  }
}
