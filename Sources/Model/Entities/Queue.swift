public import Foundation
public import Support

/// One consumer group on one stream: how much waits there, and how fast it moves.
public struct Queue: Hashable, Sendable, Codable {
  public var stream: String
  public var group: String
  /// Entries that the stream keeps, done or not.
  public var length: Int
  /// Entries not yet delivered; `nil` when Redis cannot tell.
  public var lag: Int?
  /// Entries delivered and not acknowledged.
  public var pending: Int
  public var consumers: Int
  /// Entries that were ever added to the stream.
  public var added: Int
  /// When the oldest entry was added that is not acknowledged.
  public var oldestAt: Date?
  /// What can hold it; `nil` where events flow that nothing holds.
  public var gate: Gate?
  /// Jobs that were taken from the stream and are not done; `nil` where there are none.
  public var jobs: Jobs?
  /// Runs that stand still until it is resumed; `nil` where there are none.
  public var held: Held?
  /// The last minutes, oldest first.
  public var rates: [Rate]

  public init(
    stream: String, group: String, length: Int, lag: Int?, pending: Int, consumers: Int, added: Int = 0,
    oldestAt: Date? = nil, gate: Gate? = nil, jobs: Jobs? = nil, held: Held? = nil, rates: [Rate] = []
  ) {
    self.stream = stream
    self.group = group
    self.length = length
    self.lag = lag
    self.pending = pending
    self.consumers = consumers
    self.added = added
    self.oldestAt = oldestAt
    self.gate = gate
    self.jobs = jobs
    self.held = held
    self.rates = rates
  }

  public struct ID: Hashable, Sendable, Codable, CustomStringConvertible {
    public var stream: String
    public var group: String

    public init(stream: String, group: String) {
      self.stream = stream
      self.group = group
    }

    public var description: String { "\(stream)/\(group)" }
  }

  /// Jobs as the service that does them keeps them.
  public struct Jobs: Hashable, Sendable, Codable {
    /// They may begin now.
    public var due: Int
    /// They are tried again later.
    public var later: Int
    public var leased: Int
    /// Since when the oldest one that is due may begin.
    public var dueSince: Date?

    public init(due: Int, later: Int, leased: Int, dueSince: Date?) {
      self.due = due
      self.later = later
      self.leased = leased
      self.dueSince = dueSince
    }
  }

  /// Runs whose next step is not even ordered while the queue is paused.
  public struct Held: Hashable, Sendable, Codable {
    public var runs: Int
    /// Since when the first of them stands still.
    public var since: Date

    public init(runs: Int, since: Date) {
      self.runs = runs
      self.since = since
    }
  }

  /// Entries a second between two looks; `nil` where the stream began anew between them.
  public struct Rate: Hashable, Sendable, Codable {
    public var at: Date
    public var added: Double?
    public var done: Double?

    public init(at: Date, added: Double?, done: Double?) {
      self.at = at
      self.added = added
      self.done = done
    }
  }

  public var id: ID { ID(stream: stream, group: group) }
  /// What nobody has begun.
  public var waiting: Int { (lag ?? 0) + (jobs?.due ?? 0) + (held?.runs ?? 0) }
  /// When the oldest thing that nobody has finished came.
  public var waitingSince: Date? { [oldestAt, jobs?.dueSince, held?.since].compactMap(\.self).min() }

  /// Entries a second, the mean of the last `seconds`; `nil` when nobody looked.
  public func mean(_ side: (Rate) -> Double?, seconds: Double = 60) -> Double? {
    guard let last = rates.last else { return nil }
    let values = rates.filter { last.at.timeIntervalSince($0.at) < seconds }.compactMap(side)
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// How far a queue was at one look.
  public struct Sample: Hashable, Sendable {
    public var at: Date
    public var added: Int
    /// Added and acknowledged; `nil` when Redis cannot tell.
    public var done: Int?

    public init(at: Date, added: Int, done: Int?) {
      self.at = at
      self.added = added
      self.done = done
    }
  }

  /// Added and acknowledged by now.
  public var sample: (added: Int, done: Int?) { (added, lag.map { max(0, added - $0 - pending) }) }

  /// The rates between looks, oldest first. A count that falls tells that the stream began anew.
  public static func rates(_ samples: [Sample]) -> [Rate] {
    zip(samples, samples.dropFirst()).compactMap { before, after in
      let seconds = after.at.timeIntervalSince(before.at)
      guard seconds > 0 else { return nil }
      func rate(_ from: Int?, _ to: Int?) -> Double? {
        guard let from, let to, to >= from else { return nil }
        return Double(to - from) / seconds
      }
      return Rate(at: after.at, added: rate(before.added, after.added), done: rate(before.done, after.done))
    }
  }
}

/// A queue with who works on it, and what is in it.
public struct QueueDetail: Hashable, Sendable, Codable {
  public var queue: Queue
  public var consumers: [Consumer]
  /// The jobs that workers hold, oldest first.
  public var leases: [JobLease]
  /// The oldest entries that are not acknowledged: those that consumers have, then those that wait.
  public var entries: [Entry]

  public init(queue: Queue, consumers: [Consumer], leases: [JobLease], entries: [Entry]) {
    self.queue = queue
    self.consumers = consumers
    self.leases = leases
    self.entries = entries
  }

  public struct Consumer: Hashable, Sendable, Codable {
    public var name: String
    public var pending: Int
    /// Since it last asked.
    public var idleSeconds: Double

    public init(name: String, pending: Int, idleSeconds: Double) {
      self.name = name
      self.pending = pending
      self.idleSeconds = idleSeconds
    }
  }

  public struct Entry: Hashable, Sendable, Codable {
    public var id: String
    public var at: Date
    /// Who has it; `nil` while it waits.
    public var consumer: String?
    public var deliveries: Int
    /// `nil` when it cannot be read.
    public var eventType: String?
    public var traceID: TraceID?
    /// `nil` where the reader may not look.
    public var payload: JSON?

    public init(
      id: String, at: Date, consumer: String?, deliveries: Int, eventType: String?, traceID: TraceID?, payload: JSON?
    ) {
      self.id = id
      self.at = at
      self.consumer = consumer
      self.deliveries = deliveries
      self.eventType = eventType
      self.traceID = traceID
      self.payload = payload
    }
  }
}

/// The right to work on a job, as a worker holds it now.
public struct JobLease: Hashable, Sendable, Codable {
  public var jobID: StepID
  public var runID: RunID
  public var step: String
  public var datasetName: String
  public var datasetVersion: String
  public var worker: String
  public var epoch: Int64
  public var since: Date
  public var expiresAt: Date
  public var progress: Progress?
  public var traceID: TraceID

  public init(
    jobID: StepID, runID: RunID, step: String, datasetName: String, datasetVersion: String, worker: String,
    epoch: Int64, since: Date, expiresAt: Date, progress: Progress?, traceID: TraceID
  ) {
    self.jobID = jobID
    self.runID = runID
    self.step = step
    self.datasetName = datasetName
    self.datasetVersion = datasetVersion
    self.worker = worker
    self.epoch = epoch
    self.since = since
    self.expiresAt = expiresAt
    self.progress = progress
    self.traceID = traceID
  }
}
