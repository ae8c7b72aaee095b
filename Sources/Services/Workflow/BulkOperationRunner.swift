import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Carries out bulk operations. Any number may run: each pass has one leader.
public struct BulkOperationRunner: Sendable {
  /// A prepared operation that nobody starts is forgotten.
  static let preparedSecondsMax = 3600.0
  /// Letters that are on their way at once, so that the breaker can act in time: in new runs, and as events that went
  /// back to their consumers less than ``quietSeconds`` ago.
  static let inFlightMax = BulkOperationRepository.InFlight(runs: 200, events: 50_000)
  /// The breaker: it opens when, of the letters that settled last, so many and such a share failed again.
  static let windowLetters = 100
  static let failuresMin = 5
  static let failureShareMax = 0.2
  /// After so long a letter that went back to its consumer counts as taken.
  static let quietSeconds = 10.0
  private static let quietMax = 10_000
  private static let chunk = 500
  private static let markChunk = 1000
  private static let writers = 4
  private static let passSeconds = 0.5
  private static let lookEvery = Duration.milliseconds(250)

  private let pool: PostgresPool
  private let orchestrator: Orchestrator
  private let log: Log

  public init(pool: PostgresPool, orchestrator: Orchestrator, log: Log) {
    self.pool = pool
    self.orchestrator = orchestrator
    self.log = log
  }

  /// Works until cancelled.
  public func run() async {
    await Lookout(every: BulkOperationRunner.lookEvery, problem: "cannot work on operations", log: log).run {
      try await pass()
    }
  }

  /// One look at every running operation. Returns whether there is more to do at once.
  func pass() async throws -> Bool {
    try await Leadership.take("operations", in: pool) { leadership in
      var isBusy = try await settleQuiet()
      for record in try await BulkOperationRepository.running(leadership.connection) {
        try await leadership.confirm()
        if try await advance(record) { isBusy = true }
      }
      return isBusy
    } ?? false
  }

  private func advance(_ record: BulkOperationRepository.Record) async throws -> Bool {
    let id = record.operation.id
    if try await trips(record) { return false }
    let inFlight = try await pool.withConnection { try await BulkOperationRepository.inFlight(id, $0) }
    let limit = try await allowance(record)
    let acted = limit > 0 ? try await act(record, limit: limit, inFlight) : 0
    if acted == 0, record.operation.settled == record.operation.total { try await complete(record) }
    return acted > 0
  }

  /// How many letters the rate allows now: those of a second, less those of the last second, whoever acted on them.
  private func allowance(_ record: BulkOperationRepository.Record) async throws -> Int {
    guard let rate = record.operation.ratePerSecond else { return .max }
    let since = orchestrator.environment.now().addingTimeInterval(-1)
    let acted = try await pool.withConnection {
      try await BulkOperationRepository.countActed(record.operation.id, since: since, $0)
    }
    return max(0, rate - acted)
  }

  /// A letter that no run redrives went back to its consumer. Not given up again for a while, it was taken. Returns
  /// whether there are more.
  private func settleQuiet() async throws -> Bool {
    let end = orchestrator.environment.now().addingTimeInterval(-BulkOperationRunner.quietSeconds)
    return try await pool.withConnection {
      try await BulkOperationRepository.settleQuiet(before: end, limit: BulkOperationRunner.quietMax, $0)
    } == BulkOperationRunner.quietMax
  }

  /// Acts on up to `limit` letters, and returns on how many.
  private func act(
    _ record: BulkOperationRepository.Record, limit: Int, _ inFlight: BulkOperationRepository.InFlight
  ) async throws -> Int {
    var inFlight = inFlight
    let end = orchestrator.environment.now().addingTimeInterval(BulkOperationRunner.passSeconds)
    var acted = 0
    while acted < limit, orchestrator.environment.now() < end, !Task.isCancelled {
      let count = try await actOnce(record, limit: limit - acted, until: end, &inFlight)
      if count == 0 { break }
      acted += count
    }
    return acted
  }

  private func actOnce(
    _ record: BulkOperationRepository.Record, limit: Int, until end: Date,
    _ inFlight: inout BulkOperationRepository.InFlight
  ) async throws -> Int {
    let id = record.operation.id
    switch record.operation.action {
    case .backfill(let backfill):
      let free = min(limit, backfill.concurrency - inFlight.runs)
      guard free > 0 else { return 0 }
      let due = try await pool.withConnection {
        try await BackfillRepository.pending(id, backfill.order, limit: free, $0)
      }
      let service = WorkflowService(pool: pool, orchestrator: orchestrator, actor: record.actor)
      var acted = 0
      // The leader is not silent for longer than a pass lasts, however many may be at work at once.
      for version in due where acted == 0 || orchestrator.environment.now() < end {
        await service.act(version, backfill, in: record.operation, log)
        acted += 1
      }
      inFlight.runs += acted
      return acted
    case .letters(let action):
      return try await actOnce(action, record, limit: limit, &inFlight)
    }
  }

  private func actOnce(
    _ action: LetterAction, _ record: BulkOperationRepository.Record, limit: Int,
    _ inFlight: inout BulkOperationRepository.InFlight
  ) async throws -> Int {
    let id = record.operation.id
    let now = orchestrator.environment.now()
    if let event = action.mark?.event {
      return try await pool.withTransaction { connection in
        let taken = try await BulkOperationRepository.take(
          next: min(limit, BulkOperationRunner.markChunk), of: id, connection)
        let move = LetterMove(
          ways: [[event]], from: action.eligibleStates, actor: record.actor.name, reason: record.operation.reason,
          at: now, operation: id)
        let done = try await LetterRepository.move(taken, move, connection)
        try await BulkOperationRepository.marked(id, taken, done: done, at: now, connection)
        return taken.count
      }
    }
    let due = try await pool.withConnection {
      try await BulkOperationRepository.pending(id, limit: min(limit, BulkOperationRunner.chunk), $0)
    }
    let most = BulkOperationRunner.inFlightMax
    let repeated = Array(due.filter(\.isOfRun).prefix(max(0, most.runs - inFlight.runs)).map(\.id))
    let sent = Array(due.filter { !$0.isOfRun }.prefix(max(0, most.events - inFlight.events)).map(\.id))
    let service = WorkflowService(pool: pool, orchestrator: orchestrator, actor: record.actor)
    if !sent.isEmpty { await service.republish(sent, action, in: record.operation, log) }
    await withTaskGroup { group in
      for start in 0..<min(BulkOperationRunner.writers, repeated.count) {
        group.addTask {
          for index in stride(from: start, to: repeated.count, by: BulkOperationRunner.writers) {
            await service.act(repeated[index], action, in: record.operation, log)
          }
        }
      }
    }
    inFlight.runs += repeated.count
    inFlight.events += sent.count
    return repeated.count + sent.count
  }

  /// Opens the breaker when too many failed again.
  private func trips(_ record: BulkOperationRepository.Record) async throws -> Bool {
    let id = record.operation.id
    guard record.operation.outcomes[.failed, default: 0] >= BulkOperationRunner.failuresMin else { return false }
    let recent = try await pool.withConnection {
      try await BulkOperationRepository.recent(id, limit: BulkOperationRunner.windowLetters, $0)
    }
    let (failed, settled) = (recent[.failed, default: 0], recent.values.reduce(0, +))
    guard failed >= BulkOperationRunner.failuresMin,
      Double(failed) > BulkOperationRunner.failureShareMax * Double(settled)
    else { return false }
    let environment = orchestrator.environment
    try await pool.withTransaction { connection in
      guard
        var operation = try await BulkOperationRepository.find(record.operation.id, lock: true, connection)?
          .operation, operation.state.accepts(.tripped)
      else { return }
      operation.state = try operation.state.after(.tripped)
      operation.failure = Failure(
        "operation_stopped", "\(failed) of the last \(settled) items failed",
        nextStep: "find out why, then resume it, or cancel the rest")
      try await BulkOperationRepository.update(operation, at: environment.now(), connection)
    }
    log(.warning, "an operation was stopped: its items fail", ["operation": .string("\(record.operation.id)")])
    return true
  }

  /// Ends the operation, if nothing of it waits or is on its way.
  private func complete(_ record: BulkOperationRepository.Record) async throws {
    let now = orchestrator.environment.now()
    try await pool.withTransaction { connection in
      guard
        var operation = try await BulkOperationRepository.find(record.operation.id, lock: true, connection)?.operation,
        operation.settled == operation.total, operation.state.accepts(.completed)
      else { return }
      operation.state = try operation.state.after(.completed)
      operation.finishedAt = now
      try await BulkOperationRepository.update(operation, at: now, connection)
    }
  }
}

extension WorkflowService {
  /// Acts on one letter of an operation and records what became of it, in one transaction.
  func act(_ letter: LetterID, _ action: LetterAction, in operation: BulkOperation, _ log: Log) async {
    let environment = orchestrator.environment
    do {
      try await pool.withTransaction { connection in
        let run = try await lockRun(of: letter, on: connection)
        guard try await BulkOperationRepository.take(operation.id, letter, connection) else { return }
        let item = try await perform(
          action, letter, of: run, reason: operation.reason ?? operation.filter, in: operation, on: connection)
        if let run = item.runID {
          try await BulkOperationRepository.redriving(operation.id, by: run, at: environment.now(), connection)
        } else {
          try await BulkOperationRepository.settle(
            operation.id, letter, action.isRedrive ? .running : .done, at: environment.now(), connection)
        }
      }
    } catch {
      let failure = Failure(error)
      // What passes is tried again at the next look.
      guard !failure.isTransient, !Task.isCancelled else { return }
      do {
        try await pool.withConnection {
          try await BulkOperationRepository.settle(
            operation.id, letter, .refused, failure: failure, at: environment.now(), $0)
        }
      } catch {
        log(.warning, "cannot record what became of a letter", ["error": .string("\(error)")])
      }
    }
  }
}
