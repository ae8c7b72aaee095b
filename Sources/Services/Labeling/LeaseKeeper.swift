import Messaging
import Model
public import Postgres
public import Support

/// Ends leases that ran out, so that their tasks return to the queue, and tells who looks on that tasks changed. Any
/// number may run: each takes what no other has locked. A claim that finds nothing does the same for its project, so
/// that labeling goes on without this.
public struct LeaseKeeper: Sendable {
  public static let lookEvery = Duration.seconds(1)

  private let pool: PostgresPool
  private let log: Log

  public init(pool: PostgresPool, log: Log) {
    self.pool = pool
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    var told: TaskRepository.Place?
    await Lookout(every: LeaseKeeper.lookEvery, problem: "cannot look for leases that ran out", log: log).run {
      let ended = try await endLeases()
      if ended > 0 { log(.info, "labeling leases ran out", ["count": JSON(ended)]) }
      told = try await tellOfChanges(since: told)
      return false
    }
  }

  /// Returns how many it ended.
  func endLeases() async throws -> Int {
    try await pool.withConnection { try await AssignmentRepository.endLeases($0) }
  }

  /// One word for all changes of a second: a notification with each claim would make the claims wait for each other.
  func tellOfChanges(since told: TaskRepository.Place?) async throws -> TaskRepository.Place? {
    try await pool.withConnection { connection in
      let place = try await TaskRepository.place(connection)
      if place != told { try await TaskRepository.tellOfChanges(connection) }
      return place
    }
  }
}
