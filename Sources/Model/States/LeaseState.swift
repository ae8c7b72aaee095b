/// The life of a job inside the service that does the work: who holds it, and whether it may be claimed.
///
/// Every claim raises the lease epoch; a write that names an older epoch is refused (the fence).
public enum LeaseState: String, StateMachine {
  /// May be claimed once `next_run_at` has come.
  case available = "AVAILABLE"
  case leased = "LEASED"
  case done = "DONE"
  /// Given up: past the retry limit, a permanent error, or too many crashes.
  case dead = "DEAD"
  /// The order was taken back.
  case cancelled = "CANCELLED"

  public enum Event: String, CaseIterable, Sendable {
    case claimed
    case released
    case expired
    case finished
    case gaveUp = "gave_up"
    case cancelled
  }

  public static let title = "Job lease"
  public static let initial = LeaseState.available
  public static let transitions: [Transition<LeaseState>] = [
    Transition(.available, .claimed, .leased),
    Transition(.leased, .released, .available),
    Transition(.leased, .expired, .available),
    Transition(.leased, .finished, .done),
    Transition(.leased, .gaveUp, .dead),
    Transition(.available, .cancelled, .cancelled),
    Transition(.leased, .cancelled, .cancelled),
  ]
}
