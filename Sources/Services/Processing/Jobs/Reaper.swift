public import Messaging
import Model
public import Postgres
public import Support

/// Ends the leases of workers that died, so that others take their jobs over. Any number may run: each look has one
/// leader.
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
    await Lookout(every: Reaper.lookEvery, problem: "cannot look for dead workers", log: log).run {
      let ended = try await reap()
      if ended > 0 { log(.warning, "leases of dead workers ended", ["count": JSON(ended)]) }
      return ended > 0
    }
  }

  /// Returns how many leases it ended.
  func reap() async throws -> Int {
    try await Leadership.take("leases", in: pool) { leadership in
      let connection = leadership.connection
      let expired = try await JobRepository.expired(connection)
      for claim in expired {
        _ = try await reporter.failed(
          claim,
          Failure(
            "worker_lost", "worker \(claim.lease.worker) stopped without a word",
            nextStep: "look for a crash or for memory pressure on its host", isTransient: true),
          isCrash: true, on: connection)
      }
      return expired.count
    } ?? 0
  }
}
