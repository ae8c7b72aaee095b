/// The life of a labeling task.
public enum LabelTaskState: String, StateMachine {
  /// Imported, not yet given out.
  case draft = "DRAFT"
  case open = "OPEN"
  /// Somebody holds it, or some of its labels have come.
  case inProgress = "IN_PROGRESS"
  /// All its labels have come; it waits for a review.
  case labeled = "LABELED"
  case inReview = "IN_REVIEW"
  /// Its labels differ; somebody has to decide.
  case adjudicating = "ADJUDICATING"
  case accepted = "ACCEPTED"
  /// Its labels were refused; it is open again unless they were removed for good.
  case rejected = "REJECTED"
  case reopened = "REOPENED"

  public enum Event: String, CaseIterable, Sendable {
    case published
    case claimed
    /// The last one who held it gave it back, and no label has come.
    case freed
    /// As many labels came as the task asks for.
    case labeled
    /// One of the labels was taken back.
    case takenBack = "taken_back"
    case disputed
    case reviewStarted = "review_started"
    /// The reviewer left it undecided.
    case reviewEnded = "review_ended"
    case accepted
    case rejected
    case reopened
    /// It is given out again.
    case requeued
  }

  public static let title = "Labeling task"
  public static let initial = LabelTaskState.draft
  public static let transitions: [Transition<LabelTaskState>] = [
    Transition(.draft, .published, .open),
    Transition(.open, .claimed, .inProgress),
    Transition(.inProgress, .claimed, .inProgress),
    Transition(.inProgress, .freed, .open),
    Transition(.inProgress, .labeled, .labeled),
    Transition(.labeled, .takenBack, .inProgress),
    Transition(.labeled, .reviewStarted, .inReview),
    Transition(.labeled, .disputed, .adjudicating),
    Transition(.labeled, .accepted, .accepted),
    Transition(.inReview, .reviewEnded, .labeled),
    Transition(.inReview, .accepted, .accepted),
    Transition(.inReview, .rejected, .rejected),
    Transition(.adjudicating, .accepted, .accepted),
    Transition(.adjudicating, .reviewEnded, .adjudicating),
    Transition(.rejected, .requeued, .open),
    Transition(.accepted, .reopened, .reopened),
    Transition(.reopened, .requeued, .open),
  ]
}
