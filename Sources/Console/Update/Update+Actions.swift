import Foundation
import Model
import Support
import Terminal

extension ConsoleState {
  /// What can be done at once is done, but in production; all else is asked about first.
  mutating func ask(_ request: ActionRequest, by key: Key?) -> [ConsoleEffect] {
    guard let action = request.action else { return [] }
    if request.isDoneAtOnce, !backend.isProduction {
      return perform(action, request.verb, reason: ActionWords.oneKey, undo: request.undo)
    }
    return ask(action, request.verb, undo: request.undo, by: key)
  }

  /// Opens the dialog of an action: finds what it acts on, then asks what it would do.
  private mutating func ask(_ action: Action, _ verb: Verb, undo: Undo?, by key: Key?) -> [ConsoleEffect] {
    let generation = nextGeneration()
    notice = nil
    mode = .dialog(
      ActionDialog(verb: verb, undo: undo, askedBy: key, phase: .previewing(action), generation: generation))
    return [.preview(action, generation: generation)]
  }

  private mutating func perform(
    _ action: Action, _ verb: Verb, reason: String, undo: Undo? = nil
  ) -> [ConsoleEffect] {
    // One after the other: the second would be about what the first has not changed yet.
    guard actUnderWay == nil else { return [] }
    let generation = nextGeneration()
    actUnderWay = ActUnderWay(generation: generation, verb: verb, reason: reason, undo: undo)
    notice = Notice(ActionWords.performing)
    return [.perform(action, reason: reason, generation: generation)]
  }

  mutating func receive(preview result: Result<ActionPreview, Failure>, _ generation: Int) -> [ConsoleEffect] {
    guard case .dialog(var dialog) = mode, dialog.generation == generation else { return [] }
    let (action, edited): (Action, ActionForm?)
    switch dialog.phase {
    case .previewing(let previewed): (action, edited) = (previewed, nil)
    case .form(let form):
      guard let renewed = dialog.renewing else { return [] }
      (action, edited) = (renewed, form)
    case .performing, .failed: return []
    }
    dialog.renewing = nil
    switch (result, edited) {
    case (.failure(let failure), nil): return fail(dialog, failure, wasAsked: false)
    case (.failure(let failure), .some): dialog.tell(Parameters.Problem(failure).message)
    case (.success(let preview), _):
      dialog.phase = .form(
        ActionForm(
          verb: dialog.verb, action: action.shown(preview), preview: preview,
          profile: backend.isProduction ? backend.profile : nil, at: now, typed: edited ?? dialog.typed,
          isEdited: edited != nil))
      dialog.typed = nil
    }
    mode = .dialog(dialog)
    return []
  }

  mutating func take(_ key: Key, _ dialog: ActionDialog) -> [ConsoleEffect] {
    var dialog = dialog
    let command = keymap.commands(for: key, in: .dialog).first
    if command == .quit { return quit() }
    if isQuitting { return stay() }
    if case .move(let motion)? = command {
      dialog.scroll(by: motion == .pageUp ? -1 : 1, in: Layout(size).popups.size)
      mode = .dialog(dialog)
      return []
    }
    switch dialog.phase {
    case .previewing, .failed:
      if command == .cancel || (command == .press && key != dialog.askedBy) { return close() }
    case .performing: break
    case .form(var form):
      let field = form.focus
      switch command {
      case .cancel: return leave(form, dialog)
      case .nextField: form.moveFocus(by: 1)
      case .previousField: form.moveFocus(by: -1)
      case .press:
        guard key != dialog.askedBy else { return [] }
        return press(form, dialog)
      default:
        // What is typed on a button is meant for the first field.
        if form.isAtButton, key.typed != nil { form.goToFirstField() }
        form.edit(key)
      }
      return show(form, dialog, after: field)
    }
    return []
  }

  /// The form as it is now. Where a field that chooses was left, what it would do with that is asked for meanwhile.
  private mutating func show(
    _ form: ActionForm, _ dialog: ActionDialog, after field: ActionForm.Field
  ) -> [ConsoleEffect] {
    var (dialog, effects): (ActionDialog, [ConsoleEffect]) = (dialog, [])
    dialog.phase = .form(form)
    if field != form.focus, !field.isGuard, form.verb.choosesItems, connection == .online,
      let action = try? form.action.with(form, rate: nil), action != dialog.renewing ?? form.action
    {
      dialog.generation = nextGeneration()
      dialog.renewing = action
      effects = [.preview(action, generation: dialog.generation)]
    }
    mode = .dialog(dialog)
    return effects
  }

  private mutating func press(_ form: ActionForm, _ dialog: ActionDialog) -> [ConsoleEffect] {
    let field = form.focus
    var form = form
    var dialog = dialog
    switch form.press() {
    case .cancelled: return leave(form, dialog)
    case .editing: return show(form, dialog, after: field)
    case .confirmed(let action, let reason):
      guard connection == .online else {
        // Nothing was asked: what was typed waits for the connection as well.
        form.tell(ActionWords.offline)
        dialog.phase = .form(form)
        mode = .dialog(dialog)
        return []
      }
      dialog.generation = nextGeneration()
      dialog.renewing = nil
      if action != form.action, action.isShownAgain {
        dialog.typed = form
        dialog.phase = .previewing(action)
        dialog.top = 0
        mode = .dialog(dialog)
        return [.preview(action, generation: dialog.generation)]
      }
      dialog.phase = .performing(form)
      mode = .dialog(dialog)
      return [.perform(action, reason: reason, generation: dialog.generation)]
    }
  }

  /// Without doing it, whichever way that was asked for: what was typed is dropped when it is asked for again.
  private mutating func leave(_ form: ActionForm, _ dialog: ActionDialog) -> [ConsoleEffect] {
    guard form.holdsTyped, form.problem != ActionWords.typed else { return close() }
    var (form, dialog) = (form, dialog)
    form.tell(ActionWords.typed)
    dialog.phase = .form(form)
    mode = .dialog(dialog)
    return []
  }

  private mutating func close() -> [ConsoleEffect] {
    mode = .browse
    return thaw()
  }

  /// The connection is lost: what waits for an answer ends. One that comes later all the same is shown.
  mutating func giveUpDialog() {
    guard case .dialog(let dialog) = mode else { return }
    switch dialog.phase {
    case .previewing, .performing:
      let failure = Failure("unavailable", ActionWords.noAnswer, isTransient: true)
      _ = fail(dialog, failure, wasAsked: dialog.wasAsked)
    case .form, .failed: break
    }
  }

  private mutating func fail(_ dialog: ActionDialog, _ failure: Failure, wasAsked: Bool) -> [ConsoleEffect] {
    var dialog = dialog
    if !wasAsked, var form = dialog.typed {
      // What was typed is not taken from the person: they are told what is wrong with it.
      form.stop(for: Parameters.Problem(failure))
      (dialog.phase, dialog.typed) = (.form(form), nil)
    } else {
      dialog.phase = .failed(failure, wasAsked: wasAsked)
    }
    dialog.top = 0
    mode = .dialog(dialog)
    return []
  }
}

// MARK: - Results

extension ConsoleState {
  mutating func receive(result: Result<ActionResult, Failure>, _ generation: Int) -> [ConsoleEffect] {
    if let act = actUnderWay, act.generation == generation {
      (actUnderWay, isQuitting) = (nil, false)
      let deed = remember(deed(act.verb, act.reason, result))
      switch result {
      case .success(let result):
        notice = report(result, act.verb, undo: act.undo)
      case .failure(let failure):
        let doubt = failure.isTransient ? [ActionWords.unknown] : []
        let words = doubt + [failure.shown, failure.shownNextStep].compactMap(\.self)
        notice = Notice(words.joined(separator: " · "), .error)
      }
      return deed + reload()
    }
    guard case .dialog(let dialog) = mode, dialog.generation == generation, dialog.wasAsked else { return [] }
    // Whoever wanted to leave sees first what became of it.
    isQuitting = false
    let reason = if case .performing(let form) = dialog.phase { form.text(.reason) } else { "" }
    let deed = remember(deed(dialog.verb, reason, result))
    switch result {
    case .failure(let failure): return deed + fail(dialog, failure, wasAsked: true)
    case .success(let result):
      mode = .browse
      // What was written is kept: back to the letter.
      if dialog.verb == .edit, result.failed.isEmpty { _ = trail.pop() }
      trail.top.scene.mark(only: Set(result.failed.map(\.id)))
      var effects: [ConsoleEffect] = []
      if dialog.begins || dialog.verb == .trigger, let operation = result.operation {
        let kind: OperationKind = [.backfill, .trigger].contains(dialog.verb) ? .backfills : .letters
        effects = go(to: kind.address(of: operation))
      }
      notice = report(result, dialog.verb, undo: dialog.undo)
      return deed + (effects.isEmpty ? reload() : effects)
    }
  }

  private func deed(_ verb: Verb, _ reason: String, _ result: Result<ActionResult, Failure>) -> Deed {
    Deed(
      verb, reason: reason, result, at: now, by: actor, profile: backend.profile,
      of: trail.top.scene.address.pane == .dlq ? .letters : .backfills)
  }

  private func report(_ result: ActionResult, _ verb: Verb, undo: Undo?) -> Notice {
    let done = result.done
    var parts: [String] = []
    if let operation = result.operation {
      let kind: OperationKind = trail.top.scene.address.pane == .topology ? .backfills : .letters
      parts.append(kind.name(operation))
    }
    let words: [Verb] = [.redrive, .discard, .resolve, .restore, .backfill, .trigger]
    if !done.isEmpty, result.operation == nil || !words.contains(verb) {
      parts.append(ActionWords.done(verb, done.count, of: result.action))
    }
    if let failure = result.failed.first?.failure { parts.append(ActionWords.failures(result.failed.count, failure)) }
    if done.count == 1, let run = done[0].runID { parts.append(ActionWords.run(run)) }
    if let audit = ActionWords.audit(done.compactMap(\.auditID)) { parts.append(audit) }
    let undo = undo?.of(result)
    if undo != nil, let key = keymap.key(for: .takeBack) { parts.append(ActionWords.undo("\(key)")) }
    let tone: MessageLine.Tone = result.failed.isEmpty ? .success : done.isEmpty ? .error : .warning
    return Notice(parts.joined(separator: " · "), tone, undo: undo, audit: done.compactMap(\.auditID))
  }

  /// Takes back what was just done; in production it is asked for like all else.
  mutating func takeBack(by key: Key?) -> [ConsoleEffect] {
    guard let undo = notice?.undo else { return [] }
    if backend.isProduction { return ask(undo.action, undo.verb, undo: nil, by: key) }
    return perform(undo.action, undo.verb, reason: ActionWords.undoReason)
  }
}
