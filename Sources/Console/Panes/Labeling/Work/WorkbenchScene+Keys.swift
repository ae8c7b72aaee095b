import Model
import Support
import Terminal

extension WorkbenchScene {
  var commands: [Command] {
    if question != nil { return [.press, .cancel] }
    if let panel {
      let toggle: WorkCommand = if case .guidelines = panel { .guidelines } else { .history }
      return [.work(toggle)] + (text?.commands.filter(\.isMotion) ?? [])
    }
    guard let held = hand.first else {
      let more: [WorkCommand] = (postponed > 0 ? [.resume] : []) + (past.isEmpty ? [] : [.undo])
      return ([.submit] + more).map(Command.work) + [.copyID]
    }
    if held.isLost { return [.work(.submit)] }
    guard let sheet = held.sheet else { return [] }
    if sheet.isTyping { return [.press, .cancel, .nextField, .previousField] }
    var commands: [WorkCommand] = [.submit]
    if !held.item.predictions.isEmpty { commands.append(.accept) }
    commands += [.guidelines, .skip, .postpone]
    if !sheet.isUntouched || !past.isEmpty { commands.append(.undo) }
    if sheet.canRedo { commands.append(.redo) }
    if sheet.field.kind == .spans { commands += WorkCommand.ofSpans }
    if sheet.isOneKey { commands.append(.advance) }
    if !sheet.field.options.isEmpty { commands.append(.find) }
    if held.item.before != nil { commands.append(.history) }
    if postponed > 0 { commands.append(.resume) }
    commands.append(.release)
    let sections: [Command] =
      sheet.schema.fields.count > 1 || sheet.field.kind == .text ? [.nextSection, .previousSection] : []
    return commands.map(Command.work) + sections + Motion.allCases.map(Command.move)
  }

  /// With nothing to undo it says so.
  var toldOf: [Command] {
    question == nil && panel == nil && !takesText && hand.first?.isLost != true ? [.work(.undo)] : []
  }

  func hint(_ command: Command) -> String? {
    guard question == nil else { return nil }
    switch command {
    case .work(.submit) where hand.first?.isLost == true: return LabelingWords.nextItem
    case .press where sheet?.editor != nil: return WorkWords.hint(.submit)
    case .cancel where sheet?.editor != nil: return LabelingWords.leaveText
    case .work(.submit) where hand.isEmpty: return LabelingWords.lookAgain
    case .work(.undo) where sheet?.isUntouched ?? true:
      return past.last.map { LabelingWords.undo($0.held.item.key.shownKey) }
    default: return nil
    }
  }

  mutating func take(_ key: Key) -> Bool {
    if question != nil { return takeReason(key) }
    if panel != nil, key == .escape {
      panel = nil
      return true
    }
    guard panel == nil, !hand.isEmpty, !hand[0].isLost, hand[0].sheet != nil else { return false }
    hand[0].isTouched = true
    // A text is typed in a few rows; the pages are those of the item.
    if sheet?.editor != nil, key == .pageUp || key == .pageDown {
      move(key == .pageUp ? .pageUp : .pageDown)
      return true
    }
    switch hand[0].sheet?.take(key) ?? .refused {
    case .refused: return false
    case .taken: break
    case .changed: saveDraft()
    case .answered: if advances { submit() } else { saveDraft() }
    }
    remark = sheet?.overflow
    return true
  }

  mutating func paste(_ text: String) {
    switch question {
    case .skip(var prompt):
      prompt.paste(text)
      question = .skip(prompt)
    case .postpone(var prompt):
      prompt.paste(text)
      question = .postpone(prompt)
    case nil:
      guard panel == nil, !hand.isEmpty, !hand[0].isLost else { return }
      let outcome = hand[0].sheet?.paste(text) ?? .refused
      if outcome == .changed { saveDraft() }
      if outcome != .refused { remark = sheet?.overflow }
    }
  }

  mutating func move(_ motion: Motion) {
    if panel != nil {
      text?.move(motion)
    } else if !hand.isEmpty {
      hand[0].isTouched = true
      if hand[0].sheet?.move(motion) != true { hand[0].view.move(motion) }
    }
  }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .nextSection, .nextField: hand.isEmpty ? () : hand[0].sheet?.moveFocus(by: 1)
    case .previousSection, .previousField: hand.isEmpty ? () : hand[0].sheet?.moveFocus(by: -1)
    // The text is typed: Enter submits, Esc leaves it.
    case .press: submit()
    case .cancel: leaveText()
    case .work(let command): perform(command)
    default: break
    }
    return nil
  }

  private mutating func leaveText() {
    guard let sheet else { return }
    if let other = sheet.schema.fields.firstIndex(where: { $0.kind != .text }) {
      hand[0].sheet?.focusOn(other)
    } else {
      hand[0].sheet?.stopTyping()
    }
  }

  private mutating func perform(_ command: WorkCommand) {
    remark = nil
    switch command {
    case .submit: if hand.isEmpty { lookAgain() } else if hand[0].isLost { drop() } else { submit() }
    case .undo: undo()
    case .redo: if hand[0].sheet?.redo() == true { saveDraft() }
    case .accept: acceptPrediction()
    case .skip, .postpone, .release:
      if hand.first?.isComing == true {
        remark = (LabelingWords.stillComing, .info)
      } else {
        putDown(command)
      }
    case .resume: if let project { errands.append(.resumeFirst(project.id)) }
    case .guidelines, .history: toggle(command)
    case .find: hand[0].sheet?.find()
    case .advance:
      advances.toggle()
      remark = (advances ? LabelingWords.advancing : LabelingWords.notAdvancing, .info)
    default: if !hand.isEmpty, hand[0].sheet?.perform(command) == true { saveDraft() }
    }
  }

  private mutating func putDown(_ command: WorkCommand) {
    switch command {
    case .skip: question = .skip(ReasonPrompt(LabelingWords.whySkip, usual: LabelingWords.skipReasons))
    case .postpone:
      question = .postpone(ReasonPrompt(LabelingWords.whyLater, usual: LabelingWords.laterReasons, isRequired: false))
    default: leave(.release, reason: nil)
    }
  }

  private mutating func toggle(_ command: WorkCommand) {
    if panel != nil {
      panel = nil
    } else if command == .guidelines, let project {
      panel = .guidelines(TextView(Document { $0.guidelines(project) }))
    } else if let item = hand.first?.item {
      let now = hand.first?.sheet?.annotation.json ?? [:]
      panel = .history(
        TextView(
          Document { document in
            document.fact(LabelingWords.reason, item.remark)
            document.heading(LabelingWords.before)
            document.answers(item.before ?? [:], against: nil)
            document.heading(LabelingWords.nowAgainstBefore)
            document.answers(now, against: item.before)
          }))
    }
  }

  private mutating func acceptPrediction() {
    guard let predictions = hand.first?.item.predictions, !predictions.isEmpty else { return }
    let order = predictions.sorted { ($0.score ?? 0) > ($1.score ?? 0) }
    hand[0].prediction = (hand[0].prediction + 1) % order.count
    let chosen = order[hand[0].prediction]
    if hand[0].sheet?.take(chosen.annotation) == true { saveDraft() }
    // Where a digit submits at once, so does this key.
    if advances, let sheet, sheet.isOneKey, sheet.missing == nil { return submit() }
    remark = (LabelingWords.tookPrediction(chosen.model, chosen.score), .info)
  }

  // MARK: - Putting down

  private mutating func takeReason(_ key: Key) -> Bool {
    guard key != .control("c") else { return false }
    switch question {
    case .skip(var prompt):
      switch prompt.take(key) {
      case .editing: question = .skip(prompt)
      case .cancelled: question = nil
      case .given(let reason): leave(.skip, reason: reason)
      }
    case .postpone(var prompt):
      switch prompt.take(key) {
      case .editing: question = .postpone(prompt)
      case .cancelled: question = nil
      case .given(let reason): leave(.postpone, reason: reason.isEmpty ? nil : reason)
      }
    case nil: break
    }
    return true
  }

  private mutating func leave(_ way: LeaveTask, reason: String?) {
    question = nil
    guard !hand.isEmpty else { return }
    let held = hand.removeFirst()
    note(held, way)
    onTheWay[held.item.lease.assignment] = held
    errands.append(.leave(held.item.lease, way, reason: reason))
    show()
  }

  /// The item is no longer one's own: on to the next.
  private mutating func drop() {
    hand.removeFirst()
    show()
  }

  private mutating func lookAgain() {
    isDry = false
    topUp()
  }

  // MARK: - Submitting

  mutating func submit() {
    guard let held = hand.first, let sheet = held.sheet, !held.isLost else { return }
    if let missing = sheet.missing {
      hand[0].sheet?.focus(on: missing.name)
      remark = (LabelingWords.notAnswered(missing.shown), .warning)
      saveDraft()
      return
    }
    do throws(Failure) {
      _ = try sheet.schema.annotation(sheet.answers, payload: held.item.payload)
    } catch {
      remark = (error.shown, .warning)
      saveDraft()
      return
    }
    note(held, nil)
    send(held)
    hand.removeFirst()
    submitted += 1
    remark = nil
    show()
  }

  private mutating func send(_ held: Held) {
    guard let sheet = held.sheet else { return }
    let lease = held.item.lease
    onTheWay[lease.assignment] = held
    guard !held.isComing else {
      errands.append(.resubmit(lease.assignment, sheet.answers, since: held.shownAt))
      return
    }
    let submission = Submission(
      lease: lease, annotation: sheet.answers, idempotencyKey: "\(lease.assignment)/\(lease.fence)")
    errands.append(.submit(submission, since: held.shownAt))
  }

  /// Saves what the server does not have; one save is under way at a time, and the newest answers follow it.
  mutating func saveDraft(waiting: Bool = true) {
    guard let held = hand.first, let sheet = held.sheet, !held.isLost, !held.isComing, !held.isSaving || !waiting else {
      return
    }
    let draft = sheet.annotation.json
    guard draft != held.saved ?? [:] else { return }
    hand[0].isSaving = true
    hand[0].saved = draft
    errands.append(.draft(held.item.lease, draft))
  }
}

extension Document {
  mutating func guidelines(_ project: LabelProject) {
    prose(project.guidelines.isEmpty ? LabelingWords.noGuidelines : project.guidelines)
    for field in project.schema.fields {
      let helped = field.options.filter { $0.help != nil }
      guard !helped.isEmpty else { continue }
      heading(field.shown)
      for option in helped { fact(option.shown, option.help) }
    }
  }
}
