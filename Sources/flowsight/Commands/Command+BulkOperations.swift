import Model
import Support
import Terminal

extension Option {
  static let rate = value("rate", "N", "letters a second at most; without it, as fast as they end")
  static let detach = flag("detach", "do not wait: the operation goes on by itself")
}

extension Command {
  static let letterOperations: [Command] = [
    operationList, operationShow,
    steering("dlq pause-operation", "hold an operation; what is on its way goes on") {
      .pauseOperation($0)
    },
    steering("dlq resume-operation", "let an operation go on, also one that its breaker stopped") {
      .resumeOperation($0)
    },
    steering("dlq cancel-operation", "leave the rest of an operation alone; what was done stays done") {
      .cancelOperation($0)
    },
  ]

  private static let operationList = Command(
    "dlq operations", "list bulk operations on dead letters, newest first", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(operationColumns, empty: "no operations", scope: BulkOperation.ofLetters) {
        try await platform.bulkOperations($0, $1)
      }
    }
  }

  private static let operationShow = Command(
    "dlq operation", "show what became of each letter of an operation", details: "With `-o json`, one letter a line.",
    operands: [Operand("ID", "the operation's id, or the end of it")], options: Option.listing
  ) { invocation in
    try await showOperation(invocation, empty: "no letters")
  }

  static func showOperation(_ invocation: Invocation, empty: String) async throws -> ExitStatus {
    let named = try invocation.named(BulkOperation.self)
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let operation = try await platform.bulkOperation(id)
      if invocation.format == .table { invocation.streams.output(operation.details.text + "\n") }
      return try await invocation.list(itemColumns, empty: empty) {
        try await platform.bulkOperationItems(id, $0, $1)
      }
    }
  }

  static func steering(
    _ path: String, _ summary: String,
    _ intervention: @escaping @Sendable (BulkOperationID) -> Intervention
  ) -> Command {
    Command(
      path, summary, operands: [Operand("ID", "operations, by id or the end of it", .several)], options: Option.acting
    ) { try await $0.intervene(onEach: BulkOperation.self, noun: "operation", command: path, intervention) }
  }

  private static let operationColumns: [Column<BulkOperation>] =
    [
      Column("id") { $0.id.description }, Column("state") { $0.state.rawValue }, Column("action") { $0.action.name },
    ]
    + progressColumns + [Column("filter", isFlexible: true) { $0.filter }]

  /// How far operations are: what became of each item adds up to the total.
  static let progressColumns: [Column<BulkOperation>] =
    [
      Column("total", .trailing) { String($0.total) }
    ]
    + BulkOutcome.allCases.map { outcome in
      Column(outcome.rawValue.lowercased(), .trailing) { String($0.outcomes[outcome, default: 0]) }
    } + [
      Column("by") { $0.actor }, Column("created at") { $0.createdAt.shortText },
      Column("took", .trailing) { durationText(from: $0.startedAt, to: $0.finishedAt) },
      Column("reason", isFlexible: true) { $0.reason ?? "" },
    ]

  private static let itemColumns: [Column<BulkOperationItem>] = [
    Column("id") { $0.listID }, Column("outcome") { $0.outcome.rawValue },
    Column("item", isFlexible: true) { $0.title }, Column("run") { $0.runID?.description ?? "" },
    Column("why", isFlexible: true) { $0.failure.map { "\($0.errorCode.rawValue): \($0.message)" } ?? "" },
  ]
}

extension BulkOperation {
  var details: Details {
    var details = Details()
    details.add(action.backfill == nil ? "operation" : "backfill", id.description)
    details.add("state", state.rawValue)
    details.add("action", action.name)
    details.add("how", action.backfill?.options)
    if case .letters(.redrive(let parameters, _)) = action, parameters.members?.isEmpty == false {
      details.add("parameters", parameters.text())
    }
    details.add(action.backfill == nil ? "letters" : "versions", "\(settled) of \(total) settled")
    let outcomes = BulkOutcome.allCases.compactMap { outcome in
      self.outcomes[outcome].map { "\($0) \(outcome.rawValue)" }
    }
    details.add("outcomes", outcomes.joined(separator: ", "))
    details.add("error", failure.map { "\($0.errorCode.rawValue): \($0.message)" })
    details.add("next step", failure?.nextStep)
    details.add("filter", filter)
    details.add("reason", reason)
    details.add("by", actor)
    details.add("schedule", schedule)
    details.add("audit", auditID?.description)
    details.add("started at", startedAt)
    details.add("finished at", finishedAt)
    return details
  }
}

/// Follows an operation until it ends or stops, with a bar of how far it is.
struct OperationFollower: Sendable {
  static let secondsBetweenLooks = 0.5

  let invocation: Invocation
  let platform: any Platform

  func follow(_ id: BulkOperationID) async throws -> ExitStatus {
    let bar = ProgressBar(streams: invocation.streams)
    defer { bar.clear() }
    var operation = try await platform.bulkOperation(id)
    while operation.state == .running {
      let held = operation.outcomes[.waiting, default: 0]
      bar.show(
        operation.action.name + (held > 0 ? ", \(held) held up" : ""), done: Int64(operation.settled),
        total: Int64(operation.total), amount: { String($0) })
      try await Task.sleep(for: .seconds(OperationFollower.secondsBetweenLooks))
      operation = try await platform.bulkOperation(id)
    }
    bar.clear()
    _ = try invocation.show(operation) { operation.details }
    if operation.state == .paused || operation.state == .stopped {
      let (resume, cancel) =
        operation.action.backfill == nil
        ? ("dlq resume-operation", "dlq cancel-operation") : ("backfill resume", "backfill cancel")
      invocation.note(
        "go on with `flowsight \(resume) \(id)`, or leave the rest with `flowsight \(cancel) \(id)`")
    }
    if operation.failed > 0 {
      let show = operation.action.backfill == nil ? "dlq operation" : "backfill show"
      invocation.note("see which with `flowsight \(show) \(id) --filter 'outcome!=done'`")
    }
    return operation.state == .completed && operation.failed == 0 ? .success : .failed
  }
}

extension Invocation {
  /// Shows what the same intervention would change on each of what the operands name, asks once, and does it.
  func intervene<Entity: NamedByID>(
    onEach _: Entity.Type, noun: String, command: String,
    _ intervention: @escaping @Sendable (Identifier<Entity>) -> Intervention
  ) async throws -> ExitStatus {
    let named = try arguments.operands.map { try IDText<Entity>($0) }
    return try await withPlatform { platform in
      let all = try await platform.identify(named).map(intervention)
      return try await intervene(all, noun: noun, command: command, on: platform)
    }
  }

  /// Shows what an intervention would change, asks, and does it.
  func intervene(_ intervention: Intervention, noun: String, command: String) async throws -> ExitStatus {
    try await withPlatform { try await intervene(intervention, noun: noun, command: command, on: $0) }
  }

  func intervene(
    _ intervention: Intervention, noun: String, command: String, on platform: any Platform,
    remark: (@Sendable (ActionResult) -> String?)? = nil
  ) async throws -> ExitStatus {
    try await intervene([intervention], noun: noun, command: command, on: platform, remark: remark)
  }

  /// Of several, those are done that were shown to be acted on.
  func intervene(
    _ interventions: [Intervention], noun: String, command: String, on platform: any Platform,
    remark: (@Sendable (ActionResult) -> String?)? = nil
  ) async throws -> ExitStatus {
    let isOne = interventions.count == 1
    let flow = ActionFlow(
      invocation: self, actor: platform.actor, noun: isOne ? noun : noun + "s",
      preview: { try await platform.preview(interventions) },
      perform: { preview, reason in
        let eligible = Set(preview.eligible.map(\.id))
        let shown = isOne ? interventions : interventions.filter { eligible.contains($0.subject) }
        return try await platform.perform(shown, reason: reason)
      }, remark: remark)
    return try await flow.run(command: command)
  }
}
