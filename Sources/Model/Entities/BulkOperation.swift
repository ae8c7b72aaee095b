public import Foundation

/// One act on many things, kept in the database: it goes on whatever happens to whoever asked for it.
public struct BulkOperation: Hashable, Sendable, Codable {
  public var id: BulkOperationID
  public var state: BulkOperationState
  public var action: BulkAction
  /// What the items were found by, as it is typed.
  public var filter: String
  public var reason: String?
  public var actor: String
  /// Items that were frozen when it was prepared: exactly these are acted on.
  public var total: Int
  public var outcomes: [BulkOutcome: Int]
  /// Items a second at most; `nil`: as fast as it goes.
  public var ratePerSecond: Int?
  /// Why it was stopped.
  public var failure: Failure?
  /// The audit entry of the last thing that a person did with it.
  public var auditID: AuditID?
  public var createdAt: Date
  public var startedAt: Date?
  public var finishedAt: Date?
  /// Whether letters are still as it has marked them, so that restoring takes the mark back.
  public var isUndoable: Bool
  /// The schedule that began it, while there is one.
  public var schedule: String?

  public init(
    id: BulkOperationID, state: BulkOperationState, action: BulkAction, filter: String, reason: String?,
    actor: String, total: Int, outcomes: [BulkOutcome: Int], ratePerSecond: Int?, failure: Failure?,
    auditID: AuditID?, createdAt: Date, startedAt: Date?, finishedAt: Date?, isUndoable: Bool = false,
    schedule: String? = nil
  ) {
    self.schedule = schedule
    self.isUndoable = isUndoable
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

  /// Items that are still to be acted on.
  public var left: Int { outcomes[.pending, default: 0] + outcomes[.waiting, default: 0] }
  /// Items that had their turn and of which the outcome is known.
  public var settled: Int { total - left - outcomes[.running, default: 0] - outcomes[.skipped, default: 0] }
  /// 0…1
  public var fraction: Double { total > 0 ? Double(settled) / Double(total) : 0 }
  /// Items that were acted on in vain, and those that were not acted on.
  public var failed: Int { outcomes[.failed, default: 0] + outcomes[.refused, default: 0] }
}

/// What an operation does to its items.
public enum BulkAction: Hashable, Sendable {
  /// Its items are dead letters.
  case letters(LetterAction)
  /// Its items are versions, each named by the first run that it ever had.
  case backfill(Backfill)

  public var name: String {
    switch self {
    case .letters(let action): action.name
    case .backfill: "backfill"
    }
  }

  public var right: Right {
    switch self {
    case .letters(let action): action.right
    case .backfill: .rerun
    }
  }

  public var backfill: Backfill? { if case .backfill(let backfill) = self { backfill } else { nil } }
}

extension BulkAction: Codable {
  private enum CodingKeys: CodingKey { case name, backfill }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    if let backfill = try container.decodeIfPresent(Backfill.self, forKey: .backfill) {
      self = .backfill(backfill)
    } else {
      self = .letters(try LetterAction(from: decoder))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .letters(let action): try action.encode(to: encoder)
    case .backfill(let backfill):
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(backfill, forKey: .backfill)
    }
  }
}

/// An item of an operation, and what became of it.
public struct BulkOperationItem: Hashable, Sendable, Codable {
  /// A letter's id, or that of the first run of a version.
  public var subject: UUID
  public var outcome: BulkOutcome
  /// What it is, for a person: dataset, version, and of letters step and error code.
  public var title: String
  public var failure: Failure?
  /// The run that was started for it.
  public var runID: RunID?
  public var at: Date?

  public init(subject: UUID, outcome: BulkOutcome, title: String, failure: Failure?, runID: RunID?, at: Date?) {
    self.subject = subject
    self.outcome = outcome
    self.title = title
    self.failure = failure
    self.runID = runID
    self.at = at
  }
}
