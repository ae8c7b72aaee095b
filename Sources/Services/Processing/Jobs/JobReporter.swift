import Foundation
import Messaging
import Model
import Postgres
import Support

/// Ends and begins leases: state, log and events in one transaction, under the fence. Every method answers `false`
/// when the lease was lost, and then has changed nothing.
struct JobReporter: Sendable {
  let outbox: Outbox
  let environment: Environment

  func started(_ claims: [JobRepository.Claim], on connection: PostgresConnection) async throws {
    guard !claims.isEmpty else { return }
    let log = claims.map {
      JobRepository.logging($0.lease, .claimed, from: .available, to: .leased, detail: nil)
    }
    let drafts = try claims.map { try draft(.jobStarted, report($0), $0) }
    _ = try await connection.pipeline(log + [try outbox.statement(appending: drafts)])
  }

  func succeeded(
    _ claim: JobRepository.Claim, output: JSON, on connection: PostgresConnection
  ) async throws -> Bool {
    guard try await JobRepository.finish(claim.lease, output: output, connection) else { return false }
    var report = report(claim)
    report.attempt = attempt(claim, failure: nil, isCrash: false)
    report.output = output
    try await tell(
      JobRepository.logging(claim.lease, .finished, from: .leased, to: .done, detail: nil),
      [try draft(.jobSucceeded, report, claim)] + DomainEvents.ofSuccess(claim, output: output), on: connection)
    return true
  }

  /// The attempt failed, or its worker died: tried again, or given up.
  func failed(
    _ claim: JobRepository.Claim, _ failure: Failure, isCrash: Bool, on connection: PostgresConnection
  ) async throws -> Bool {
    let pause = claim.order.retry.pause(
      after: claim.attempt, crashCount: claim.crashCount, failure, isCrash: isCrash, random: environment.random())
    guard
      let released = try await JobRepository.release(
        claim.lease, isCrash ? .crashed : .failed, failure: failure, pauseSeconds: pause, connection)
    else { return false }
    let event: LeaseState.Event = pause == nil ? .gaveUp : isCrash ? .expired : .released
    var report = report(claim)
    report.attempt = attempt(claim, failure: failure, isCrash: isCrash)
    report.nextAttemptAt = released.nextRunAt
    report.crashCount += isCrash ? 1 : 0
    var drafts = [try draft(pause == nil ? .jobDeadlettered : .jobRetrying, report, claim)]
    if pause == nil { drafts += try DomainEvents.ofFailure(claim, failure, cursor: released.cursor) }
    try await tell(
      JobRepository.logging(
        claim.lease, event, from: .leased, to: pause == nil ? .dead : .available,
        detail: "\(failure.errorCode.rawValue): \(failure.message)"), drafts, on: connection)
    return true
  }

  /// The worker stops in good order, or somebody takes the job from it: it is free again at once, and the attempt does
  /// not count.
  func returned(
    _ claim: JobRepository.Claim, _ cause: Failure? = nil, on connection: PostgresConnection
  ) async throws -> Bool {
    let failure =
      cause ?? Failure("worker_stopped", "worker \(claim.lease.worker) was stopped", isTransient: true)
    guard
      let released = try await JobRepository.release(
        claim.lease, .returned, failure: nil, pauseSeconds: 0, connection)
    else { return false }
    var report = report(claim)
    report.nextAttemptAt = released.nextRunAt
    try await tell(
      JobRepository.logging(claim.lease, .released, from: .leased, to: .available, detail: failure.message),
      [try draft(.jobRetrying, report, claim)], on: connection)
    return true
  }

  private func attempt(_ claim: JobRepository.Claim, failure: Failure?, isCrash: Bool) -> Attempt {
    Attempt(
      number: claim.order.priorAttempts + claim.attempt, worker: claim.lease.worker, leaseEpoch: claim.lease.epoch,
      startedAt: claim.startedAt, endedAt: environment.now(), failure: failure, isCrash: isCrash)
  }

  private func report(_ claim: JobRepository.Claim) -> JobReport {
    JobReport(
      jobID: claim.lease.jobID, runID: claim.order.runID, step: claim.order.step, worker: claim.lease.worker,
      leaseEpoch: claim.lease.epoch, startedAt: claim.startedAt, crashCount: claim.crashCount,
      sourceStream: claim.sourceStream,
      sourceEntryID: claim.sourceEntryID)
  }

  private func draft(_ type: EventType, _ report: JobReport, _ claim: JobRepository.Claim) throws -> EventDraft {
    EventDraft(
      type, traceID: claim.traceID, datasetID: claim.datasetID, datasetVersion: claim.datasetVersion,
      payload: try JSON(encoding: report))
  }

  /// The line in the log, and what is said, as one.
  private func tell(_ line: Statement, _ drafts: [EventDraft], on connection: PostgresConnection) async throws {
    _ = try await connection.pipeline([line, try outbox.statement(appending: drafts)])
  }
}
