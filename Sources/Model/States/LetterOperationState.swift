/// The life of a bulk operation on dead letters.
public enum LetterOperationState: String, StateMachine {
  /// The letters are frozen and shown; nothing has been done yet.
  case prepared = "PREPARED"
  case running = "RUNNING"
  case paused = "PAUSED"
  /// Too many of the redriven letters failed again: the breaker opened.
  case stopped = "STOPPED"
  case completed = "COMPLETED"
  /// What was done stays done; the rest is left alone.
  case cancelled = "CANCELLED"

  public enum Event: String, CaseIterable, Sendable {
    case started
    case paused
    case resumed
    case tripped
    case completed
    case cancelled
  }

  public static let title = "Operation on dead letters"
  public static let initial = LetterOperationState.prepared
  public static let transitions: [Transition<LetterOperationState>] = [
    Transition(.prepared, .started, .running),
    Transition(.prepared, .cancelled, .cancelled),
    Transition(.running, .paused, .paused),
    Transition(.running, .tripped, .stopped),
    Transition(.running, .completed, .completed),
    Transition(.running, .cancelled, .cancelled),
    Transition(.paused, .resumed, .running),
    Transition(.paused, .cancelled, .cancelled),
    Transition(.stopped, .resumed, .running),
    Transition(.stopped, .cancelled, .cancelled),
  ]
}

/// What became of a letter in an operation.
public enum LetterOutcome: String, StateMachine {
  case pending = "PENDING"
  /// Its run is at work.
  case redriving = "REDRIVING"
  case done = "DONE"
  /// It was redriven, and what it stands for was given up once more.
  case failedAgain = "FAILED_AGAIN"
  /// It was not acted on; the failure says why.
  case refused = "REFUSED"

  public enum Event: String, CaseIterable, Sendable {
    case acted
    case redriven
    case ended
    case failedAgain = "failed_again"
    case refused
  }

  public static let title = "Letter in an operation"
  public static let initial = LetterOutcome.pending
  public static let transitions: [Transition<LetterOutcome>] = [
    Transition(.pending, .acted, .done),
    Transition(.pending, .redriven, .redriving),
    Transition(.pending, .refused, .refused),
    Transition(.redriving, .ended, .done),
    Transition(.redriving, .failedAgain, .failedAgain),
    Transition(.done, .failedAgain, .failedAgain),
  ]
}
