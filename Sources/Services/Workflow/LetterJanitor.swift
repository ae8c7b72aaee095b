import Foundation
public import Messaging
import Model
public import Postgres
public import Support

/// Folds the counts of letters, runs and items, and removes letters that were settled and operations that ended long ago,
/// a day after it has said so. Letters that wait for a decision are kept for ever; an operation that was prepared and not
/// started goes as soon as it may not be started any more. Any number may run: each look has one leader.
public struct LetterJanitor: Sendable {
  private static let lookEvery = Duration.seconds(5)
  /// Between the announcement and the first removal.
  static let noticeSeconds = 86_400.0
  private static let batchMax = 1000
  static let itemsMax = 10_000

  private let pool: PostgresPool
  private let outbox: Outbox
  private let days: Int
  private let environment: Environment
  private let log: Log

  /// A letter that was redriven, discarded or resolved more than `days` ago is removed.
  public init(pool: PostgresPool, outbox: Outbox, days: Int, environment: Environment, log: Log) {
    self.pool = pool
    self.outbox = outbox
    self.days = days
    self.environment = environment
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: LetterJanitor.lookEvery, problem: "cannot look after the letters", log: log).run {
      try await look()
    }
  }

  /// One transaction's worth of work. Returns whether there is more to do at once.
  func look() async throws -> Bool {
    try await Leadership.take("letter keeping", in: pool) { leadership in
      let connection = leadership.connection
      try await LetterKeepingRepository.foldCounts(connection)
      let now = environment.now()
      if try await forget(finishedBefore: nil, at: now, on: connection) { return true }
      let end = now.addingTimeInterval(-Double(days) * 86_400)
      guard let expiry = try await LetterKeepingRepository.announced(connection) else {
        let letters = try await LetterKeepingRepository.countSettled(before: end, connection)
        let operations = try await BulkOperationRepository.countFinished(before: end, connection)
        guard letters + operations > 0 else { return false }
        let expiry = LetterExpiry(
          id: environment.newID(), settledBefore: end, letters: letters, operations: operations, announcedAt: now,
          dueAt: now.addingTimeInterval(LetterJanitor.noticeSeconds))
        try await LetterKeepingRepository.announce(expiry, connection)
        log(
          .info, "old letters and operations will be removed",
          ["letters": JSON(letters), "operations": JSON(operations), "days": JSON(days)])
        return false
      }
      // Letters are to be kept for longer than when it was announced.
      guard expiry.settledBefore <= end else {
        try await LetterKeepingRepository.withdraw(expiry, connection)
        return false
      }
      guard expiry.dueAt <= now else { return false }
      let removed = try await LetterKeepingRepository.remove(expiry, limit: LetterJanitor.batchMax, connection)
      if removed == LetterJanitor.batchMax { return true }
      if try await forget(finishedBefore: expiry.settledBefore, at: now, on: connection) { return true }
      try await finish(expiry, removed: expiry.removed + removed, at: now, on: connection)
      return false
    } ?? false
  }

  /// Removes a part of an operation that nobody needs any more. Returns whether there may be more of them.
  private func forget(
    finishedBefore end: Date?, at now: Date, on connection: PostgresConnection
  ) async throws -> Bool {
    let unstarted = now.addingTimeInterval(-BulkOperationRunner.preparedSecondsMax)
    guard
      let id = try await BulkOperationRepository.oldest(preparedBefore: unstarted, finishedBefore: end, connection)
    else { return false }
    let removed = try await BulkOperationRepository.removeItems(of: id, limit: LetterJanitor.itemsMax, connection)
    if removed < LetterJanitor.itemsMax { try await BulkOperationRepository.delete(id, connection) }
    return true
  }

  private func finish(
    _ expiry: LetterExpiry, removed: Int, at now: Date, on connection: PostgresConnection
  ) async throws {
    try await LetterKeepingRepository.finish(expiry, at: now, connection)
    let name = ServiceSchema.workflow.producer
    _ = try await outbox.audit(
      Actor(name: name, credential: name, role: .operator), .expireLetters,
      target: .letters(settledBefore: expiry.settledBefore),
      reason: localized("they are kept for \(days) days", "保留 \(days) 天"), before: nil,
      after: ["removed": JSON(removed), "operations": JSON(expiry.operations)], traceID: nil, on: connection)
    log(.info, "old letters were removed", ["count": JSON(removed)])
  }
}
