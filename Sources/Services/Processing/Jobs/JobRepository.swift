import Foundation
import Messaging
import Model
import Postgres
import Support

/// The SQL of jobs, their leases and their log.
enum JobRepository {
  /// A job that a worker has just claimed.
  struct Claim {
    var lease: Lease
    var order: JobOrder
    var datasetID: DatasetID
    var datasetVersion: String
    var traceID: TraceID
    var attempt: Int
    var crashCount: Int
    var cursor: JSON?
    var startedAt: Date
    var sourceStream: String
    var sourceEntryID: String
  }

  /// Records an order. An order that is known already changes nothing.
  static func register(_ delivery: Delivery, _ order: JobOrder, _ connection: PostgresConnection) async throws {
    _ = try await connection.pipeline(try registration(delivery, order))
  }

  static func registration(_ delivery: Delivery, _ order: JobOrder) throws -> [Statement] {
    let event = delivery.event
    guard let datasetID = event.datasetID, let version = event.datasetVersion else {
      throw Failure("event_incomplete", "the order for \(order.step) names no dataset or no version")
    }
    let queue = Statement(
      "INSERT INTO processing.proc_queue (name, status, revision) VALUES ($1, $2, 0) ON CONFLICT DO NOTHING",
      order.queue, GateState.initial)
    let job = Statement(
      """
      INSERT INTO processing.proc_job (id, run_id, step, function, status, job_order, trace_id, dataset_id,
        dataset_version, source_stream, source_entry_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING
      """, order.jobID, order.runID, order.step, order.function, LeaseState.initial, try JSON(encoding: order),
      event.traceID, datasetID, version, delivery.stream, delivery.entryID)
    return [queue, job]
  }

  /// Takes a job back. Raising the epoch is the fence: whoever works on it writes nothing more.
  static func cancel(_ job: StepID, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      WITH before AS (
        SELECT id, status, lease_owner FROM processing.proc_job
        WHERE id = $1 AND status IN ('AVAILABLE', 'LEASED') FOR UPDATE),
      cancelled AS (
        UPDATE processing.proc_job j SET status = 'CANCELLED', lease_epoch = lease_epoch + 1, lease_owner = NULL,
          lease_expires_at = NULL, updated_at = now()
        FROM before b WHERE j.id = b.id RETURNING j.id, j.lease_epoch, b.status, b.lease_owner)
      INSERT INTO processing.proc_job_event (job_id, event, from_status, to_status, worker, lease_epoch)
      SELECT id, 'cancelled', status, 'CANCELLED', coalesce(lease_owner, 'orchestrator'), lease_epoch FROM cancelled
      """, job)
  }

  /// Remembers whether a queue is held, and its limits; older news than what is known changes nothing.
  static func setQueue(_ gate: Gate, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO processing.proc_queue AS q (name, status, revision, rate_per_second, leases_max)
      VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (name) DO UPDATE SET status = excluded.status, revision = excluded.revision,
        rate_per_second = excluded.rate_per_second, leases_max = excluded.leases_max, updated_at = now(),
        refilled_at = CASE WHEN q.rate_per_second = excluded.rate_per_second THEN q.refilled_at END
      WHERE q.revision < excluded.revision
      """, gate.id.name, gate.state, gate.revision, gate.limits?.ratePerSecond, gate.limits?.leasesMax)
  }

  // MARK: - Under the fence

  /// Prolongs the lease, never past the deadline. `false`: the lease is lost.
  static func heartbeat(
    _ lease: Lease, leaseSeconds: Double = Worker.leaseSeconds, _ connection: PostgresConnection
  ) async throws -> Bool {
    try await connection.query(
      """
      UPDATE processing.proc_job SET lease_expires_at = least(now() + make_interval(secs => $3), deadline_at)
      WHERE id = $1 AND lease_epoch = $2 AND status = 'LEASED' AND deadline_at > now()
      """, lease.jobID, lease.epoch, leaseSeconds
    ).affectedCount == 1
  }

  static func moveCursor(
    _ lease: Lease, _ cursor: JSON, _ progress: Model.Progress, _ connection: PostgresConnection
  ) async throws -> Bool {
    try await connection.query(
      """
      UPDATE processing.proc_job SET work_cursor = $3, progress_done = $4, progress_total = $5, updated_at = now()
      WHERE id = $1 AND lease_epoch = $2 AND status = 'LEASED'
      """, lease.jobID, lease.epoch, cursor, progress.done, progress.total
    ).affectedCount == 1
  }

  static func finish(_ lease: Lease, output: JSON, _ connection: PostgresConnection) async throws -> Bool {
    try await connection.query(
      """
      UPDATE processing.proc_job SET status = 'DONE', output = $3, failure = NULL, lease_owner = NULL,
        lease_expires_at = NULL, progress_done = progress_total, updated_at = now()
      WHERE id = $1 AND lease_epoch = $2 AND status = 'LEASED'
      """, lease.jobID, lease.epoch, output
    ).affectedCount == 1
  }

  /// How a lease ends that ends without success.
  enum Ending: Hashable, Sendable {
    /// The attempt counts.
    case failed
    /// Its worker fell silent: a crash counts instead of an attempt, and the job keeps its place in line.
    case crashed
    /// It was given back in good order: nothing counts, and the job keeps its place in line.
    case returned
  }

  /// What a job that was released stands at.
  struct Released {
    var cursor: JSON
    /// By the server's clock; `nil` when it is not done again.
    var nextRunAt: Date?
  }

  /// Ends the lease without success: to be claimed again after a pause, or never when that is `nil`. Returns `nil` when
  /// the lease was lost. The pause is counted by the server's clock, which claims look at.
  static func release(
    _ lease: Lease, _ ending: Ending, failure: Failure?, pauseSeconds: Double?, _ connection: PostgresConnection
  ) async throws -> Released? {
    try await connection.query(
      """
      UPDATE processing.proc_job SET status = $3, failure = coalesce($4::json, failure), lease_owner = NULL,
        lease_expires_at = NULL, next_run_at = coalesce(now() + make_interval(secs => $5), next_run_at),
        turn = CASE WHEN NOT $6 THEN turn END,
        attempts = attempts - CASE WHEN $6 THEN 0 ELSE 1 END, crash_count = crash_count + CASE WHEN $7 THEN 1 ELSE 0 END,
        updated_at = now()
      WHERE id = $1 AND lease_epoch = $2 AND status = 'LEASED'
      RETURNING coalesce(work_cursor, 'null') AS work_cursor, next_run_at
      """, lease.jobID, lease.epoch, pauseSeconds == nil ? LeaseState.dead : .available, failure, pauseSeconds,
      ending == .failed, ending == .crashed
    ).first.map {
      Released(
        cursor: try $0.decode("work_cursor"),
        nextRunAt: try pauseSeconds == nil ? nil : $0.decode("next_run_at", as: Date.self))
    }
  }

  /// Leases whose time has passed, locked so that only one reaper ends each. One that was held to its deadline ended
  /// because the step took too long; any other because its worker was silent. Of crashes before, those of the last
  /// ``RetryPolicy/crashHours`` count.
  static func expired(_ connection: PostgresConnection) async throws -> [(claim: Claim, isOverdue: Bool)] {
    try await connection.query(
      """
      SELECT \(leaseColumns()), lease_expires_at >= deadline_at AS is_overdue, (
        SELECT count(*) FROM processing.proc_job_event e
        WHERE e.job_id = proc_job.id AND e.event = 'expired' AND e.at > now() - make_interval(hours => $1)) AS crashes
      FROM processing.proc_job WHERE status = 'LEASED' AND lease_expires_at < now()
      ORDER BY lease_expires_at LIMIT 100 FOR UPDATE SKIP LOCKED
      """, RetryPolicy.crashHours
    ).map { row in
      var claim = try claim(row)
      claim.crashCount = min(claim.crashCount, try row.decode("crashes"))
      return (claim, try row.decode("is_overdue"))
    }
  }

  /// The lease that somebody wants released, unless it has ended meanwhile.
  static func leased(_ release: JobRelease, _ connection: PostgresConnection) async throws -> Claim? {
    try await connection.query(
      """
      SELECT \(leaseColumns()) FROM processing.proc_job WHERE status = 'LEASED' AND id = $1 AND lease_epoch = $2
      FOR UPDATE
      """, release.jobID, release.leaseEpoch
    ).first.map(claim)
  }

  static func leaseColumns(_ table: String = "") -> String {
    [
      "id", "lease_epoch", "lease_owner", "job_order", "dataset_id", "dataset_version", "trace_id", "attempts",
      "crash_count", "work_cursor", "started_at", "source_stream", "source_entry_id",
    ].map { table + $0 }.joined(separator: ", ")
  }

  static func claim(_ row: PostgresRow) throws -> Claim {
    Claim(
      lease: Lease(
        jobID: try row.decode("id"), epoch: try row.decode("lease_epoch"), worker: try row.decode("lease_owner")),
      order: try row.decode("job_order", as: JSON.self).decode(), datasetID: try row.decode("dataset_id"),
      datasetVersion: try row.decode("dataset_version"), traceID: try row.decode("trace_id"),
      attempt: try row.decode("attempts"), crashCount: try row.decode("crash_count"),
      cursor: try row.decode("work_cursor"), startedAt: try row.decode("started_at"),
      sourceStream: try row.decode("source_stream"), sourceEntryID: try row.decode("source_entry_id"))
  }

  static func logging(
    _ lease: Lease, _ event: LeaseState.Event, from: LeaseState, to: LeaseState, detail: String?
  ) -> Statement {
    Statement(
      """
      INSERT INTO processing.proc_job_event (job_id, event, from_status, to_status, worker, lease_epoch, detail)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """, lease.jobID, event.rawValue, from, to, lease.worker, lease.epoch, detail)
  }

  // MARK: - For people

  static func progress(
    of jobs: [StepID], _ connection: PostgresConnection
  ) async throws -> [(job: StepID, progress: Model.Progress)] {
    try await connection.query(
      "SELECT id, progress_done, progress_total FROM processing.proc_job WHERE id = ANY ($1) AND progress_total > 0",
      jobs
    ).map { row in
      (
        try row.decode("id"),
        Model.Progress(done: try row.decode("progress_done"), total: try row.decode("progress_total"))
      )
    }
  }

  /// Tells that a worker is alive, and forgets those that have been silent for long.
  static func greet(_ worker: String, slots: Int, _ connection: PostgresConnection) async throws {
    try await connection.query(
      """
      INSERT INTO processing.proc_worker (name, slots) VALUES ($1, $2)
      ON CONFLICT (name) DO UPDATE SET slots = excluded.slots, last_seen_at = now()
      """, worker, slots)
    try await connection.query("DELETE FROM processing.proc_worker WHERE last_seen_at < now() - interval '1 day'")
  }

  static func leave(_ worker: String, _ connection: PostgresConnection) async throws {
    try await connection.query("DELETE FROM processing.proc_worker WHERE name = $1", worker)
  }

  /// The workers that were seen within the time of two leases, idle ones included.
  static func workers(_ connection: PostgresConnection) async throws -> [Overview.Worker] {
    try await connection.query(
      """
      SELECT w.name, w.last_seen_at,
        (SELECT count(*) FROM processing.proc_job j WHERE j.status = 'LEASED' AND j.lease_owner = w.name) AS leases
      FROM processing.proc_worker w WHERE w.last_seen_at > now() - make_interval(secs => $1) ORDER BY w.name
      """, Worker.leaseSeconds * 2
    ).map {
      Overview.Worker(
        name: try $0.decode("name"), leases: try $0.decode("leases"), lastSeenAt: try $0.decode("last_seen_at"))
    }
  }
}
