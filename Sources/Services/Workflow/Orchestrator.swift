import Foundation
public import Messaging
public import Model
public import Postgres
public import Support

/// Turns events into runs and runs into orders: the consumer of the workflow service. It keeps nothing in memory, so
/// any number of them may work side by side.
public struct Orchestrator: EventHandler {
  /// The documents that this program carries. A newer one in the database comes first.
  let workflows: [Workflow]
  let outbox: Outbox
  let environment: Environment

  public init(workflows: [Workflow], outbox: Outbox, environment: Environment) {
    self.workflows = workflows
    self.outbox = outbox
    self.environment = environment
  }

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    try await handle([delivery], on: connection)
  }

  /// Locks what the events are about, everybody in one order: versions, runs by their ids, and then, with what begins
  /// runs, the starts of workflows. So of two that have some in common, one waits for the other, and never both.
  public func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws {
    let events = deliveries.map(\.event)
    let starting = events.filter { Workflow.triggers[$0.eventType] != nil }
    let versions = starting.compactMap { event in
      event.datasetID.flatMap { dataset in event.datasetVersion.map { (dataset: dataset, version: $0) } }
    }
    if !versions.isEmpty { try await RunTurnRepository.lockVersions(versions, connection) }
    var runs = events.compactMap { try? $0.payload.decode(as: JobReport.self).runID }
    for event in events where event.eventType == .gateResumed {
      guard let report = try? event.payload.decode(as: GateReport.self) else { continue }
      runs += try await GateRepository.held(
        by: report.gate.id, after: report.after, limit: Orchestrator.releaseMax, connection)
    }
    if Set(runs).count > 1 { try await RunTurnRepository.lock(runs, connection) }
    let documents = starting.isEmpty ? [] : try await documents(on: connection)
    let limited = documents.filter { document in
      document.policy.concurrency != nil && starting.contains { $0.eventType.rawValue == document.startsOn }
    }
    let freed = events.compactMap { $0.eventType == .slotFreed ? try? $0.payload.decode(as: FreedSlot.self) : nil }
    let isLast: (Event) -> Bool = { $0.eventType == .slotFreed || Workflow.triggers[$0.eventType] != nil }
    for event in events where !isLast(event) { try await handle(event, documents, on: connection) }
    for name in Set(limited.map(\.name) + freed.map(\.workflow)).sorted() {
      try await RunTurnRepository.lockStarts(of: name, connection)
    }
    for event in events where isLast(event) { try await handle(event, documents, on: connection) }
  }

  private func handle(_ event: Event, _ documents: [Workflow], on connection: PostgresConnection) async throws {
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
    case .slotFreed:
      try await fill(try event.payload.decode(as: FreedSlot.self), on: connection)
    case let type where Workflow.triggers[type] != nil:
      for workflow in documents where workflow.startsOn == type.rawValue {
        try await start(workflow, event, on: connection)
      }
    default: break
    }
  }

  // MARK: - Documents

  /// The newest document of each name: asked for anew each time, so that one that is applied counts from then on.
  func documents(on connection: PostgresConnection) async throws -> [Workflow] {
    let stored = try await WorkflowRepository.newest(connection)
    let newer = workflows.filter { own in !stored.contains { $0.name == own.name && $0.version >= own.version } }
    return (stored.filter { found in !newer.contains { $0.name == found.name } } + newer).sorted { $0.name < $1.name }
  }

  /// Fails with `not_found`.
  func document(_ name: String, on connection: PostgresConnection) async throws -> Workflow {
    guard let found = try await documents(on: connection).first(where: { $0.name == name }) else {
      throw Failure.notFound("workflow", name, list: "flowsight workflows list")
    }
    return found
  }

  /// The document that runs were made from; `nil` when nobody has it any more.
  func document(_ version: DocumentVersion, on connection: PostgresConnection) async throws -> Workflow? {
    try await WorkflowRepository.find(version.workflow, version: version.version, connection)?.document
      ?? workflows.first { $0.name == version.workflow && $0.version == version.version }
  }

  /// Fails with `invalid_argument` when the document that the run was made from takes no such parameters: what repeats
  /// the run is made from it again, whatever newer ones say.
  func check(_ parameters: JSON, of run: Run, on connection: PostgresConnection) async throws {
    let document = DocumentVersion(run)
    if let refusal = try await refusals(of: parameters, by: [document], on: connection)[document] { throw refusal }
  }

  /// Which of the documents, of which runs are to be repeated, take no such parameters. Fails with `invalid_argument` when
  /// none of them does, and when no run is repeated: events go back as they came.
  func refusals(
    of parameters: JSON, by documents: Set<DocumentVersion>, on connection: PostgresConnection
  ) async throws -> [DocumentVersion: Failure] {
    guard parameters.members?.isEmpty == false else { return [:] }
    if documents.isEmpty { throw LetterActions.takesNoParameters }
    var refusals: [DocumentVersion: Failure] = [:]
    for version in documents {
      let document = try await self.document(version, on: connection)
      do {
        try document?.check(parameters)
      } catch {
        refusals[version] = Failure(error)
      }
    }
    if let refusal = refusals.values.first, refusals.count == documents.count { throw refusal }
    return refusals
  }

  // MARK: - Starting

  /// Starts a run for a version whose file is known, under the trace of that file, in the caller's transaction; with
  /// `before`, as one that does that one's work again from the first step.
  ///
  /// Fails with `not_found` when there is no such workflow, or no run has ever seen the version, with `invalid_argument`
  /// when the workflow has no such parameters, and with `version_at_work` as ``claim(_:_:for:writes:on:)`` does.
  @discardableResult
  public func start(
    _ request: RunRequest, repeating before: Run? = nil, origin: RunOrigin, on connection: PostgresConnection
  ) async throws -> Run {
    let workflow = try await document(request.workflow, on: connection)
    try workflow.check(request.parameters)
    let (file, trace) = try await file(of: request.datasetID, version: request.datasetVersion, on: connection)
    try await claim(
      request.datasetID, request.datasetVersion, for: workflow.name, writes: workflow.writesVersion, on: connection)
    var run = run(
      of: workflow, request.datasetID, request.datasetVersion, file, trace, workflow.completed(request.parameters),
      origin)
    if let before { (run.parentID, run.rootID) = (before.id, before.rootID) }
    try await begin(run, workflow, file, on: connection)
    return run
  }

  /// Makes sure that a run of the workflow may begin for the version, and that until the transaction ends nobody else
  /// begins one. Fails with `version_at_work` when one is at work that it would get in the way of.
  func claim(
    _ dataset: DatasetID, _ version: String, for workflow: String, writes: Bool, on connection: PostgresConnection
  ) async throws {
    try await RunTurnRepository.lockVersion(of: dataset, version, connection)
    let other = try await RunTurnRepository.atWork(
      on: version, of: dataset, besides: workflow, writes: writes, connection)
    if let other { throw Orchestrator.atWork(other.id, of: other.workflow, on: version) }
  }

  static func atWork(_ run: RunID, of workflow: String, on version: String) -> Failure {
    Failure(
      "version_at_work", "run \(run) of \(workflow) is at work on version \(version)",
      nextStep: "wait until it has ended, or end it with `flowsight runs cancel \(run)`")
  }

  /// Why no run of the workflow may begin for the version now, in words; `nil` when one may.
  func obstacle(
    _ dataset: DatasetID, _ version: String, for workflow: String, writes: Bool, on connection: PostgresConnection
  ) async throws -> String? {
    try await RunTurnRepository.atWork(on: version, of: dataset, besides: workflow, writes: writes, connection).map {
      localized("run \($0.id) of \($0.workflow) is at work on its version", "\($0.workflow) 的运行 \($0.id) 正在处理这个版本")
    }
  }

  /// Fails with `not_found`.
  func file(
    of dataset: DatasetID, version: String, on connection: PostgresConnection
  ) async throws -> (file: IngestedFile, trace: TraceID) {
    guard let found = try await RunRepository.file(of: dataset, version: version, connection) else {
      let name = try await RunRepository.name(of: dataset, connection) ?? "dataset \(dataset)"
      throw Failure.notFound("ingested version", "\(version) of \(name)", list: "flowsight datasets list")
    }
    return found
  }

  private func start(_ workflow: Workflow, _ event: Event, on connection: PostgresConnection) async throws {
    guard let datasetID = event.datasetID, let version = event.datasetVersion else {
      throw Failure("event_incomplete", "\(event.eventType.rawValue) names no dataset or no version")
    }
    let file: IngestedFile =
      if event.eventType == .datasetIngested {
        try event.payload.decode()
      } else {
        try await self.file(of: datasetID, version: version, on: connection).file
      }
    // Said twice, it begins one run that makes the version. What only reads it is to see what was said last.
    try await RunTurnRepository.lockVersion(of: datasetID, version, connection)
    let isAtWork =
      try await RunTurnRepository.atWork(
        on: version, of: datasetID, besides: workflow.name, writes: false, connection) != nil
    if workflow.makesVersion, isAtWork { return }
    // What the person who sent the file wanted.
    let wanted: JSON = workflow.parameters["mode"] == nil ? [:] : ["mode": .string(file.mode.rawValue)]
    let origin = RunOrigin(actor: "\(event.producer): \(event.eventType.rawValue)")
    let run = run(of: workflow, datasetID, version, file, event.traceID, workflow.completed(wanted), origin)
    try await begin(run, workflow, file, on: connection)
  }

  private func run(
    of workflow: Workflow, _ dataset: DatasetID, _ version: String, _ file: IngestedFile, _ trace: TraceID,
    _ parameters: JSON, _ origin: RunOrigin
  ) -> Run {
    let id = RunID(environment.newID())
    return Run(
      id: id, workflow: workflow.name, workflowVersion: workflow.version, datasetID: dataset,
      datasetName: file.datasetName, datasetVersion: version, traceID: trace, state: .initial, parentID: nil,
      rootID: id, parameters: parameters, stepsDone: 0, stepsTotal: workflow.steps.count, failure: nil,
      createdAt: environment.now(), startedAt: nil, finishedAt: nil, policy: workflow.policy,
      origin: origin)
  }

  private func begin(
    _ run: Run, _ workflow: Workflow, _ file: IngestedFile, on connection: PostgresConnection
  ) async throws {
    let steps = workflow.steps.enumerated().map { position, definition in
      StepRepository.Record.pending(definition, of: run.id, position: position, id: StepID(environment.newID()))
    }
    let origin = run.origin ?? RunOrigin(actor: "orchestrator")
    var statements = [try RunRepository.insertion(run, input: file)]
    if origin.operation != nil {
      statements.append(
        RunRepository.logging(
          run.id,
          StateChange(
            at: run.createdAt, subject: "run", event: "begun", from: nil, to: run.state.rawValue, actor: origin.actor,
            detail: origin.text)))
    }
    statements += try steps.map(StepRepository.insertion)
    try await advance(
      run, input: file, known: steps, writing: Writing(statements: statements), cause: origin.actor, on: connection)
  }

  // MARK: - Reports

  private func apply(_ event: Event, _ report: JobReport, on connection: PostgresConnection) async throws {
    // Only the end of a step is news for others, and a letter tells what the others left.
    let steps =
      switch event.eventType {
      case .jobSucceeded: StepRepository.listing(atEndOf: report.jobID, of: report.runID)
      case .jobDeadlettered: StepRepository.listing(of: report.runID)
      default: StepRepository.finding(report.jobID, of: report.runID)
      }
    let rows = try await connection.pipeline([RunRepository.locking(report.runID), steps])
    var records = try rows[1].map(StepRepository.record)
    guard let found = try RunRepository.record(rows[0]),
      let at = records.firstIndex(where: { $0.step.id == report.jobID })
    else {
      throw Failure("run_unknown", "the report names run \(report.runID), which this platform does not know")
    }
    let before = records[at].step
    var writing = Writing()
    if let attempt = report.attempt {
      writing.statements.append(StepRepository.insertion(attempt, of: report.jobID))
    }
    // A report that an older lease sent, or that arrives twice, changes nothing.
    guard let change = JobReportEffect(event.eventType, report, on: records[at]) else {
      try await send(writing, on: connection)
      return
    }
    let now = environment.now()
    writing.statements.append(StepRepository.updating(change.step, leaseEpoch: report.leaseEpoch, at: now))
    writing.statements.append(
      RunRepository.logging(
        found.run.id,
        StateChange(
          at: now, subject: before.name, event: change.event.rawValue, from: before.state.rawValue,
          to: change.step.state.rawValue, actor: report.worker,
          detail: JobReportEffect.detail(change.event, report))))
    if change.event == .failed {
      // The letter tells of this attempt too.
      try await send(writing, on: connection)
      writing = Writing()
      try await LetterBox(outbox: outbox, environment: environment)
        .receive(report, event, run: found, record: records[at], among: records, on: connection)
    }
    let isOneOfMany = records.count == 1 && records[at].definition.part != nil
    guard change.step.state.isTerminal, !isOneOfMany else {
      try await send(writing, on: connection)
      return
    }
    (records[at].step, records[at].leaseEpoch) = (change.step, report.leaseEpoch)
    try await advance(
      found.run, input: found.input, known: records, writing: writing, cause: report.worker, on: connection)
  }
}
