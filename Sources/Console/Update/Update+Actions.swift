import Foundation
import Model
import Support
import Terminal

extension ConsoleState {
  /// Opens the dialog of an action: finds what it acts on, then asks what it would do.
  mutating func ask(_ request: ActionRequest, by key: Key?) -> [ConsoleEffect] {
    let generation = nextGeneration()
    notice = nil
    switch request.subject {
    case .group(let signature):
      let dialog = ActionDialog(
        verb: request.verb, askedBy: key, phase: .collecting([], signature: signature), generation: generation)
      mode = .dialog(dialog)
      return dialog.collect(after: nil).map { [.load($0, generation: generation)] } ?? []
    case .letters(let letters):
      guard let action = ActionRequest.action(request.verb, letters: letters) else { return [] }
      return preview(action, request.verb, askedBy: key, generation)
    case .labelTasks(let tasks):
      guard let action = request.verb.labelTaskAction else { return [] }
      return preview(.labelTasks(action, tasks), request.verb, askedBy: key, generation)
    case .run(let run):
      return preview(.rerun(run, parameters: [:]), request.verb, askedBy: key, generation)
    }
  }

  private mutating func preview(
    _ action: Action, _ verb: Verb, askedBy key: Key?, _ generation: Int, isCut: Bool = false
  ) -> [ConsoleEffect] {
    mode = .dialog(
      ActionDialog(verb: verb, askedBy: key, phase: .previewing(action), generation: generation, isCut: isCut))
    return [.preview(action, generation: generation)]
  }

  /// A page of the letters of the group that is acted on.
  mutating func receive(letters result: Result<Answer, Failure>, _ dialog: ActionDialog) -> [ConsoleEffect] {
    var dialog = dialog
    guard case .collecting(var ids, let signature) = dialog.phase else { return [] }
    switch result {
    case .failure(let failure): return fail(dialog, failure, wasAsked: false)
    case .success(.letters(let page)):
      ids += page.items.map(\.id)
      let isCut = ids.count > ActionDialog.lettersMax || (ids.count == ActionDialog.lettersMax && page.next != nil)
      ids = Array(ids.prefix(ActionDialog.lettersMax))
      let generation = nextGeneration()
      dialog.generation = generation
      dialog.phase = .collecting(ids, signature: signature)
      if let next = page.next, !isCut, let load = dialog.collect(after: next) {
        mode = .dialog(dialog)
        return [.load(load, generation: generation)]
      }
      guard let action = ActionRequest.action(dialog.verb, letters: ids) else { return [] }
      return preview(action, dialog.verb, askedBy: dialog.askedBy, generation, isCut: isCut)
    case .success: return []
    }
  }

  mutating func receive(preview result: Result<ActionPreview, Failure>, _ generation: Int) -> [ConsoleEffect] {
    guard case .dialog(var dialog) = mode, dialog.generation == generation,
      case .previewing(let action) = dialog.phase
    else { return [] }
    switch result {
    case .failure(let failure): return fail(dialog, failure, wasAsked: false)
    case .success(let preview):
      dialog.phase = .form(ActionForm(verb: dialog.verb, action: action, preview: preview))
      mode = .dialog(dialog)
      return []
    }
  }

  mutating func take(_ key: Key, _ dialog: ActionDialog) -> [ConsoleEffect] {
    var dialog = dialog
    let command = keymap.commands(for: key, in: .dialog).first
    if command == .quit {
      isFinished = true
      return []
    }
    switch dialog.phase {
    case .collecting, .previewing, .failed:
      if command == .cancel || (command == .press && key != dialog.askedBy) { return close() }
    case .performing: break
    case .form(var form):
      switch command {
      case .cancel: return close()
      case .nextField: form.moveFocus(by: 1)
      case .previousField: form.moveFocus(by: -1)
      case .press:
        guard key != dialog.askedBy else { return [] }
        return press(form, dialog)
      default: form.edit(key)
      }
      dialog.phase = .form(form)
      mode = .dialog(dialog)
    }
    return []
  }

  private mutating func press(_ form: ActionForm, _ dialog: ActionDialog) -> [ConsoleEffect] {
    var form = form
    var dialog = dialog
    switch form.press() {
    case .cancelled: return close()
    case .editing:
      dialog.phase = .form(form)
      mode = .dialog(dialog)
      return []
    case .confirmed(let action, let reason):
      guard connection == .online else {
        return fail(dialog, Failure("unavailable", ActionWords.offline, isTransient: true), wasAsked: false)
      }
      dialog.generation = nextGeneration()
      dialog.phase = .performing(form)
      mode = .dialog(dialog)
      return [.perform(action, reason: reason, generation: dialog.generation)]
    }
  }

  private mutating func close() -> [ConsoleEffect] {
    mode = .browse
    return thaw()
  }

  /// The connection is lost: what waits for an answer ends. One that comes later all the same is shown.
  mutating func giveUpDialog() {
    guard case .dialog(let dialog) = mode else { return }
    switch dialog.phase {
    case .collecting, .previewing, .performing:
      let failure = Failure("unavailable", ActionWords.noAnswer, isTransient: true)
      _ = fail(dialog, failure, wasAsked: dialog.wasAsked)
    case .form, .failed: break
    }
  }

  private mutating func fail(_ dialog: ActionDialog, _ failure: Failure, wasAsked: Bool) -> [ConsoleEffect] {
    var dialog = dialog
    dialog.phase = .failed(failure, wasAsked: wasAsked)
    mode = .dialog(dialog)
    return []
  }
}

// MARK: - Results

extension ConsoleState {
  mutating func receive(result: Result<ActionResult, Failure>, _ generation: Int) -> [ConsoleEffect] {
    if undoing == generation {
      undoing = nil
      switch result {
      case .success(let result): notice = report(result, .restore)
      case .failure(let failure): notice = Notice(failure.shown, .error)
      }
      return reload()
    }
    guard case .dialog(let dialog) = mode, dialog.generation == generation, dialog.wasAsked else { return [] }
    switch result {
    case .failure(let failure): return fail(dialog, failure, wasAsked: true)
    case .success(let result):
      mode = .browse
      notice = report(result, dialog.verb)
      trail.top.scene.mark(only: Set(result.failed.map(\.id)))
      return reload()
    }
  }

  private func report(_ result: ActionResult, _ verb: Verb) -> Notice {
    let done = result.done
    var parts: [String] = []
    if !done.isEmpty { parts.append(ActionWords.done(verb, done.count)) }
    if let failure = result.failed.first?.failure { parts.append(ActionWords.failures(result.failed.count, failure)) }
    if done.count == 1, let run = done[0].runID { parts.append(ActionWords.run(run)) }
    if let audit = ActionWords.audit(done.compactMap(\.auditID)) { parts.append(audit) }
    let undo = verb == .discard ? done.compactMap { LetterID($0.id) } : []
    if !undo.isEmpty { parts.append(ActionWords.undo) }
    let tone: MessageLine.Tone = result.failed.isEmpty ? .success : done.isEmpty ? .error : .warning
    return Notice(parts.joined(separator: " · "), tone, undo: undo)
  }

  /// Takes back the discard that was just done.
  mutating func undo() -> [ConsoleEffect] {
    guard let letters = notice?.undo, !letters.isEmpty, undoing == nil else { return [] }
    let generation = nextGeneration()
    undoing = generation
    notice = Notice(ActionWords.performing)
    return [.perform(.letters(.restore, letters), reason: ActionWords.undoReason, generation: generation)]
  }
}
