import Foundation
import Messaging
import Model
import Postgres
import Support

// How a run goes on.

extension Orchestrator {
  /// Orders the steps that are ready and not held, and concludes the run when nothing is left to do.
  func advance(_ run: Run, input: IngestedFile, cause: String, on connection: PostgresConnection) async throws {
    // Steps that were at work when the run ended report all the same.
    guard !run.state.isTerminal else { return }
    var records = try await StepRepository.list(of: run.id, connection)
    let plan = RunPlan(records.map(\.node), parameters: run.parameters)
    if run.state == .pending, plan.conclusion == nil, let hold = try await hold(on: run, connection) {
      return try await RunTurnRepository.hold(run.id, hold, at: environment.now(), connection)
    }
    for decision in plan.decisions { try await carryOut(decision, of: run, &records, on: connection) }
    let wanted = records.filter { plan.ready.contains($0.step.name) }
    let (ready, gate) = try await released(wanted, of: run, on: connection)
    try await order(ready, among: records, run, input, on: connection)
    if run.state == .pending {
      if !ready.isEmpty || plan.conclusion != nil {
        try await move(run, .started, failure: nil, actor: cause, on: connection)
        if run.compensates == nil { try await publish(.runStarted, run, records, failure: nil, on: connection) }
      } else if let gate {
        try await RunTurnRepository.hold(run.id, .paused(gate), at: environment.now(), connection)
      }
    }
    guard let conclusion = plan.conclusion else { return }
    let failure = StepRepository.Record.failure(among: records)
    try await move(run, conclusion, failure: failure, actor: cause, on: connection)
    if conclusion == .failed, run.compensates == nil {
      try await publish(.runFailed, run, records, failure: failure, on: connection)
    }
    try await LetterBox(outbox: outbox, environment: environment).settle(
      redrivenBy: run, as: conclusion, on: connection)
  }

  /// Why the run may not begin now; `nil` when it may.
  private func hold(on run: Run, _ connection: PostgresConnection) async throws -> RunHold? {
    let gate = Gate.ID(.workflow, run.workflow)
    if try await !GateRepository.paused(workflow: run.workflow, queues: [], connection).isEmpty { return .paused(gate) }
    guard let limit = run.policy.concurrency, run.compensates == nil else { return nil }
    try await RunTurnRepository.lockStarts(of: run.workflow, connection)
    let ahead = try await RunTurnRepository.countAhead(of: run, per: limit.per, connection)
    return ahead < limit.max ? nil : .concurrency(limit)
  }

  /// Has runs begin that waited for one that has ended.
  func fill(_ slot: FreedSlot, on connection: PostgresConnection) async throws {
    try await RunTurnRepository.lockStarts(of: slot.workflow, connection)
    for id in try await RunTurnRepository.waiting(for: slot, limit: Orchestrator.releaseMax, connection) {
      guard let found = try await RunRepository.find(id, lock: true, connection) else { continue }
      try await advance(found.run, input: found.input, cause: "a run before it has ended", on: connection)
      // Those behind it wait as well.
      if try await RunRepository.find(id, connection)?.run.state == .pending { return }
    }
  }

  private func carryOut(
    _ decision: RunPlan.Decision, of run: Run, _ records: inout [StepRepository.Record],
    on connection: PostgresConnection
  ) async throws {
    func index(_ name: String) -> Int { records.firstIndex { $0.step.name == name } ?? 0 }
    switch decision {
    case .skip(let name, let reason):
      try await settle(&records[index(name)], .skipped, of: run, detail: reason, on: connection)
    case .fail(let name, let failure):
      records[index(name)].step.failure = failure
      try await settle(
        &records[index(name)], .failed, of: run, detail: "\(failure.errorCode.rawValue): \(failure.message)",
        on: connection)
    case .gather(let name, let outputs):
      records[index(name)].step.output = .array(outputs)
      try await settle(&records[index(name)], .succeeded, of: run, detail: nil, on: connection)
    case .expand(let name, let items):
      let at = index(name)
      try await settle(&records[at], .started, of: run, detail: "\(items.count) parts", on: connection)
      var parts: [StepRepository.Record] = []
      for (number, item) in items.enumerated() {
        let part = FanOut.Part(of: name, number: number + 1, count: items.count, item: item)
        let definition = records[at].definition.part(part)
        let step = Step.pending(definition, id: StepID(environment.newID()))
        try await StepRepository.insert(
          step, of: run.id, position: records[at].position, definition: definition, connection)
        parts.append(
          StepRepository.Record(
            step: step, runID: run.id, definition: definition, position: records[at].position, isOrdered: false,
            leaseEpoch: 0))
      }
      records.insert(contentsOf: parts, at: at + 1)
    }
  }

  /// Moves a step that no worker does.
  private func settle(
    _ record: inout StepRepository.Record, _ event: JobState.Event, of run: Run, detail: String?,
    on connection: PostgresConnection
  ) async throws {
    let before = record.step.state
    let now = environment.now()
    record.step.state = try before.after(event)
    if event != .skipped { record.step.startedAt = record.step.startedAt ?? now }
    if record.step.state.isTerminal { record.step.finishedAt = now }
    try await StepRepository.update(record.step, leaseEpoch: record.leaseEpoch, at: now, connection)
    try await RunRepository.log(
      run.id,
      StateChange(
        at: now, subject: record.step.name, event: event.rawValue, from: before.rawValue,
        to: record.step.state.rawValue, actor: "orchestrator", detail: detail), connection)
  }

  /// Those of the steps that no paused workflow or queue holds, and one of the gates that hold others.
  private func released(
    _ ready: [StepRepository.Record], of run: Run, on connection: PostgresConnection
  ) async throws -> (released: [StepRepository.Record], heldBy: Gate.ID?) {
    guard !ready.isEmpty else { return ([], nil) }
    let paused = try await GateRepository.paused(
      workflow: run.workflow, queues: ready.map(\.definition.queue), connection)
    let workflow = Gate.ID(.workflow, run.workflow)
    if paused.contains(workflow) { return ([], workflow) }
    return (ready.filter { !paused.contains(Gate.ID(.queue, $0.definition.queue)) }, paused.first)
  }

  private func order(
    _ ready: [StepRepository.Record], among records: [StepRepository.Record], _ run: Run, _ input: IngestedFile,
    on connection: PostgresConnection
  ) async throws {
    guard !ready.isEmpty else { return }
    let attempts = try await StepRepository.attempts(ofRunsUnder: run.rootID, connection)
    var drafts: [EventDraft] = []
    for record in ready {
      let order = Orchestrator.order(record, among: records, attempts, run, input)
      drafts.append(
        EventDraft(
          .jobReady, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
          payload: try JSON(encoding: order), queue: order.queue))
    }
    try await outbox.append(drafts, on: connection)
    try await StepRepository.markOrdered(ready.map(\.step.id), at: environment.now(), connection)
  }

  /// The order for a step: the same each time it is made from the same run.
  static func order(
    _ record: StepRepository.Record, among records: [StepRepository.Record],
    _ attempts: [(run: RunID, step: String, attempt: Attempt)], _ run: Run, _ input: IngestedFile
  ) -> JobOrder {
    let definition = record.definition
    let upstream = Workflow.upstream(
      of: definition.name, in: records.map { ($0.definition.name, $0.definition.dependsOn) })
    var inputs = JSON.object(
      records.filter { upstream.contains($0.step.name) }
        .compactMap { before in before.step.output.map { JSON.Member(before.step.name, $0) } })
    // A part has its element of the list, and not the whole list as well: of many parts that would be much.
    let whole = definition.part.flatMap { part in records.first { $0.step.name == part.of } }
    if case .output(let step, let members)? = whole?.definition.fanOut?.over { inputs.remove([step] + members) }
    let priority = definition.priority ?? run.policy.priority
    return JobOrder(
      jobID: record.step.id, runID: run.id, workflow: run.workflow, step: definition.name,
      function: definition.function, queue: definition.queue, retry: definition.retry,
      timeoutSeconds: definition.timeoutSeconds,
      priorAttempts: attempts.count { $0.step == definition.name && $0.run != run.id }, file: input,
      parameters: run.parameters, inputs: inputs, priority: priority == 0 ? nil : priority,
      part: definition.part)
  }

  // MARK: - The run itself

  func move(
    _ run: Run, _ event: JobState.Event, failure: Failure?, actor: String, on connection: PostgresConnection
  ) async throws {
    // A run that was just started is still pending in `run`; its conclusion may follow in the same breath.
    let isConclusion = event == .succeeded || event == .failed
    let current = run.state == .pending && isConclusion ? .running : run.state
    let next = try current.after(event)
    let now = environment.now()
    try await RunRepository.setState(run.id, next, failure: failure, at: now, connection)
    try await RunRepository.log(
      run.id,
      StateChange(
        at: now, subject: "run", event: event.rawValue, from: current.rawValue, to: next.rawValue, actor: actor,
        detail: failure?.message), connection)
    guard next.isTerminal, run.compensates == nil, let limit = run.policy.concurrency else { return }
    let slot = FreedSlot(workflow: run.workflow, datasetID: limit.per == .dataset ? run.datasetID : nil)
    try await outbox.append(
      [
        EventDraft(
          .slotFreed, traceID: run.traceID, datasetID: nil, datasetVersion: nil, payload: try JSON(encoding: slot))
      ], on: connection)
  }

  func publish(
    _ type: EventType, _ run: Run, _ records: [StepRepository.Record], failure: Failure?,
    on connection: PostgresConnection
  ) async throws {
    let makesVersion = records.contains { Workflow.makers.contains($0.step.function) }
    let report = RunReport(runID: run.id, workflow: run.workflow, failure: failure, makesVersion: makesVersion)
    try await outbox.append(
      [
        EventDraft(
          type, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
          payload: try JSON(encoding: report))
      ], on: connection)
  }
}

extension StepRepository.Record {
  var node: RunPlan.Node {
    RunPlan.Node(
      name: step.name, dependsOn: definition.dependsOn, state: step.state, isOrdered: isOrdered,
      when: definition.when, fanOut: definition.fanOut, partOf: definition.part?.of, output: step.output)
  }

  /// Why a run of these steps failed: what a worker could not do, before what follows from it.
  static func failure(among records: [StepRepository.Record]) -> Failure? {
    let failed = records.filter { $0.step.state == .failed }
    return (failed.first { $0.definition.fanOut == nil } ?? failed.first)?.step.failure
  }
}

extension Workflow.Step {
  /// The step as one of its parts, which is done, retried and given up by itself, and undone with the others.
  func part(_ part: FanOut.Part) -> Workflow.Step {
    var step = self
    step.name = part.name
    step.part = part
    step.fanOut = nil
    step.when = nil
    step.compensation = nil
    return step
  }
}

extension JSON {
  /// Takes out the member to which these names lead; where there is none, nothing.
  fileprivate mutating func remove(_ path: [String]) {
    guard let name = path.first, var member = self[name] else { return }
    member.remove(Array(path.dropFirst()))
    // Not the value `null`: the member goes.
    self[name] = path.count > 1 ? .some(member) : .none
  }
}
