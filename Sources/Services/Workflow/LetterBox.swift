import Foundation
import Messaging
import Model
import Postgres
import Support

/// Receives what was given up, and settles letters when the runs that redrive them end.
struct LetterBox {
  /// Redriven this often without success, a letter waits for a person to restore it first.
  static let redrivesMax = 5

  /// A letter that was redriven too often, or whose job is likely to kill whoever does it, waits for a person to restore
  /// it before anybody redrives it.
  static func state(redriveCount: Int, crashCount: Int) -> LetterState {
    redriveCount >= redrivesMax || crashCount >= RetryPolicy.crashesMax ? .quarantined : .dead
  }

  let outbox: Outbox
  let environment: Environment

  /// A job of a run was given up.
  func receive(
    _ report: JobReport, _ event: Event, run found: RunRepository.Record, record: StepRepository.Record,
    among records: [StepRepository.Record], on connection: PostgresConnection
  ) async throws {
    let run = found.run
    let failure = report.attempt?.failure ?? Failure("unknown", "the worker gave no cause")
    let history = try await StepRepository.attempts(ofRunsUnder: run.rootID, connection)
    let attempts = history.filter { $0.step == report.step }.map(\.attempt)
    let parent = try await LetterRepository.list(redrivenBy: run.id, connection).first { $0.step == report.step }
    let id = LetterID(environment.newID())
    let redriveCount = parent?.redriveCount ?? 0
    let order = Orchestrator.order(record, among: records, history, run, found.input)
    let payload = Array(try JSON(encoding: order).text().utf8)
    try await insert(
      DeadLetter(
        id: id, state: LetterBox.state(redriveCount: redriveCount, crashCount: report.crashCount),
        signature: LetterSignature.of(failure, function: record.step.function), failure: failure,
        eventType: EventType.jobReady.rawValue, eventID: event.eventID,
        sourceStream: report.sourceStream ?? Streams.jobs(queue: record.definition.queue),
        sourceEntryID: report.sourceEntryID, runID: run.id, step: report.step, function: record.step.function,
        datasetID: run.datasetID, datasetName: run.datasetName, datasetVersion: run.datasetVersion,
        traceID: run.traceID, payload: "", payloadSHA256: SHA256.hex(of: payload), attempts: attempts,
        crashCount: report.crashCount, firstFailedAt: attempts.first?.startedAt ?? event.occurredAt,
        lastFailedAt: report.attempt?.endedAt ?? event.occurredAt, redriveCount: redriveCount,
        parentID: parent?.id, rootID: parent?.rootID ?? id, redriveRunID: nil, discardReason: nil, actor: nil,
        createdAt: environment.now(), updatedAt: environment.now(), revision: 1),
      payload: payload, on: connection)
  }

  /// A message that no consumer could read, or whose handling failed for good outside any run.
  ///
  /// An event that was published twice may be given up twice; while its letter waits, that says nothing new.
  func receive(_ poison: PoisonReport, _ event: Event, on connection: PostgresConnection) async throws {
    let eventID = poison.fields["event_id"]?.string.flatMap { EventID($0) } ?? event.eventID
    guard try await !LetterRepository.isWaiting(event: eventID, consumer: poison.consumer, connection) else { return }
    let id = LetterID(environment.newID())
    let parent = try await LetterRepository.redriven(event: eventID, consumer: poison.consumer, connection)
    if let parent, let operation = parent.operationID {
      try await BulkOperationRepository.failed(operation, parent.id, connection)
    }
    let redriveCount = parent?.redriveCount ?? 0
    let payload = Array(poison.fields.text(pretty: true).utf8)
    let isReadable = poison.eventType != nil
    try await insert(
      DeadLetter(
        id: id, state: isReadable && redriveCount < LetterBox.redrivesMax ? .dead : .quarantined,
        signature: LetterSignature.of(poison.failure, function: poison.consumer),
        failure: poison.failure, eventType: poison.eventType ?? "unknown", eventID: eventID,
        sourceStream: poison.stream, sourceEntryID: poison.entryID, runID: nil, step: nil, function: poison.consumer,
        datasetID: event.datasetID, datasetName: nil, datasetVersion: event.datasetVersion, traceID: event.traceID,
        payload: "", payloadSHA256: SHA256.hex(of: payload), attempts: [], crashCount: 0,
        firstFailedAt: event.occurredAt, lastFailedAt: event.occurredAt, redriveCount: redriveCount,
        parentID: parent?.id, rootID: parent?.rootID ?? id,
        redriveRunID: nil, discardReason: nil, actor: nil, createdAt: environment.now(),
        updatedAt: environment.now(), revision: 1), payload: payload, on: connection)
  }

  private func insert(_ letter: DeadLetter, payload: [UInt8], on connection: PostgresConnection) async throws {
    try await LetterRepository.insert(letter, payload: payload, connection)
    try await LetterRepository.log(
      letter.id,
      StateChange(
        at: environment.now(), subject: "letter", event: "received", from: nil, to: letter.state.rawValue,
        actor: letter.attempts.last?.worker ?? letter.function ?? "unknown", detail: letter.failure.message),
      connection)
  }

  /// What happens to the letters that a run redrives, at its end. `gaveUp`: it left letters of its own.
  static func event(at end: JobState.Event, gaveUp: Bool) -> LetterState.Event {
    switch end {
    case .cancelled: .redriveCancelled
    case .failed where !gaveUp: .redriveFailed
    default: .redriveEnded
    }
  }

  /// The run that redrives letters has ended: they are settled, whatever its end. When it failed, what failed is a
  /// letter of its own, their child. When it was cancelled, or failed without giving anything up, they wait again.
  func settle(
    redrivenBy run: RunID, as end: JobState.Event, because failure: Failure?, on connection: PostgresConnection
  ) async throws {
    let outcome: BulkOutcome =
      switch end {
      case .succeeded: .done
      case .cancelled: .cancelled
      default: .failed
      }
    try await BulkOperationRepository.ended(run, outcome, connection)
    let redriven = try await LetterRepository.list(redrivenBy: run, connection).map(\.id)
    guard !redriven.isEmpty else { return }
    let event = LetterBox.event(at: end, gaveUp: try await LetterRepository.hasLetter(run, connection))
    try await LetterRepository.move(
      redriven,
      LetterMove(
        ways: [[event]], actor: "orchestrator", reason: event == .redriveEnded ? nil : failure?.message,
        at: environment.now()), connection)
  }
}
