import Model

/// What takes back an act: done by one key while the word about the act stands.
struct Undo: Hashable, Sendable {
  var verb: Verb
  var action: Action
}

/// The one place that says which acts are done at once and what takes an act back.
extension ActionRequest {
  /// It concerns one thing, begins nothing, needs no words, and is taken back whole: it is done when it is asked for.
  var isDoneAtOnce: Bool {
    if case .several = subject { return false }
    return verb == .pause && undo != nil
  }

  /// What takes it back whole; `nil` of what does not come back as it was.
  var undo: Undo? {
    switch (verb, subject) {
    case (.pause, _):
      ActionRequest(verb: .resume, subject: subject).action.map { Undo(verb: .resume, action: $0) }
    // A quarantined letter would come back as one that anybody redrives.
    case (.discard, .letters(let letters, areDead: true)), (.resolve, .letters(let letters, areDead: true)):
      Undo(verb: .restore, action: .letters(.restore, letters))
    default: nil
    }
  }
}

extension Undo {
  /// Of an act on several, for those alone that it was done to; `nil` when there are none.
  func of(_ result: ActionResult) -> Undo? {
    let done = Set(result.done.map(\.id))
    guard !done.isEmpty, result.operation == nil else { return nil }
    switch action {
    case .letters(let action, let letters):
      return Undo(verb: verb, action: .letters(action, letters.filter { done.contains($0.description) }))
    case .interventions(let all) where all.count > 1:
      return Undo(verb: verb, action: .interventions(all.filter { done.contains($0.subject) }))
    case .bulk, .backfill, .labelTasks, .interventions: return self
    }
  }
}

/// An act on its way that has no dialog.
struct ActUnderWay: Hashable, Sendable {
  var generation: Int
  var verb: Verb
  var reason: String
  var undo: Undo?
}
