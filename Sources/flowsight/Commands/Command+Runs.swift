import Foundation
import Model
import Support
import Terminal

extension Option {
  static let jobState = value(
    "state", "STATE", "only these (repeatable)", isRepeatable: true, choices: JobState.allCases.map(\.rawValue))
  static let from = value("from", "STEP", "do this step again, and all that wait for it")
  static let to = value("to", "STEP", "the last step to undo; without it, all of them")
  static let failed = flag("failed", "do again only what did not succeed (the default)")
  static let datasetFilter = value("dataset", "NAME", "only of this dataset")
}

extension Command {
  static let runs: [Command] = [runList, runShow, rerun, replay, cancelRun, skipStep, undoRun, report, runLogs]

  private static let runOperand = [Operand("ID", "the run's id, or the end of it")]
  private static let runOperands = [Operand("ID", "runs, by id or the end of it", .several)]

  private static let runList = Command(
    "runs list", "list runs, newest first", options: [.jobState, .datasetFilter] + Option.listing
  ) { invocation in
    let states = invocation.arguments.values(.jobState)
    let dataset = invocation.arguments.values(.datasetFilter)
    let scope = Filter.field("state", is: states).and(.field("dataset", is: dataset))
    return try await invocation.withPlatform { platform in
      try await invocation.list(runColumns, empty: "no runs", scope: scope) { try await platform.runs($0, $1) }
    }
  }

  private static let runShow = Command(
    "runs show", "show a run: its steps, attempts and log", operands: runOperand, options: [.format]
  ) { invocation in
    let named = try invocation.named(Run.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let detail = try await platform.run(id)
      return try invocation.show(detail) { detail.details }
    }
  }

  private static let rerun = Command(
    "runs rerun", "do a failed or cancelled run again as a new one, and carry over what succeeded",
    details: "Without --from, what did not succeed is done again; with it, that step and all that wait for it as well.",
    operands: runOperands, options: [.from, .failed, .set] + Option.acting
  ) { invocation in
    let from = invocation.arguments.value(.from)
    guard from == nil || !invocation.arguments.has(.failed) else {
      throw UsageError.conflict("--from and --failed exclude each other", command: "runs rerun")
    }
    let parameters = try invocation.arguments.parameters()
    return try await invocation.intervene(onEach: Run.self, noun: "run", command: "runs rerun") {
      .rerun($0, from.map(RerunScope.from) ?? .failed, parameters: parameters)
    }
  }

  private static let replay = Command(
    "runs replay", "do all of a run again as a new one, from what it recorded",
    details: """
      The new run takes the file, the parameters and the document that the run recorded, not those of today, and does
      every step; runs that succeeded can be replayed as well. To do less again, or with other parameters: `runs rerun`.
      """,
    operands: runOperands, options: Option.acting
  ) { invocation in
    try await invocation.intervene(onEach: Run.self, noun: "run", command: "runs replay") {
      .rerun($0, .all, parameters: [:])
    }
  }

  private static let cancelRun = Command(
    "runs cancel", "end a run for good: what is at work stops, and what was ordered is taken back",
    operands: runOperands, options: Option.acting
  ) { invocation in
    try await invocation.intervene(onEach: Run.self, noun: "run", command: "runs cancel") { .cancelRun($0) }
  }

  private static let skipStep = Command(
    "runs skip", "leave an optional step out, in the run itself or, when it has failed, in a new one",
    operands: runOperand + [Operand("STEP", "the step's name")], options: Option.acting
  ) { invocation in
    let named = try invocation.named(Run.self)
    return try await invocation.withPlatform { platform in
      let step = Intervention.skipStep(
        try await platform.identify(named), step: invocation.arguments.operands.last ?? "")
      return try await invocation.intervene(step, noun: "step", command: "runs skip", on: platform)
    }
  }

  private static let undoRun = Command(
    "runs undo", "undo what a run has done, its last step first, by a run of its own",
    details: "With --to, only down to that step: `--to publish` withdraws the version and leaves its rows.",
    operands: runOperands, options: [.to] + Option.acting
  ) { invocation in
    let last = invocation.arguments.value(.to)
    return try await invocation.intervene(onEach: Run.self, noun: "run", command: "runs undo") {
      .undoRun($0, downTo: last)
    }
  }

  private static let report = Command(
    "runs report", "list the rows of a run's file that were rejected, and why", operands: runOperand,
    options: Option.listing
  ) { invocation in
    let named = try invocation.named(Run.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      return try await invocation.list(issueColumns, empty: "no rows were rejected") {
        try await platform.report(of: id, $0, $1)
      }
    }
  }

  private static let runColumns: [Column<Run>] = [
    Column("id") { $0.id.description }, Column("state") { $0.state.rawValue },
    Column("dataset", isFlexible: true) { "\($0.datasetName) \($0.datasetVersion)" },
    Column("steps", .trailing) { "\($0.stepsDone)/\($0.stepsTotal)" },
    Column("workflow") { ($0.compensates == nil ? "" : "undo of ") + "\($0.workflow) v\($0.workflowVersion)" },
    Column("created at") { $0.createdAt.shortText },
    Column("took", .trailing) { durationText(from: $0.startedAt, to: $0.finishedAt) },
    Column("error", isFlexible: true) { run in
      let successor = run.successor.map { "\($0.isUndoing ? "undone" : "repeated") by \($0.id) (\($0.state.rawValue))" }
      let failure = run.failure.map { "\($0.errorCode.rawValue): \($0.message)" }
      let texts = [successor, failure ?? run.hold.map { "waits: \($0.text)" }]
      return texts.compactMap(\.self).joined(separator: "; ")
    },
  ]

  private static let issueColumns: [Column<RowIssue>] = [
    Column("row", .trailing) { String($0.row) }, Column("line", .trailing) { String($0.line) },
    Column("field") { $0.field ?? "" }, Column("reason") { $0.reason },
    Column("value", isFlexible: true) { $0.value ?? "" }, Column("suggestion", isFlexible: true) { $0.suggestion },
  ]
}

/// `1.234 s`; empty while one end is not known.
func durationText(from start: Date?, to end: Date?) -> String {
  guard let start, let end else { return "" }
  let milliseconds = Int64(clamping: Int(exactly: (end.timeIntervalSince(start) * 1000).rounded()) ?? 0)
  let fraction = String(abs(milliseconds) % 1000)
  return "\(milliseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) s"
}

extension RunDetail {
  fileprivate var details: Details {
    var details = Details()
    details.add("run", run.id.description)
    details.add("state", run.state.rawValue)
    details.add("waits", run.hold?.text)
    details.add("dataset", "\(run.datasetName) \(run.datasetVersion)")
    details.add("workflow", "\(run.workflow) v\(run.workflowVersion)")
    details.add("trace", run.traceID.description)
    details.add("undoes", run.compensates?.description)
    if run.parentID != run.compensates { details.add("repeats", run.parentID?.description) }
    details.add(
      run.successor?.isUndoing == true ? "undone by" : "repeated by",
      run.successor.map { "\($0.id) (\($0.state.rawValue))" })
    details.add("begun by", run.origin?.text)
    details.add("parameters", run.parameters.text())
    details.add("created at", run.createdAt)
    details.add("started at", run.startedAt)
    details.add("finished at", run.finishedAt)
    details.add("deadline", run.deadlineAt)
    details.add("error", run.failure.map { "\($0.errorCode.rawValue): \($0.message)" })
    details.add("next step", run.failure?.nextStep)
    details.section("steps", Table(columns: RunDetail.stepColumns).text(steps))
    for step in steps where !step.attempts.isEmpty {
      details.section("attempts of \(Text.sanitised(step.name))", Attempt.table(step.attempts))
    }
    if let edit {
      details.section(
        "made from revision \(edit.revision.number) of letter \(edit.letterID), sha256 \(edit.originalSHA256) → "
          + edit.revision.sha256, Table(columns: PayloadRevision.columns).text(edit.revision.changes))
    }
    details.section("log", StateChange.table(log))
    details.section("letters", letters.map { "\($0)\n" }.joined())
    return details
  }

  private static let stepColumns: [Column<Step>] = [
    Column("step") { $0.name },
    Column("state") { $0.isCarriedOver ? "\($0.state.rawValue) (carried over)" : $0.state.rawValue },
    Column("after") { $0.dependsOn.joined(separator: ", ") },
    Column("attempts", .trailing) { String($0.triesOfOwn) },
    Column("took", .trailing) { durationText(from: $0.startedAt, to: $0.finishedAt) },
    Column("done", .trailing) { $0.progress.map { "\(Int($0.fraction * 100))%" } ?? "" },
    Column("error") { $0.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "" },
  ]
}

extension Attempt {
  static func table(_ attempts: [Attempt]) -> String {
    guard !attempts.isEmpty else { return "" }
    var columns: [Column<Attempt>] = [
      Column("n", .trailing) { String($0.number) }, Column("worker") { $0.worker },
      Column("epoch", .trailing) { String($0.leaseEpoch) }, Column("started at") { $0.startedAt.shortText },
      Column("took", .trailing) { durationText(from: $0.startedAt, to: $0.endedAt) },
      Column("result") { attempt in
        if attempt.isCrash { return "crashed" }
        return attempt.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "succeeded"
      },
    ]
    if attempts.contains(where: { $0.runID != nil }) {
      columns.insert(Column("of run") { $0.runID?.description ?? "" }, at: 1)
    }
    return Table(columns: columns).text(attempts)
  }
}

extension StateChange {
  static func table(_ log: [StateChange]) -> String {
    guard !log.isEmpty else { return "" }
    let columns: [Column<StateChange>] = [
      Column("at") { $0.at.iso8601 }, Column("subject") { $0.subject }, Column("event") { $0.event },
      Column("from") { $0.from ?? "" }, Column("to") { $0.to }, Column("actor") { $0.actor },
      Column("detail") { $0.detail ?? "" },
    ]
    return Table(columns: columns).text(log)
  }
}
