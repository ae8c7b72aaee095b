public import Foundation
public import Support

/// The payload of `dataset.ingested`: all that processing needs, so that it never reads another service's tables.
public struct IngestedFile: Hashable, Sendable, Codable {
  public var ingestionJobID: UploadID
  public var datasetName: String
  public var objectKey: String
  /// Bytes.
  public var fileSize: Int64
  public var status: UploadState
  public var fileName: String
  public var sha256: String
  public var mode: LoadMode
  public var template: Template
  public var createdBy: String

  public init(
    ingestionJobID: UploadID, datasetName: String, objectKey: String, fileSize: Int64, status: UploadState,
    fileName: String, sha256: String, mode: LoadMode, template: Template, createdBy: String
  ) {
    self.ingestionJobID = ingestionJobID
    self.datasetName = datasetName
    self.objectKey = objectKey
    self.fileSize = fileSize
    self.status = status
    self.fileName = fileName
    self.sha256 = sha256
    self.mode = mode
    self.template = template
    self.createdBy = createdBy
  }
}

/// The payload of `workflow.gate.resumed` and `workflow.queue.changed`.
public struct GateReport: Hashable, Sendable, Codable {
  public var gate: Gate
  /// Runs up to this one have been taken into account.
  public var after: RunID?

  public init(_ gate: Gate, after: RunID? = nil) {
    self.gate = gate
    self.after = after
  }
}

/// The payload of `workflow.slot.freed`: runs of the workflow, of the dataset when one is named, may begin.
public struct FreedSlot: Hashable, Sendable, Codable {
  public var workflow: String
  public var datasetID: DatasetID?

  public init(workflow: String, datasetID: DatasetID?) {
    self.workflow = workflow
    self.datasetID = datasetID
  }
}

/// The payload of `workflow.job.released`.
public struct JobRelease: Hashable, Sendable, Codable {
  public var jobID: StepID
  /// Only this lease is ended; a later one stays.
  public var leaseEpoch: Int64
  public var actor: String
  public var reason: String

  public init(jobID: StepID, leaseEpoch: Int64, actor: String, reason: String) {
    self.jobID = jobID
    self.leaseEpoch = leaseEpoch
    self.actor = actor
    self.reason = reason
  }
}

/// The payload of `workflow.job.ready` and `workflow.job.cancelled`: one step of one run, to be done by the service that owns the queue.
public struct JobOrder: Hashable, Sendable, Codable {
  public var jobID: StepID
  public var runID: RunID
  public var workflow: String
  public var step: String
  public var function: String
  public var queue: String
  public var retry: RetryPolicy
  public var timeoutSeconds: Int
  /// Attempts of the runs that this one repeats.
  public var priorAttempts: Int
  public var file: IngestedFile
  public var parameters: JSON
  /// The outputs of the steps before, by step name; of a step that had parts, the list of theirs.
  public var inputs: JSON
  /// How much comes first; `nil` is 0.
  public var priority: Int?
  /// Of a step with parts, the one to be done.
  public var part: FanOut.Part?

  public init(
    jobID: StepID, runID: RunID, workflow: String, step: String, function: String, queue: String, retry: RetryPolicy,
    timeoutSeconds: Int, priorAttempts: Int, file: IngestedFile, parameters: JSON, inputs: JSON, priority: Int? = nil,
    part: FanOut.Part? = nil
  ) {
    self.priority = priority
    self.part = part
    self.jobID = jobID
    self.runID = runID
    self.workflow = workflow
    self.step = step
    self.function = function
    self.queue = queue
    self.retry = retry
    self.timeoutSeconds = timeoutSeconds
    self.priorAttempts = priorAttempts
    self.file = file
    self.parameters = parameters
    self.inputs = inputs
  }
}

/// The payload of `workflow.job.started`, `.retrying`, `.succeeded` and `.deadlettered`.
public struct JobReport: Hashable, Sendable, Codable {
  public var jobID: StepID
  public var runID: RunID
  public var step: String
  public var worker: String
  /// Rises with every claim: a report of an older epoch than one already seen is stale.
  public var leaseEpoch: Int64
  /// When the attempt began.
  public var startedAt: Date?
  /// The attempt that ended; `nil` when one begins.
  public var attempt: Attempt?
  public var output: JSON?
  public var nextAttemptAt: Date?
  public var crashCount: Int
  public var sourceStream: String?
  public var sourceEntryID: String?

  public init(
    jobID: StepID, runID: RunID, step: String, worker: String, leaseEpoch: Int64, startedAt: Date? = nil,
    attempt: Attempt? = nil,
    output: JSON? = nil, nextAttemptAt: Date? = nil, crashCount: Int = 0, sourceStream: String? = nil,
    sourceEntryID: String? = nil
  ) {
    self.jobID = jobID
    self.runID = runID
    self.step = step
    self.worker = worker
    self.leaseEpoch = leaseEpoch
    self.startedAt = startedAt
    self.attempt = attempt
    self.output = output
    self.nextAttemptAt = nextAttemptAt
    self.crashCount = crashCount
    self.sourceStream = sourceStream
    self.sourceEntryID = sourceEntryID
  }
}

/// The payload of `workflow.run.started`, `.failed` and `.cancelled`.
public struct RunReport: Hashable, Sendable, Codable {
  public var runID: RunID
  public var workflow: String
  public var failure: Failure?
  /// `false` of runs that read the version and do not make it; `nil` is `true`.
  public var makesVersion: Bool?

  public init(runID: RunID, workflow: String, failure: Failure? = nil, makesVersion: Bool? = nil) {
    self.makesVersion = makesVersion
    self.runID = runID
    self.workflow = workflow
    self.failure = failure
  }
}

/// The payload of `dataset.processed`, and the output of the step that built the tables.
public struct ProcessedVersion: Hashable, Sendable, Codable {
  public var runID: RunID
  public var rows: RowCounts
  public var odsTable: String
  public var dwdTable: String

  public init(runID: RunID, rows: RowCounts, odsTable: String, dwdTable: String) {
    self.runID = runID
    self.rows = rows
    self.odsTable = odsTable
    self.dwdTable = dwdTable
  }
}

/// The payload of `labeling.results.published`: from what a dataset version of labels was made.
public struct PublishedLabels: Hashable, Sendable, Codable {
  public var projectID: LabelProjectID
  public var project: String
  /// The tables and versions that the project's tasks were made from, `schema.table@version` each.
  public var sources: [String]
  public var datasetName: String

  public init(projectID: LabelProjectID, project: String, sources: [String], datasetName: String) {
    self.projectID = projectID
    self.project = project
    self.sources = sources
    self.datasetName = datasetName
  }
}
