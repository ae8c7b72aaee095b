public import Foundation
public import Support

/// One task in the hands of one annotator.
public struct Assignment: Hashable, Sendable, Codable {
  public var id: AssignmentID
  public var taskID: LabelTaskID
  public var annotator: String
  public var state: AssignmentState
  /// The last submission; `nil` where it may not be seen.
  public var annotation: JSON?
  /// Why it was skipped or refused.
  public var reason: String?
  public var leasedAt: Date
  public var expiresAt: Date?
  public var submittedAt: Date?
  /// Work on it, in seconds, as the consoles counted.
  public var secondsSpent: Double

  public init(
    id: AssignmentID, taskID: LabelTaskID, annotator: String, state: AssignmentState, annotation: JSON?,
    reason: String?, leasedAt: Date, expiresAt: Date?, submittedAt: Date?, secondsSpent: Double
  ) {
    self.id = id
    self.taskID = taskID
    self.annotator = annotator
    self.state = state
    self.annotation = annotation
    self.reason = reason
    self.leasedAt = leasedAt
    self.expiresAt = expiresAt
    self.submittedAt = submittedAt
    self.secondsSpent = secondsSpent
  }
}

/// A right to write that a claim gave, until somebody else's claim: every later write names its fence.
public struct LabelLease: Hashable, Sendable, Codable {
  public var assignment: AssignmentID
  public var fence: Int64
  /// By the server's clock.
  public var expiresAt: Date
  /// The server's clock when it answered: the difference is what a countdown shows.
  public var now: Date

  public init(assignment: AssignmentID, fence: Int64, expiresAt: Date, now: Date) {
    self.assignment = assignment
    self.fence = fence
    self.expiresAt = expiresAt
    self.now = now
  }

  private enum CodingKeys: String, CodingKey {
    case assignment, fence, expiresAt, now
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      assignment: try members.decode(AssignmentID.self, forKey: .assignment),
      fence: try members.decode(Int64.self, forKey: .fence),
      expiresAt: try members.decodeIfPresent(Date.self, forKey: .expiresAt) ?? .distantPast,
      now: try members.decode(Date.self, forKey: .now))
  }

  /// A lease that is over has no end to tell of.
  public func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(assignment, forKey: .assignment)
    try members.encode(fence, forKey: .fence)
    if expiresAt > .distantPast { try members.encode(expiresAt, forKey: .expiresAt) }
    try members.encode(now, forKey: .now)
  }
}

/// A task on an annotator's screen. Nothing in it tells a gold item from any other.
public struct WorkItem: Hashable, Sendable, Codable {
  public var lease: LabelLease
  public var state: AssignmentState
  public var taskID: LabelTaskID
  public var projectID: LabelProjectID
  public var key: String
  public var payload: JSON
  public var predictions: [Prediction]
  /// The schema to answer; see ``LabelProject/schema`` and ``LabelingOperations/labelSchema(_:version:)``.
  public var schemaVersion: Int
  /// What was saved last, of this or of an earlier lease of the same annotator.
  public var draft: JSON?
  /// The same annotator's earlier submission, when it was refused or reopened.
  public var before: JSON?
  /// What the reviewer said about it.
  public var remark: String?

  public init(
    lease: LabelLease, state: AssignmentState, taskID: LabelTaskID, projectID: LabelProjectID, key: String,
    payload: JSON, predictions: [Prediction], schemaVersion: Int, draft: JSON?, before: JSON?, remark: String?
  ) {
    self.lease = lease
    self.state = state
    self.taskID = taskID
    self.projectID = projectID
    self.key = key
    self.payload = payload
    self.predictions = predictions
    self.schemaVersion = schemaVersion
    self.draft = draft
    self.before = before
    self.remark = remark
  }

  public static let draftBytesMax = 1 << 20
}

/// What is sent when an annotator has finished.
public struct Submission: Hashable, Sendable, Codable {
  public var lease: LabelLease
  public var annotation: JSON
  /// A new one for each act of submitting, the same for its repetitions.
  public var idempotencyKey: String
  public var secondsSpent: Double

  /// How long its author may take it back.
  public static let undoSeconds = 600.0
  /// How many of the last ones are offered to be taken back.
  public static let undoMax = 10

  public init(lease: LabelLease, annotation: JSON, idempotencyKey: String, secondsSpent: Double = 0) {
    self.lease = lease
    self.annotation = annotation
    self.idempotencyKey = idempotencyKey
    self.secondsSpent = secondsSpent
  }
}

/// How an annotator puts a task down without an answer.
public enum LeaveTask: String, Hashable, Sendable, Codable, CaseIterable {
  /// Never to be seen again; needs a reason.
  case skip
  /// Kept for later, with the draft.
  case postpone
  /// Given back to everybody; its annotator gets it last.
  case release
  /// As if it had never been claimed: it was fetched ahead, and not looked at.
  case putBack = "put_back"
}

/// One version of what was said about a task. Only ever appended.
public struct LabelResult: Hashable, Sendable, Codable {
  public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
    /// By an annotator.
    case submission = "SUBMISSION"
    /// By a reviewer who put it right.
    case fix = "FIX"
    /// By who decided between labels.
    case adjudication = "ADJUDICATION"
    /// Without a review, since all labels agree.
    case consensus = "CONSENSUS"
    /// The gold standard was set.
    case gold = "GOLD"
    /// From another system.
    case imported = "IMPORTED"
  }

  public var id: ResultID
  public var taskID: LabelTaskID
  /// Rises by one with each version of the task.
  public var version: Int
  public var kind: Kind
  public var author: String
  public var at: Date
  public var schemaVersion: Int
  /// What the same author (or, for a decision, the task) had said before.
  public var before: JSON?
  public var after: JSON
  public var reason: String?

  public init(
    id: ResultID, taskID: LabelTaskID, version: Int, kind: Kind, author: String, at: Date, schemaVersion: Int,
    before: JSON?, after: JSON, reason: String?
  ) {
    self.id = id
    self.taskID = taskID
    self.version = version
    self.kind = kind
    self.author = author
    self.at = at
    self.schemaVersion = schemaVersion
    self.before = before
    self.after = after
    self.reason = reason
  }
}

/// A task with its history.
public struct LabelTaskDetail: Hashable, Sendable, Codable {
  public var task: LabelTask
  public var payload: JSON
  public var predictions: [Prediction]
  /// `nil` where it may not be seen.
  public var gold: JSON?
  /// Of others only where they may be seen.
  public var assignments: [Assignment]
  public var results: [LabelResult]
  public var log: [StateChange]

  public init(
    task: LabelTask, payload: JSON, predictions: [Prediction], gold: JSON?, assignments: [Assignment],
    results: [LabelResult], log: [StateChange]
  ) {
    self.task = task
    self.payload = payload
    self.predictions = predictions
    self.gold = gold
    self.assignments = assignments
    self.results = results
    self.log = log
  }
}
