public import Foundation

/// One act on many dead letters, kept in the database: it goes on whatever happens to whoever asked for it.
public struct LetterOperation: Hashable, Sendable, Codable {
  public var id: LetterOperationID
  public var state: LetterOperationState
  public var action: LetterAction
  /// What the letters were found by, as it is typed.
  public var filter: String
  public var reason: String?
  public var actor: String
  /// Letters that were frozen when it was prepared: exactly these are acted on.
  public var total: Int
  public var outcomes: [LetterOutcome: Int]
  /// Letters a second at most; `nil`: as fast as it goes.
  public var ratePerSecond: Int?
  /// Why it was stopped.
  public var failure: Failure?
  /// The audit entry of the last thing that a person did with it.
  public var auditID: AuditID?
  public var createdAt: Date
  public var startedAt: Date?
  public var finishedAt: Date?

  public init(
    id: LetterOperationID, state: LetterOperationState, action: LetterAction, filter: String, reason: String?,
    actor: String, total: Int, outcomes: [LetterOutcome: Int], ratePerSecond: Int?, failure: Failure?,
    auditID: AuditID?, createdAt: Date, startedAt: Date?, finishedAt: Date?
  ) {
    self.id = id
    self.state = state
    self.action = action
    self.filter = filter
    self.reason = reason
    self.actor = actor
    self.total = total
    self.outcomes = outcomes
    self.ratePerSecond = ratePerSecond
    self.failure = failure
    self.auditID = auditID
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }

  /// Letters of which the outcome is known.
  public var settled: Int { total - outcomes[.pending, default: 0] - outcomes[.redriving, default: 0] }
  /// 0…1
  public var fraction: Double { total > 0 ? Double(settled) / Double(total) : 0 }
}

/// A letter of an operation, and what became of it.
public struct LetterOperationItem: Hashable, Sendable, Codable {
  public var letterID: LetterID
  public var outcome: LetterOutcome
  /// What the letter is, for a person: dataset, version, step, error code.
  public var title: String
  public var failure: Failure?
  /// The run that redrives it.
  public var runID: RunID?
  public var at: Date?

  public init(letterID: LetterID, outcome: LetterOutcome, title: String, failure: Failure?, runID: RunID?, at: Date?) {
    self.letterID = letterID
    self.outcome = outcome
    self.title = title
    self.failure = failure
    self.runID = runID
    self.at = at
  }
}
