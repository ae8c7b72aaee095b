import Foundation
public import Messaging
public import Model
public import Postgres
public import Support

/// Turns events into runs and runs into orders: the consumer of the workflow service. It keeps nothing in memory, so
/// any number of them may work side by side.
public struct Orchestrator: EventHandler {
  let workflows: [Workflow]
  let outbox: Outbox
  let environment: Environment

  public init(workflows: [Workflow], outbox: Outbox, environment: Environment) {
    self.workflows = workflows
    self.outbox = outbox
    self.environment = environment
  }

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    let event = delivery.event
    switch event.eventType {
    case .jobStarted, .jobRetrying, .jobSucceeded:
      try await apply(event, try event.payload.decode(as: JobReport.self), on: connection)
    case .jobDeadlettered:
      if let poison = try? event.payload.decode(as: PoisonReport.self) {
        try await LetterBox(outbox: outbox, environment: environment).receive(poison, event, on: connection)
      } else {
        try await apply(event, try event.payload.decode(as: JobReport.self), on: connection)
      }
    case .gateResumed:
      try await release(try event.payload.decode(as: GateReport.self), event, on: connection)
    default:
      for workflow in workflows where workflow.startsOn == event.eventType.rawValue {
        try await start(workflow, event, on: connection)
      }
    }
  }

  /// Fails with `invalid_argument` when runs of the workflow take no such parameters; of an unknown or no workflow in
  /// particular, when none does.
  func check(_ parameters: JSON, of name: String? = nil) throws(Failure) {
    let candidates = workflows.filter { $0.name == name }
    var refusal: Failure?
    for workflow in candidates.isEmpty ? workflows : candidates {
      do throws(Failure) {
        return try workflow.check(parameters)
      } catch {
        refusal = error
      }
    }
    if let refusal { throw refusal }
  }

  // MARK: - Starting

  private func start(_ workflow: Workflow, _ event: Event, on connection: PostgresConnection) async throws {
    guard let datasetID = event.datasetID, let version = event.datasetVersion else {
      throw Failure("event_incomplete", "\(event.eventType.rawValue) names no dataset or no version")
    }
    let file = try event.payload.decode(as: IngestedFile.self)
    let id = RunID(environment.newID())
    let run = Run(
      id: id, workflow: workflow.name, workflowVersion: workflow.version, datasetID: datasetID,
      datasetName: file.datasetName, datasetVersion: version, traceID: event.traceID, state: .initial, parentID: nil,
      rootID: id, parameters: ["mode": .string(file.mode.rawValue)], stepsDone: 0, stepsTotal: workflow.steps.count,
      failure: nil, createdAt: environment.now(), startedAt: nil, finishedAt: nil)
    try await RunRepository.insert(run, input: file, connection)
    for (position, definition) in workflow.steps.enumerated() {
      try await StepRepository.insert(
        .pending(definition, id: StepID(environment.newID())), of: id, position: position, definition: definition,
        connection)
    }
    try await advance(run, input: file, cause: "\(event.producer): \(event.eventType.rawValue)", on: connection)
  }

  // MARK: - Advancing

  /// Orders the steps that are ready and not held, and concludes the run when nothing is left to do.
  func advance(_ run: Run, input: IngestedFile, cause: String, on connection: PostgresConnection) async throws {
    // Steps that were at work when the run ended report all the same.
    guard !run.state.isTerminal else { return }
    let records = try await StepRepository.list(of: run.id, connection)
    let plan = RunPlan(
      records.map {
        RunPlan.Node(
          name: $0.step.name, dependsOn: $0.step.dependsOn, state: $0.step.state, isOrdered: $0.isOrdered)
      })
    let ready = try await released(records.filter { plan.ready.contains($0.step.name) }, of: run, on: connection)
    try await order(ready, among: records, run, input, on: connection)
    if run.state == .pending, !ready.isEmpty || plan.conclusion != nil {
      try await move(run, .started, failure: nil, actor: cause, on: connection)
      if run.compensates == nil { try await publish(.runStarted, run, failure: nil, on: connection) }
    }
    guard let conclusion = plan.conclusion else { return }
    let failure = records.first { $0.step.state == .failed }?.step.failure
    try await move(run, conclusion, failure: failure, actor: cause, on: connection)
    if conclusion == .failed, run.compensates == nil {
      try await publish(.runFailed, run, failure: failure, on: connection)
    }
    try await LetterBox(outbox: outbox, environment: environment).settle(
      redrivenBy: run, as: conclusion, on: connection)
  }

  /// Those of the steps that no paused workflow or queue holds.
  private func released(
    _ ready: [StepRepository.Record], of run: Run, on connection: PostgresConnection
  ) async throws -> [StepRepository.Record] {
    guard !ready.isEmpty else { return [] }
    let paused = try await GateRepository.paused(
      workflow: run.workflow, queues: ready.map(\.definition.queue), connection)
    if paused.contains(Gate.ID(.workflow, run.workflow)) { return [] }
    return ready.filter { !paused.contains(Gate.ID(.queue, $0.definition.queue)) }
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
    let outputs = records.prefix { $0.step.id != record.step.id }
      .compactMap { before in before.step.output.map { JSON.Member(before.step.name, $0) } }
    return JobOrder(
      jobID: record.step.id, runID: run.id, workflow: run.workflow, step: definition.name,
      function: definition.function, queue: definition.queue, retry: definition.retry,
      timeoutSeconds: definition.timeoutSeconds,
      priorAttempts: attempts.count { $0.step == definition.name && $0.run != run.id }, file: input,
      parameters: run.parameters, inputs: .object(outputs))
  }

  // MARK: - Reports

  private func apply(_ event: Event, _ report: JobReport, on connection: PostgresConnection) async throws {
    guard let found = try await RunRepository.find(report.runID, lock: true, connection) else {
      throw Failure("run_unknown", "the report names run \(report.runID), which this platform does not know")
    }
    let records = try await StepRepository.list(of: report.runID, connection)
    guard let record = records.first(where: { $0.step.id == report.jobID }) else {
      throw Failure("run_unknown", "the report names run \(report.runID), which this platform does not know")
    }
    if let attempt = report.attempt {
      try await StepRepository.insert(attempt, of: report.jobID, connection)
    }
    // A report that an older lease sent, or that arrives twice, changes nothing.
    guard let change = JobReportEffect(event.eventType, report, on: record) else { return }
    try await StepRepository.update(
      change.step, leaseEpoch: report.leaseEpoch, at: environment.now(), connection)
    try await RunRepository.log(
      found.run.id,
      StateChange(
        at: environment.now(), subject: record.step.name, event: change.event.rawValue,
        from: record.step.state.rawValue, to: change.step.state.rawValue, actor: report.worker,
        detail: report.attempt?.failure.map { "\($0.errorCode.rawValue): \($0.message)" }), connection)
    if change.event == .failed {
      try await LetterBox(outbox: outbox, environment: environment)
        .receive(report, event, run: found, record: record, among: records, on: connection)
    }
    if change.step.state.isTerminal {
      try await advance(found.run, input: found.input, cause: report.worker, on: connection)
    }
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
  }

  func publish(
    _ type: EventType, _ run: Run, failure: Failure?, on connection: PostgresConnection
  ) async throws {
    let report = RunReport(runID: run.id, workflow: run.workflow, failure: failure)
    try await outbox.append(
      [
        EventDraft(
          type, traceID: run.traceID, datasetID: run.datasetID, datasetVersion: run.datasetVersion,
          payload: try JSON(encoding: report))
      ], on: connection)
  }
}

extension Step {
  static func pending(_ definition: Workflow.Step, id: StepID) -> Step {
    Step(
      id: id, name: definition.name, function: definition.function, dependsOn: definition.dependsOn, state: .initial,
      isOptional: definition.isOptional)
  }
}
