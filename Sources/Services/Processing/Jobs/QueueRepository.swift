import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of queues, for people: how many jobs wait, and who holds which.
enum QueueRepository {
  /// Jobs in line and those that are not, apart: each has an index of its own, and the jobs that are done are many.
  private static func available(_ condition: String) -> String {
    """
    SELECT queue, count(*) FILTER (WHERE next_run_at <= now()) AS due,
      count(*) FILTER (WHERE next_run_at > now()) AS later, 0 AS leased,
      min(next_run_at) FILTER (WHERE next_run_at <= now()) AS due_since
    FROM processing.proc_job WHERE status = 'AVAILABLE' AND \(condition) GROUP BY queue
    """
  }

  static func jobs(_ connection: PostgresConnection) async throws -> [String: Queue.Jobs] {
    try jobs(try await connection.query(Statement(jobsSQL)))
  }

  static let jobsSQL = """
    SELECT queue, sum(due)::bigint AS due, sum(later)::bigint AS later, sum(leased)::bigint AS leased,
      min(due_since) AS due_since
    FROM (
      \(available("turn IS NULL"))
      UNION ALL
      \(available("turn IS NOT NULL"))
      UNION ALL
      SELECT queue, 0, 0, count(*), NULL FROM processing.proc_job WHERE status = 'LEASED' GROUP BY queue) AS parts
    GROUP BY queue
    """

  private static func jobs(_ rows: PostgresRows) throws -> [String: Queue.Jobs] {
    var jobs: [String: Queue.Jobs] = [:]
    for row in rows {
      let queue: String = try row.decode("queue")
      jobs[queue] = Queue.Jobs(
        due: try row.decode("due"), later: try row.decode("later"), leased: try row.decode("leased"),
        dueSince: try row.decode("due_since"))
    }
    return jobs
  }

  static func leases(queue: String, limit: Int, _ connection: PostgresConnection) async throws -> [JobLease] {
    try await connection.query(
      """
      SELECT \(leaseColumns) FROM processing.proc_job
      WHERE status = 'LEASED' AND queue = $1 ORDER BY started_at, id LIMIT $2
      """, queue, limit
    ).map(lease)
  }

  static func lease(of job: StepID, _ connection: PostgresConnection) async throws -> JobLease? {
    try await connection.query(
      "SELECT \(leaseColumns) FROM processing.proc_job WHERE status = 'LEASED' AND id = $1", job
    ).first.map(lease)
  }

  static func queue(of job: StepID, _ connection: PostgresConnection) async throws -> String? {
    try await connection.query("SELECT queue FROM processing.proc_job WHERE id = $1", job).decodeFirst("queue")
  }

  private static let leaseColumns = """
    id, run_id, step, job_order -> 'file' ->> 'dataset_name' AS dataset_name, dataset_version, lease_owner, lease_epoch,
    started_at, lease_expires_at, progress_done, progress_total, trace_id
    """

  private static func lease(_ row: PostgresRow) throws -> JobLease {
    let progress = Model.Progress(done: try row.decode("progress_done"), total: try row.decode("progress_total"))
    return JobLease(
      jobID: try row.decode("id"), runID: try row.decode("run_id"), step: try row.decode("step"),
      datasetName: try row.decode("dataset_name"), datasetVersion: try row.decode("dataset_version"),
      worker: try row.decode("lease_owner"), epoch: try row.decode("lease_epoch"),
      since: try row.decode("started_at"), expiresAt: try row.decode("lease_expires_at"),
      progress: progress.total > 0 ? progress : nil, traceID: try row.decode("trace_id"))
  }
}
