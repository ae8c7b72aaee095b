import Model

enum DeadLettersWords {
  static let groups = "DLQ"
  static let noGroups = ["No dead letters", "Work that is given up comes here, with all that is needed to redo it"]
  static func group(_ signature: String) -> String { "group " + String(signature.prefix(12)) }
  static let noLetters = ["No letters with this signature", "Esc goes back to the groups"]
  static func letter(_ id: LetterID) -> String { "letter \(Format.short(id))" }

  static let waiting = "waiting"
  static let code = "error code"
  static let step = "step"
  static let message = "message"
  static let first = "first"
  static let last = "last"
  static let newest = "newest"
  static let state = "state"
  static let tries = "tries"
  static let age = "age"
  static let id = "id"

  static let signature = "signature"
  static let total = "total"
  static let work = "Work"
  static let event = "event"
  static let stream = "stream"
  static let function = "function"
  static let run = "run"
  static let trace = "trace"
  static let lineage = "Lineage"
  static let parent = "parent"
  static let root = "root"
  static let redrives = "redrives"
  static let redriveRun = "redrive run"
  static let discarded = "discarded"
  static let actor = "by"
  static func attempts(_ count: Int, crashes: Int) -> String {
    "Attempts \(count)" + (crashes > 0 ? " · \(crashes) crashed" : "")
  }
  static let payload = "Payload"
  static let sha256 = "sha256"
}
