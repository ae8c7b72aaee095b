import Foundation
import Messaging
import Model
public import Postgres
public import Support

/// Carries out bulk operations on dead letters. Any number may run; an advisory lock makes one of them the leader of
/// each pass, and all it knows is in the database, so that another goes on where it stood.
public struct LetterOperationRunner: Sendable {
  /// A prepared operation that nobody starts is forgotten.
  static let preparedSecondsMax = 3600.0
  /// Letters that are on their way at once, so that the breaker can act in time: in new runs, and as events that went
  /// back to their consumers less than ``quietSeconds`` ago.
  static let inFlightMax = LetterOperationRepository.InFlight(runs: 200, events: 50_000)
  /// The breaker: it opens when, of the letters that settled last, so many and such a share failed again.
  static let windowLetters = 100
  static let failuresMin = 5
  static let failureShareMax = 0.2
  /// After so long a letter that went back to its consumer counts as taken.
  static let quietSeconds = 10.0
  private static let chunk = 500
  private static let markChunk = 1000
  private static let writers = 4
  private static let passSeconds = 0.5
  private static let lookEvery = Duration.seconds(1)
  private static let lockKey: Int64 = 0x666c_7732_6c65_7474

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
    while !Task.isCancelled {
      var isBusy = false
      do {
        isBusy = try await pass()
      } catch {
        if !Task.isCancelled { log(.warning, "cannot work on operations", ["error": .string("\(error)")]) }
      }
      try? await Task.sleep(for: isBusy ? .milliseconds(20) : LetterOperationRunner.lookEvery)
    }
  }

  /// One look at every running operation. Returns whether there is more to do at once.
  func pass() async throws -> Bool {
    // The transaction is the leadership; the work is done on other connections.
    try await pool.withTransaction { [self] connection in
      guard try await Leadership.isLeader(LetterOperationRunner.lockKey, connection) else { return false }
      var isBusy = false
      for record in try await LetterOperationRepository.running(connection) {
        // Asked again before each: so the session is never silent for long, and one that was ended leads no more.
        guard try await Leadership.isLeader(LetterOperationRunner.lockKey, connection) else { return isBusy }
        if try await advance(record) { isBusy = true }
      }
      // What was on its way when an operation was held or ended still arrives.
      for record in try await LetterOperationRepository.settling(connection) {
        try await settleQuiet(record)
        try await tell(record, isDone: false)
      }
      return isBusy
    }
  }

  private func advance(_ record: LetterOperationRepository.Record) async throws -> Bool {
    let id = record.operation.id
    try await settleQuiet(record)
    if try await trips(record) { return false }
    let inFlight = try await pool.withConnection { try await LetterOperationRepository.inFlight(id, $0) }
    let limit = try await allowance(record)
    let acted = limit > 0 ? try await act(record, limit: limit, inFlight) : 0
    try await tell(record, isDone: limit > 0 && acted == 0 && inFlight.isNone)
    return acted > 0
  }

  /// How many letters the rate allows now: those of a second, less those of the last second, whoever acted on them.
  private func allowance(_ record: LetterOperationRepository.Record) async throws -> Int {
    guard let rate = record.operation.ratePerSecond else { return .max }
    let since = orchestrator.environment.now().addingTimeInterval(-1)
    let acted = try await pool.withConnection {
      try await LetterOperationRepository.countActed(record.operation.id, since: since, $0)
    }
    return max(0, rate - acted)
  }

  /// A letter that no run redrives went back to its consumer. Not given up again for a while, it was taken.
  private func settleQuiet(_ record: LetterOperationRepository.Record) async throws {
    guard record.operation.action.isRedrive else { return }
    let end = orchestrator.environment.now().addingTimeInterval(-LetterOperationRunner.quietSeconds)
    try await pool.withConnection {
      try await LetterOperationRepository.settleQuiet(record.operation.id, before: end, $0)
    }
  }

  /// Acts on up to `limit` letters, and returns on how many.
  private func act(
    _ record: LetterOperationRepository.Record, limit: Int, _ inFlight: LetterOperationRepository.InFlight
  ) async throws -> Int {
    var inFlight = inFlight
    let end = orchestrator.environment.now().addingTimeInterval(LetterOperationRunner.passSeconds)
    var acted = 0
    while acted < limit, orchestrator.environment.now() < end, !Task.isCancelled {
      let count = try await actOnce(record, limit: limit - acted, &inFlight)
      if count == 0 { break }
      acted += count
    }
    return acted
  }

  private func actOnce(
    _ record: LetterOperationRepository.Record, limit: Int, _ inFlight: inout LetterOperationRepository.InFlight
  ) async throws -> Int {
    let (id, action) = (record.operation.id, record.operation.action)
    let now = orchestrator.environment.now()
    switch action {
    case .discard, .restore:
      let event: LetterState.Event = action == .discard ? .discarded : .restored
      return try await pool.withTransaction { connection in
        try await LetterOperationRepository.mark(
          record, event, from: action.eligibleStates, to: action == .discard ? .discarded : .dead,
          limit: min(limit, LetterOperationRunner.markChunk), at: now, connection)
      }
    case .redrive:
      let due = try await pool.withConnection {
        try await LetterOperationRepository.pending(id, limit: min(limit, LetterOperationRunner.chunk), $0)
      }
      let most = LetterOperationRunner.inFlightMax
      let repeated = Array(due.filter(\.isOfRun).prefix(max(0, most.runs - inFlight.runs)).map(\.id))
      let sent = Array(due.filter { !$0.isOfRun }.prefix(max(0, most.events - inFlight.events)).map(\.id))
      let service = WorkflowService(pool: pool, orchestrator: orchestrator, actor: record.actor)
      if !sent.isEmpty { await service.republish(sent, in: record.operation, log) }
      await withTaskGroup { group in
        for start in 0..<min(LetterOperationRunner.writers, repeated.count) {
          group.addTask {
            for index in stride(from: start, to: repeated.count, by: LetterOperationRunner.writers) {
              await service.act(repeated[index], in: record.operation, log)
            }
          }
        }
      }
      inFlight.runs += repeated.count
      inFlight.events += sent.count
      return repeated.count + sent.count
    }
  }

  /// Opens the breaker when too many failed again.
  private func trips(_ record: LetterOperationRepository.Record) async throws -> Bool {
    let id = record.operation.id
    let recent = try await pool.withConnection { connection in
      let all = try await LetterOperationRepository.count(id, [.failedAgain], connection)
      guard all[.failedAgain, default: 0] >= LetterOperationRunner.failuresMin else { return [LetterOutcome: Int]() }
      return try await LetterOperationRepository.recent(id, limit: LetterOperationRunner.windowLetters, connection)
    }
    let (failed, settled) = (recent[.failedAgain, default: 0], recent.values.reduce(0, +))
    guard failed >= LetterOperationRunner.failuresMin,
      Double(failed) > LetterOperationRunner.failureShareMax * Double(settled)
    else { return false }
    let environment = orchestrator.environment
    try await pool.withTransaction { connection in
      guard
        var operation = try await LetterOperationRepository.find(record.operation.id, lock: true, connection)?
          .operation, operation.state.accepts(.tripped)
      else { return }
      operation.state = try operation.state.after(.tripped)
      operation.failure = Failure(
        "operation_stopped", "\(failed) of the last \(settled) redriven letters failed again",
        nextStep: "find out why, then resume it, or cancel the rest")
      try await LetterOperationRepository.update(operation, at: environment.now(), connection)
    }
    try await tell(record, isDone: false)
    log(.warning, "an operation was stopped: its letters fail again", ["operation": .string("\(record.operation.id)")])
    return true
  }

  /// Writes how far the operation is, and its end.
  private func tell(_ record: LetterOperationRepository.Record, isDone: Bool) async throws {
    let (id, now) = (record.operation.id, orchestrator.environment.now())
    try await pool.withTransaction { connection in
      let outcomes = try await LetterOperationRepository.count(id, LetterOutcome.allCases, connection)
      if outcomes != record.operation.outcomes {
        try await LetterOperationRepository.setOutcomes(id, outcomes, at: now, connection)
      }
      guard isDone, outcomes[.pending, default: 0] + outcomes[.redriving, default: 0] == 0,
        var operation = try await LetterOperationRepository.find(id, lock: true, connection)?.operation,
        operation.state.accepts(.completed)
      else { return }
      operation.state = try operation.state.after(.completed)
      operation.finishedAt = now
      try await LetterOperationRepository.update(operation, at: now, connection)
    }
  }
}

extension WorkflowService {
  /// Acts on one letter of an operation and records what became of it, in one transaction.
  func act(_ letter: LetterID, in operation: LetterOperation, _ log: Log) async {
    let environment = orchestrator.environment
    do {
      try await pool.withTransaction { connection in
        guard try await LetterOperationRepository.take(operation.id, letter, connection) else { return }
        let item = try await perform(
          operation.action, letter, reason: operation.reason ?? operation.filter, auditedBy: operation.auditID,
          on: connection)
        if let run = item.runID {
          try await LetterOperationRepository.redriving(operation.id, by: run, at: environment.now(), connection)
        } else {
          try await LetterOperationRepository.settle(
            operation.id, letter, operation.action.isRedrive ? .redriving : .done, at: environment.now(), connection)
        }
      }
    } catch {
      let failure = Failure(error)
      // What passes is tried again at the next look.
      guard !failure.isTransient, !Task.isCancelled else { return }
      do {
        try await pool.withConnection {
          try await LetterOperationRepository.settle(
            operation.id, letter, .refused, failure: failure, at: environment.now(), $0)
        }
      } catch {
        log(.warning, "cannot record what became of a letter", ["error": .string("\(error)")])
      }
    }
  }
}
