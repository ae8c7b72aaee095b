public import Foundation
public import Support

/// The envelope in which services speak to each other (H1).
public struct Event: Hashable, Sendable, Codable {
  public var eventID: EventID
  public var eventType: EventType
  public var occurredAt: Date
  public var traceID: TraceID
  /// The service that published it.
  public var producer: String
  public var datasetID: DatasetID?
  public var datasetVersion: String?
  public var payload: JSON
  /// The fields of its stream entry, an object of texts, where they are kept as they were written: in what a deployment
  /// that was there before says, or is to be told again. `nil`: they follow from the others.
  public var fields: JSON?

  public init(
    eventID: EventID, eventType: EventType, occurredAt: Date, traceID: TraceID, producer: String,
    datasetID: DatasetID?, datasetVersion: String?, payload: JSON, fields: JSON? = nil
  ) {
    self.fields = fields
    self.eventID = eventID
    self.eventType = eventType
    self.occurredAt = occurredAt
    self.traceID = traceID
    self.producer = producer
    self.datasetID = datasetID
    self.datasetVersion = datasetVersion
    self.payload = payload
  }

  /// Whether a deployment that was there before says it, of data in its own tables.
  public var isOfOthers: Bool { fields != nil }

  /// Whether an entry of a stream with such texts under its fields is that deployment's: it has no payload, or one that is
  /// no JSON, and then names no producer, and its uploads by their jobs.
  public static func isOfOthers(_ text: (String) -> String?) -> Bool {
    guard let payload = text("payload") else { return true }
    guard text("producer") == nil, text("ingestion_job_id") != nil else { return false }
    do {
      _ = try JSON(parsing: payload)
      return false
    } catch {
      return true
    }
  }

  /// The same of a kept entry, in which what is no text stands as an object.
  public static func isOfOthers(_ kept: JSON) -> Bool {
    isOfOthers { name in kept.members?.first { $0.name == name }.map { $0.value.string ?? "" } }
  }
}

/// A name of the form `domain.entity.action`. Open: a stream may carry types that this version does not know.
public struct EventType: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  public var rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }

  public static let datasetIngested: EventType = "dataset.ingested"
  public static let datasetValidated: EventType = "dataset.validated"
  public static let datasetValidationFailed: EventType = "dataset.validation.failed"
  public static let datasetProcessed: EventType = "dataset.processed"
  public static let datasetProcessFailed: EventType = "dataset.process.failed"
  public static let datasetVersionPublished: EventType = "dataset.version.published"
  public static let datasetVersionWithdrawn: EventType = "dataset.version.withdrawn"
  public static let runStarted: EventType = "workflow.run.started"
  public static let runFailed: EventType = "workflow.run.failed"
  public static let runCancelled: EventType = "workflow.run.cancelled"
  /// A run has ended that others may have waited for.
  public static let slotFreed: EventType = "workflow.slot.freed"
  /// A workflow or a queue lets work through again.
  public static let gateResumed: EventType = "workflow.gate.resumed"
  /// To the service that owns the queue: whether it may begin what is in it.
  public static let queueChanged: EventType = "workflow.queue.changed"
  public static let jobReady: EventType = "workflow.job.ready"
  /// The order is taken back.
  public static let jobCancelled: EventType = "workflow.job.cancelled"
  /// The lease is ended, and the job is free for others.
  public static let jobReleased: EventType = "workflow.job.released"
  public static let jobStarted: EventType = "workflow.job.started"
  public static let jobRetrying: EventType = "workflow.job.retrying"
  public static let jobSucceeded: EventType = "workflow.job.succeeded"
  public static let jobDeadlettered: EventType = "workflow.job.deadlettered"
  public static let labelingTaskCreated: EventType = "labeling.task.created"
  public static let labelingTaskCompleted: EventType = "labeling.task.completed"
  public static let labelingResultsPublished: EventType = "labeling.results.published"
  public static let auditRecorded: EventType = "iam.audit.recorded"
}
