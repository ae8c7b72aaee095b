import Model

enum TopologyWords {
  static let noRuns = [
    "No runs yet", "A run starts when a file has been ingested: flowsight ingest FILE --dataset NAME",
  ]
  static func run(_ id: RunID) -> String { "run \(Format.short(id))" }

  static let state = "state"
  static let steps = "steps"
  static let took = "took"
  static let age = "age"
  static let error = "error"

  static let workflow = "workflow"
  static let parameters = "parameters"
  static let repeats = "repeats"
  static let trace = "trace"
  static let started = "started"
  static let id = "id"

  static let step = "Step"
  static let log = "Events"
  static let letters = "Letters"
  static let noEvents = ["Nothing has happened yet"]

  static let function = "function"
  static let waitsFor = "waits for"
  static let carriedOver = "carried over from the run before"
  static let progress = "progress"
  static let nextAttempt = "tries again"
  static func attempts(_ count: Int) -> String { "Attempts \(count)" }
  static let output = "Output"
  static func openLetters(_ count: Int) -> String { "\(count) dead letter\(count == 1 ? "" : "s"): Enter opens" }
}
