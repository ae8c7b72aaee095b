import Model
import Terminal

/// An action on its way from the key that asked for it to its result.
struct ActionDialog: Hashable, Sendable {
  enum Phase: Hashable, Sendable {
    /// The letters of a group are fetched page by page.
    case collecting([LetterID], signature: String)
    case previewing(Action)
    case form(ActionForm)
    case performing(ActionForm)
    /// It was refused; or it is not known whether it was done.
    case failed(Failure, wasAsked: Bool)
  }

  let verb: Verb
  /// The key that opened the dialog: it never confirms.
  let askedBy: Key?
  var phase: Phase
  /// Of the answer that it waits for.
  var generation: Int
  /// The group had more letters than an action takes.
  var isCut = false

  /// Letters that one action takes.
  static let lettersMax = 10_000

  /// Whether the platform was asked to do it.
  var wasAsked: Bool {
    switch phase {
    case .performing, .failed(_, wasAsked: true): true
    case .collecting, .previewing, .form, .failed: false
    }
  }

  /// The page of the group's letters to fetch next.
  func collect(after: String?) -> Load? {
    guard case .collecting(_, let signature) = phase else { return nil }
    return .list(
      .letters, .letters(verb.letterStates, signature: signature),
      PageRequest(limit: PageRequest.limitMax, after: after))
  }
}
