import Model

/// What takes back an act: done by one key while the word about the act stands.
struct Undo: Hashable, Sendable {
  var verb: Verb
  var action: Action
}

/// The one place that says which acts are done at once and what takes an act back.
extension ActionRequest {
  /// It concerns one thing, another act takes it back whole, and it needs no words: it is done when it is asked for.
  var isDoneAtOnce: Bool {
    switch (verb, subject) {
    // What stopped an operation is to be looked at before it goes on.
    case (.resume, .operation(_, isStopped: true)): false
    case (.pause, _), (.resume, _): undo != nil
    case (.restore, .letters(let letters)): letters.count == 1
    case (.gold, .labelTasks(let tasks)): tasks.count == 1
    default: false
    }
  }

  /// What takes it back; `nil` of what stays done. An act on several things is taken back for those it was done to.
  var undo: Undo? {
    switch (verb, subject) {
    case (.discard, .letters(let letters)), (.resolve, .letters(let letters)):
      Undo(verb: .restore, action: .letters(.restore, letters))
    case (.gold, .labelTasks(let tasks)): Undo(verb: .ungold, action: .labelTasks(.setGold(.none), tasks))
    case (.limit, .queue(let gate)):
      Undo(verb: .limit, action: .intervention(.limitQueue(gate.id.name, gate.limits ?? QueueLimits())))
    case (.configure, .labelProject(let project)):
      Undo(
        verb: .configure,
        action: .intervention(.changeLabelProject(project.id, LabelProjectChange(settings: project.settings))))
    case (.close, .labelProject(let project)):
      Undo(
        verb: project.status == .active ? .resume : .pause,
        action: .intervention(.changeLabelProject(project.id, LabelProjectChange(status: project.status))))
    case (.schedule, .schedule(let id?, let settings)):
      Undo(verb: .schedule, action: .intervention(.saveSchedule(id, settings)))
    case (.pause, _): taken(back: .resume)
    case (.resume, _): taken(back: .pause)
    default: nil
    }
  }

  private func taken(back verb: Verb) -> Undo? {
    ActionRequest(verb: verb, subject: subject).action.map { Undo(verb: verb, action: $0) }
  }
}

extension Undo {
  /// Of an act on letters or tasks, for those alone that it was done to; `nil` when there are none.
  func of(_ result: ActionResult) -> Undo? {
    let done = Set(result.done.map(\.id))
    guard !done.isEmpty, result.operation == nil else { return nil }
    switch action {
    case .letters(let action, let letters):
      return Undo(verb: verb, action: .letters(action, letters.filter { done.contains($0.description) }))
    case .labelTasks(let action, let tasks):
      return Undo(verb: verb, action: .labelTasks(action, tasks.filter { done.contains($0.description) }))
    case .bulk, .backfill, .intervention: return self
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
