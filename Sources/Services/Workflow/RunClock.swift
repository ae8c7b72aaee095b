import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Ends runs that are past their deadline. Any number may look; one of them leads each look.
public struct RunClock: Sendable {
  public static let lookEvery = Duration.seconds(2)
  private static let runsMax = 100
  private static let lockKey: Int64 = 0x666c_7733_636c_6f63

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
    while !Task.isCancelled {
      do {
        let ended = try await look()
        if ended > 0 { log(.warning, "runs past their deadline ended", ["count": JSON(ended)]) }
      } catch {
        if !Task.isCancelled {
          log(.warning, "cannot look for runs past their deadline", ["error": .string("\(error)")])
        }
      }
      try? await Task.sleep(for: RunClock.lookEvery)
    }
  }

  /// Returns how many runs it ended.
  func look() async throws -> Int {
    try await pool.withTransaction { connection in
      guard try await Leadership.isLeader(RunClock.lockKey, connection) else { return 0 }
      let now = orchestrator.environment.now()
      let overdue = try await RunTurnRepository.overdue(at: now, limit: RunClock.runsMax, connection)
      for id in overdue {
        guard let found = try await RunRepository.find(id, lock: true, connection) else { continue }
        try await orchestrator.expire(found, on: connection)
      }
      return overdue.count
    }
  }
}
