public import Foundation

/// Work that was given up: kept with all that is needed to understand it and to do it again.
public struct DeadLetter: Hashable, Sendable, Codable {
  public var id: LetterID
  public var state: LetterState
  /// Groups letters with the same cause: a hash of the error's code, its normalised message, and the function.
  public var signature: String
  public var failure: Failure
  public var eventType: String
  public var eventID: EventID
  public var sourceStream: String
  public var sourceEntryID: String?
  public var runID: RunID?
  public var step: String?
  public var function: String?
  public var datasetID: DatasetID?
  public var datasetName: String?
  public var datasetVersion: String?
  public var traceID: TraceID
  /// The original bytes of the message, as text; invalid UTF-8 shows as U+FFFD. Secrets are masked where people read it.
  public var payload: String
  public var payloadSHA256: String
  public var attempts: [Attempt]
  public var crashCount: Int
  public var firstFailedAt: Date
  public var lastFailedAt: Date
  public var redriveCount: Int
  /// The letter of the run that this one's run repeated.
  public var parentID: LetterID?
  public var rootID: LetterID
  /// The run that the last redrive started; also when it was cancelled, and the letter waits again.
  public var redriveRunID: RunID?
  /// The bulk operation that acted on it last.
  public var operationID: BulkOperationID?
  /// Why it was discarded, or how it was solved elsewhere.
  public var discardReason: String?
  public var actor: String?
  /// What people made of the payload, oldest first; lists leave it empty.
  public var revisions: [PayloadRevision]
  public var createdAt: Date
  public var updatedAt: Date
  /// Raised by every change, by as many as there are lines in its log.
  public var revision: Int64

  public init(
    id: LetterID, state: LetterState, signature: String, failure: Failure, eventType: String, eventID: EventID,
    sourceStream: String, sourceEntryID: String?, runID: RunID?, step: String?, function: String?,
    datasetID: DatasetID?, datasetName: String?, datasetVersion: String?, traceID: TraceID, payload: String,
    payloadSHA256: String, attempts: [Attempt], crashCount: Int, firstFailedAt: Date, lastFailedAt: Date,
    redriveCount: Int, parentID: LetterID?, rootID: LetterID, redriveRunID: RunID?, discardReason: String?,
    actor: String?, createdAt: Date, updatedAt: Date, revision: Int64, operationID: BulkOperationID? = nil,
    revisions: [PayloadRevision] = []
  ) {
    self.revisions = revisions
    self.operationID = operationID
    self.id = id
    self.state = state
    self.signature = signature
    self.failure = failure
    self.eventType = eventType
    self.eventID = eventID
    self.sourceStream = sourceStream
    self.sourceEntryID = sourceEntryID
    self.runID = runID
    self.step = step
    self.function = function
    self.datasetID = datasetID
    self.datasetName = datasetName
    self.datasetVersion = datasetVersion
    self.traceID = traceID
    self.payload = payload
    self.payloadSHA256 = payloadSHA256
    self.attempts = attempts
    self.crashCount = crashCount
    self.firstFailedAt = firstFailedAt
    self.lastFailedAt = lastFailedAt
    self.redriveCount = redriveCount
    self.parentID = parentID
    self.rootID = rootID
    self.redriveRunID = redriveRunID
    self.discardReason = discardReason
    self.actor = actor
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.revision = revision
  }
}

extension DeadLetter {
  /// The data that it is about, or where nobody knows their name what had happened.
  public var subject: String {
    datasetName.map { [$0, datasetVersion].compactMap(\.self).joined(separator: " ") } ?? eventType
  }

  /// The run that did its work last, and that a redrive repeats.
  public var lastRunID: RunID? { redriveRunID ?? runID }
}

/// Letters with one signature. While any of them wait for a decision, all but ``total`` is told of these; else of all.
public struct LetterGroup: Hashable, Sendable, Codable {
  public var signature: String
  public var errorCode: ErrorCode
  /// The newest letter's, as what follows.
  public var message: String
  public var step: String?
  /// What the step does, or the consumer that gave an event up.
  public var function: String?
  /// Letters that wait for a decision (dead or quarantined).
  public var waiting: Int
  public var total: Int
  public var firstFailedAt: Date
  public var lastFailedAt: Date
  public var newest: LetterID

  public init(
    signature: String, errorCode: ErrorCode, message: String, step: String?, function: String? = nil, waiting: Int,
    total: Int, firstFailedAt: Date, lastFailedAt: Date, newest: LetterID
  ) {
    self.function = function
    self.signature = signature
    self.errorCode = errorCode
    self.message = message
    self.step = step
    self.waiting = waiting
    self.total = total
    self.firstFailedAt = firstFailedAt
    self.lastFailedAt = lastFailedAt
    self.newest = newest
  }

  /// Where it failed: the step, or outside of runs the consumer.
  public var place: String? { step ?? function }
}

/// What the workflow service has announced: the letters that were settled, and the bulk operations that ended, before a
/// date are removed after another.
public struct LetterExpiry: Hashable, Sendable, Codable {
  public var id: UUID
  public var settledBefore: Date
  /// How many there were when it was announced.
  public var letters: Int
  public var operations: Int
  public var announcedAt: Date
  public var dueAt: Date
  public var removed: Int

  public init(
    id: UUID, settledBefore: Date, letters: Int, operations: Int = 0, announcedAt: Date, dueAt: Date, removed: Int = 0
  ) {
    self.id = id
    self.settledBefore = settledBefore
    self.letters = letters
    self.operations = operations
    self.announcedAt = announcedAt
    self.dueAt = dueAt
    self.removed = removed
  }
}
