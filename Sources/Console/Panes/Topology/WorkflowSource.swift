import Foundation
import Model
import Support
import Terminal

/// The workflows: what they are, whether they are held, how their runs stand.
struct WorkflowSource: ListSource {
  var address: Address { Address(.topology, "workflows") }
  var neighbour: Address? { OperationKind.backfills.address }
  var crumb: String { TopologyWords.workflows }
  var empty: [String] { TopologyWords.noWorkflows }
  var actions: [Command] { [.hold, .backfill] }

  var name: ListName { .workflows }
  func concerns(_ change: Change) -> Bool { change == .runs }

  func page(in answer: Answer) -> Page<WorkflowSummary>? {
    if case .workflows(let page) = answer { page } else { nil }
  }

  func address(of workflow: WorkflowSummary) -> Address? { Address(.topology, "workflows", workflow.name) }
  func auditTargets(of workflow: WorkflowSummary) -> [AuditTarget] { [.workflow(workflow.name)] }
  func request(_ verb: Verb, of workflow: WorkflowSummary) -> ActionRequest? { workflow.request(verb) }

  func columns(width: Int) -> [ListColumn<WorkflowSummary>] {
    typealias Words = TopologyWords
    var columns: [ListColumn<WorkflowSummary>] = [
      ListColumn("state", Words.state, .fixed(9)) { workflow, _ in workflow.state.sign.span },
      ListColumn("name", Words.workflow, .atLeast(12)) { workflow, _ in Span(workflow.name) },
      ListColumn("version", Words.version, .fixed(4), .trailing) { workflow, _ in
        Span("v\(workflow.document.version)", .muted)
      },
    ]
    for state in width >= 60 ? [JobState.running, .pending, .failed] : [.failed] {
      columns.append(
        ListColumn(state.rawValue.lowercased(), state.sign.word, .fixed(9), .trailing) { workflow, _ in
          let count = workflow.runs[state, default: 0]
          return Span(Format.count(count), count > 0 ? state.sign.style : .muted)
        })
    }
    if width >= 76 {
      columns.append(
        ListColumn("by", Words.heldBy, .atLeast(8)) { workflow, _ in Span(workflow.gate.standing, .muted) })
    }
    return columns
  }

  func describe(_ workflow: WorkflowSummary, in document: inout Document) { document.workflow(workflow) }
}

extension WorkflowSummary {
  func request(_ verb: Verb) -> ActionRequest? {
    if verb == .backfill { return ActionRequest(verb: verb, subject: .backfill(Backfill(workflow: name))) }
    guard verb == .pause else { return nil }
    return ActionRequest(verb: state == .paused ? .resume : .pause, subject: .gate(gate.id))
  }

  /// The runs that were made from it.
  var runsAddress: Address { Address(.topology).showing(ListQuery(.field("workflow", is: [name]))) }
}

extension Document {
  mutating func workflow(_ workflow: WorkflowSummary) {
    typealias Words = TopologyWords
    let policy = workflow.document.policy
    line([workflow.state.sign.span, Span("  " + workflow.name, .title), Span(" v\(workflow.document.version)", .muted)])
    gate(workflow.gate)
    fact(Words.startsOn, workflow.document.startsOn ?? Words.onRequest)
    for (name, choices) in workflow.document.parameters.sorted(by: { $0.key < $1.key }) {
      fact(name, choices.joined(separator: " | "))
    }
    fact(Words.priority, policy.priority == 0 ? nil : String(policy.priority))
    fact(Words.deadline, policy.deadlineSeconds.map { Format.duration(Double($0)) })
    fact(Words.atOnce, policy.concurrency.map { RunHold.concurrency($0).text })
    heading(Text.titled(Words.steps))
    for step in workflow.document.steps {
      let after = step.dependsOn.isEmpty ? "" : " ← " + step.dependsOn.joined(separator: ", ")
      let parts = step.fanOut.map { " × \($0.over?.description ?? String($0.count ?? 0))" } ?? ""
      line(
        [
          Span(step.name), Span(parts, .info), Span(after, .muted), Span("  \(step.queue) ", .accent),
          Span(step.when.map { Words.when($0.description) + " " } ?? "", .info),
          Span(step.isOptional ? Words.optional : "", .muted),
        ], hanging: 2)
    }
  }
}

extension Gate {
  /// Who holds it and why; empty when nobody does.
  var standing: String {
    guard state == .paused else { return "" }
    return [actor, reason].compactMap(\.self).joined(separator: ": ")
  }
}

extension Document {
  mutating func gate(_ gate: Gate) {
    guard gate.state == .paused else { return }
    fact(TopologyWords.heldBy, gate.actor)
    fact(DeadLettersWords.reason, gate.reason)
    fact(EventWords.when, gate.changedAt.map(Format.time))
  }
}
