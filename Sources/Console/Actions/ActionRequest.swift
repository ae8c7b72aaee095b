import Model
import Support

/// What a person can do to letters, operations, runs and labeling tasks.
enum Verb: Hashable, Sendable, CaseIterable {
  case redrive, discard, resolve, restore, rerun, rerunFrom, replay, skip
  case undoRun, undoAll, reingest, republish, backfill, schedule, trigger
  case pause, resume, cancel, delete, limit
  case edit, release
  case publish, assign, prioritize, revoke, reopen, gold, ungold
  case close, configure, enlist

  var takesParameters: Bool {
    [.redrive, .rerun, .rerunFrom, .backfill, .schedule, .assign, .prioritize, .configure, .enlist, .limit].contains(
      self)
  }

  /// It ends, drops or takes from somebody what is there.
  var takesAway: Bool {
    [.discard, .delete, .cancel, .close, .undoRun, .undoAll, .skip, .release, .revoke].contains(self)
  }

  /// What is acted on is chosen in the form.
  var choosesItems: Bool { self == .backfill || self == .schedule }

  /// What is typed for it, or what comes of it, is of one thing.
  var isForSeveral: Bool { ![.backfill, .schedule, .limit, .configure, .enlist, .edit].contains(self) }

  /// What it does to labeling tasks; the preview of an assignment names nobody yet.
  var labelTaskAction: LabelTaskAction? {
    switch self {
    case .publish: .publish
    case .assign: .assign(.everybody)
    case .prioritize: .prioritize(0)
    case .revoke: .revoke
    case .reopen: .reopen
    case .gold: .setGold(.accepted)
    case .ungold: .setGold(.none)
    case .redrive, .discard, .resolve, .restore, .rerun, .rerunFrom, .replay, .skip, .undoRun, .undoAll, .reingest,
      .republish, .backfill, .schedule, .trigger, .pause, .resume, .cancel, .delete, .limit, .close, .configure,
      .enlist, .edit,
      .release:
      nil
    }
  }
}

/// Asks to do something to something.
struct ActionRequest: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    /// `areDead`: none of them is anything else, such as quarantined.
    case letters([LetterID], areDead: Bool = false)
    /// A letter with the payload that it is sent with: 0 the original.
    case letter(LetterID, revision: Int)
    /// An edited payload, made from that revision.
    case payload(LetterID, base: Int, JSON)
    /// All letters that the query finds, frozen as an operation.
    case query(ListQuery)
    case operation(BulkOperationID)
    case run(RunID)
    case step(RunID, String)
    case gate(Gate.ID)
    /// A queue, with its limits as they are.
    case queue(Gate)
    case lease(StepID, epoch: Int64)
    case upload(UploadID)
    case event(EventID)
    /// A workflow and the versions that it is to be run for, as they are to begin with.
    case backfill(Backfill)
    /// Without an id, a new one.
    case schedule(ScheduleID?, ScheduleSettings)
    case labelTasks([LabelTaskID])
    case labelProject(LabelProject)
    /// Without a name, a new one.
    case skillGroup(String)
    /// The same with each of them; of a kind that has no subject for several.
    indirect case several([Subject])
  }

  var verb: Verb
  var subject: Subject

  init(verb: Verb, subject: Subject) { (self.verb, self.subject) = (verb, subject) }

  /// One request for what is asked of each; a key that turns something on and off does to all what it is named for,
  /// unless it means the same other thing for every one of them. `nil` where it is done to one thing at a time.
  init?(_ verb: Verb, each requests: [ActionRequest]) {
    let verbs = Set(requests.map(\.verb))
    self.init(verb: verbs.count == 1 ? verbs.first ?? verb : verb, subject: .several(requests.map(\.subject)))
    if requests.isEmpty || !verb.isForSeveral || action == nil { return nil }
  }

  /// What `one` asks for of the only item, or of each of several; `nil` where it asks nothing of one of them.
  init?<Item>(_ verb: Verb, of items: [Item], _ one: (Item) -> ActionRequest?) {
    let requests = items.compactMap(one)
    guard let first = requests.first, requests.count == items.count else { return nil }
    if requests.count == 1 { self = first } else { self.init(verb, each: requests) }
  }

  /// What is asked for, without what the form will add; `nil` when the verb does not fit the subject.
  var action: Action? {
    switch (subject, verb) {
    case (.letters(let letters, _), _): verb.letterAction.map { .letters($0, letters) }
    case (.letter(let id, let revision), .redrive):
      .letters(.redrive(parameters: [:], revision: revision), [id])
    case (.payload(let id, let base, let document), .edit):
      .intervention(.editPayload(id, base: base, document: document))
    case (.query(let query), _): verb.letterAction.map { .bulk($0, query) }
    case (.operation(let id), .pause): .intervention(.pauseOperation(id))
    case (.operation(let id), .resume): .intervention(.resumeOperation(id))
    case (.operation(let id), .cancel): .intervention(.cancelOperation(id))
    case (.labelTasks(let tasks), _): verb.labelTaskAction.map { .labelTasks($0, tasks) }
    case (.run(let run), .rerun): .intervention(.rerun(run, .failed, parameters: [:]))
    case (.run(let run), .replay): .intervention(.rerun(run, .all, parameters: [:]))
    case (.run(let run), .cancel): .intervention(.cancelRun(run))
    case (.run(let run), .undoAll): .intervention(.undoRun(run, downTo: nil))
    case (.step(let run, let step), .rerunFrom): .intervention(.rerun(run, .from(step), parameters: [:]))
    case (.step(let run, let step), .skip): .intervention(.skipStep(run, step: step))
    case (.step(let run, let step), .undoRun): .intervention(.undoRun(run, downTo: step))
    case (.lease(let job, let epoch), .release): .intervention(.releaseLease(job, epoch: epoch))
    case (.upload(let upload), .reingest): .intervention(.reingest(upload))
    case (.event(let event), .republish): .intervention(.republish(event))
    case (.schedule(let id, let settings), .schedule): .intervention(.saveSchedule(id, settings))
    case (.schedule(let id?, _), _): verb.scheduleChange.map { .intervention(.changeSchedule(id, $0)) }
    case (.backfill(let backfill), .backfill): .backfill(backfill, nil)
    case (.gate(let gate), .pause): .intervention(.pause(gate))
    case (.gate(let gate), .resume): .intervention(.resume(gate))
    case (.queue(let gate), .limit): .intervention(.limitQueue(gate.id.name, gate.limits ?? QueueLimits()))
    case (.labelProject(let project), _):
      verb.change(of: project).map { .intervention(.changeLabelProject(project.id, $0)) }
    case (.several(let subjects), _): all(subjects)
    case (.skillGroup(let name), .enlist): .intervention(.changeSkillGroup(name, add: [], remove: []))
    default: nil
    }
  }

  /// `nil` unless it is an intervention on each.
  private func all(_ subjects: [Subject]) -> Action? {
    var all: [Intervention] = []
    for subject in subjects {
      guard let one = ActionRequest(verb: verb, subject: subject).action?.intervention else { return nil }
      all.append(one)
    }
    return .interventions(all)
  }
}

extension Verb {
  /// What it changes in a labeling project; settings as they are, until others are typed.
  fileprivate func change(of project: LabelProject) -> LabelProjectChange? {
    switch self {
    case .pause: LabelProjectChange(status: .paused)
    case .resume: LabelProjectChange(status: .active)
    case .close: LabelProjectChange(status: .archived)
    case .configure: LabelProjectChange(settings: project.settings)
    default: nil
    }
  }

  fileprivate var scheduleChange: ScheduleChange? {
    switch self {
    case .pause: .pause
    case .resume: .resume
    case .delete: .delete
    case .trigger: .trigger
    default: nil
    }
  }

  fileprivate var letterAction: LetterAction? {
    switch self {
    case .redrive: .redrive(parameters: [:])
    case .discard: .discard
    case .resolve: .resolve
    case .restore: .restore
    default: nil
    }
  }
}

extension Action {
  /// The action as it is done after its preview: what was frozen meanwhile is named, and of several those that were
  /// shown to be acted on.
  func shown(_ preview: ActionPreview) -> Action {
    if case .interventions(let all) = self, all.count > 1 {
      let eligible = Set(preview.eligible.map(\.id))
      return .interventions(all.filter { eligible.contains($0.subject) })
    }
    if case .backfill(let backfill, _) = self { return .backfill(backfill, preview.bulk?.operation) }
    guard case .bulk(let action, _) = self, let id = preview.bulk?.operation else { return self }
    let parameters: JSON = if case .redrive(let parameters, _) = action { parameters } else { [:] }
    return .intervention(.startOperation(id, parameters: parameters, ratePerSecond: nil))
  }

  /// With what was typed for it.
  func with(_ form: ActionForm, rate: Int?) throws(Parameters.Problem) -> Action {
    let text = form.text(.parameters)
    switch self {
    case .letters(.redrive(_, let revision), let letters):
      return .letters(.redrive(parameters: try Parameters.parse(text), revision: revision), letters)
    case .backfill(let backfill, let prepared):
      let typed = try Parameters.backfill(text, versions: form.text(.versions))
      return .backfill(typed, typed == backfill ? prepared : nil)
    case .labelTasks(.assign, let tasks): return .labelTasks(.assign(try Parameters.lane(text)), tasks)
    case .labelTasks(.prioritize, let tasks):
      return .labelTasks(.prioritize(try Parameters.priority(text)), tasks)
    case .interventions(let all):
      var typed: [Intervention] = []
      for one in all { typed.append(try one.with(form, rate: rate)) }
      return .interventions(typed)
    case .letters, .bulk, .labelTasks: return self
    }
  }

  /// What was typed changes what it would do: it is shown once more before it is done.
  var isShownAgain: Bool {
    switch self {
    case .backfill, .labelTasks(.assign, _), .labelTasks(.prioritize, _): true
    case .interventions(let all): all.contains(where: \.isShownAgain)
    case .letters, .bulk, .labelTasks: false
    }
  }

  /// What stands in the field of the versions in the beginning.
  var versionsText: String {
    if case .backfill(let backfill, _) = self { return backfill.filter }
    return schedule?.backfill.filter ?? ""
  }

  /// What is set of a schedule.
  var schedule: ScheduleSettings? {
    if case .saveSchedule(_, let settings) = intervention { settings } else { nil }
  }

  /// What stands in the field in the beginning: the settings that are changed most.
  var parametersText: String {
    if case .backfill(let backfill, _) = self { return backfill.options }
    if let schedule { return schedule.options }
    if case .limitQueue(_, let limits) = intervention { return limits.text }
    guard case .changeLabelProject(_, let change) = intervention, let settings = change.settings else { return "" }
    let rates = "review_rate=\(settings.reviewRate.shown) gold_rate=\(settings.goldRate.shown)"
    return "overlap=\(settings.overlap) \(rates)"
  }
}

extension Intervention {
  fileprivate func with(_ form: ActionForm, rate: Int?) throws(Parameters.Problem) -> Intervention {
    let text = form.text(.parameters)
    switch self {
    case .saveSchedule(let id, let settings):
      var typed = try Parameters.schedule(text, versions: form.text(.versions), settings)
      (typed.name, typed.cron, typed.timeZone) = (form.text(.title), form.text(.cron), form.text(.zone))
      do throws(Failure) {
        try ScheduleSettings.check(name: typed.name)
      } catch {
        throw Parameters.Problem(error, in: .title)
      }
      do throws(Failure) { try typed.check() } catch { throw Parameters.Problem(error) }
      return .saveSchedule(id, typed)
    // A replay takes what the run recorded.
    case .rerun(let run, .all, _): return .rerun(run, .all, parameters: [:])
    case .rerun(let run, let scope, _): return .rerun(run, scope, parameters: try Parameters.parse(text))
    case .startOperation(let id, _, _):
      return .startOperation(id, parameters: try Parameters.parse(text), ratePerSecond: rate)
    case .changeLabelProject(let id, let change): return .changeLabelProject(id, try change.with(settings: text))
    case .limitQueue(let queue, _): return .limitQueue(queue, try Parameters.limits(text))
    case .changeSkillGroup(let name, _, _): return try Parameters.membership(text, of: name)
    default: return self
    }
  }

  fileprivate var isShownAgain: Bool {
    switch self {
    case .rerun, .limitQueue, .saveSchedule, .changeLabelProject, .changeSkillGroup: true
    default: false
    }
  }
}

extension LabelProjectChange {
  /// With the settings that were typed.
  fileprivate func with(settings text: String) throws(Parameters.Problem) -> LabelProjectChange {
    guard let settings else { return self }
    var change = self
    change.settings = try Parameters.settings(text, settings)
    return change
  }
}
