import Foundation
import Messaging
import Model
import Postgres
import Support

// What persons do to runs that are at work, and to what lets work through.

extension Orchestrator {
  /// Runs that one event sets going again; the rest follows with the next.
  static let releaseMax = 200

  /// Ends a run that is at work: its steps too, and the orders for them are taken back.
  func cancel(
    _ found: RunRepository.Record, actor: String, reason: String, on connection: PostgresConnection
  ) async throws {
    let failure = Failure(
      "run_cancelled", "cancelled by \(actor): \(reason)", nextStep: "have it done again by `flowsight runs rerun`")
    try await end(found, .cancelled, failure, actor: actor, reason: reason, on: connection)
  }

  /// The same with a run whose time is over: it has failed.
  func expire(_ found: RunRepository.Record, on connection: PostgresConnection) async throws {
    let seconds = found.run.policy.deadlineSeconds ?? 0
    let failure = Failure(
      "run_deadline_exceeded", "the run took longer than \(seconds) s",
      nextStep: "have it done again by `flowsight runs rerun`, or raise deadline_seconds in the workflow's document")
    try await end(found, .failed, failure, actor: "orchestrator", reason: failure.message, on: connection)
  }

  private func end(
    _ found: RunRepository.Record, _ event: JobState.Event, _ failure: Failure, actor: String, reason: String,
    on connection: PostgresConnection
  ) async throws {
    let records = try await StepRepository.list(of: found.run.id, connection)
    let open = records.filter { !$0.step.state.isTerminal }
    let ending = try await ending(
      open, .cancelled, found, among: records, actor: actor, reason: reason, on: connection)
    try await conclude(found.run, event, failure, records, ending, actor: actor, on: connection)
  }

  /// Leaves a step out that nobody works on yet.
  func skip(
    _ record: StepRepository.Record, of found: RunRepository.Record, actor: String, reason: String,
    on connection: PostgresConnection
  ) async throws {
    let records = try await StepRepository.list(of: found.run.id, connection)
    let ending = try await ending(
      [record], .skipped, found, among: records, actor: actor, reason: reason, on: connection)
    try await send(ending, on: connection)
    try await advance(found.run, input: found.input, cause: actor, on: connection)
  }

  /// What ends steps, and takes back the orders for them.
  private func ending(
    _ ending: [StepRepository.Record], _ event: JobState.Event, _ found: RunRepository.Record,
    among records: [StepRepository.Record], actor: String, reason: String, on connection: PostgresConnection
  ) async throws -> Writing {
    let (run, now) = (found.run, environment.now())
    let attempts =
      ending.contains(where: \.isOrdered)
      ? try await StepRepository.attempts(ofRunsUnder: run.rootID, connection) : []
    var writing = Writing()
    for record in ending {
      var step = record.step
      step.state = try step.state.after(event)
      step.nextAttemptAt = nil
      step.finishedAt = now
      writing.statements.append(StepRepository.updating(step, leaseEpoch: record.leaseEpoch, at: now))
      writing.statements.append(
        RunRepository.logging(
          run.id,
          StateChange(
            at: now, subject: step.name, event: event.rawValue, from: record.step.state.rawValue,
            to: step.state.rawValue, actor: actor, detail: reason)))
      guard record.isOrdered else { continue }
      let order = Orchestrator.order(record, among: records, attempts, run, found.input)
      writing.drafts.append(
        EventDraft(
          .jobCancelled, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
          payload: try JSON(encoding: order), queue: order.queue))
    }
    return writing
  }

  // MARK: - Gates

  /// Tells what follows from a gate's change: the owner of a queue holds or goes on; what waited is set going.
  func tell(_ gate: Gate, isResumed: Bool, trace: TraceID, on connection: PostgresConnection) async throws {
    var drafts: [EventDraft] = []
    let payload = try JSON(encoding: GateReport(gate))
    if gate.id.kind == .queue {
      drafts.append(
        EventDraft(
          .queueChanged, traceID: trace, datasetID: nil, datasetVersion: nil, payload: payload, queue: gate.id.name))
    }
    if isResumed {
      drafts.append(EventDraft(.gateResumed, traceID: trace, datasetID: nil, datasetVersion: nil, payload: payload))
    }
    try await outbox.append(drafts, on: connection)
  }

  /// Sets going what waited for a gate, a part at a time.
  func release(_ report: GateReport, _ event: Event, on connection: PostgresConnection) async throws {
    let gate = report.gate
    guard try await GateRepository.find(gate.id, connection).revision == gate.revision else { return }
    let runs = try await GateRepository.held(
      by: gate.id, after: report.after, limit: Orchestrator.releaseMax, connection)
    for id in runs {
      guard let found = try await RunRepository.find(id, lock: true, connection) else { continue }
      try await advance(found.run, input: found.input, cause: "\(gate.id) resumed", on: connection)
    }
    guard runs.count == Orchestrator.releaseMax else { return }
    try await outbox.append(
      [
        EventDraft(
          .gateResumed, traceID: event.traceID, datasetID: nil, datasetVersion: nil,
          payload: try JSON(encoding: GateReport(gate, after: runs.last)))
      ], on: connection)
  }
}
