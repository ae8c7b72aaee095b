import Foundation
import Model

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
    var state = JobState.initial
    var steps: [StepRow]
  }

  /// What is told to the service that does the work.
  enum Order: Hashable {
    case ready(LeaseTable.Order)
    case cancelled(LeaseTable.Order)
  }

  private(set) var runs: [RunID: RunRow] = [:]
  private(set) var illegal: [IllegalTransition] = []

  mutating func start(_ id: RunID, _ steps: [(id: StepID, definition: Model.Workflow.Step)]) -> [Order] {
    let rows = steps.enumerated().map { position, step in
      StepRow(
        step: StepRepository.Record.pending(step.definition, of: id, position: position, id: step.id).step,
        definition: step.definition)
    }
    runs[id] = RunRow(id: id, steps: rows)
    return advance(id)
  }

  /// Takes a worker's report into account.
  mutating func apply(_ type: EventType, _ report: JobReport) -> [Order] {
    guard let index = runs[report.runID]?.steps.firstIndex(where: { $0.step.id == report.jobID }),
      let row = runs[report.runID]?.steps[index],
      let effect = JobReportEffect(type, report, on: row.step, leaseEpoch: row.leaseEpoch)
    else { return [] }
    runs[report.runID]?.steps[index].step = effect.step
    runs[report.runID]?.steps[index].leaseEpoch = report.leaseEpoch
    return effect.step.state.isTerminal ? advance(report.runID) : []
  }

  /// A person ends a run that is at work.
  mutating func cancel(_ id: RunID) -> [Order] {
    guard var run = runs[id], !run.state.isTerminal else { return [] }
    var orders: [Order] = []
    for index in run.steps.indices where !run.steps[index].step.state.isTerminal {
      run.steps[index].step.state = after(run.steps[index].step.state, .cancelled)
      if run.steps[index].isOrdered { orders.append(.cancelled(order(run.steps[index], of: id))) }
    }
    run.state = after(run.state, .cancelled)
    runs[id] = run
    return orders
  }

  private mutating func advance(_ id: RunID) -> [Order] {
    guard var run = runs[id], !run.state.isTerminal else { return [] }
    let plan = RunPlan(
      run.steps.map {
        RunPlan.Node(
          name: $0.step.name, dependsOn: $0.step.dependsOn, state: $0.step.state, isOrdered: $0.isOrdered)
      })
    var orders: [Order] = []
    for index in run.steps.indices where plan.ready.contains(run.steps[index].step.name) {
      run.steps[index].isOrdered = true
      orders.append(.ready(order(run.steps[index], of: id)))
    }
    if run.state == .pending, !orders.isEmpty || plan.conclusion != nil { run.state = after(run.state, .started) }
    if let conclusion = plan.conclusion { run.state = after(run.state, conclusion) }
    runs[id] = run
    return orders
  }

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
