public import Foundation
public import Support

/// A labeled task on a reviewer's screen, held by a lease of its own.
public struct ReviewItem: Hashable, Sendable, Codable {
  public var task: LabelTask
  public var fence: Int64
  public var expiresAt: Date
  public var payload: JSON
  public var predictions: [Prediction]
  public var schemaVersion: Int
  /// The submissions to decide on.
  public var submissions: [Assignment]
  /// Fields on which they differ.
  public var disputed: [String]

  public init(
    task: LabelTask, fence: Int64, expiresAt: Date, payload: JSON, predictions: [Prediction], schemaVersion: Int,
    submissions: [Assignment], disputed: [String]
  ) {
    self.task = task
    self.fence = fence
    self.expiresAt = expiresAt
    self.payload = payload
    self.predictions = predictions
    self.schemaVersion = schemaVersion
    self.submissions = submissions
    self.disputed = disputed
  }
}

/// Which queue a reviewer takes from.
public enum ReviewQueue: String, Hashable, Sendable, Codable, CaseIterable {
  /// Agreed labels that are to be looked at.
  case review
  /// Labels that differ.
  case adjudication

  public var right: LabelingRight { self == .review ? .review : .adjudicate }
}

/// What a reviewer decides.
public enum ReviewDecision: Hashable, Sendable, Codable {
  /// The labels as they are; they have to agree.
  case accept
  /// This answer instead; in an adjudication, the answer.
  case fix(JSON)
  case reject(Requeue)
  /// Leaves it undecided; it comes to the same reviewer again only when nothing else waits.
  case release

  public enum Requeue: String, Hashable, Sendable, Codable, CaseIterable {
    case same, other
    /// The labels are dropped, and nobody is asked again.
    case removed
  }
}

/// What a lead can do with tasks.
public enum LabelTaskAction: Hashable, Sendable, Codable {
  /// Gives drafts out.
  case publish
  case assign(LabelLane)
  case prioritize(Int)
  /// Takes the task away from who holds it.
  case revoke
  case reopen
  case setGold(GoldAnswer)

  public var name: String {
    switch self {
    case .publish: "publish"
    case .assign: "assign"
    case .prioritize: "prioritize"
    case .revoke: "revoke"
    case .reopen: "reopen"
    case .setGold: "set_gold"
    }
  }

  public var right: LabelingRight {
    switch self {
    case .setGold: .adjudicate
    default: .assign
    }
  }
}

/// Whether a task is a gold item, and what its right answer is.
public enum GoldAnswer: Hashable, Sendable, Codable {
  /// The one that was accepted.
  case accepted
  case answer(JSON)
  /// It is a task like any other again.
  case none
}

/// Which tasks are exported.
public struct LabelTaskFilter: Hashable, Sendable, Codable {
  public var states: Set<LabelTaskState>
  /// Tasks that this annotator has or had.
  public var annotator: String?
  public var isGold: Bool?
  public var keyPrefix: String?

  public init(
    states: Set<LabelTaskState> = [], annotator: String? = nil, isGold: Bool? = nil, keyPrefix: String? = nil
  ) {
    self.states = states
    self.annotator = annotator
    self.isGold = isGold
    self.keyPrefix = keyPrefix
  }
}
