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
  private static let settledMax = 10_000
  /// What is in the way of items for a while: they are held up, and looked at again.
  static let obstaclesThatPass: Set<ErrorCode> = ["version_at_work", "event_unpublished"]
  static let againAfterSeconds = 5.0
  /// So many of them a look, so that those that can go on do.
  private static let againMax = 20
  private static let chunk = 500
  private static let markChunk = 1000
  private static let writers = 4
  private static let passSeconds = 0.5
  private static let lookEvery = Duration.seconds(1)
  /// While operations run, of which nothing can be done at the moment: somebody watches.
  private static let lookAgainAfter = Duration.milliseconds(250)

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
      if try await pass() { return true }
      guard try await pool.withConnection({ try await BulkOperationRepository.isAnyRunning($0) }) else { return false }
      try await Task.sleep(for: BulkOperationRunner.lookAgainAfter)
      return true
    }
  }

  /// One look at every running operation. Returns whether there is more to do at once.
  func pass() async throws -> Bool {
    try await Leadership.take("operations", in: pool) { leadership in
      try await leadership.meanwhile {
        var isBusy = try await settle()
        for record in try await pool.withConnection({ try await BulkOperationRepository.running($0) })
        where try await advance(record) { isBusy = true }
        return isBusy
      }
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

  /// A letter that no run redrives went back to its consumer. Not given up again for a while, it was taken. What waits in
  /// an operation that was cancelled is left alone. Returns whether there are more.
  private func settle() async throws -> Bool {
    let end = orchestrator.environment.now().addingTimeInterval(-BulkOperationRunner.quietSeconds)
    let most = BulkOperationRunner.settledMax
    return try await pool.withConnection { connection in
      let taken = try await BulkOperationRepository.settleQuiet(before: end, limit: most, connection)
      return try await BulkOperationRepository.skipRest(limit: most, connection) == most || taken == most
    }
  }

  /// Acts on up to `limit` items for as long as a pass lasts, and returns on how many. Of what was held up, a few are
  /// looked at first.
  private func act(
    _ record: BulkOperationRepository.Record, limit: Int, _ inFlight: BulkOperationRepository.InFlight
  ) async throws -> Int {
    let now = orchestrator.environment.now()
    var pass = Pass(
      record: record, end: now.addingTimeInterval(BulkOperationRunner.passSeconds), limit: limit, inFlight: inFlight)
    try await act(.again(now.addingTimeInterval(-BulkOperationRunner.againAfterSeconds)), &pass)
    while pass.acted < limit, orchestrator.environment.now() < pass.end, !Task.isCancelled {
      let before = pass.acted
      try await act(.first, &pass)
      if pass.acted == before { break }
    }
    return pass.acted
  }

  /// What a look at an operation has to keep to, and how far it is.
  private struct Pass {
    let record: BulkOperationRepository.Record
    let end: Date
    let limit: Int
    var inFlight: BulkOperationRepository.InFlight
    var acted = 0

    var left: Int { limit - acted }
  }

  private func act(_ turn: BulkOperationRepository.Turn, _ pass: inout Pass) async throws {
    switch pass.record.operation.action {
    case .backfill(let backfill): try await act(backfill, turn, &pass)
    case .letters(let action):
      if let event = action.mark?.event {
        // What is only marked is never held up.
        if turn.isFirst { try await mark(event, action, &pass) }
      } else {
        try await redrive(action, turn, &pass)
      }
    }
  }

  private func act(
    _ backfill: Backfill, _ turn: BulkOperationRepository.Turn, _ pass: inout Pass
  ) async throws {
    let operation = pass.record.operation
    let free = min(pass.left, backfill.concurrency - pass.inFlight.runs)
    guard free > 0 else { return }
    let due = try await pool.withConnection {
      try await BackfillRepository.next(turn, of: operation.id, backfill.order, limit: free, $0)
    }
    let service = WorkflowService(pool: pool, orchestrator: orchestrator, actor: pass.record.actor)
    for version in due where orchestrator.environment.now() < pass.end {
      guard await service.act(version, backfill, in: operation, log) else { continue }
      pass.acted += 1
      pass.inFlight.runs += 1
    }
  }

  private func mark(_ event: LetterState.Event, _ action: LetterAction, _ pass: inout Pass) async throws {
    let (record, now) = (pass.record, orchestrator.environment.now())
    let (id, limit) = (record.operation.id, min(pass.left, BulkOperationRunner.markChunk))
    guard limit > 0 else { return }
    pass.acted += try await pool.withTransaction { connection in
      let taken = try await BulkOperationRepository.take(next: limit, of: id, connection)
      let move = LetterMove(
        ways: [[event]], from: action.eligibleStates, actor: record.actor.name, reason: record.operation.reason,
        at: now, operation: id)
      let done = try await LetterRepository.move(taken, move, connection)
      try await BulkOperationRepository.marked(id, taken, done: done, at: now, connection)
      return taken.count
    }
  }

  private func redrive(
    _ action: LetterAction, _ turn: BulkOperationRepository.Turn, _ pass: inout Pass
  ) async throws {
    let (operation, end) = (pass.record.operation, pass.end)
    let limit = min(pass.left, turn.isFirst ? BulkOperationRunner.chunk : BulkOperationRunner.againMax)
    guard limit > 0 else { return }
    let due = try await pool.withConnection {
      try await BulkOperationRepository.next(turn, of: operation.id, limit: limit, $0)
    }
    let most = BulkOperationRunner.inFlightMax
    let repeated = Array(due.filter(\.isOfRun).prefix(max(0, most.runs - pass.inFlight.runs)).map(\.id))
    let sent = Array(due.filter { !$0.isOfRun }.prefix(max(0, most.events - pass.inFlight.events)).map(\.id))
    let service = WorkflowService(pool: pool, orchestrator: orchestrator, actor: pass.record.actor)
    let events = sent.isEmpty ? 0 : await service.republish(sent, action, in: operation, log)
    let subjects = try await subjects(of: action, repeated, in: operation)
    let runs = await withTaskGroup { group in
      for start in 0..<min(BulkOperationRunner.writers, repeated.count) {
        group.addTask {
          var acted = 0
          for index in stride(from: start, to: repeated.count, by: BulkOperationRunner.writers) {
            guard orchestrator.environment.now() < end, !Task.isCancelled else { break }
            let letter = repeated[index]
            if await service.act(letter, inPlace: subjects[letter], action, in: operation, log) { acted += 1 }
          }
          return acted
        }
      }
      return await group.reduce(0, +)
    }
    pass.inFlight.runs += runs
    pass.inFlight.events += events
    pass.acted += runs + events
  }

  /// Of several letters of a run, the one that was edited is acted on, and the others go along. Asked once for all that
  /// are next: of one that is edited after that, the redrive itself finds it.
  private func subjects(
    of action: LetterAction, _ letters: [LetterID], in operation: BulkOperation
  ) async throws -> [LetterID: LetterID] {
    guard action.isRedrive, action.wantedRevision == nil, !letters.isEmpty else { return [:] }
    return try await pool.withConnection {
      try await LetterRevisionRepository.edited(inPlaceOf: letters, in: operation.id, $0)
    }
  }

  /// Opens the breaker when too many failed again, and something is left to be spared.
  private func trips(_ record: BulkOperationRepository.Record) async throws -> Bool {
    let (id, operation) = (record.operation.id, record.operation)
    guard operation.left > 0, operation.outcomes[.failed, default: 0] >= BulkOperationRunner.failuresMin else {
      return false
    }
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
  /// Acts on one letter of an operation, or on another one in its place, and records what became of it, in one
  /// transaction. Returns whether it was acted on or refused; if not, its turn comes again.
  func act(
    _ letter: LetterID, inPlace other: LetterID? = nil, _ action: LetterAction, in operation: BulkOperation, _ log: Log
  ) async -> Bool {
    let environment = orchestrator.environment
    let subject = other ?? letter
    do {
      return try await pool.withTransaction { connection in
        let run = try await lockRun(of: subject, on: connection)
        guard try await BulkOperationRepository.take(operation.id, subject, connection) else { return false }
        let item = try await perform(
          action, subject, of: run, reason: operation.reason ?? operation.filter, in: operation, on: connection)
        if let run = item.runID {
          try await BulkOperationRepository.redriving(operation.id, by: run, at: environment.now(), connection)
        } else {
          try await BulkOperationRepository.settle(
            operation.id, subject, action.isRedrive ? .running : .done, at: environment.now(), connection)
        }
        return true
      }
    } catch {
      return await record(error, "a letter", log) { outcome, failure, connection in
        // What holds one of them up holds up those that would go along.
        for letter in outcome == .waiting && subject != letter ? [subject, letter] : [subject] {
          try await BulkOperationRepository.settle(
            operation.id, letter, outcome, failure: failure, at: environment.now(), connection)
        }
      }
    }
  }

  /// Records why an item was not acted on: it is refused, or held up by what passes. Returns whether it is settled. What
  /// is tried again anyhow is not recorded.
  func record(
    _ error: any Error, _ item: String, _ log: Log,
    _ settle: @Sendable (BulkOutcome, Failure, PostgresConnection) async throws -> Void
  ) async -> Bool {
    let failure = Failure(error)
    // What passes is tried again at the next look.
    guard !failure.isTransient, !Task.isCancelled else { return false }
    let isHeld = BulkOperationRunner.obstaclesThatPass.contains(failure.errorCode)
    do {
      try await pool.withConnection { try await settle(isHeld ? .waiting : .refused, failure, $0) }
      return !isHeld
    } catch {
      log(.warning, "cannot record what became of \(item)", ["error": .string("\(error)")])
      return false
    }
  }
}
