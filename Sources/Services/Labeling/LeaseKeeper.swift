import Messaging
import Model
public import Postgres
public import Support

/// Ends leases that ran out, so that their tasks return to the queue. Any number may run: each takes what no other has
/// locked. A claim that finds nothing does the same for its project, so that labeling goes on without this.
public struct LeaseKeeper: Sendable {
  public static let lookEvery = Duration.seconds(2)

  private let pool: PostgresPool
  private let log: Log

  public init(pool: PostgresPool, log: Log) {
    self.pool = pool
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    while !Task.isCancelled {
      do {
        let ended = try await endLeases()
        if ended > 0 { log(.info, "labeling leases ran out", ["count": JSON(ended)]) }
      } catch {
        if !Task.isCancelled { log(.warning, "cannot look for leases that ran out", ["error": .string("\(error)")]) }
      }
      try? await Task.sleep(for: LeaseKeeper.lookEvery)
    }
  }

  /// Returns how many it ended.
  func endLeases() async throws -> Int {
    try await pool.withConnection { try await AssignmentRepository.endLeases($0) }
  }
}
