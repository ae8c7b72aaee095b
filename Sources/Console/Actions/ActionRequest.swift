import Model
import Support

/// What a person can do to letters, operations, runs and labeling tasks.
enum Verb: Hashable, Sendable, CaseIterable {
  case redrive, discard, resolve, restore, rerun, rerunFrom, replay, skip
  case undoRun, reingest, republish, backfill, schedule, trigger
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
    [.discard, .delete, .cancel, .close, .undoRun, .skip, .release, .revoke].contains(self)
  }

  /// What is acted on is chosen in the form.
  var choosesItems: Bool { self == .backfill || self == .schedule }

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
    case .redrive, .discard, .resolve, .restore, .rerun, .rerunFrom, .replay, .skip, .undoRun, .reingest, .republish,
      .backfill, .schedule, .trigger, .pause, .resume, .cancel, .delete, .limit, .close, .configure, .enlist, .edit,
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
  }

  var verb: Verb
  var subject: Subject

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
    case (.skillGroup(let name), .enlist): .intervention(.changeSkillGroup(name, add: [], remove: []))
    default: nil
    }
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
  /// The action as it is done after its preview: what was frozen meanwhile is named.
  func shown(_ preview: ActionPreview) -> Action {
    if case .backfill(let backfill, _) = self { return .backfill(backfill, preview.bulk?.operation) }
    guard case .bulk(let action, _) = self, let id = preview.bulk?.operation else { return self }
    let parameters: JSON = if case .redrive(let parameters, _) = action { parameters } else { [:] }
    return .intervention(.startOperation(id, parameters: parameters, ratePerSecond: nil))
  }

  /// With what was typed for it.
  func with(_ form: ActionForm, rate: Int?) throws(Parameters.Problem) -> Action {
    let text = form.text(.parameters)
    switch self {
    case .intervention(.saveSchedule(let id, let settings)):
      var typed = try Parameters.schedule(text, versions: form.text(.versions), settings)
      (typed.name, typed.cron, typed.timeZone) = (form.text(.title), form.text(.cron), form.text(.zone))
      do throws(Failure) {
        try ScheduleSettings.check(name: typed.name)
      } catch {
        throw Parameters.Problem(error, in: .title)
      }
      do throws(Failure) { try typed.check() } catch { throw Parameters.Problem(error) }
      return .intervention(.saveSchedule(id, typed))
    case .backfill(let backfill, let prepared):
      let typed = try Parameters.backfill(text, versions: form.text(.versions))
      return .backfill(typed, typed == backfill ? prepared : nil)
    default: return try with(parameters: text, rate: rate)
    }
  }

  private func with(parameters text: String, rate: Int?) throws(Parameters.Problem) -> Action {
    switch self {
    case .letters(.redrive(_, let revision), let letters):
      .letters(.redrive(parameters: try Parameters.parse(text), revision: revision), letters)
    case .intervention(.rerun(let run, let scope, _)):
      .intervention(.rerun(run, scope, parameters: try Parameters.parse(text)))
    case .intervention(.startOperation(let id, _, _)):
      .intervention(.startOperation(id, parameters: try Parameters.parse(text), ratePerSecond: rate))
    case .labelTasks(.assign, let tasks): .labelTasks(.assign(try Parameters.lane(text)), tasks)
    case .labelTasks(.prioritize, let tasks): .labelTasks(.prioritize(try Parameters.priority(text)), tasks)
    case .intervention(.changeLabelProject(let id, let change)):
      .intervention(.changeLabelProject(id, try change.with(settings: text)))
    case .intervention(.limitQueue(let queue, _)): .intervention(.limitQueue(queue, try Parameters.limits(text)))
    case .intervention(.changeSkillGroup(let name, _, _)): .intervention(try Parameters.membership(text, of: name))
    case .letters, .bulk, .backfill, .labelTasks, .intervention: self
    }
  }

  /// What was typed changes what it would do: it is shown once more before it is done.
  var isShownAgain: Bool {
    switch self {
    case .backfill, .intervention(.rerun), .intervention(.limitQueue), .intervention(.saveSchedule),
      .intervention(.changeLabelProject),
      .intervention(.changeSkillGroup), .labelTasks(.assign, _), .labelTasks(.prioritize, _):
      true
    case .letters, .bulk, .labelTasks, .intervention: false
    }
  }

  /// What stands in the field of the versions in the beginning.
  var versionsText: String {
    if case .backfill(let backfill, _) = self { return backfill.filter }
    return schedule?.backfill.filter ?? ""
  }

  /// What is set of a schedule.
  var schedule: ScheduleSettings? {
    if case .intervention(.saveSchedule(_, let settings)) = self { settings } else { nil }
  }

  /// What stands in the field in the beginning: the settings that are changed most.
  var parametersText: String {
    if case .backfill(let backfill, _) = self { return backfill.options }
    if let schedule { return schedule.options }
    if case .intervention(.limitQueue(_, let limits)) = self { return limits.text }
    guard case .intervention(.changeLabelProject(_, let change)) = self, let settings = change.settings else {
      return ""
    }
    let rates = "review_rate=\(settings.reviewRate.shown) gold_rate=\(settings.goldRate.shown)"
    return "overlap=\(settings.overlap) \(rates)"
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
