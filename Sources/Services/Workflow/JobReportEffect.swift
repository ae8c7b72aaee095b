import Foundation
import Model

/// What a worker's report changes in a step. Pure.
struct JobReportEffect {
  let event: JobState.Event
  let step: Step

  /// `nil` when the report is stale: sent under an older lease than one already heard of, or already applied.
  init?(_ type: EventType, _ report: JobReport, on record: StepRepository.Record) {
    self.init(type, report, on: record.step, leaseEpoch: record.leaseEpoch)
  }

  /// `leaseEpoch` is the newest that was heard of.
  init?(_ type: EventType, _ report: JobReport, on before: Step, leaseEpoch: Int64) {
    guard report.leaseEpoch >= leaseEpoch, let event = JobReportEffect.event(of: type),
      let state = try? before.state.after(event)
    else { return nil }
    // Of the reports of one lease, the beginning is the first: after any other it comes too late.
    if event == .started, report.leaseEpoch == leaseEpoch, before.startedAt != nil { return nil }
    self.event = event
    var step = before
    step.state = state
    step.nextAttemptAt = report.nextAttemptAt
    switch event {
    case .started: step.startedAt = step.startedAt ?? report.startedAt
    case .retrying: step.failure = report.attempt?.failure
    case .succeeded:
      step.output = report.output
      step.failure = nil
    case .failed: step.failure = report.attempt?.failure
    // Never reported: a person's doing.
    case .cancelled, .skipped: return nil
    }
    if let attempt = report.attempt {
      step.startedAt = step.startedAt ?? attempt.startedAt
      if state.isTerminal { step.finishedAt = attempt.endedAt }
    }
    self.step = step
  }

  /// What the log says of it. A job that is free again without an attempt that failed was given back.
  static func detail(_ event: JobState.Event, _ report: JobReport) -> String? {
    guard let attempt = report.attempt else {
      return event == .retrying ? "given back; the attempt does not count" : nil
    }
    return attempt.failure.map { "\($0.errorCode.rawValue): \($0.message)" }
  }

  private static func event(of type: EventType) -> JobState.Event? {
    switch type {
    case .jobStarted: .started
    case .jobRetrying: .retrying
    case .jobSucceeded: .succeeded
    case .jobDeadlettered: .failed
    default: nil
    }
  }
}
