import Model

/// The words of actions: dialogs, results, refusals.
enum ActionWords {
  static let parametersPlaceholder = "optional, such as mode=lenient"
  static let reasonPlaceholder = "kept in the audit log"
  static let notAnObject = "parameters: not a JSON object"
  static func notAParameter(_ text: String) -> String { "parameters: “\(text)” is not name=value" }
  static let reasonMissing = "give a reason first"
  static func countWrong(_ count: Int) -> String { "type \(count) to confirm" }

  static let parametersLabel = "parameters"
  static let reasonLabel = "reason"
  static func countLabel(_ count: Int) -> String { "type \(count)" }
  static let cancel = "Cancel"
  static let close = "Close"
  static let collecting = "Finding the letters of the group"
  static let previewing = "Asking what it would do"
  static let performing = "Working"
  static let failed = "It was not done"
  static let unknown = "The connection broke: look whether it was done before asking again"
  static let nothing = "Nothing here can be acted on"
  static let skipped = "skipped"
  static let willChange = "What will change"
  static let offline = "not while the connection is lost: what is shown may be old"
  static let undoReason = "undo of a discard"
  static func tooMany(_ limit: Int) -> String {
    "The group has more than \(Format.count(limit)) letters: the newest \(Format.count(limit)) are taken"
  }

  static func name(_ verb: Verb) -> String {
    switch verb {
    case .redrive: "Redrive"
    case .discard: "Discard"
    case .restore: "Restore"
    case .rerun: "Rerun"
    }
  }

  static func things(_ verb: Verb, _ count: Int) -> String {
    let noun = verb == .rerun ? "run" : "letter"
    return "\(Format.count(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  static func done(_ verb: Verb, _ count: Int) -> String {
    let word =
      switch verb {
      case .redrive: "on the way again"
      case .discard: "discarded"
      case .restore: "restored"
      case .rerun: "started again"
      }
    return "\(things(verb, count)) \(word)"
  }

  static func failures(_ count: Int, _ first: Failure) -> String {
    "\(Format.count(count)) failed: \(first.message)"
  }

  static func audit(_ ids: [AuditID]) -> String? {
    guard let first = ids.first else { return nil }
    return ids.count == 1 ? "audit \(first)" : "audit \(first) and \(Format.count(ids.count - 1)) more"
  }

  static func run(_ id: RunID) -> String { "run \(Format.short(id))" }
  static let undo = "U undoes"
}
