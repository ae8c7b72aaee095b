import Foundation
public import Model
public import Postgres
public import Support
import Synchronization

/// What workers log about their jobs, on its way into the database. Logging never waits: lines gather here and are written
/// a few times a second, those of all jobs of the process at once. While the database is away they wait; when too many
/// do, the oldest go, which is logged.
public final class JobLog: Sendable {
  /// The newest lines of each attempt that are kept.
  public static let linesMax: Int64 = 1000
  public static let daysDefault = 14
  /// Lines of the process that wait to be written.
  static let waitingMax = 10_000
  /// UTF-8 bytes of a message, and of what is said beside it.
  static let bytesMax = 4000
  static let writeEvery = Duration.milliseconds(250)
  static let forgetEvery = Duration.seconds(600)

  private let pool: PostgresPool
  private let days: Int
  private let log: Log
  private let waiting = Mutex<[JobLine]>([])

  /// `pool` with the rights of the service that does the jobs; `days`: lines older than that are forgotten.
  public init(pool: PostgresPool, days: Int = JobLog.daysDefault, log: Log) {
    self.pool = pool
    self.days = days
    self.log = log
  }

  /// The log of one attempt: each line names the job, and is kept.
  public func log(of attempt: JobAttempt) -> Log {
    let said = Said()
    return attempt.context(log).also { [self] line in take(line, attempt, said.next()) }
  }

  /// Writes what comes while `work` goes on, and the rest when it has ended.
  public func keep(during work: () async -> Void) async {
    await withTaskGroup { group in
      group.addTask { [self] in await write() }
      await work()
      group.cancelAll()
    }
    // Not cancelled with the work: the last lines are those that are wanted most.
    await Task { [self] in await flush() }.value
  }

  private func write() async {
    var forgetAt = ContinuousClock.now
    while !Task.isCancelled {
      await flush()
      if ContinuousClock.now >= forgetAt {
        forgetAt = .now + JobLog.forgetEvery
        await forget()
      }
      try? await Task.sleep(for: JobLog.writeEvery)
    }
  }

  private func forget() async {
    do {
      try await Leadership.take("job_log", in: pool) { try await JobLineRepository.forget(days: days, $0.connection) }
    } catch {
      if !Task.isCancelled { log(.warning, "cannot forget old lines of jobs' logs", ["error": .string("\(error)")]) }
    }
  }

  private func take(_ line: JSON, _ attempt: JobAttempt, _ number: Int64) {
    keep([JobLine(line, attempt, number: number)], before: false)
  }

  private func keep(_ lines: [JobLine], before: Bool) {
    let excess = waiting.withLock { waiting in
      waiting.insert(contentsOf: lines, at: before ? 0 : waiting.count)
      let excess = waiting.count > JobLog.waitingMax ? JobLog.waitingMax / 10 + waiting.count - JobLog.waitingMax : 0
      waiting.removeFirst(excess)
      return excess
    }
    if excess > 0 { log(.warning, "lines of jobs' logs were dropped", ["count": JSON(excess)]) }
  }

  /// Writes what waits. What cannot be written for the moment waits on.
  func flush() async {
    let lines = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    guard !lines.isEmpty else { return }
    do {
      try await pool.withTransaction { try await JobLineRepository.add(lines, $0) }
    } catch {
      guard Task.isCancelled || Failure(error).isTransient else {
        return log(
          .error, "lines of jobs' logs cannot be kept", ["count": JSON(lines.count), "error": .string("\(error)")])
      }
      keep(lines, before: true)
    }
  }
}

/// How many lines an attempt has logged.
private final class Said: Sendable {
  private let count = Mutex<Int64>(0)

  func next() -> Int64 {
    count.withLock { count in
      count += 1
      return count
    }
  }
}

/// An attempt at a job, as its log names it.
public struct JobAttempt: Hashable, Sendable {
  public var runID: RunID
  public var jobID: StepID
  public var step: String
  public var traceID: TraceID
  public var datasetID: DatasetID
  public var worker: String
  public var number: Int
  public var leaseEpoch: Int64
  /// Who sent the file.
  public var userID: String

  public init(
    _ order: JobOrder, traceID: TraceID, datasetID: DatasetID, worker: String, number: Int, leaseEpoch: Int64
  ) {
    runID = order.runID
    jobID = order.jobID
    step = order.step
    userID = order.file.createdBy
    self.traceID = traceID
    self.datasetID = datasetID
    self.worker = worker
    self.number = number
    self.leaseEpoch = leaseEpoch
  }

  /// The log with what every line about the attempt says.
  public func context(_ log: Log) -> Log {
    log.with([
      "trace_id": traceID.description, "job_id": jobID.description, "dataset_id": datasetID.description,
      "user_id": userID, "step": step, "attempt": String(number),
    ])
  }
}

/// A line on its way: masked, cut, and without bytes that PostgreSQL does not take.
struct JobLine: Sendable {
  let attempt: JobAttempt
  let number: Int64
  let at: Date
  let level: String
  let message: String
  let fields: JSON

  /// What is known from the attempt, and from the line's own columns.
  private static let known: Set<String> = [
    "time", "level", "message", "trace_id", "job_id", "dataset_id", "user_id", "step", "attempt",
  ]

  init(_ line: JSON, _ attempt: JobAttempt, number: Int64) {
    self.attempt = attempt
    self.number = number
    at = line["time"]?.string.flatMap { Date(iso8601: $0) } ?? Date()
    level = line["level"]?.string ?? Log.Level.info.rawValue
    message = JobLine.cut((line["message"] ?? "").masked.string ?? "")
    let fields = JSON.object((line.members ?? []).filter { !JobLine.known.contains($0.name) }).masked
    let count = fields.text().utf8.count
    self.fields = count <= JobLog.bytesMax ? fields : ["cut_bytes": JSON(count)]
  }

  private static func cut(_ text: String) -> String {
    let kept =
      text.utf8.count <= JobLog.bytesMax
      ? text : String(decoding: text.utf8.prefix(JobLog.bytesMax), as: UTF8.self) + "…"
    return kept.replacing("\0", with: "\u{2400}")
  }
}
