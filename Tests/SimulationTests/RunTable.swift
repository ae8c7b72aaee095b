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
    /// What it is about: runs of the same version stand one after the other.
    var version = 0
    var workflow: String
    var policy: RunPolicy
    var parameters: JSON
    var state = JobState.initial
    var steps: [StepRow]
    /// Why it may not begin, and when it was last asked; `nil` unless it waits.
    var hold: (why: Hold, at: Date)?
    var deadlineAt: Date?
    /// Its time was over.
    var isExpired = false
    /// The run that it undoes.
    var compensates: RunID?
    /// What was still to be done when a person ended it.
    var cancelled: Set<StepID>?
  }

  enum Hold: Hashable { case gate, limit }

  /// What is told to the service that does the work, and to the orchestrator itself.
  enum Order: Hashable {
    case ready(LeaseTable.Order)
    case cancelled(LeaseTable.Order)
    /// A run of the workflow has ended: another may begin.
    case freed(String)
    /// A gate lets through again, since this change of it.
    case resumed(Gate.ID, Int)
  }

  var runs: [RunID: RunRow] = [:]
  private(set) var illegal: [IllegalTransition] = []
  /// The most runs of each workflow that were at work at once.
  private(set) var mostAtWork: [String: Int] = [:]
  /// How often runs had to wait, and why.
  private(set) var held: [Hold: Int] = [:]
  /// Changes of gates; after each odd one it is paused.
  var gates: [Gate.ID: Int] = [:]
  var letters: [Letter] = []
  /// Gives parts their ids.
  var newID: () -> UUID = { UUID() }

  mutating func start(
    _ id: RunID, _ steps: [(id: StepID, definition: Model.Workflow.Step)], of workflow: String = "",
    _ policy: RunPolicy = RunPolicy(), about version: Int = 0, parameters: JSON = [:], at now: Date = .distantPast
  ) -> [Order] {
    begin(
      RunRow(
        id: id, number: runs.count, version: version, workflow: workflow, policy: policy, parameters: parameters,
        steps: steps.enumerated().map { position, step in
          StepRow(.pending(step.definition, of: id, position: position, id: step.id))
        }), at: now)
  }

  mutating func begin(_ run: RunRow, at now: Date) -> [Order] {
    runs[run.id] = run
    return advance(run.id, at: now)
  }

  /// Takes a worker's report into account.
  mutating func apply(_ type: EventType, _ report: JobReport, at now: Date = .distantPast) -> [Order] {
    guard let index = runs[report.runID]?.steps.firstIndex(where: { $0.step.id == report.jobID }),
      let row = runs[report.runID]?.steps[index],
      let effect = JobReportEffect(type, report, on: row.step, leaseEpoch: row.leaseEpoch)
    else { return [] }
    runs[report.runID]?.steps[index].step = effect.step
    runs[report.runID]?.steps[index].leaseEpoch = report.leaseEpoch
    if effect.event == .failed { giveUp(effect.step, of: report.runID) }
    return effect.step.state.isTerminal ? advance(report.runID, at: now) : []
  }

  // MARK: - Turns and deadlines

  /// Runs that wait for their turn in the workflow begin, as many as may.
  mutating func fill(_ workflow: String, at now: Date) -> [Order] {
    var orders: [Order] = []
    for run in waiting where run.workflow == workflow && run.compensates == nil {
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
    for run in waiting {
      guard let hold = run.hold, hold.why == .limit, hold.at < now.addingTimeInterval(-waitingSeconds) else { continue }
      orders += advance(run.id, at: now)
    }
    return orders
  }

  private var waiting: [RunRow] {
    runs.values.filter { $0.state == .pending && $0.hold != nil }.sorted { $0.number < $1.number }
  }

  private func isPaused(_ gate: Gate.ID) -> Bool { gates[gate, default: 0] % 2 == 1 }

  private func hold(on run: RunRow) -> Hold? {
    if isPaused(Gate.ID(.workflow, run.workflow)) { return .gate }
    guard let limit = run.policy.concurrency, run.compensates == nil else { return nil }
    let ahead = runs.values.count { other in
      other.id != run.id && other.workflow == run.workflow && other.compensates == nil
        && (other.state == .running || other.state == .pending && other.hold != nil && other.number < run.number)
    }
    return ahead >= limit.max ? .limit : nil
  }

  // MARK: - How a run goes on

  mutating func advance(_ id: RunID, at now: Date) -> [Order] {
    guard var run = runs[id], !run.state.isTerminal else { return [] }
    let plan = RunPlan(run.steps.map(\.record.node), parameters: run.parameters)
    if run.state == .pending, plan.conclusion == nil, let hold = hold(on: run) {
      held[hold, default: 0] += 1
      run.hold = (hold, now)
      runs[id] = run
      return []
    }
    for decision in plan.decisions { carryOut(decision, on: &run) }
    var orders: [Order] = []
    let isHeld = isPaused(Gate.ID(.workflow, run.workflow))
    var stands = false
    for index in run.steps.indices where plan.ready.contains(run.steps[index].step.name) {
      if isHeld || isPaused(Gate.ID(.queue, run.steps[index].definition.queue)) {
        stands = true
        continue
      }
      run.steps[index].isOrdered = true
      orders.append(.ready(order(run.steps[index], of: id)))
    }
    if run.state == .pending, !orders.isEmpty || plan.conclusion != nil {
      run.state = after(run.state, .started)
      run.hold = nil
      run.deadlineAt = run.policy.deadlineSeconds.map { now.addingTimeInterval(Double($0)) }
    } else if run.state == .pending, stands {
      held[.gate, default: 0] += 1
      run.hold = (.gate, now)
    }
    if let conclusion = plan.conclusion {
      run.state = after(run.state, conclusion)
      orders += freed(run)
    }
    runs[id] = run
    if let conclusion = plan.conclusion { settleLetters(redrivenBy: id, at: conclusion) }
    countAtWork(run.workflow)
    return orders
  }

  private mutating func countAtWork(_ workflow: String) {
    let count = runs.values.count { $0.workflow == workflow && $0.compensates == nil && $0.state == .running }
    mostAtWork[workflow] = max(mostAtWork[workflow, default: 0], count)
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
        StepRow(
          .pending(
            definition.part(FanOut.Part(of: name, number: number + 1, count: items.count, item: item)), of: run.id,
            position: at, id: StepID(newID())))
      }
      run.steps.insert(contentsOf: parts, at: at + 1)
    }
  }

  /// Ends a run with all that is at work in it.
  mutating func end(_ ended: RunRow, _ event: JobState.Event) -> [Order] {
    var (run, orders): (RunRow, [Order]) = (ended, [])
    for index in run.steps.indices where !run.steps[index].step.state.isTerminal {
      move(&run.steps[index].step, .cancelled)
      if run.steps[index].isOrdered { orders.append(.cancelled(order(run.steps[index], of: run.id))) }
    }
    run.state = after(run.state, event)
    runs[run.id] = run
    settleLetters(redrivenBy: run.id, at: event)
    return orders + freed(run)
  }

  private func freed(_ run: RunRow) -> [Order] {
    run.policy.concurrency == nil || run.compensates != nil ? [] : [.freed(run.workflow)]
  }

  mutating func move(_ step: inout Step, _ event: JobState.Event) { step.state = after(step.state, event) }

  private mutating func after(_ state: JobState, _ event: JobState.Event) -> JobState {
    do {
      return try state.after(event)
    } catch {
      illegal.append(error)
      return state
    }
  }

  func order(_ row: StepRow, of run: RunID) -> LeaseTable.Order {
    LeaseTable.Order(
      job: row.step.id, run: run, step: row.step.name, retry: row.definition.retry,
      timeoutSeconds: row.definition.timeoutSeconds)
  }
}

extension RunTable.StepRow {
  init(_ record: StepRepository.Record) {
    self.init(
      step: record.step, definition: record.definition, isOrdered: record.isOrdered, leaseEpoch: record.leaseEpoch)
  }

  var record: StepRepository.Record {
    StepRepository.Record(
      step: step, runID: RunID(step.id.rawValue), definition: definition, position: 0, isOrdered: isOrdered,
      leaseEpoch: leaseEpoch)
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
    if let cancelled {
      if state != .cancelled { problems.append("it was cancelled, and is \(state)") }
      for row in steps where cancelled.contains(row.step.id) && row.step.state != .cancelled {
        problems.append("it was cancelled, and \(row.step.name) is \(row.step.state)")
      }
    }
    return problems.map { "run \(id): \($0)" }
  }
}
