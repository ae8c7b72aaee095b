import Listing
import Messaging
import Model
import Postgres

/// What workers logged, as a list.
enum LogLineRepository {
  static func page(
    of run: RunID, _ query: ListQuery, _ page: PageRequest, _ connection: PostgresConnection
  ) async throws -> Page<LogLine> {
    try await list.page(query, page, where: Statement("run_id = $1", run), connection)
  }

  static let list = ListTable<LogLine>(
    select: JobLineRepository.columns, from: "flowsight.job_line", key: .bigint("id"), order: .oldestFirst,
    columns: [
      "at": "at", "level": "level", "step": "step", "attempt": "attempt", "message": "message",
      "fields": "fields::text", "worker": "worker", "job": "job_id",
    ], decode: JobLineRepository.line)
}
