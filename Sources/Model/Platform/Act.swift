/// What can be done, each under one name, `subject.verb`: previews and results carry it, and the audit log has it behind
/// the name of the service that did it (`workflow.run.cancel`).
public enum Act: String, Hashable, Sendable, Codable, CaseIterable {
  case createUpload = "upload.create"
  case reingest = "upload.reingest"

  case startRun = "run.start"
  case rerun = "run.rerun"
  case replay = "run.replay"
  case undoRun = "run.undo"
  case cancelRun = "run.cancel"
  /// A run of a backfill.
  case backfillRun = "run.backfill"
  case skipStep = "step.skip"
  case releaseLease = "lease.release"
  case republish = "event.republish"

  case redrive = "letter.redrive"
  case discard = "letter.discard"
  case resolve = "letter.resolve"
  case restore = "letter.restore"
  case editPayload = "letter.edit"
  /// Old letters are removed, by the service itself.
  case expireLetters = "letter.expire"

  case startOperation = "operation.start"
  case pauseOperation = "operation.pause"
  case resumeOperation = "operation.resume"
  case cancelOperation = "operation.cancel"

  case applyDocument = "document.apply"
  case pauseWorkflow = "workflow.pause"
  case resumeWorkflow = "workflow.resume"
  case pauseQueue = "queue.pause"
  case resumeQueue = "queue.resume"
  case limitQueue = "queue.limit"

  case createSchedule = "schedule.create"
  case editSchedule = "schedule.edit"
  case pauseSchedule = "schedule.pause"
  case resumeSchedule = "schedule.resume"
  case deleteSchedule = "schedule.delete"
  case triggerSchedule = "schedule.trigger"

  case createProject = "project.create"
  case changeProject = "project.change"
  case publishLabels = "project.publish"
  case importTasks = "task.import"
  case predict = "task.predict"
  case publishTask = "task.publish"
  case assignTask = "task.assign"
  case prioritizeTask = "task.prioritize"
  case revokeTask = "task.revoke"
  case reopenTask = "task.reopen"
  case setGold = "task.set_gold"
  case acceptTask = "task.accept"
  case fixTask = "task.fix"
  case rejectTask = "task.reject"
  case changeSkillGroup = "skill_group.change"
}

extension Gate.ID {
  public var pausing: Act { kind == .workflow ? .pauseWorkflow : .pauseQueue }
  public var resuming: Act { kind == .workflow ? .resumeWorkflow : .resumeQueue }
}

extension ScheduleChange {
  public var act: Act {
    switch self {
    case .pause: .pauseSchedule
    case .resume: .resumeSchedule
    case .delete: .deleteSchedule
    case .trigger: .triggerSchedule
    }
  }
}

extension RerunScope {
  public var act: Act { self == .all ? .replay : .rerun }
}

extension LetterAction {
  public var act: Act {
    switch self {
    case .redrive: .redrive
    case .discard: .discard
    case .resolve: .resolve
    case .restore: .restore
    }
  }
}

extension BulkAction {
  /// What it does to each of its items: the audit log has that of its beginning, so that it is found by what was done.
  public var act: Act {
    switch self {
    case .letters(let action): action.act
    case .backfill: .backfillRun
    }
  }
}

extension LabelTaskAction {
  public var act: Act {
    switch self {
    case .publish: .publishTask
    case .assign: .assignTask
    case .prioritize: .prioritizeTask
    case .revoke: .revokeTask
    case .reopen: .reopenTask
    case .setGold: .setGold
    }
  }
}

extension ReviewDecision {
  /// `nil` of what decides nothing.
  public var act: Act? {
    switch self {
    case .accept: .acceptTask
    case .fix: .fixTask
    case .reject: .rejectTask
    case .release: nil
    }
  }
}

extension Intervention {
  public var act: Act {
    switch self {
    case .startOperation: .startOperation
    case .pauseOperation: .pauseOperation
    case .resumeOperation: .resumeOperation
    case .cancelOperation: .cancelOperation
    case .applyWorkflow: .applyDocument
    case .startRun: .startRun
    case .rerun(_, let scope, _): scope.act
    case .cancelRun: .cancelRun
    case .skipStep: .skipStep
    case .pause(let gate): gate.pausing
    case .resume(let gate): gate.resuming
    case .limitQueue: .limitQueue
    case .undoRun: .undoRun
    case .editPayload: .editPayload
    case .reingest: .reingest
    case .releaseLease: .releaseLease
    case .republish: .republish
    case .changeLabelProject: .changeProject
    case .saveSchedule(nil, _): .createSchedule
    case .saveSchedule: .editSchedule
    case .changeSchedule(_, let change): change.act
    case .changeSkillGroup: .changeSkillGroup
    }
  }

  /// See ``Act``.
  public var name: String { act.rawValue }
}
