import Foundation
import Model
import Support
import Terminal

/// Where reviewers decide: the item above, the annotators' answers beside each other below. What differs is marked.
struct ReviewScene: Scene {
  /// A decision that waits for its reason.
  struct Question: Sendable {
    let decision: ReviewDecision
    var prompt: ReasonPrompt
  }

  let name: String
  let queue: ReviewQueue
  var project: LabelProject?
  var schemas: [Int: LabelSchema] = [:]
  var item: ReviewItem?
  /// The submission that is accepted, or put right.
  var chosen = 0
  /// Between labels that differ the reviewer chooses; what merely stands first is never accepted.
  var hasChosen = false
  /// The answer as the reviewer puts it right.
  var sheet: AnswerSheet?
  var view = TextView()
  /// The first row of the answers that is seen.
  var answersTop = 0
  var guidelines: TextView?
  var question: Question?
  /// It is said that labels that differ are not refused: a reason that is typed all the same is no command.
  var isTelling = false
  var errands: [Errand] = []
  var isBusy = false
  var isDry = false
  var decided = 0
  var remark: (text: String, tone: MessageLine.Tone)?
  var size = Size.standard

  init(_ name: String, _ queue: ReviewQueue) {
    self.name = name
    self.queue = queue
  }

  var address: Address { Address(.labeling, name, queue.rawValue) }
  var crumb: String { queue == .review ? LabelingWords.review : LabelingWords.adjudication }
  var loads: [Load] { [.labelProject(name)] }
  var isLoaded: Bool { project != nil }
  var copyText: String? { item?.task.key }
  var status: String { LabelingWords.decidedHere(decided) }

  func concerns(_ change: Change) -> Bool { change == .labeling && item == nil }

  var keyContext: Keymap.Context {
    question != nil || isTelling || (guidelines == nil && sheet?.isTyping == true) ? .prompt : .work
  }

  mutating func receive(_ answer: Answer, to load: Load, isFrozen: Bool) {
    guard case .labelProject(let reading) = answer else { return }
    project = reading.project
    schemas[reading.project.schemaVersion] = reading.project.schema
    // What was asked for before the connection broke is asked for again.
    if item == nil { next() }
  }

  mutating func leave() { (question, isTelling) = (nil, false) }

  /// What was in hand may be gone by then: it begins anew.
  var remembered: any Scene { ReviewScene(name, queue) }

  mutating func next() {
    guard let project, !isBusy else { return }
    isBusy = true
    isDry = false
    errands.append(.takeReview(project.id, queue))
  }

  mutating func finish(_ errand: Errand, _ result: Result<ErrandReply, Failure>) -> Bool {
    switch (errand, result) {
    case (.takeReview(project?.id, queue), _): took(result)
    case (.schema(project?.id, let version), .success(.schema(let schema))):
      schemas[version] = schema
      open()
    case (.decide(let task, _, let decision, _), _) where task == item?.task.id: decided(decision, result)
    default: return false
    }
    return true
  }

  private mutating func took(_ result: Result<ErrandReply, Failure>) {
    isBusy = false
    switch result {
    case .success(.review(let item?)):
      (self.item, hasChosen) = (item, false)
      if schemas[item.schemaVersion] == nil {
        errands.append(.schema(item.task.projectID, version: item.schemaVersion))
      }
      open()
    case .success: isDry = true
    case .failure(let failure):
      isDry = true
      if !failure.isTransient { remark = (failure.shown, .error) }
    }
  }

  /// The item with its answers beside each other.
  private mutating func open(keeping chosen: Int = 0) {
    (sheet, self.chosen, guidelines, answersTop) = (nil, chosen, nil, 0)
    guard let item else { return }
    view = TextView(Document { $0.payload(item.payload, first: project?.settings.titleField) })
  }

  private mutating func decided(_ decision: ReviewDecision, _ result: Result<ErrandReply, Failure>) {
    isBusy = false
    switch result {
    case .success:
      if decision != .release { decided += 1 }
      (item, sheet) = (nil, nil)
      next()
    case .failure(let failure) where failure.errorCode == "review_lost":
      (item, sheet) = (nil, nil)
      remark = (failure.shown, .warning)
      next()
    case .failure(let failure): remark = (failure.shown, .error)
    }
  }

  var text: TextView? {
    get { guidelines ?? (sheet?.spanText == nil ? view : nil) }
    set {
      guard let newValue else { return }
      if guidelines != nil { guidelines = newValue } else { view = newValue }
    }
  }

  mutating func settle(in size: Size) {
    self.size = size
    guard let item else { return }
    if let sheet {
      let layout = WorkLayout(size, AnswerPanel(sheet: sheet, predictions: item.predictions), view: view)
      guidelines?.settle(in: layout.item.size)
      view.settle(in: layout.facts.size)
      self.sheet?.settle(text: layout.text.size, panel: layout.panel.size)
    } else {
      let table = answerTable(item)
      let layout = ReviewLayout(size, view, table)
      guidelines?.settle(in: layout.item.size)
      view.settle(in: layout.item.size)
      let answers = layout.answers.size
      answersTop = max(0, min(answersTop, table.rowCount(width: answers.width) - max(1, answers.height)))
    }
  }
}

// MARK: - Keys

extension ReviewScene {
  var commands: [Command] {
    if question != nil { return [.press, .cancel] }
    if isTelling { return [.cancel] }
    if guidelines != nil { return [.work(.guidelines)] + Motion.vertical.map(Command.move) }
    guard let item else { return [.work(.submit)] }
    if let sheet {
      if sheet.isTyping { return [.press, .cancel, .nextField, .previousField] }
      let spans = sheet.field.kind == .spans ? WorkCommand.ofSpans : []
      return ([.submit, .undo, .redo, .find, .guidelines] + spans).map(Command.work)
        + [.nextSection, .previousSection] + Motion.allCases.map(Command.move)
    }
    let refusals = item.task.state == .adjudicating ? [] : ReviewScene.refusals
    return ([.submit, .fix] + refusals + [.skip, .guidelines]).map(Command.work) + Motion.allCases.map(Command.move)
      + [.copyID]
  }

  private static let refusals: [WorkCommand] = [.rejectToSame, .rejectToOther, .remove]

  var toldOf: [Command] {
    guard question == nil, guidelines == nil, sheet == nil else { return [] }
    let refusals = item?.task.state == .adjudicating ? ReviewScene.refusals : []
    return (refusals + [.undo]).map(Command.work)
  }

  func hint(_ command: Command) -> String? {
    guard question == nil, guidelines == nil else { return nil }
    guard item != nil else { return command == .work(.submit) ? LabelingWords.lookAgain : nil }
    return switch command {
    case .cancel where isTelling: ShellWords.close
    case .work(.submit): LabelingWords.acceptLabels
    case .press where sheet?.editor != nil: LabelingWords.acceptLabels
    case .cancel where sheet?.editor != nil: CommandWords.hint(.back)
    default: nil
    }
  }

  mutating func take(_ key: Key) -> Bool {
    if var asked = question {
      guard key != .control("c") else { return false }
      switch asked.prompt.take(key) {
      case .editing: question = asked
      case .cancelled: question = nil
      case .given(let reason):
        question = nil
        decide(asked.decision, reason: reason)
      }
      return true
    }
    if isTelling {
      guard key != .control("c") else { return false }
      if key == .escape || key == .enter { (isTelling, remark) = (false, nil) }
      return true
    }
    if guidelines != nil, key == .escape {
      guidelines = nil
      return true
    }
    guard guidelines == nil, let item, !isBusy else { return false }
    if sheet != nil {
      if key == .escape, sheet?.isTyping == false {
        open(keeping: chosen)
        return true
      }
      guard let outcome = sheet?.take(key), outcome != .refused else { return false }
      remark = sheet?.overflow
      return true
    }
    guard let digit = key.digit, (1...max(1, item.submissions.count)).contains(digit) else {
      return false
    }
    (chosen, hasChosen) = (digit - 1, true)
    remark = nil
    return true
  }

  mutating func paste(_ text: String) {
    if question != nil {
      question?.prompt.paste(text)
    } else if let outcome = sheet?.paste(text), outcome != .refused {
      remark = sheet?.overflow
    }
  }

  mutating func move(_ motion: Motion) {
    if guidelines != nil {
      guidelines?.move(motion)
    } else if sheet?.move(motion) == true {
      return
    } else if sheet == nil, motion == .left || motion == .right, let count = item?.submissions.count, count > 0 {
      chosen = hasChosen ? (chosen + (motion == .left ? count - 1 : 1)) % count : motion == .left ? count - 1 : 0
      hasChosen = true
    } else if sheet == nil {
      scroll(motion)
    } else {
      view.move(motion)
    }
  }

  /// Item and answers are read as one: at the end of the item the answers go on, and on the way back they come first.
  private mutating func scroll(_ motion: Motion) {
    let rows =
      switch motion {
      case .up: -1
      case .down: 1
      case .pageUp: -max(1, size.height / 4)
      case .pageDown: max(1, size.height / 4)
      case .last: Int.max / 2
      default: -answersTop
      }
    if motion == .first || motion == .last || (rows > 0 || answersTop == 0) {
      let before = view.top
      view.move(motion)
      guard motion == .first || motion == .last || view.top == before else { return }
    }
    answersTop = max(0, answersTop + rows)
    settle(in: size)
  }

  mutating func perform(_ command: Command) -> Wish? {
    switch command {
    case .nextSection, .nextField: sheet?.moveFocus(by: 1)
    case .previousSection, .previousField: sheet?.moveFocus(by: -1)
    case .press: accept()
    case .cancel: open(keeping: chosen)
    case .work(let command): perform(command)
    default: break
    }
    return nil
  }

  private mutating func perform(_ command: WorkCommand) {
    remark = nil
    switch command {
    case .submit: if item == nil { next() } else { accept() }
    case .fix: fix()
    case .rejectToSame: refuse(.same)
    case .rejectToOther: refuse(.other)
    case .remove: refuse(.removed)
    case .skip:
      question = Question(
        decision: .release, prompt: ReasonPrompt(LabelingWords.whySkip, usual: LabelingWords.skipReasons))
    case .undo: if sheet == nil { remark = (LabelingWords.decisionsStay, .info) } else { _ = sheet?.undo() }
    case .redo: _ = sheet?.redo()
    case .find: sheet?.find()
    case .guidelines:
      if guidelines != nil {
        guidelines = nil
      } else if let project {
        guidelines = TextView(Document { $0.guidelines(project) })
      }
    default: _ = sheet?.perform(command)
    }
  }

  private mutating func refuse(_ requeue: ReviewDecision.Requeue) {
    guard item?.task.state != .adjudicating else {
      (isTelling, remark) = (true, (LabelingWords.decidedNotRefused, .warning))
      return
    }
    question = Question(
      decision: .reject(requeue),
      prompt: ReasonPrompt(LabelingWords.whyRefuse, usual: LabelingWords.refusalReasons))
  }

  private mutating func fix() {
    guard let item, let schema = schemas[item.schemaVersion] else { return }
    sheet = AnswerSheet(schema, payload: item.payload, draft: item.submissions[safe: chosen]?.annotation)
    let texts = Set(sheet?.texts.keys.map(\.self) ?? [])
    view = TextView(Document { $0.payload(item.payload, first: project?.settings.titleField, without: texts) })
  }

  private mutating func accept() {
    guard let item, !isBusy else { return }
    if let sheet {
      if let missing = sheet.missing {
        self.sheet?.focus(on: missing.name)
        remark = (LabelingWords.notAnswered(missing.shown), .warning)
      } else {
        decide(.fix(sheet.answers), reason: nil)
      }
    } else if item.disputed.isEmpty {
      decide(.accept, reason: nil)
    } else if !hasChosen {
      remark = (LabelingWords.chooseFirst(item.submissions.count), .warning)
    } else if let answer = item.submissions[safe: chosen]?.annotation {
      decide(.fix(answer), reason: nil)
    }
  }

  private mutating func decide(_ decision: ReviewDecision, reason: String?) {
    guard let item, !isBusy else { return }
    isBusy = true
    errands.append(.decide(item.task.id, fence: item.fence, decision, reason: reason))
  }
}

extension Array {
  /// `nil` outside.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
