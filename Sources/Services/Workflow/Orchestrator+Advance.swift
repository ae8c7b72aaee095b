import Foundation
import Messaging
import Model
import Postgres
import Support

// How a run goes on.

extension Orchestrator {
  /// What a transaction is to write, sent as one.
  struct Writing {
    var statements: [Statement] = []
    var drafts: [EventDraft] = []
  }

  /// Writes, and returns what each statement gave.
  @discardableResult
  func send(_ writing: Writing, on connection: PostgresConnection) async throws -> [PostgresRows] {
    var statements = writing.statements
    if !writing.drafts.isEmpty { statements.append(try outbox.statement(appending: writing.drafts)) }
    return statements.isEmpty ? [] : try await connection.pipeline(statements)
  }

  /// Orders the steps that are ready and not held, and concludes the run when nothing is left to do. `known` are its
  /// steps as they are after `writing`, which is sent with what follows from them.
  func advance(
    _ run: Run, input: IngestedFile, known: [StepRepository.Record]? = nil, writing: Writing = Writing(),
    cause: String, on connection: PostgresConnection
  ) async throws {
    var writing = writing
    // Steps that were at work when the run ended report all the same.
    guard !run.state.isTerminal else {
      try await send(writing, on: connection)
      return
    }
    var records: [StepRepository.Record]
    if let known { records = known } else { records = try await StepRepository.list(of: run.id, connection) }
    let plan = RunPlan(records.map(\.node), parameters: run.parameters)
    if run.state == .pending, plan.conclusion == nil, let hold = try await hold(on: run, connection) {
      writing.statements.append(try RunTurnRepository.holding(run.id, hold))
      try await send(writing, on: connection)
      return
    }
    for decision in plan.decisions { try carryOut(decision, of: run, &records, &writing) }
    let names = Set(plan.ready)
    let (ready, gate, attempts) = try await released(
      records.filter { names.contains($0.step.name) }, of: run, on: connection)
    try order(ready, among: records, attempts, run, input, &writing)
    if run.state == .pending {
      if !ready.isEmpty || plan.conclusion != nil {
        _ = try move(run, .started, failure: nil, actor: cause, &writing)
        if run.compensates == nil { try publish(.runStarted, run, records, failure: nil, &writing) }
      } else if let gate {
        writing.statements.append(try RunTurnRepository.holding(run.id, .paused(gate)))
      }
    } else if plan.conclusion == nil {
      // What has begun may stand still as well, and then says why.
      let isStanding = ready.isEmpty && !records.contains { $0.isOrdered && !$0.step.state.isTerminal }
      let hold = isStanding ? gate.map(RunHold.paused) : nil
      if hold != run.hold { writing.statements.append(try RunTurnRepository.holding(run.id, hold)) }
    }
    guard let conclusion = plan.conclusion else {
      try await send(writing, on: connection)
      return
    }
    try await conclude(
      run, conclusion, StepRepository.Record.failure(among: records), records, writing, actor: cause, on: connection)
  }

  /// Ends a run, after what else is to be written.
  func conclude(
    _ run: Run, _ event: JobState.Event, _ failure: Failure?, _ records: [StepRepository.Record], _ writing: Writing,
    actor: String, on connection: PostgresConnection
  ) async throws {
    var writing = writing
    let end = try move(run, event, failure: failure, actor: actor, &writing)
    if run.compensates == nil, event != .succeeded {
      try publish(event == .failed ? .runFailed : .runCancelled, run, records, failure: failure, &writing)
    }
    let hasWaiting: Bool = try await send(writing, on: connection)[end].value()
    // What waits was started by this document, or by an older or a newer one that has a limit.
    if run.compensates == nil, hasWaiting || run.policy.concurrency != nil {
      let slot = FreedSlot(workflow: run.workflow, datasetID: run.datasetID)
      try await outbox.append(
        [
          EventDraft(
            .slotFreed, traceID: run.traceID, datasetID: nil, datasetVersion: nil, payload: try JSON(encoding: slot))
        ], on: connection)
    }
    try await LetterBox(outbox: outbox, environment: environment).settle(
      redrivenBy: run.id, as: event, because: failure, on: connection)
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

  /// Runs that wait for each other: those of one limit, and where it counts those of a dataset, of one dataset.
  private struct Turn: Hashable {
    var limit: RunPolicy.Concurrency?
    var dataset: DatasetID?

    init(_ run: Run) {
      limit = run.policy.concurrency
      dataset = limit?.per == .dataset ? run.datasetID : nil
    }
  }

  /// Has runs begin that waited for one that has ended.
  func fill(_ slot: FreedSlot, on connection: PostgresConnection) async throws {
    try await RunTurnRepository.lockStarts(of: slot.workflow, connection)
    var full: Set<Turn> = []
    for id in try await RunTurnRepository.waiting(for: slot, limit: Orchestrator.releaseMax, connection) {
      guard let found = try await RunRepository.find(id, lock: true, connection),
        !full.contains(Turn(found.run))
      else { continue }
      try await advance(found.run, input: found.input, cause: "a run before it has ended", on: connection)
      // Those behind it wait as well.
      if try await RunRepository.find(id, connection)?.run.state == .pending { full.insert(Turn(found.run)) }
    }
  }

  private func carryOut(
    _ decision: RunPlan.Decision, of run: Run, _ records: inout [StepRepository.Record], _ writing: inout Writing
  ) throws {
    func index(_ name: String) -> Int { records.firstIndex { $0.step.name == name } ?? 0 }
    switch decision {
    case .skip(let name, let reason):
      try settle(&records[index(name)], .skipped, of: run, detail: reason, &writing)
    case .fail(let name, let failure):
      let at = index(name)
      records[at].step.failure = failure
      try settle(&records[at], .failed, of: run, detail: "\(failure.errorCode.rawValue): \(failure.message)", &writing)
    case .gather(let name, let outputs):
      let at = index(name)
      records[at].step.output = .array(outputs)
      try settle(&records[at], .succeeded, of: run, detail: nil, &writing)
    case .expand(let name, let items):
      let at = index(name)
      try settle(&records[at], .started, of: run, detail: "\(items.count) parts", &writing)
      let parts = items.enumerated().map { number, item in
        let part = FanOut.Part(of: name, number: number + 1, count: items.count, item: item)
        return StepRepository.Record.pending(
          records[at].definition.part(part), of: run.id, position: records[at].position,
          id: StepID(environment.newID()))
      }
      writing.statements += try parts.map(StepRepository.insertion)
      records.insert(contentsOf: parts, at: at + 1)
    }
  }

  /// Moves a step that no worker does.
  private func settle(
    _ record: inout StepRepository.Record, _ event: JobState.Event, of run: Run, detail: String?,
    _ writing: inout Writing
  ) throws {
    let before = record.step.state
    let now = environment.now()
    record.step.state = try before.after(event)
    if event != .skipped { record.step.startedAt = record.step.startedAt ?? now }
    if record.step.state.isTerminal { record.step.finishedAt = now }
    writing.statements.append(StepRepository.updating(record.step, leaseEpoch: record.leaseEpoch, at: now))
    writing.statements.append(
      RunRepository.logging(
        run.id,
        StateChange(
          at: now, subject: record.step.name, event: event.rawValue, from: before.rawValue,
          to: record.step.state.rawValue, actor: "orchestrator", detail: detail)))
  }

  /// Those of the steps that no paused workflow or queue holds, one of the gates that hold others, and the attempts that
  /// orders for them tell of.
  private func released(
    _ ready: [StepRepository.Record], of run: Run, on connection: PostgresConnection
  ) async throws -> (released: [StepRepository.Record], heldBy: Gate.ID?, StepRepository.Attempts) {
    guard !ready.isEmpty else { return ([], nil, []) }
    let queues = Set(ready.map(\.definition.queue)).sorted()
    let results = try await connection.pipeline([
      GateRepository.lookingForPaused(workflow: run.workflow, queues: queues),
      StepRepository.listingAttempts(ofRunsUnder: run.rootID),
    ])
    let paused = try GateRepository.paused(results[0])
    let workflow = Gate.ID(.workflow, run.workflow)
    if paused.contains(workflow) { return ([], workflow, []) }
    return (
      ready.filter { !paused.contains(Gate.ID(.queue, $0.definition.queue)) }, paused.first,
      try StepRepository.attempts(results[1])
    )
  }

  private func order(
    _ ready: [StepRepository.Record], among records: [StepRepository.Record], _ attempts: StepRepository.Attempts,
    _ run: Run, _ input: IngestedFile, _ writing: inout Writing
  ) throws {
    guard !ready.isEmpty else { return }
    // None of them needs what parts left: their step has that.
    let steps = records.filter { $0.definition.part == nil }
    for record in ready {
      let order = Orchestrator.order(record, among: steps, attempts, run, input)
      writing.drafts.append(
        EventDraft(
          .jobReady, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
          payload: try JSON(encoding: order), queue: order.queue))
    }
    writing.statements.append(StepRepository.markingOrdered(ready.map(\.step.id), at: environment.now()))
  }

  /// The order for a step: the same each time it is made from the same run.
  static func order(
    _ record: StepRepository.Record, among records: [StepRepository.Record],
    _ attempts: StepRepository.Attempts, _ run: Run, _ input: IngestedFile
  ) -> JobOrder {
    let definition = record.definition
    let steps = records.filter { $0.definition.part == nil }
    // A part waits for what its step waits for.
    let upstream = Workflow.upstream(
      of: definition.part?.of ?? definition.name,
      in: steps.map { ($0.definition.name, $0.definition.dependsOn) })
    var inputs = JSON.object(
      steps.filter { upstream.contains($0.step.name) }
        .compactMap { before in before.step.output.map { JSON.Member(before.step.name, $0) } })
    // A part has its element of the list, and not the whole list as well: of many parts that would be much.
    let whole = definition.part.flatMap { part in steps.first { $0.step.name == part.of } }
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

  /// Returns which of the statements tells whether others wait.
  private func move(
    _ run: Run, _ event: JobState.Event, failure: Failure?, actor: String, _ writing: inout Writing
  ) throws -> Int {
    // A run that was just started is still pending in `run`; its conclusion may follow in the same breath.
    let isConclusion = event == .succeeded || event == .failed
    let current = run.state == .pending && isConclusion ? .running : run.state
    let next = try current.after(event)
    let now = environment.now()
    writing.statements.append(RunRepository.settingState(run.id, next, failure: failure, at: now))
    writing.statements.append(
      RunRepository.logging(
        run.id,
        StateChange(
          at: now, subject: "run", event: event.rawValue, from: current.rawValue, to: next.rawValue, actor: actor,
          detail: failure?.message)))
    return writing.statements.count - 2
  }

  private func publish(
    _ type: EventType, _ run: Run, _ records: [StepRepository.Record], failure: Failure?, _ writing: inout Writing
  ) throws {
    let makesVersion = records.contains { Workflow.makers.contains($0.step.function) }
    let report = RunReport(runID: run.id, workflow: run.workflow, failure: failure, makesVersion: makesVersion)
    writing.drafts.append(
      EventDraft(
        type, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
        payload: try JSON(encoding: report)))
  }
}

extension StepRepository.Record {
  /// A step that nothing has been done for.
  static func pending(_ definition: Workflow.Step, of run: RunID, position: Int, id: StepID) -> Self {
    let step = Step(
      id: id, name: definition.name, function: definition.function, dependsOn: definition.dependsOn, state: .initial,
      isOptional: definition.isOptional, partOf: definition.part?.of)
    return Self(
      step: step, runID: run, definition: definition, position: position, isOrdered: false, leaseEpoch: 0)
  }

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
