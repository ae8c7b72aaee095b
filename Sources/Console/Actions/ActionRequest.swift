import Model
import Support

/// What a person can do to letters and runs.
enum Verb: Hashable, Sendable, CaseIterable {
  case redrive, discard, restore, rerun

  /// Letters in these states are fetched when a whole group is acted on.
  var letterStates: [LetterState] {
    switch self {
    case .redrive, .rerun: [.dead]
    case .discard: [.dead, .quarantined]
    case .restore: [.discarded, .quarantined]
    }
  }

  var takesParameters: Bool { self == .redrive || self == .rerun }
}

/// Asks to do something to something.
struct ActionRequest: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    case letters([LetterID])
    /// All letters with this signature, to be fetched and frozen.
    case group(String)
    case run(RunID)
  }

  var verb: Verb
  var subject: Subject

  /// The action on exactly these letters.
  static func action(_ verb: Verb, letters: [LetterID], parameters: JSON = [:]) -> Action? {
    switch verb {
    case .redrive: .letters(.redrive(parameters: parameters), letters)
    case .discard: .letters(.discard, letters)
    case .restore: .letters(.restore, letters)
    case .rerun: nil
    }
  }
}

extension Action {
  func with(parameters: JSON) -> Action {
    switch self {
    case .letters(.redrive, let letters): .letters(.redrive(parameters: parameters), letters)
    case .rerun(let run, _): .rerun(run, parameters: parameters)
    case .letters: self
    }
  }
}
