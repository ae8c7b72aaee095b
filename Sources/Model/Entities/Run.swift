public import Foundation
public import Support

/// One execution of a workflow for one dataset version.
public struct Run: Hashable, Sendable, Codable {
  public var id: RunID
  public var workflow: String
  public var workflowVersion: Int
  public var datasetID: DatasetID
  public var datasetName: String
  public var datasetVersion: String
  public var traceID: TraceID
  public var state: JobState
  /// The run that this one repeats.
  public var parentID: RunID?
  public var rootID: RunID
  /// The run whose steps this one undoes; `nil` of all others.
  public var compensates: RunID?
  /// What the steps read beside the event, such as `mode`.
  public var parameters: JSON
  public var stepsDone: Int
  public var stepsTotal: Int
  public var failure: Failure?
  public var createdAt: Date
  public var startedAt: Date?
  public var finishedAt: Date?
  public var policy: RunPolicy
  /// Why it has not begun; `nil` when nothing but time is in its way.
  public var hold: RunHold?
  /// When it fails unless it has ended; `nil` before it begins and where there is no deadline.
  public var deadlineAt: Date?
  /// The newest of those that came after it: that do its work again, or undo it.
  public var successor: RunSuccessor?
  /// `nil` of runs that were made before it was written down.
  public var origin: RunOrigin?

  public init(
    id: RunID, workflow: String, workflowVersion: Int, datasetID: DatasetID, datasetName: String,
    datasetVersion: String, traceID: TraceID, state: JobState, parentID: RunID?, rootID: RunID, parameters: JSON,
    stepsDone: Int, stepsTotal: Int, failure: Failure?, createdAt: Date, startedAt: Date?, finishedAt: Date?,
    compensates: RunID? = nil, policy: RunPolicy = RunPolicy(), hold: RunHold? = nil, deadlineAt: Date? = nil,
    successor: RunSuccessor? = nil, origin: RunOrigin? = nil
  ) {
    self.successor = successor
    self.origin = origin
    self.compensates = compensates
    self.policy = policy
    self.hold = hold
    self.deadlineAt = deadlineAt
    self.id = id
    self.workflow = workflow
    self.workflowVersion = workflowVersion
    self.datasetID = datasetID
    self.datasetName = datasetName
    self.datasetVersion = datasetVersion
    self.traceID = traceID
    self.state = state
    self.parentID = parentID
    self.rootID = rootID
    self.parameters = parameters
    self.stepsDone = stepsDone
    self.stepsTotal = stepsTotal
    self.failure = failure
    self.createdAt = createdAt
    self.startedAt = startedAt
    self.finishedAt = finishedAt
  }
}

/// A run that came after another one.
public struct RunSuccessor: Hashable, Sendable, Codable {
  public var id: RunID
  public var state: JobState
  /// It undoes what was done; others do it again.
  public var isUndoing: Bool

  public init(id: RunID, state: JobState, isUndoing: Bool) {
    self.id = id
    self.state = state
    self.isUndoing = isUndoing
  }
}

/// Who or what had a run made.
public struct RunOrigin: Hashable, Sendable, Codable {
  /// A person, or a service and the event that it said.
  public var actor: String
  /// The operation that made it for one of its items; `nil` when somebody asked for this run alone.
  public var operation: BulkOperationID?
  /// The operation runs a workflow for versions; others redrive letters.
  public var isBackfill: Bool
  /// The schedule that began the operation, by the name that it had then.
  public var schedule: String?

  public init(actor: String, operation: BulkOperationID? = nil, isBackfill: Bool = false, schedule: String? = nil) {
    self.actor = actor
    self.operation = operation
    self.isBackfill = isBackfill
    self.schedule = schedule
  }

  public init(actor: String, in operation: BulkOperation?) {
    self.init(
      actor: actor, operation: operation?.id, isBackfill: operation?.action.backfill != nil,
      schedule: operation?.schedule)
  }

  /// The operation, as the audit log has it.
  public var target: AuditTarget? { operation.map { isBackfill ? .backfill($0) : .operation($0) } }

  /// `backfill 0190… of schedule nightly, ann`.
  public var text: String {
    let parts = [target?.description, schedule.map { "of schedule \($0)" }].compactMap(\.self).joined(separator: " ")
    return parts.isEmpty ? actor : "\(parts), \(actor)"
  }
}

extension Run {
  /// What it did not do was done by another.
  public var isRepaired: Bool {
    (state == .failed || state == .cancelled) && successor?.state == .succeeded && successor?.isUndoing == false
  }
}

/// What a run is started from.
public struct RunRequest: Hashable, Sendable, Codable {
  public var workflow: String
  public var datasetID: DatasetID
  public var datasetVersion: String
  /// Those that are not named have the first of their values.
  public var parameters: JSON

  public init(workflow: String, datasetID: DatasetID, datasetVersion: String, parameters: JSON = [:]) {
    self.workflow = workflow
    self.datasetID = datasetID
    self.datasetVersion = datasetVersion
    self.parameters = parameters
  }
}

/// One step of a run.
public struct Step: Hashable, Sendable, Codable {
  public var id: StepID
  public var name: String
  public var function: String
  public var dependsOn: [String]
  public var state: JobState
  /// Attempts so far, those of the runs that this one repeats included.
  public var attempts: [Attempt]
  /// Carried over from the run that this one repeats, not done again.
  public var isCarriedOver: Bool
  public var progress: Progress?
  public var output: JSON?
  public var failure: Failure?
  public var startedAt: Date?
  public var finishedAt: Date?
  /// When a failed attempt is tried again.
  public var nextAttemptAt: Date?
  /// A person may leave it out.
  public var isOptional: Bool
  /// The step of the document of which it is a part.
  public var partOf: String?

  public init(
    id: StepID, name: String, function: String, dependsOn: [String], state: JobState, attempts: [Attempt] = [],
    isCarriedOver: Bool = false, progress: Progress? = nil, output: JSON? = nil, failure: Failure? = nil,
    startedAt: Date? = nil, finishedAt: Date? = nil, nextAttemptAt: Date? = nil,
    isOptional: Bool = false, partOf: String? = nil
  ) {
    self.partOf = partOf
    self.id = id
    self.name = name
    self.function = function
    self.dependsOn = dependsOn
    self.state = state
    self.attempts = attempts
    self.isCarriedOver = isCarriedOver
    self.progress = progress
    self.output = output
    self.failure = failure
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.nextAttemptAt = nextAttemptAt
    self.isOptional = isOptional
  }
}

extension Step {
  /// How often its own run tried.
  public var triesOfOwn: Int { attempts.count { $0.runID == nil } }

  /// It was begun by its run, so there may be something to undo.
  public var mayHaveEffects: Bool { state == .succeeded || (state.isTerminal && startedAt != nil) }
}

/// How far a step is: bytes of the file behind its durable cursor.
public struct Progress: Hashable, Sendable, Codable {
  public var done: Int64
  public var total: Int64

  public init(done: Int64, total: Int64) {
    self.done = done
    self.total = total
  }

  /// 0…1
  public var fraction: Double { total > 0 ? min(1, max(0, Double(done) / Double(total))) : 0 }
}

/// One try of a job by one worker.
public struct Attempt: Hashable, Sendable, Codable {
  public var number: Int
  public var worker: String
  public var leaseEpoch: Int64
  public var startedAt: Date
  public var endedAt: Date
  /// `nil` when it succeeded.
  public var failure: Failure?
  /// The worker died instead of reporting.
  public var isCrash: Bool
  /// The run before whose attempt it was; `nil` of those of the run itself.
  public var runID: RunID?

  public init(
    number: Int, worker: String, leaseEpoch: Int64, startedAt: Date, endedAt: Date, failure: Failure?, isCrash: Bool
  ) {
    self.number = number
    self.worker = worker
    self.leaseEpoch = leaseEpoch
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.failure = failure
    self.isCrash = isCrash
  }
}

public struct RunDetail: Hashable, Sendable, Codable {
  public var run: Run
  public var steps: [Step]
  public var log: [StateChange]
  /// Letters of this run that are not settled.
  public var letters: [LetterID]
  /// The edited payload that it was made from; `nil` of runs that were made from what came.
  public var edit: RunEdit?

  public init(run: Run, steps: [Step], log: [StateChange], letters: [LetterID], edit: RunEdit? = nil) {
    self.edit = edit
    self.run = run
    self.steps = steps
    self.log = log
    self.letters = letters
  }
}

/// One rejected row of a validation report (B4).
public struct RowIssue: Hashable, Sendable, Codable {
  /// 1-based, the header not counted.
  public var row: Int64
  /// The line of the file where the row starts, 1-based.
  public var line: Int64
  public var field: String?
  public var reason: String
  /// The value as received, masked where the field is; cut to a sensible length.
  public var value: String?
  public var suggestion: String

  public init(row: Int64, line: Int64, field: String?, reason: String, value: String?, suggestion: String) {
    self.row = row
    self.line = line
    self.field = field
    self.reason = reason
    self.value = value
    self.suggestion = suggestion
  }
}
