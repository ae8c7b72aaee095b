import Model
import Support

/// What a person can do to letters, runs and labeling tasks.
enum Verb: Hashable, Sendable, CaseIterable {
  case redrive, discard, restore, rerun
  case publish, assign, prioritize, revoke, reopen

  /// Letters in these states are fetched when a whole group is acted on.
  var letterStates: [LetterState] {
    switch self {
    case .redrive, .rerun: [.dead]
    case .discard: [.dead, .quarantined]
    case .restore: [.discarded, .quarantined]
    case .publish, .assign, .prioritize, .revoke, .reopen: []
    }
  }

  var takesParameters: Bool { [.redrive, .rerun, .assign, .prioritize].contains(self) }

  /// What it does to labeling tasks; the preview of an assignment names nobody yet.
  var labelTaskAction: LabelTaskAction? {
    switch self {
    case .publish: .publish
    case .assign: .assign(.everybody)
    case .prioritize: .prioritize(0)
    case .revoke: .revoke
    case .reopen: .reopen
    case .redrive, .discard, .restore, .rerun: nil
    }
  }
}

/// Asks to do something to something.
struct ActionRequest: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    case letters([LetterID])
    /// All letters with this signature, to be fetched and frozen.
    case group(String)
    case run(RunID)
    case labelTasks([LabelTaskID])
  }

  var verb: Verb
  var subject: Subject

  /// The action on exactly these letters.
  static func action(_ verb: Verb, letters: [LetterID], parameters: JSON = [:]) -> Action? {
    switch verb {
    case .redrive: .letters(.redrive(parameters: parameters), letters)
    case .discard: .letters(.discard, letters)
    case .restore: .letters(.restore, letters)
    default: nil
    }
  }
}

extension Action {
  /// With what was typed for it.
  func with(parameters text: String) throws(Parameters.Problem) -> Action {
    switch self {
    case .letters(.redrive, let letters): .letters(.redrive(parameters: try Parameters.parse(text)), letters)
    case .rerun(let run, _): .rerun(run, parameters: try Parameters.parse(text))
    case .labelTasks(.assign, let tasks): .labelTasks(.assign(try Parameters.lane(text)), tasks)
    case .labelTasks(.prioritize, let tasks): .labelTasks(.prioritize(try Parameters.priority(text)), tasks)
    case .letters, .labelTasks: self
    }
  }
}
