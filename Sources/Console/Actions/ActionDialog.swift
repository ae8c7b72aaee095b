import Model
import Terminal

/// An action on its way from the key that asked for it to its result.
struct ActionDialog: Hashable, Sendable {
  enum Phase: Hashable, Sendable {
    case previewing(Action)
    case form(ActionForm)
    case performing(ActionForm)
    /// It was refused; or it is not known whether it was done.
    case failed(Failure, wasAsked: Bool)
  }

  let verb: Verb
  /// What will take it back.
  var undo: Undo?
  /// The key that opened the dialog: it never confirms.
  let askedBy: Key?
  var phase: Phase
  /// Of the answer that it waits for.
  var generation: Int
  /// Rows of what is shown that are scrolled away.
  var top = 0
  /// What was filled in before the preview that it waits for.
  var typed: ActionForm?
  /// What the form asks about meanwhile: what was chosen in a field that was left.
  var renewing: Action?

  /// Whether the platform was asked to do it.
  var wasAsked: Bool {
    switch phase {
    case .performing, .failed(_, wasAsked: true): true
    case .previewing, .form, .failed: false
    }
  }

  /// What was typed into it was not asked for yet.
  var holdsTyped: Bool {
    if case .form(let form) = phase { form.holdsTyped } else { typed?.holdsTyped ?? false }
  }

  /// What is to be said in its form; the next key takes it away.
  mutating func tell(_ text: String?) {
    guard case .form(var form) = phase else { return }
    form.tell(text)
    phase = .form(form)
  }

  /// The platform was asked and has not answered.
  var isPerforming: Bool { if case .performing = phase { true } else { false } }

  /// It starts an operation, which then has a view of its own.
  var begins: Bool {
    if case .performing(let form) = phase, form.preview.bulk != nil { true } else { false }
  }
}
