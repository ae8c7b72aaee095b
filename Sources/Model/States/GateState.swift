/// Whether a workflow, a queue or a schedule lets work through.
public enum GateState: String, StateMachine {
  case active = "ACTIVE"
  /// Nothing begins; what has begun goes on, and its leases stay.
  case paused = "PAUSED"

  public enum Event: String, CaseIterable, Sendable {
    case paused
    case resumed
  }

  public static let title = "Workflow, queue and schedule"
  public static let initial = GateState.active
  public static let transitions: [Transition<GateState>] = [
    Transition(.active, .paused, .paused),
    Transition(.paused, .resumed, .active),
  ]
}
