/// The life of a run and of each of its steps (H12), as the orchestrator sees them.
public enum JobState: String, StateMachine {
  case pending = "PENDING"
  case running = "RUNNING"
  case succeeded = "SUCCEEDED"
  case failed = "FAILED"

  public enum Event: String, CaseIterable, Sendable {
    case started
    case retrying
    case succeeded
    case failed
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
  ]
}
