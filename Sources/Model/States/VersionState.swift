/// The life of a dataset version in the catalog (D4).
public enum VersionState: String, StateMachine {
  case pending = "PENDING"
  case running = "RUNNING"
  case succeeded = "SUCCEEDED"
  case published = "PUBLISHED"
  case failed = "FAILED"
  /// It was published; its rows are there, and nobody is given them any more.
  case withdrawn = "WITHDRAWN"
  /// Its rows were taken out of the tables.
  case rolledBack = "ROLLED_BACK"

  public enum Event: String, CaseIterable, Sendable {
    case runStarted = "run_started"
    case processed
    case published
    case failed
    case withdrawn
    case rolledBack = "rolled_back"
  }

  public static let title = "Dataset version"
  public static let initial = VersionState.pending
  public static let transitions: [Transition<VersionState>] = [
    Transition(.pending, .runStarted, .running),
    Transition(.pending, .failed, .failed),
    Transition(.running, .processed, .succeeded),
    Transition(.running, .failed, .failed),
    Transition(.succeeded, .published, .published),
    Transition(.succeeded, .failed, .failed),
    Transition(.failed, .runStarted, .running),
    // A run made its rows anew; it never ceased to be published meanwhile.
    Transition(.published, .published, .published),
    Transition(.published, .withdrawn, .withdrawn),
    Transition(.withdrawn, .published, .published),
    Transition(.succeeded, .rolledBack, .rolledBack),
    Transition(.failed, .rolledBack, .rolledBack),
    Transition(.withdrawn, .rolledBack, .rolledBack),
    Transition(.rolledBack, .runStarted, .running),
  ]
}
