import Direct
import Foundation
import Model
import Support
import Terminal

extension Option {
  static let ofDataset = value("dataset", "NAME", "the dataset, by its name or id")
  static let ofVersion = value("version", "V", "the dataset's version")
  static let documentFormat = value(
    "output", short: "o", "FORMAT", "how to write it; yaml: the document as it was written",
    choices: ["table", "json", "yaml"])
}

extension Command {
  static let workflows: [Command] = [
    workflowList, workflowShow, workflowCheck, workflowApply, workflowRun,
    gate("workflows pause", .workflow, "hold a workflow: no step of it begins, what is at work goes on") {
      .pause($0)
    },
    gate("workflows resume", .workflow, "let a workflow go on") { .resume($0) },
  ]

  private static let workflowList = Command(
    "workflows list", "list the workflows, and how their runs stand", options: Option.listing
  ) { invocation in
    try await invocation.withPlatform { platform in
      try await invocation.list(workflowColumns, empty: "no workflows") { try await platform.workflows($0, $1) }
    }
  }

  private static let workflowShow = Command(
    "workflows show", "show a workflow: its steps, parameters, gate and versions, or its document",
    details: "With `-o yaml` the document as it was written: change it, raise its version, and apply it.",
    operands: [Operand("NAME[@VERSION]", "the workflow's name; without a version, the newest")],
    options: [.documentFormat]
  ) { invocation in
    let (name, text) = invocation.arguments.nameAndVersion(invocation.arguments.operands.first)
    let version = text.flatMap { Int($0) }
    guard !name.isEmpty, text == nil || version != nil else {
      throw Failure.invalid("there is no such version", nextStep: "write NAME or NAME@VERSION, as in dataset.load@2")
    }
    return try await invocation.withPlatform { platform in
      let workflow = try await platform.workflow(name, version: version)
      if invocation.arguments.value(.documentFormat) == "yaml" {
        // To a terminal nothing goes that could be more than text.
        let isShown = invocation.streams.outputIsTerminal
        let lines = workflow.source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        invocation.streams.output(
          isShown ? lines.map { Text.sanitised($0) }.joined(separator: "\n") : workflow.source)
        return .success
      }
      return try invocation.show(workflow) { workflow.details }
    }
  }

  /// Needs no server.
  private static let workflowCheck = Command(
    "workflows check", "say what is wrong with a workflow document",
    details:
      "Needs no server. It names every problem with its line; with `-o json`, in an array of `line`, `path`, `message`.",
    operands: [Operand("FILE", "a YAML document; - is the standard input")], options: [.format]
  ) { invocation in
    let text = try InputFile(path: invocation.arguments.operands.first ?? "-").document(bytesMax: documentBytesMax)
    if invocation.format == .json {
      let problems = try PlatformFunctions.problems(in: text)
      guard problems.isEmpty else {
        invocation.write(try JSON(encoding: problems))
        return .usage
      }
    }
    let workflow = try PlatformFunctions.check(document: text)
    return try invocation.show(workflow) {
      var details = Details()
      details.add("workflow", "\(workflow.name) v\(workflow.version)")
      details.add("steps", "\(workflow.steps.count), nothing is wrong")
      return details
    }
  }

  private static let workflowApply = Command(
    "workflows apply", "make a document the newest version of its workflow",
    details: "It is checked first. New runs are made from it at once; those that were started keep their version.",
    operands: [Operand("FILE", "a YAML document; - is the standard input")], options: Option.acting
  ) { invocation in
    let text = try InputFile(path: invocation.arguments.operands.first ?? "-").document(bytesMax: documentBytesMax)
    _ = try PlatformFunctions.check(document: text)
    return try await invocation.intervene(.applyWorkflow(text), noun: "workflow", command: "workflows apply")
  }

  private static let workflowRun = Command(
    "workflows run", "start a run of a workflow for a version that was ingested",
    details: "Parameters that are not set have the first of the values that `workflows show` lists.",
    operands: [Operand("NAME", "the workflow's name")], options: [.ofDataset, .ofVersion, .set] + Option.acting
  ) { invocation in
    let command = "workflows run"
    func named(_ option: Option) throws(UsageError) -> String {
      guard let value = invocation.arguments.value(option) else {
        throw .missingOption(option, command: command, because: "a run is for one version of one dataset")
      }
      return value
    }
    let (dataset, version) = (try named(.ofDataset), try named(.ofVersion))
    let parameters = try invocation.arguments.parameters()
    return try await invocation.withPlatform { platform in
      let request = RunRequest(
        workflow: invocation.arguments.operands.first ?? "", datasetID: try await platform.datasetID(dataset),
        datasetVersion: version, parameters: parameters)
      return try await invocation.intervene(.startRun(request), noun: "run", command: command, on: platform)
    }
  }

  private static let documentBytesMax = 1 << 20

  static func gate(
    _ path: String, _ kind: Gate.Kind, _ summary: String, _ intervention: @escaping @Sendable (Gate.ID) -> Intervention
  ) -> Command {
    Command(
      path, summary, operands: [Operand("NAME", "\(kind.rawValue)s, by name", .several)], options: Option.acting
    ) { invocation in
      let all = invocation.arguments.operands.map { intervention(Gate.ID(kind, $0)) }
      return try await invocation.withPlatform { platform in
        try await invocation.intervene(all, noun: kind.rawValue, command: path, on: platform)
      }
    }
  }

  private static let workflowColumns: [Column<WorkflowSummary>] = [
    Column("name") { $0.name }, Column("state") { $0.state.rawValue },
    Column("version", .trailing) { String($0.document.version) },
    Column("steps", .trailing) { String($0.document.steps.count) },
    Column("running", .trailing) { String($0.runs[.running, default: 0]) },
    Column("pending", .trailing) { String($0.runs[.pending, default: 0]) },
    Column("failed", .trailing) { String($0.runs[.failed, default: 0]) },
    Column("held by", isFlexible: true) { $0.gate.standing },
  ]
}

extension Gate {
  /// Who holds it and why; empty when nobody does.
  var standing: String {
    state == .paused ? [actor, reason].compactMap(\.self).joined(separator: ": ") : ""
  }
}

extension WorkflowSummary {
  fileprivate var details: Details {
    var details = Details()
    details.add("workflow", "\(name) v\(document.version)")
    details.add("state", state.rawValue)
    details.add("held by", state == .paused ? gate.standing : nil)
    details.add("held since", state == .paused ? gate.changedAt : nil)
    details.add("starts on", document.startsOn ?? "request")
    details.add("priority", document.policy.priority == 0 ? nil : String(document.policy.priority))
    details.add("deadline", document.policy.deadlineSeconds.map { "\($0) s" })
    details.add(
      "at once", document.policy.concurrency.map { "\($0.max) \($0.max == 1 ? "run" : "runs") per \($0.per.rawValue)" })
    let parameters = document.parameters.sorted { $0.key < $1.key }
      .map { "\($0.key)=\($0.value.joined(separator: "|"))" }
    if !parameters.isEmpty { details.add("parameters", parameters.joined(separator: "\n")) }
    let counts = JobState.allCases.compactMap { state in runs[state].map { "\($0) \(state.rawValue)" } }
    details.add("runs", counts.isEmpty ? "none" : counts.joined(separator: ", "))
    details.section("steps", Table(columns: WorkflowSummary.stepColumns).text(document.steps))
    return details
  }

  private static let stepColumns: [Column<Workflow.Step>] = [
    Column("step") { $0.name }, Column("after") { $0.dependsOn.joined(separator: ", ") },
    Column("when") { $0.when?.description ?? "" },
    Column("parts") { $0.fanOut.map { $0.over?.description ?? String($0.count ?? 0) } ?? "" },
    Column("queue") { $0.queue }, Column("function") { $0.function },
    Column("attempts", .trailing) { String($0.retry.attemptsMax) },
    Column("timeout", .trailing) { "\($0.timeoutSeconds) s" }, Column("optional") { $0.isOptional ? "yes" : "" },
  ]
}

extension WorkflowDetail {
  fileprivate var details: Details {
    var details = summary.details
    details.section("versions", Table(columns: WorkflowDetail.versionColumns).text(versions))
    return details
  }

  private static let versionColumns: [Column<Version>] = [
    Column("version", .trailing) { String($0.version) }, Column("since") { $0.createdAt?.shortText ?? "" },
    Column("by") { $0.actor ?? "flowsight" }, Column("reason", isFlexible: true) { $0.reason ?? "" },
  ]
}
