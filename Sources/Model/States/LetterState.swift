/// The life of a dead letter.
public enum LetterState: String, StateMachine {
  case dead = "DEAD"
  case redriving = "REDRIVING"
  case redriven = "REDRIVEN"
  case discarded = "DISCARDED"
  case quarantined = "QUARANTINED"

  public enum Event: String, CaseIterable, Sendable {
    case redriveRequested = "redrive_requested"
    case redriveSucceeded = "redrive_succeeded"
    case redriveFailed = "redrive_failed"
    case discarded
    case restored
    case quarantined
  }

  public static let title = "Dead letter"
  public static let initial = LetterState.dead
  public static let transitions: [Transition<LetterState>] = [
    Transition(.dead, .redriveRequested, .redriving),
    Transition(.dead, .discarded, .discarded),
    Transition(.dead, .quarantined, .quarantined),
    Transition(.redriving, .redriveSucceeded, .redriven),
    Transition(.redriving, .redriveFailed, .dead),
    Transition(.redriving, .quarantined, .quarantined),
    Transition(.discarded, .restored, .dead),
    Transition(.quarantined, .restored, .dead),
    Transition(.quarantined, .discarded, .discarded),
  ]
}
