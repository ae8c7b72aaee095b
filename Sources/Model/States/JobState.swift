/// The life of a run and of each of its steps (H12), as the orchestrator sees them.
///
/// Nothing leads out of the end of a run or step: whoever wants it again has it done by a new run.
public enum JobState: String, StateMachine {
  case pending = "PENDING"
  case running = "RUNNING"
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"
  /// Ended by a person. What its workers still say changes nothing.
  case cancelled = "CANCELLED"
  /// A step that a person left out; those that wait for it go on.
  case skipped = "SKIPPED"

  public enum Event: String, CaseIterable, Sendable {
    case started
    case retrying
    case succeeded
    case failed
    case cancelled
    case skipped
  }

  public static let title = "Run and step"
  public static let initial = JobState.pending
  public static let transitions: [Transition<JobState>] = [
    Transition(.pending, .started, .running),
    Transition(.running, .started, .running),
    Transition(.pending, .retrying, .pending),
    Transition(.running, .retrying, .pending),
    Transition(.pending, .succeeded, .succeeded),
    Transition(.running, .succeeded, .succeeded),
    Transition(.pending, .failed, .failed),
    Transition(.running, .failed, .failed),
    Transition(.pending, .cancelled, .cancelled),
    Transition(.running, .cancelled, .cancelled),
    Transition(.pending, .skipped, .skipped),
  ]
}

extension JobState {
  /// What waits for the step may begin.
  public var isSatisfied: Bool { self == .succeeded || self == .skipped }
}
