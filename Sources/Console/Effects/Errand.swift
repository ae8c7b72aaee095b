import Foundation
import Model
import Support

/// Something that a scene wants done outside, and whose outcome it waits for: the writes of labeling.
enum Errand: Hashable, Sendable, Codable {
  /// Claims the next task.
  case take(LabelProjectID)
  case schema(LabelProjectID, version: Int)
  case draft(LabelLease, JSON)
  case renew(LabelLease)
  /// `since` is when the task came on the screen.
  case submit(Submission, since: Date?)
  case takeBack(AssignmentID)
  /// What was taken back is answered anew before its lease came: under the lease that it has by then.
  case resubmit(AssignmentID, JSON, since: Date?)
  case leave(LabelLease, LeaveTask, reason: String?)
  case resume(AssignmentID)
  /// The oldest of what was postponed.
  case resumeFirst(LabelProjectID)
  case takeReview(LabelProjectID, ReviewQueue)
  case decide(LabelTaskID, fence: Int64, ReviewDecision, reason: String?)
}

/// What came of it.
enum ErrandReply: Hashable, Sendable, Codable {
  case item(WorkItem?)
  case schema(LabelSchema)
  case lease(LabelLease)
  case result(LabelResult)
  case review(ReviewItem?)
  case task(LabelTask)
  case done
}

extension Errand {
  /// The assignment that it writes to: what a person wrote is sent until it arrives, in order, wherever they went
  /// since.
  var written: AssignmentID? {
    switch self {
    case .draft(let lease, _), .leave(let lease, _, _): lease.assignment
    case .submit(let submission, _): submission.lease.assignment
    case .takeBack(let assignment), .resume(let assignment), .resubmit(let assignment, _, _): assignment
    default: nil
    }
  }

  /// It carries what a person wrote: were it lost, so would be their work.
  var isWork: Bool {
    switch self {
    case .draft, .submit, .resubmit: true
    case .leave(_, let way, _): way != .putBack
    default: false
    }
  }

  func run(on platform: any Platform, at now: Date) async throws -> ErrandReply {
    switch self {
    case .take(let project): return .item(try await platform.nextLabelTask(project))
    case .schema(let project, let version): return .schema(try await platform.labelSchema(project, version: version))
    case .draft(let lease, let draft): return .lease(try await platform.saveLabelDraft(lease, draft))
    case .renew(let lease): return .lease(try await platform.renewLabelLease(lease))
    case .submit(var submission, let since):
      submission.secondsSpent = since.map { max(0, now.timeIntervalSince($0)) } ?? 0
      return .result(try await platform.submitLabel(submission))
    case .resubmit(let assignment, let answer, let since):
      let lease = try await platform.takeBackLabel(assignment).lease
      return .result(
        try await platform.submitLabel(
          Submission(
            lease: lease, annotation: answer, idempotencyKey: "\(lease.assignment)/\(lease.fence)",
            secondsSpent: since.map { max(0, now.timeIntervalSince($0)) } ?? 0)))
    case .takeBack(let assignment): return .item(try await platform.takeBackLabel(assignment))
    case .leave(let lease, let way, let reason):
      try await platform.leaveLabelTask(lease, way, reason: reason)
      return .done
    case .resume(let assignment): return .item(try await platform.resumeLabelTask(assignment))
    case .resumeFirst(let project):
      guard let first = try await platform.postponedLabelTasks(project).first else { return .item(nil) }
      return .item(try await platform.resumeLabelTask(first.lease.assignment))
    case .takeReview(let project, let queue): return .review(try await platform.nextReview(project, queue))
    case .decide(let task, let fence, let decision, let reason):
      return .task(try await platform.decideReview(task, fence: fence, decision, reason: reason))
    }
  }
}
