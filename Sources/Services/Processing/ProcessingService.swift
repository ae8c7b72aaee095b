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

  /// The rows that a validation refused, in the order of the file; `report` is the `report_id` of its output.
  public func issues(of report: StepID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<RowIssue> {
    try await pool.withConnection { try await IssueRepository.list(of: report, query, page, $0) }
  }
}
