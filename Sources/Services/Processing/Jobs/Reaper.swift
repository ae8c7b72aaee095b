public import Messaging
import Model
public import Postgres
public import Support

/// Ends the leases of workers that died, so that others take their jobs over.
///
/// Any number may run: a transaction-scoped advisory lock makes one of them the leader of each look.
public struct Reaper: Sendable {
  public static let lookEvery = Duration.seconds(2)
  private static let lockKey: Int64 = 0x666c_7730_7265_6170

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
    while !Task.isCancelled {
      do {
        let ended = try await reap()
        if ended > 0 { log(.warning, "leases of dead workers ended", ["count": JSON(ended)]) }
      } catch {
        if !Task.isCancelled { log(.warning, "cannot look for dead workers", ["error": .string("\(error)")]) }
      }
      try? await Task.sleep(for: Reaper.lookEvery)
    }
  }

  /// Returns how many leases it ended.
  func reap() async throws -> Int {
    try await pool.withTransaction { [reporter] connection in
      guard try await Leadership.isLeader(Reaper.lockKey, connection) else { return 0 }
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
    }
  }
}
