import Messaging
import Model

/// The rows that follow from an act.
struct TaskWrites {
  /// An assignment as it is in the end.
  struct Change {
    var assignment: Assignment
    var isGoldRight: Bool?
    var dropsDraft: Bool
  }

  /// An assignment that was not there before.
  struct Addition {
    var assignment: Assignment
    var project: LabelProjectID
    var schemaVersion: Int
    /// Of an answer to a gold item alone.
    var isGoldRight: Bool?
  }

  struct Version {
    var result: LabelResult
    var project: LabelProjectID
    var assignment: AssignmentID?
    var idempotencyKey: String?
  }

  struct Step {
    var task: LabelTaskID
    var change: StateChange
  }

  var tasks: [LabelTaskID: TaskRepository.Record] = [:]
  private(set) var changes: [AssignmentID: Change] = [:]
  private(set) var additions: [AssignmentID: Addition] = [:]
  var results: [Version] = []
  var log: [Step] = []
  var events: [EventDraft] = []

  mutating func add(_ assignment: Assignment, of project: LabelProjectID, schemaVersion: Int, isGoldRight: Bool?) {
    additions[assignment.id] = Addition(
      assignment: assignment, project: project, schemaVersion: schemaVersion, isGoldRight: isGoldRight)
  }

  /// Of several changes of an assignment, the last one counts.
  mutating func change(_ assignment: Assignment, isGoldRight: Bool?, dropsDraft: Bool) {
    if additions[assignment.id] != nil {
      additions[assignment.id]?.assignment = assignment
      return
    }
    let before = changes[assignment.id]
    changes[assignment.id] = Change(
      assignment: assignment, isGoldRight: isGoldRight ?? before?.isGoldRight,
      dropsDraft: dropsDraft || before?.dropsDraft ?? false)
  }
}
