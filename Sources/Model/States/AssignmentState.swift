/// The life of an assignment: one task, one annotator.
public enum AssignmentState: String, StateMachine {
  case leased = "LEASED"
  case submitted = "SUBMITTED"
  case skipped = "SKIPPED"
  case postponed = "POSTPONED"
  case released = "RELEASED"
  /// The lease ended without a word of the annotator's; the draft stays.
  case expired = "EXPIRED"
  /// A lead took it away, or will not wait for it; the draft stays.
  case revoked = "REVOKED"
  case accepted = "ACCEPTED"
  /// A reviewer put it right.
  case fixedAccepted = "FIXED_ACCEPTED"
  /// Refused: the same annotator does it again.
  case rejectedRequeueSame = "REJECTED_REQUEUE_SAME"
  /// Refused: somebody else does it.
  case rejectedRequeueOther = "REJECTED_REQUEUE_OTHER"
  /// Refused: nobody does it again.
  case rejectedRemoved = "REJECTED_REMOVED"

  public enum Event: String, CaseIterable, Sendable {
    case claimed
    case submitted
    /// The annotator took the submission back.
    case takenBack = "taken_back"
    case skipped
    case postponed
    case released
    case expired
    /// It was fetched ahead, and nobody looked at it.
    case putBack = "put_back"
    case revoked
    /// A lead gave the task to its annotator by name, whatever became of it before.
    case assigned
    case accepted
    case fixed
    case rejectedToSame = "rejected_to_same"
    case rejectedToOther = "rejected_to_other"
    case removed
    /// A lead had the task labeled again: what was accepted of it is no more.
    case reopened
  }

  public static let title = "Labeling assignment"
  public static let initial = AssignmentState.leased
  public static let transitions: [Transition<AssignmentState>] =
    [
      Transition(.leased, .submitted, .submitted),
      Transition(.leased, .skipped, .skipped),
      Transition(.leased, .postponed, .postponed),
      Transition(.leased, .released, .released),
      Transition(.leased, .expired, .expired),
      Transition(.leased, .putBack, .expired),
      Transition(.leased, .revoked, .revoked),
      Transition(.postponed, .revoked, .revoked),
      Transition(.rejectedRequeueSame, .revoked, .revoked),
      Transition(.submitted, .takenBack, .leased),
      Transition(.submitted, .accepted, .accepted),
      Transition(.submitted, .fixed, .fixedAccepted),
      Transition(.submitted, .rejectedToSame, .rejectedRequeueSame),
      Transition(.submitted, .rejectedToOther, .rejectedRequeueOther),
      Transition(.submitted, .removed, .rejectedRemoved),
    ]
    + [accepted, fixedAccepted].map { Transition($0, .reopened, .released) }
    // Who let go of a task, or is to do it again, may hold it again; after a reopening, whose labels were accepted may.
    + [postponed, released, expired, rejectedRequeueSame, accepted, fixedAccepted].map {
      Transition($0, .claimed, .leased)
    }
    // A lead's word counts for more than that they passed it over or lost it.
    + [skipped, revoked, rejectedRequeueOther].map { Transition($0, .assigned, .released) }
}
