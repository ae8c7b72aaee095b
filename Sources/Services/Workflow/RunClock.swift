import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Ends runs that are past their deadline. Any number may run: each look has one leader.
public struct RunClock: Sendable {
  public static let lookEvery = Duration.seconds(2)
  private static let runsMax = 100

  private let pool: PostgresPool
  private let orchestrator: Orchestrator
  private let log: Log

  public init(pool: PostgresPool, orchestrator: Orchestrator, log: Log) {
    self.pool = pool
    self.orchestrator = orchestrator
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: RunClock.lookEvery, problem: "cannot look for runs past their deadline", log: log).run {
      let ended = try await look()
      if ended > 0 { log(.warning, "runs past their deadline ended", ["count": JSON(ended)]) }
      return ended == RunClock.runsMax
    }
  }

  /// Returns how many runs it ended.
  func look() async throws -> Int {
    try await Leadership.take("run deadlines", in: pool) { leadership in
      let connection = leadership.connection
      let now = orchestrator.environment.now()
      let overdue = try await RunTurnRepository.overdue(at: now, limit: RunClock.runsMax, connection)
      for id in overdue {
        guard let found = try await RunRepository.find(id, lock: true, connection) else { continue }
        try await orchestrator.expire(found, on: connection)
      }
      return overdue.count
    } ?? 0
  }
}
