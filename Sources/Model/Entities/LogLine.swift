public import Foundation
public import Support

/// A line that a worker logged while it did a job.
public struct LogLine: Hashable, Sendable, Codable {
  /// Rises: what was kept later has a greater one.
  public var id: Int64
  public var at: Date
  public var level: Log.Level
  public var runID: RunID
  public var jobID: StepID
  public var step: String
  public var traceID: TraceID
  public var datasetID: DatasetID
  public var worker: String
  public var attempt: Int
  public var leaseEpoch: Int64
  /// Its place in what was said under the lease, from 1: before the first that is kept there were so many less one.
  public var number: Int64
  public var message: String
  /// What is said beside the message, secrets masked.
  public var fields: JSON

  public init(
    id: Int64, at: Date, level: Log.Level, runID: RunID, jobID: StepID, step: String, traceID: TraceID,
    datasetID: DatasetID, worker: String, attempt: Int, leaseEpoch: Int64, number: Int64, message: String,
    fields: JSON
  ) {
    self.id = id
    self.at = at
    self.level = level
    self.runID = runID
    self.jobID = jobID
    self.step = step
    self.traceID = traceID
    self.datasetID = datasetID
    self.worker = worker
    self.attempt = attempt
    self.leaseEpoch = leaseEpoch
    self.number = number
    self.message = message
    self.fields = fields
  }

  /// What is said beside the message: `done=5 total=12`.
  public var details: String {
    (fields.members ?? []).map { "\($0.name)=\($0.value.string ?? $0.value.text())" }.joined(separator: " ")
  }

  /// `committed done=5 total=12`
  public var text: String { details.isEmpty ? message : message + " " + details }
}
