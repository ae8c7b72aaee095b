import Model
import Support
import Terminal

extension Option {
  static let backfillDatasets = value(
    "dataset", "NAME", "only versions of this dataset (repeatable)", isRepeatable: true)
  static let versionsFilter = value(
    "filter", "FILTER", "only these versions, as in lists: created>2026-03-01 code=rows_rejected; '' means all")
  static let fromVersion = value("from", "VERSION", "not before this version of its dataset, by when it was ingested")
  static let toVersion = value("to", "VERSION", "not after this version of its dataset, by when it was ingested")
  static let since = value("since", "DATE", "ingested at or after this time: 2026-03-01, 2026-03-01T12:00:00Z")
  static let until = value("until", "DATE", "ingested before this time")
  static let reprocess = value(
    "reprocess", "WHICH", "versions that the workflow was run for before: none (the default), failed, or all",
    choices: Backfill.Reprocess.allCases.map(\.rawValue))
  static let backfillOrder = value(
    "order", "ORDER", "oldest first (the default), or newest", choices: Backfill.Order.allCases.map(\.rawValue))
  static let backfillLimit = value("limit", "N", "the first N versions in that order; without it, or with 'all', all")
  static let concurrency = value(
    "at-once", "N", "runs that are at work at once; \(Backfill.concurrencyDefault) without it")

  static let backfilling: [Option] = [
    backfillDatasets, versionsFilter, fromVersion, toVersion, since, until, reprocess, backfillOrder, backfillLimit,
    concurrency, set,
  ]
}

extension Command {
  static let backfills: [Command] = [
    backfillPreview, backfillStart, backfillList, backfillShow,
    steering("backfill pause", "hold a backfill: no run begins, those under way go on") {
      .pauseOperation($0)
    },
    steering("backfill resume", "let a backfill go on, also one that its breaker stopped") {
      .resumeOperation($0)
    },
    steering("backfill cancel", "leave the rest alone; runs under way finish") {
      .cancelOperation($0)
    },
  ]

  private static let backfillDetails = """
    Its runs are started by the service, oldest version first and at most so many at once, whatever becomes of this
    program. The versions are frozen when it is prepared: those that come later are not run for.
    """
  private static let workflowOperand = [Operand("WORKFLOW", "the workflow's name; dataset.load without it", .optional)]

  private static let backfillPreview = Command(
    "backfill preview", "show what running a workflow for existing versions would do", details: backfillDetails,
    operands: workflowOperand, options: Option.backfilling + [.format]
  ) { invocation in
    let backfill = try Backfill(invocation.arguments)
    return try await invocation.withPlatform { platform in
      let flow = ActionFlow(invocation: invocation, platform, backfill)
      return try await flow.show()
    }
  }

  private static let backfillStart = Command(
    "backfill start", "run a workflow for existing versions", details: backfillDetails, operands: workflowOperand,
    options: Option.backfilling + [.detach] + Option.acting
  ) { invocation in
    let backfill = try Backfill(invocation.arguments)
    return try await invocation.withPlatform { platform in
      let flow = ActionFlow(invocation: invocation, platform, backfill)
      guard let (result, _) = try await flow.result(command: "backfill start"), let id = result.operation else {
        return .success
      }
      if invocation.arguments.has(.detach) {
        let operation = try await platform.bulkOperation(id)
        return try invocation.show(operation) { operation.details }
      }
      invocation.note("backfill \(id) goes on by itself; Ctrl-C only stops watching it")
      return try await OperationFollower(invocation: invocation, platform: platform).follow(id)
    }
  }

  private static let backfillList = Command(
    "backfill list", "list backfills, newest first", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(backfillColumns, empty: "no backfills", scope: BulkOperation.backfills) {
        try await platform.bulkOperations($0, $1)
      }
    }
  }

  private static let backfillShow = Command(
    "backfill show", "show what became of each version of a backfill", details: "With `-o json`, one version a line.",
    operands: [Operand("ID", "the backfill's id")], options: Option.listing
  ) { invocation in
    try await showOperation(invocation, empty: "no versions")
  }

  private static let backfillColumns =
    [
      Column<BulkOperation>("id") { $0.id.description }, Column("state") { $0.state.rawValue },
      Column("workflow") { $0.action.backfill?.workflow ?? "" },
    ] + progressColumns + [Column("versions", isFlexible: true) { $0.filter }]
}

extension Backfill {
  /// As the options say.
  init(_ arguments: Arguments) throws {
    self.init(workflow: arguments.operands.first ?? Backfill.loadWorkflow)
    try change(by: arguments)
    try check()
  }

  /// Takes what the options name; what they do not name stays as it is.
  mutating func change(by arguments: Arguments) throws {
    let datasets = arguments.values(.backfillDatasets)
    let times = [Option.since: ">=", .until: "<"].compactMap { option, sign in
      arguments.value(option).map { "created\(sign)\($0)" }
    }
    let words: [String] =
      [Filter.field("dataset", is: datasets).text] + times.sorted() + arguments.values(.versionsFilter)
    let chosen = words.filter { !$0.isEmpty }
    if !chosen.isEmpty || arguments.has(.versionsFilter) { filter = chosen.joined(separator: " ") }
    // An empty one lifts the bound.
    if let version = arguments.value(.fromVersion) { from = version.isEmpty ? nil : version }
    if let version = arguments.value(.toVersion) { to = version.isEmpty ? nil : version }
    reprocess = arguments.value(.reprocess).flatMap(Reprocess.init(rawValue:)) ?? reprocess
    order = arguments.value(.backfillOrder).flatMap(Order.init(rawValue:)) ?? order
    if arguments.value(.backfillLimit) == "all" {
      limit = nil
    } else {
      limit = try arguments.integer(.backfillLimit, in: Backfill.limitRange) ?? limit
    }
    concurrency = try arguments.integer(.concurrency, in: Backfill.concurrencyRange) ?? concurrency
    if arguments.has(.set) { parameters = try arguments.parameters() }
  }
}

extension ActionFlow {
  fileprivate init(invocation: Invocation, _ platform: any Platform, _ backfill: Backfill) {
    self.init(
      invocation: invocation, actor: platform.actor, noun: "versions",
      preview: { try await platform.prepare(backfill) },
      perform: { preview, reason in
        guard let id = preview.bulk?.operation else {
          throw Failure("nothing_eligible", "no version is left to run for")
        }
        return try await platform.perform(
          .startOperation(id, parameters: [:], ratePerSecond: nil), reason: reason)
      })
  }
}
