public import Support

/// What a person on call can do to steer or repair what is at work. Each is shown before it is done, needs a reason, and
/// leaves an audit entry with what was before and after; asked for twice, it is done once.
public enum Intervention: Hashable, Sendable, Codable {
  /// Begins what ``DeadLetterOperations/prepare(_:_:)`` has frozen. `parameters` replace those of the redriven runs.
  case startOperation(LetterOperationID, parameters: JSON, ratePerSecond: Int?)
  case pauseOperation(LetterOperationID)
  case resumeOperation(LetterOperationID)
  case cancelOperation(LetterOperationID)
  /// Pauses, resumes or closes a labeling project, or changes its settings, schema or guidelines.
  case changeLabelProject(LabelProjectID, LabelProjectChange)
  /// Makes the group when it is new.
  case changeSkillGroup(String, add: [String], remove: [String])
}

extension Intervention {
  /// `subject.verb`, as in the audit log.
  public var name: String {
    switch self {
    case .startOperation: "operation.start"
    case .pauseOperation: "operation.pause"
    case .resumeOperation: "operation.resume"
    case .cancelOperation: "operation.cancel"
    case .changeLabelProject: "label_project.change"
    case .changeSkillGroup: "skill_group.change"
    }
  }
}

public protocol InterventionOperations: Sendable {
  /// What it would change; an item that cannot be acted on says why.
  func preview(_ intervention: Intervention) async throws -> ActionPreview
  /// Fails with `intervention_refused` when what it is about has changed meanwhile; with `schema_invalid` or
  /// `settings_invalid` when a labeling project cannot be changed so.
  func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult
}
