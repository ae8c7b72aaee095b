public import Model
public import ObjectStore
public import Postgres
public import Support

/// What a step does. Functions stand in ``JobFunctions`` under the name that workflow documents use; nothing is ever
/// evaluated from text.
///
/// A function may run more than once for the same job (after a crash, a lost lease, a retry) and must give the same
/// result: it writes only through ``JobContext/commit(cursor:progress:_:)``, whose transaction fails with
/// ``LeaseLost`` when another worker has taken the job over.
public protocol JobFunction: Sendable {
  /// Does the work and returns its output, which the following steps find in `order.inputs[step]`.
  /// Throws a ``Failure``; one that is transient is retried.
  func run(_ job: JobContext) async throws -> JSON
}

/// The job is no longer this worker's: stop, write nothing.
public struct LeaseLost: Error {}

/// What a function is given.
public struct JobContext: Sendable {
  public let order: JobOrder
  public let datasetID: DatasetID
  public let datasetVersion: String
  /// Where an earlier attempt stopped; `nil` at the first start.
  public let cursor: JSON?
  public let store: LocalObjectStore
  public let pool: PostgresPool
  public let log: Log
  let lease: Lease

  /// Runs `body` and moves the cursor in one transaction that holds only while the lease does (the fence). The job's
  /// row is locked at the end alone, so that heartbeats, the deadline and a cancellation wait for no body.
  public func commit(
    cursor: JSON, progress: Model.Progress, _ body: @escaping @Sendable (PostgresConnection) async throws -> Void
  ) async throws {
    try await pool.withTransaction { connection in
      try await body(connection)
      guard try await JobRepository.moveCursor(lease, cursor, progress, connection) else { throw LeaseLost() }
    }
    log(.info, "committed", ["done": JSON(progress.done), "total": JSON(progress.total)])
  }
}

/// The right to work on a job: holds while no later claim has raised the epoch.
struct Lease: Hashable, Sendable {
  var jobID: StepID
  var epoch: Int64
  var worker: String
}
