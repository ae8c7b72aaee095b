public import Model
public import Postgres
import Support

/// What people ask of the processing service: progress, workers, validation reports.
public struct ProcessingService: Sendable {
  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  public func progress(of steps: [StepID]) async throws -> [StepID: Progress] {
    let found = try await pool.withConnection { try await JobRepository.progress(of: steps, $0) }
    return Dictionary(found.map { ($0.job, $0.progress) }, uniquingKeysWith: { first, _ in first })
  }

  public func workers() async throws -> [Overview.Worker] {
    try await pool.withConnection { try await JobRepository.workers($0) }
  }

  /// Jobs that are not done, by the queue they are of. A queue of this service without any has all zero.
  public func jobs() async throws -> [String: Queue.Jobs] {
    let found = try await pool.withConnection { try await QueueRepository.jobs($0) }
    let none = Queue.Jobs(due: 0, later: 0, leased: 0, dueSince: nil)
    return [Streams.processingQueue: none].merging(found) { _, found in found }
  }

  /// The jobs of a queue that workers hold, oldest first.
  public func leases(queue: String, limit: Int) async throws -> [JobLease] {
    try await pool.withConnection { try await QueueRepository.leases(queue: queue, limit: limit, $0) }
  }

  /// The lease of a job; `nil` when nobody works on it.
  public func lease(of job: StepID) async throws -> JobLease? {
    try await pool.withConnection { try await QueueRepository.lease(of: job, $0) }
  }

  /// The queue that a job is of; `nil` when it is not known here.
  public func queue(of job: StepID) async throws -> String? {
    try await pool.withConnection { try await QueueRepository.queue(of: job, $0) }
  }

  /// The leases of jobs under a trace.
  public func trace(_ id: TraceID, limit: Int) async throws -> [TraceEvent] {
    try await pool.withConnection { try await TraceRepository.leases(of: id, limit: limit, $0) }
  }

  /// The rows that a validation refused, in the order of the file; `report` is the `report_id` of its output.
  public func issues(of report: StepID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<RowIssue> {
    try await pool.withConnection { try await IssueRepository.list(of: report, query, page, $0) }
  }
}
