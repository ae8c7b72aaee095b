import Foundation
import Model
import Support

@testable import Workflow

/// Runs in memory, decided on by ``Workflow/RunPlan`` and ``Workflow/JobReportEffect`` as the orchestrator decides on
/// those in PostgreSQL. `RunContractTests` holds the two together.
struct RunTable {
  struct StepRow {
    var step: Step
    var definition: Model.Workflow.Step
    var isOrdered = false
    var leaseEpoch: Int64 = 0
  }

  struct RunRow {
    var id: RunID
    /// In the order in which they came.
    var number: Int
    var workflow: String
    var policy: RunPolicy
    var parameters: JSON
    var state = JobState.initial
    var steps: [StepRow]
    /// When it was last asked whether it may begin; `nil` unless it waits for others.
    var heldAt: Date?
    var deadlineAt: Date?
    /// Its time was over.
    var isExpired = false
  }

  /// What is told to the service that does the work, and to the orchestrator itself.
  enum Order: Hashable {
    case ready(LeaseTable.Order)
    case cancelled(LeaseTable.Order)
    /// A run of the workflow has ended: another may begin.
    case freed(String)
  }

  private(set) var runs: [RunID: RunRow] = [:]
  private(set) var illegal: [IllegalTransition] = []
  /// Runs that began although as many were at work as may be.
  private(set) var tooMany: [RunID] = []
  /// Gives parts their ids.
  var newID: () -> UUID = { UUID() }

  mutating func start(
    _ id: RunID, _ steps: [(id: StepID, definition: Model.Workflow.Step)], of workflow: String = "",
    _ policy: RunPolicy = RunPolicy(), parameters: JSON = [:], at now: Date = .distantPast
  ) -> [Order] {
    let rows = steps.enumerated().map { position, step in
      RunTable.row(step.definition, of: id, position: position, id: step.id)
    }
    runs[id] = RunRow(
      id: id, number: runs.count, workflow: workflow, policy: policy, parameters: parameters, steps: rows)
    return advance(id, at: now)
  }

  private static func row(
    _ definition: Model.Workflow.Step, of run: RunID, position: Int, id: StepID
  ) -> StepRow {
    StepRow(
      step: StepRepository.Record.pending(definition, of: run, position: position, id: id).step,
      definition: definition)
  }

  /// Takes a worker's report into account.
  mutating func apply(_ type: EventType, _ report: JobReport, at now: Date = .distantPast) -> [Order] {
    guard let index = runs[report.runID]?.steps.firstIndex(where: { $0.step.id == report.jobID }),
      let row = runs[report.runID]?.steps[index],
      let effect = JobReportEffect(type, report, on: row.step, leaseEpoch: row.leaseEpoch)
    else { return [] }
    runs[report.runID]?.steps[index].step = effect.step
    runs[report.runID]?.steps[index].leaseEpoch = report.leaseEpoch
    return effect.step.state.isTerminal ? advance(report.runID, at: now) : []
  }

  /// A person ends a run that is at work.
  mutating func cancel(_ id: RunID) -> [Order] {
    guard let run = runs[id], !run.state.isTerminal else { return [] }
    return end(run, .cancelled)
  }

  // MARK: - Turns and deadlines

  /// Runs that wait for their turn in the workflow begin, as many as may.
  mutating func fill(_ workflow: String, at now: Date) -> [Order] {
    var orders: [Order] = []
    for run in waiting where run.workflow == workflow {
      orders += advance(run.id, at: now)
      if runs[run.id]?.state == .pending { break }
    }
    return orders
  }

  /// What the clock of runs does: it ends those whose time is over, and asks again for those that have waited so long.
  mutating func look(at now: Date, waitingSeconds: Double) -> [Order] {
    var orders: [Order] = []
    let overdue = runs.values.filter { run in run.state == .running && run.deadlineAt.map { $0 < now } ?? false }
    for var run in overdue.sorted(by: { $0.number < $1.number }) {
      run.isExpired = true
      orders += end(run, .failed)
    }
    for run in waiting where run.heldAt.map({ $0 < now.addingTimeInterval(-waitingSeconds) }) ?? false {
      orders += advance(run.id, at: now)
    }
    return orders
  }

  private var waiting: [RunRow] {
    runs.values.filter { $0.state == .pending && $0.heldAt != nil }.sorted { $0.number < $1.number }
  }

  private func isFull(for run: RunRow) -> Bool {
    guard let limit = run.policy.concurrency else { return false }
    let ahead = runs.values.count { other in
      other.id != run.id && other.workflow == run.workflow
        && (other.state == .running
          || other.state == .pending && other.heldAt != nil && other.number < run.number)
    }
    return ahead >= limit.max
  }

  // MARK: - How a run goes on

  private mutating func advance(_ id: RunID, at now: Date) -> [Order] {
    guard var run = runs[id], !run.state.isTerminal else { return [] }
    let plan = RunPlan(run.steps.map(\.node), parameters: run.parameters)
    if run.state == .pending, plan.conclusion == nil, isFull(for: run) {
      run.heldAt = now
      runs[id] = run
      return []
    }
    for decision in plan.decisions { carryOut(decision, on: &run) }
    var orders: [Order] = []
    for index in run.steps.indices where plan.ready.contains(run.steps[index].step.name) {
      run.steps[index].isOrdered = true
      orders.append(.ready(order(run.steps[index], of: id)))
    }
    if run.state == .pending, !orders.isEmpty || plan.conclusion != nil {
      if let limit = run.policy.concurrency, plan.conclusion == nil,
        runs.values.count(where: { $0.workflow == run.workflow && $0.state == .running }) >= limit.max
      {
        tooMany.append(id)
      }
      run.state = after(run.state, .started)
      run.heldAt = nil
      run.deadlineAt = run.policy.deadlineSeconds.map { now.addingTimeInterval(Double($0)) }
    }
    if let conclusion = plan.conclusion {
      run.state = after(run.state, conclusion)
      orders += freed(run)
    }
    runs[id] = run
    return orders
  }

  private mutating func carryOut(_ decision: RunPlan.Decision, on run: inout RunRow) {
    func place(_ name: String) -> Int? { run.steps.firstIndex { $0.step.name == name } }
    switch decision {
    case .skip(let name, _): if let at = place(name) { move(&run.steps[at].step, .skipped) }
    case .fail(let name, _): if let at = place(name) { move(&run.steps[at].step, .failed) }
    case .gather(let name, let outputs):
      guard let at = place(name) else { return }
      move(&run.steps[at].step, .succeeded)
      run.steps[at].step.output = .array(outputs)
    case .expand(let name, let items):
      guard let at = place(name) else { return }
      move(&run.steps[at].step, .started)
      let definition = run.steps[at].definition
      let parts = items.enumerated().map { number, item in
        RunTable.row(
          definition.part(FanOut.Part(of: name, number: number + 1, count: items.count, item: item)), of: run.id,
          position: at, id: StepID(newID()))
      }
      run.steps.insert(contentsOf: parts, at: at + 1)
    }
  }

  /// Ends a run with all that is at work in it.
  private mutating func end(_ ended: RunRow, _ event: JobState.Event) -> [Order] {
    var (run, orders): (RunRow, [Order]) = (ended, [])
    for index in run.steps.indices where !run.steps[index].step.state.isTerminal {
      move(&run.steps[index].step, .cancelled)
      if run.steps[index].isOrdered { orders.append(.cancelled(order(run.steps[index], of: run.id))) }
    }
    run.state = after(run.state, event)
    runs[run.id] = run
    return orders + freed(run)
  }

  private func freed(_ run: RunRow) -> [Order] { run.policy.concurrency == nil ? [] : [.freed(run.workflow)] }

  private mutating func move(_ step: inout Step, _ event: JobState.Event) { step.state = after(step.state, event) }

  private mutating func after(_ state: JobState, _ event: JobState.Event) -> JobState {
    do {
      return try state.after(event)
    } catch {
      illegal.append(error)
      return state
    }
  }

  private func order(_ row: StepRow, of run: RunID) -> LeaseTable.Order {
    LeaseTable.Order(
      job: row.step.id, run: run, step: row.step.name, retry: row.definition.retry,
      timeoutSeconds: row.definition.timeoutSeconds)
  }
}

extension RunTable.StepRow {
  fileprivate var node: RunPlan.Node {
    RunPlan.Node(
      name: step.name, dependsOn: step.dependsOn, state: step.state, isOrdered: isOrdered, when: definition.when,
      fanOut: definition.fanOut, partOf: definition.part?.of, output: step.output)
  }
}

extension RunTable.RunRow {
  /// What is wrong with it in the end.
  var problems: [String] {
    var problems: [String] = []
    if Set(steps.map(\.step.name)).count < steps.count { problems.append("a step became parts twice") }
    if isExpired, steps.contains(where: { !$0.step.state.isTerminal }) {
      problems.append("something is at work after its deadline")
    }
    for row in steps where row.definition.fanOut != nil && row.step.state == .succeeded {
      let parts = steps.filter { $0.definition.part?.of == row.step.name }
      let isWhole = !parts.isEmpty && parts.allSatisfy(\.step.state.isSatisfied)
      if !isWhole { problems.append("\(row.step.name) is over, and its parts are not") }
      if row.step.output?.array != parts.map({ $0.step.output ?? .null }) {
        problems.append("\(row.step.name) has not what its parts left")
      }
    }
    return problems.map { "run \(id): \($0)" }
  }
}
