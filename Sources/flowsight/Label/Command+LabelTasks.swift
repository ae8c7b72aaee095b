import Foundation
import Model
import Support
import Terminal

extension Option {
  static let taskState = value(
    "state", "STATE", "only these (repeatable)", isRepeatable: true, choices: LabelTaskState.allCases.map(\.rawValue))
  static let annotator = value("annotator", "NAME", "tasks that this person has or had")
  static let gold = flag("gold", "gold items alone")
  static let keyPrefix = value("prefix", "TEXT", "tasks whose keys begin so")
  fileprivate static let person = value("person", "NAME", "for this person alone")
  fileprivate static let group = value("group", "NAME", "for this skill group alone")
  fileprivate static let everybody = flag("everybody", "for whoever comes first")
  fileprivate static let priority = value("priority", "N", "higher is given out earlier; -1000 to 1000")
  fileprivate static let answer = value("answer", "JSON", "the right answers")
  fileprivate static let accepted = flag("accepted", "the answer that was accepted is the right one")
  fileprivate static let over = value(
    "over", "STEP", "how the figures changed: by day or by week, in UTC",
    choices: LabelTrend.Step.allCases.map(\.rawValue))
  fileprivate static let noGold = flag("none", "tasks like any other again")
}

extension Command {
  static let labelTasks: [Command] =
    [tasks, task, stats]
    + [
      action("publish", "give drafts out", []) { _ in .publish },
      action("assign", "route tasks to a person, a skill group, or everybody", [.person, .group, .everybody]) {
        arguments in
        let lanes = [
          arguments.value(.person).map(LabelLane.person), arguments.value(.group).map(LabelLane.group),
          arguments.has(.everybody) ? .everybody : nil,
        ].compactMap(\.self)
        guard let lane = lanes.first, lanes.count == 1 else {
          throw UsageError.conflict("say to whom: one of --person, --group and --everybody", command: "label assign")
        }
        return .assign(lane)
      },
      action("prioritize", "change the priority of tasks", [.priority]) { arguments in
        guard let priority = try arguments.integer(.priority, in: LabelTaskDraft.priorityRange) else {
          throw UsageError.missingOption(
            .priority, command: "label prioritize", because: "it is what the tasks are to get")
        }
        return .prioritize(priority)
      },
      action("revoke", "take tasks away from who holds them", []) { _ in .revoke },
      action("reopen", "have finished tasks labeled again", []) { _ in .reopen },
      action("gold", "make tasks gold items, or tasks like any other again", [.accepted, .answer, .noGold]) {
        arguments in
        if arguments.has(.accepted) { return .setGold(.accepted) }
        if arguments.has(.noGold) { return .setGold(.none) }
        guard let text = arguments.value(.answer) else {
          throw UsageError.missingOption(.accepted, command: "label gold", because: "a gold item has a right answer")
        }
        do {
          return .setGold(.answer(try JSON(parsing: text)))
        } catch {
          throw UsageError.badValue(.answer, text, expected: "JSON: \(error)")
        }
      },
    ]

  private static let tasks = Command(
    "label tasks", "list the tasks of a project, as they are given out", operands: [.labelProject],
    options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      return try await invocation.list(columns, empty: "no tasks") {
        try await platform.labelTasks(project.id, $0, $1)
      }
    }
  }

  private static let task = Command(
    "label task", "show a task: its labels, versions and history",
    operands: [Operand("TASK", "the task's id, or the end of it")],
    options: [.versions, .format]
  ) { invocation in
    let named = try invocation.named(LabelTask.self)
    let versions = try invocation.versions()
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      let detail = try await platform.labelTask(id)
      if let versions {
        let differences = try detail.differences(versions)
        return try invocation.show(differences) { differences.details }
      }
      return try invocation.show(detail) { detail.details }
    }
  }

  private static let stats = Command(
    "label stats", "show progress, throughput, quality and agreement", operands: [.labelProject],
    options: [.over, .format]
  ) { invocation in
    try await invocation.withPlatform { platform in
      let project = try await invocation.labelProject(platform)
      if let step = invocation.arguments.value(.over).flatMap(LabelTrend.Step.init(rawValue:)) {
        let trend = try await platform.labelTrend(project.id, over: step)
        return try invocation.show(trend) { trend.details }
      }
      let stats = try await platform.labelStats(project.id)
      return try invocation.show(stats) { stats.details }
    }
  }

  private static func action(
    _ name: String, _ summary: String, _ options: [Option],
    _ make: @escaping @Sendable (Arguments) throws -> LabelTaskAction
  ) -> Command {
    Command(
      "label \(name)", summary, operands: [Operand("TASK", "tasks, by id or the end of it", .many)],
      options: options + Option.acting
    ) { invocation in
      let action = try make(invocation.arguments)
      let named = try invocation.arguments.operands.map { try IDText<LabelTask>($0) }
      guard !named.isEmpty else {
        throw UsageError.missingOperand(
          Operand("TASK", "tasks, by id or the end of it", .many), command: "label \(name)")
      }
      return try await invocation.withPlatform { platform in
        let ids = try await platform.identify(named)
        let flow = ActionFlow(
          invocation: invocation, actor: platform.actor, noun: ids.count == 1 ? "task" : "tasks",
          preview: { try await platform.previewLabelTasks(action, ids) },
          perform: { preview, reason in
            try await platform.performLabelTasks(
              action, preview.eligible.compactMap { LabelTaskID($0.id) }, reason: reason)
          }, deed: action == .setGold(.none) ? "label gold --none" : nil)
        return try await flow.run(command: "label \(name)")
      }
    }
  }

  private static let columns: [Column<LabelTask>] = [
    Column("id") { $0.id.description }, Column("key", isFlexible: true) { $0.key },
    Column("state") { $0.isGold ? "GOLD" : $0.state.rawValue },
    Column("labels", .trailing) { "\($0.submitted)/\($0.overlap)" },
    Column("priority", .trailing) { String($0.priority) }, Column("for") { $0.lane.rawValue },
    Column("updated at") { $0.updatedAt.shortText },
  ]
}

extension Arguments {
  var labelFilter: LabelTaskFilter {
    LabelTaskFilter(
      states: Set(values(.taskState).compactMap(LabelTaskState.init(rawValue:))), annotator: value(.annotator),
      isGold: has(.gold) ? true : nil, keyPrefix: value(.keyPrefix))
  }
}

extension LabelTaskDetail {
  fileprivate var details: Details {
    var details = task.details
    details.section("payload", Terminal.Text.sanitisedLines(payload.text(pretty: true)))
    details.section("gold", gold?.text() ?? "")
    let columns: [Column<Assignment>] = [
      Column("annotator") { $0.annotator }, Column("state") { $0.state.rawValue },
      Column("answer", isFlexible: true) { $0.annotation?.text() ?? "" }, Column("reason") { $0.reason ?? "" },
      Column("id") { $0.id.description },
    ]
    if !assignments.isEmpty { details.section("assignments", Table(columns: columns).text(assignments)) }
    let versions: [Column<LabelResult>] = [
      Column("v", .trailing) { String($0.version) }, Column("kind") { $0.kind.rawValue },
      Column("author") { $0.author }, Column("at") { $0.at.shortText },
      Column("answer", isFlexible: true) { $0.after.text() }, Column("reason") { $0.reason ?? "" },
    ]
    if !results.isEmpty { details.section("versions", Table(columns: versions).text(results)) }
    details.section("log", StateChange.table(log))
    return details
  }
}

extension LabelStats {
  fileprivate var details: Details {
    var details = Details()
    for state in LabelTaskState.allCases { details.add(state.rawValue.lowercased(), tasks[state].map(String.init)) }
    details.add("gold items", String(goldItems))
    let people: [Column<Annotator>] = [
      Column("annotator") { $0.name }, Column("labels", .trailing) { String($0.submitted) },
      Column("accepted", .trailing) { String($0.accepted) }, Column("rejected", .trailing) { String($0.rejected) },
      Column("skipped", .trailing) { String($0.skipped) }, Column("held", .trailing) { String($0.held) },
      Column("seconds", .trailing) { $0.medianSeconds.map { String(format: "%.1f", $0) } ?? "" },
      Column("gold") { $0.goldAccuracy.text }, Column("agreement") { $0.agreement.text },
    ]
    if !annotators.isEmpty { details.section("annotators", Table(columns: people).text(annotators)) }
    for field in fields {
      details.section(
        "\(Terminal.Text.sanitised(field.name)): observed \(field.observed.text), α \(field.metric) \(field.alpha.text)",
        field.labels.isEmpty ? "" : Table(columns: LabelStats.labelColumns).text(field.labels))
      if !field.scores.isEmpty {
        details.section("against what is right", Table(columns: LabelStats.scoreColumns).text(field.scores))
      }
      if !field.pairs.isEmpty { details.section("pairs", Table(columns: LabelStats.pairColumns).text(field.pairs)) }
    }
    if !gold.isEmpty { details.section("gold items", Table(columns: LabelStats.goldColumns).text(gold)) }
    if !days.isEmpty { details.section("days", Table(columns: LabelStats.dayColumns).text(days)) }
    return details
  }

  private static let labelColumns: [Column<Field.Label>] = [
    Column("label", isFlexible: true) { $0.label }, Column("n", .trailing) { String($0.count) },
    Column("alpha") { $0.alpha.text }, Column("precision") { $0.precision.text }, Column("recall") { $0.recall.text },
    Column("f1") { $0.f1.text },
  ]

  private static let scoreColumns: [Column<Field.Score>] = [
    Column("over all labels") { $0.name }, Column("precision") { $0.precision.text },
    Column("recall") { $0.recall.text }, Column("f1") { $0.f1.text },
  ]

  private static let pairColumns: [Column<Field.Pair>] = [
    Column("a") { $0.a }, Column("b") { $0.b }, Column("observed") { $0.observed.text },
    Column("kappa") { $0.kappa.text },
  ]

  private static let goldColumns: [Column<GoldItem>] = [
    Column("key", isFlexible: true) { $0.key }, Column("answer", isFlexible: true) { $0.answer.text() },
    Column("served", .trailing) { String($0.served) }, Column("right", .trailing) { String($0.right) },
    Column("missed by", isFlexible: true) { $0.missedBy.joined(separator: ", ") },
  ]

  private static let dayColumns: [Column<Day>] = [
    Column("day") { $0.day }, Column("labels", .trailing) { String($0.submitted) },
    Column("accepted", .trailing) { String($0.accepted) }, Column("rejected", .trailing) { String($0.rejected) },
  ]
}

extension LabelFigure {
  /// `0.900 (0.596–0.982, n 10)`, or why there is none.
  var text: String {
    guard let value else { return undefined.map { "– (\($0.replacing("_", with: " ")))" } ?? "" }
    func places(_ value: Double) -> String { String(format: "%.3f", value) }
    let bounds = low.flatMap { low in high.map { "\(places(low))–\(places($0)), " } } ?? ""
    return "\(places(value)) (\(bounds)n \(n))"
  }
}
