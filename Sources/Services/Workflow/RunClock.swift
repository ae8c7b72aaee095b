import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Ends runs that are past their deadline, and asks of those that have long waited for their turn whether it has come.
/// Any number may run: each look has one leader. Both by the server's clock.
public struct RunClock: Sendable {
  public static let lookEvery = Duration.seconds(2)
  /// A run that waits is told when its turn comes. What tells it may come too early: so long after, it is asked anyway.
  static let waitingSeconds = 60.0
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

  /// Returns how many runs it ended. Each is a transaction of its own: none waits for the others.
  func look() async throws -> Int {
    try await Leadership.take("run deadlines", in: pool) { leadership in
      let overdue = try await RunTurnRepository.overdue(limit: RunClock.runsMax, leadership.connection)
      let waiting = try await RunTurnRepository.waiting(
        seconds: RunClock.waitingSeconds, limit: RunClock.runsMax, leadership.connection)
      return try await leadership.meanwhile {
        var ended = 0
        for id in overdue where try await expire(id) { ended += 1 }
        for id in waiting { try await ask(id) }
        return ended
      }
    } ?? 0
  }

  /// `false`: it has ended meanwhile.
  private func expire(_ id: RunID) async throws -> Bool {
    try await pool.withTransaction { connection in
      guard try await RunTurnRepository.isOverdue(id, connection),
        let found = try await RunRepository.find(id, lock: true, connection)
      else { return false }
      try await orchestrator.expire(found, on: connection)
      return true
    }
  }

  private func ask(_ id: RunID) async throws {
    try await pool.withTransaction { connection in
      guard let found = try await RunRepository.find(id, lock: true, connection), found.run.state == .pending else {
        return
      }
      try await orchestrator.advance(found.run, input: found.input, cause: "the clock", on: connection)
    }
  }
}
