/// The life of a dead letter.
public enum LetterState: String, StateMachine {
  case dead = "DEAD"
  case redriving = "REDRIVING"
  case redriven = "REDRIVEN"
  case discarded = "DISCARDED"
  /// What it stands for was done by other means: nothing is left to redrive.
  case resolved = "RESOLVED"
  /// Redriven too often, or unreadable: not redriven again until somebody restores it. A letter may begin here.
  case quarantined = "QUARANTINED"

  public enum Event: String, CaseIterable, Sendable {
    case redriveRequested = "redrive_requested"
    /// The new run ended. When it failed, that failure is a letter of its own, a child of this one.
    case redriveEnded = "redrive_ended"
    /// The new run failed without giving anything up, as at its deadline: what the letter stands for waits again.
    case redriveFailed = "redrive_failed"
    /// The new run was cancelled: what the letter stands for waits again.
    case redriveCancelled = "redrive_cancelled"
    case discarded
    case resolved
    case restored
  }

  public static let title = "Dead letter"
  public static let initial = LetterState.dead
  public static let transitions: [Transition<LetterState>] = [
    Transition(.dead, .redriveRequested, .redriving),
    Transition(.dead, .discarded, .discarded),
    Transition(.dead, .resolved, .resolved),
    Transition(.redriving, .redriveEnded, .redriven),
    Transition(.redriving, .redriveFailed, .dead),
    Transition(.redriving, .redriveCancelled, .dead),
    Transition(.discarded, .restored, .dead),
    Transition(.resolved, .restored, .dead),
    Transition(.quarantined, .restored, .dead),
    Transition(.quarantined, .discarded, .discarded),
    Transition(.quarantined, .resolved, .resolved),
  ]
}
