/// Which stream carries which events, and which consumer group reads which stream: the whole topology as data.
public enum Streams {
  /// Events about datasets, in the form that existing FlowSight deployments use.
  public static let datasetEvents = "dataset.events"
  /// Where existing deployments keep the dead letters of ``datasetEvents``.
  public static let datasetLetters = "dataset.events.dlq"
  /// What happens to runs and jobs.
  public static let workflowEvents = "workflow.events"
  /// What happens to labeling tasks and their results.
  public static let labelingEvents = "labeling.events"
  public static let auditEvents = "iam.events"
  /// Work for the service that owns the queue: one message a ready step.
  public static func jobs(queue: String) -> String { "workflow.jobs.\(queue)" }

  public static let processingQueue = "processing"
  public static let metadataQueue = "metadata"
  /// The queues that a service reads.
  public static let jobQueues = [processingQueue, metadataQueue]

  public static func stream(of type: EventType, queue: String? = nil) -> String {
    if [.jobReady, .jobCancelled, .jobReleased, .queueChanged].contains(type) {
      return jobs(queue: queue ?? processingQueue)
    }
    if type == .auditRecorded { return auditEvents }
    if type.rawValue.hasPrefix("labeling.") { return labelingEvents }
    return type.rawValue.hasPrefix("dataset.") ? datasetEvents : workflowEvents
  }

  /// One consumer group on one stream.
  public struct Subscription: Hashable, Sendable {
    public var stream: String
    public var group: String

    public init(stream: String, group: String) {
      self.stream = stream
      self.group = group
    }
  }

  public static let subscriptions: [Subscription] = [
    Subscription(stream: datasetEvents, group: "workflow-group"),
    Subscription(stream: datasetEvents, group: "metadata-group"),
    Subscription(stream: datasetLetters, group: "letter-group"),
    Subscription(stream: workflowEvents, group: "workflow-group"),
    Subscription(stream: workflowEvents, group: "metadata-group"),
    Subscription(stream: jobs(queue: processingQueue), group: "processing-group"),
    Subscription(stream: jobs(queue: metadataQueue), group: "metadata-group"),
    Subscription(stream: labelingEvents, group: "metadata-group"),
    Subscription(stream: auditEvents, group: "iam-group"),
  ]
}
