public import Support

/// What a person on call can do to steer or repair what is at work. Each is shown before it is done, needs a reason, and
/// leaves an audit entry with what was before and after; asked for twice, it is done once.
public enum Intervention: Hashable, Sendable, Codable {
  /// Begins what ``DeadLetterOperations/prepare(_:_:)`` or ``BulkOperations/prepare(_:)`` has frozen. `parameters` replace
  /// those of the redriven runs; a backfill has its own.
  case startOperation(BulkOperationID, parameters: JSON, ratePerSecond: Int?)
  case pauseOperation(BulkOperationID)
  case resumeOperation(BulkOperationID)
  case cancelOperation(BulkOperationID)
  /// Registers a workflow document, in YAML, as the newest version of its name. New runs are made from it; those that
  /// were started keep theirs.
  case applyWorkflow(String)
  /// Starts a run of a workflow for a version that was ingested.
  case startRun(RunRequest)
  /// Has a run done again by a new one. `parameters` replace those of the run; a replay takes none.
  case rerun(RunID, RerunScope, parameters: JSON)
  /// Ends a run for good; its orders are taken back.
  case cancelRun(RunID)
  /// Leaves an optional step out: in the run while it is at work, in a new one after it failed.
  case skipStep(RunID, step: String)
  /// Holds what has not begun in a workflow or a queue.
  case pause(Gate.ID)
  case resume(Gate.ID)
  /// Sets how much of a queue is done at once; empty limits lift those there are.
  case limitQueue(String, QueueLimits)
  /// Undoes what a run has done, from its last step down to this one, or all of it.
  case undoRun(RunID, downTo: String?)
  /// Keeps an edited payload of a letter for its redrive. `document` is a ``PayloadDocument`` as it is shown, `base` the
  /// revision that it was made from, 0 for the original.
  case editPayload(LetterID, base: Int, document: JSON)
  /// Makes a new version from the raw file of an upload.
  case reingest(UploadID)
  /// Ends the lease of a job, so that another worker takes it; only the one of this epoch, when one is named.
  case releaseLease(StepID, epoch: Int64? = nil)
  /// Says an event once more; who has taken it into account does not do so again.
  case republish(EventID)
  /// Pauses, resumes or closes a labeling project, or changes its settings, schema or guidelines.
  case changeLabelProject(LabelProjectID, LabelProjectChange)
  /// Makes a schedule, or changes the one of this id.
  case saveSchedule(ScheduleID?, ScheduleSettings)
  case changeSchedule(ScheduleID, ScheduleChange)
  /// Makes the group when it is new.
  case changeSkillGroup(String, add: [String], remove: [String])
}

/// What is done to a schedule as a whole.
public enum ScheduleChange: String, Hashable, Sendable, Codable, CaseIterable {
  case pause
  /// Times that went by are not made up for.
  case resume
  /// Its backfills go on.
  case delete
  /// Begins its backfill now, whatever else is at work.
  case trigger

  /// What it means to the schedule's state; `nil` when it means nothing.
  public var event: GateState.Event? {
    switch self {
    case .pause: .paused
    case .resume: .resumed
    case .delete, .trigger: nil
    }
  }
}

/// What of a run is done again; the rest is carried over.
public enum RerunScope: Hashable, Sendable, Codable {
  /// What did not succeed.
  case failed
  /// The step, all that wait for it, and whatever else did not succeed.
  case from(String)
  /// What did not succeed, without this optional step.
  case skipping(String)
  /// All of it, whatever became of it, from the inputs, parameters and document that it recorded: a replay.
  case all
}

extension RerunScope {
  /// As in the audit log.
  public var verb: String { self == .all ? "replay" : "rerun" }
}

/// What persons do to runs, workflows, queues, versions, schedules, operations and labeling projects.
public protocol InterventionOperations: Sendable {
  /// What it would change; an item that cannot be acted on says why. Fails with `payload_edit_refused` when a payload
  /// cannot become that.
  func preview(_ intervention: Intervention) async throws -> ActionPreview
  /// Fails with `intervention_refused` when what it is about has changed meanwhile; with `schema_invalid` or
  /// `settings_invalid` when a labeling project cannot be changed so.
  func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult
}
