public import Messaging
import Model
public import Postgres
public import Support

/// Ends the leases of workers that died, so that others take their jobs over, and of steps that took too long where the
/// worker does not say so itself. Any number may run: each look has one leader.
public struct Reaper: Sendable {
  public static let lookEvery = Duration.seconds(2)

  private let pool: PostgresPool
  private let reporter: JobReporter
  private let log: Log

  public init(pool: PostgresPool, outbox: Outbox, environment: Environment, log: Log) {
    self.pool = pool
    reporter = JobReporter(outbox: outbox, environment: environment)
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: Reaper.lookEvery, problem: "cannot look for leases that have run out", log: log).run {
      let ended = try await reap()
      if ended > 0 { log(.warning, "leases that had run out were ended", ["count": JSON(ended)]) }
      return ended > 0
    }
  }

  /// Returns how many leases it ended.
  func reap() async throws -> Int {
    try await Leadership.take("leases", in: pool) { leadership in
      let connection = leadership.connection
      let expired = try await JobRepository.expired(connection)
      for (claim, isOverdue) in expired {
        let failure = isOverdue ? Failure.timeout(of: claim.order) : .workerLost(claim.lease.worker)
        _ = try await reporter.failed(claim, failure, isCrash: !isOverdue, on: connection)
      }
      return expired.count
    } ?? 0
  }
}

extension Failure {
  /// The step was at work until its deadline: that uses up an attempt.
  static func timeout(of order: JobOrder) -> Failure {
    Failure(
      "timeout", "step \(order.step) took longer than \(order.timeoutSeconds) s",
      nextStep: "give the step a longer timeout_seconds, or split the file", isTransient: true)
  }

  fileprivate static func workerLost(_ worker: String) -> Failure {
    Failure(
      "worker_lost", "worker \(worker) stopped without a word",
      nextStep: "look for a crash or for memory pressure on its host", isTransient: true)
  }
}
