/// The life of a bulk operation, whatever its items are.
public enum BulkOperationState: String, StateMachine {
  /// The items are frozen and shown; nothing has been done yet.
  case prepared = "PREPARED"
  case running = "RUNNING"
  case paused = "PAUSED"
  /// Too many of the items failed: the breaker opened.
  case stopped = "STOPPED"
  case completed = "COMPLETED"
  /// What was done stays done, and what is on its way arrives; the rest is left alone.
  case cancelled = "CANCELLED"

  public enum Event: String, CaseIterable, Sendable {
    case started
    case paused
    case resumed
    case tripped
    case completed
    case cancelled
  }

  public static let title = "Bulk operation"
  public static let initial = BulkOperationState.prepared
  public static let transitions: [Transition<BulkOperationState>] = [
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

/// What became of an item of an operation.
public enum BulkOutcome: String, StateMachine {
  case pending = "PENDING"
  /// Something stands in its way that passes, and the failure says what; it is looked at again.
  case waiting = "WAITING"
  /// Its run is at work, or its event on the way.
  case running = "RUNNING"
  case done = "DONE"
  /// It was acted on, and somebody cancelled its run: what it stands for waits again.
  case cancelled = "CANCELLED"
  /// It was acted on, and what it stands for failed.
  case failed = "FAILED"
  /// It was not acted on; the failure says why.
  case refused = "REFUSED"
  /// It was not acted on: the operation was cancelled before its turn.
  case skipped = "SKIPPED"

  public enum Event: String, CaseIterable, Sendable {
    case acted
    case started
    case held
    case ended
    case cancelled
    case failed
    case refused
    case skipped
  }

  public static let title = "Item of an operation"
  public static let initial = BulkOutcome.pending
  public static let transitions: [Transition<BulkOutcome>] = [
    Transition(.pending, .acted, .done),
    Transition(.pending, .started, .running),
    Transition(.pending, .held, .waiting),
    Transition(.pending, .refused, .refused),
    Transition(.pending, .skipped, .skipped),
    Transition(.waiting, .started, .running),
    Transition(.waiting, .refused, .refused),
    Transition(.waiting, .skipped, .skipped),
    Transition(.running, .ended, .done),
    Transition(.running, .cancelled, .cancelled),
    Transition(.running, .failed, .failed),
    // A consumer took the event, and gave it up later.
    Transition(.done, .failed, .failed),
  ]
}
