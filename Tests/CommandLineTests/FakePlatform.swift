import Foundation
import MemoryLabeling
import Model
import Support
import Synchronization

/// A platform in memory that does as little as the command line needs, and fails when told to.
final class FakePlatform: Platform, LabelsInMemory {
  struct State: Sendable {
    var session: UploadSession?
    /// What triggering a schedule begins.
    var triggered: BulkOperationID?
    var bytes: [UInt8] = []
    var chunks: [(offset: Int64, count: Int)] = []
    /// Thrown by the next chunks, one each; `nil` lets one through.
    var chunkFailures: [Failure?] = []
    var openedCount = 0
    /// What `version` answers, one after the other; the last stays.
    var versions: [DatasetVersion?] = []
    var versionDetail: VersionDetail?
    var datasets: [Dataset] = []
    var auditEntries: [AuditEntry] = []
    var runs: [Run] = []
    var steps: [Step] = []
    /// What `run` answers, one after the other; the last stays. Without any: the run with `steps`.
    var runDetails: [RunDetail] = []
    var logLines: [LogLine] = []
    var letters: [DeadLetter] = []
    var pageRequests: [PageRequest] = []
    var letterQueries: [ListQuery] = []
    var performed: [(action: LetterAction, letters: [LetterID], reason: String)] = []
    var operations: [BulkOperation] = []
    var interventions: [(intervention: Intervention, reason: String)] = []
    var performFailure: Failure?
    var skipped: [LetterID: String] = [:]
  }

  let state: Mutex<State>
  private let (stream, hints) = AsyncStream<Change>.makeStream()

  init(_ state: State = State(), role: Model.Role = .operator) {
    self.state = Mutex(state)
    actor = Actor(name: "ann", credential: "flowsight", role: role)
    labels = MemoryLabeling(actor: actor)
  }

  let actor: Actor
  let labels: MemoryLabeling
  var backend: BackendDescription { BackendDescription(kind: "fake", profile: "test", server: "memory") }

  func changes() -> AsyncStream<Change> { stream }
  func hint(_ change: Change) { hints.yield(change) }

  func openUpload(_ request: UploadRequest) async throws -> OpenedUpload {
    state.withLock { state in
      state.openedCount += 1
      if let session = state.session {
        return OpenedUpload(outcome: session.state == .ingested ? .alreadyIngested : .resumed, session: session)
      }
      let session = Samples.session(request)
      state.session = session
      return OpenedUpload(outcome: .created, session: session)
    }
  }

  func appendChunk(to upload: UploadID, at offset: Int64, _ bytes: [UInt8]) async throws -> UploadSession {
    try state.withLock { state in
      if !state.chunkFailures.isEmpty, let failure = state.chunkFailures.removeFirst() { throw failure }
      guard var session = state.session, session.receivedBytes == offset else {
        throw Failure("offset_conflict", "expected another offset")
      }
      state.bytes += bytes
      state.chunks.append((offset, bytes.count))
      session.receivedBytes += Int64(bytes.count)
      session.state = .uploading
      state.session = session
      return session
    }
  }

  func completeUpload(_ upload: UploadID) async throws -> UploadSession {
    try state.withLock { state in
      guard var session = state.session, SHA256.hex(of: state.bytes) == session.sha256 else {
        throw Failure("checksum_mismatch", "the bytes are not those announced")
      }
      session.state = .ingested
      state.session = session
      return session
    }
  }

  func uploads(_ query: ListQuery, _ page: PageRequest) async throws -> Page<UploadSession> {
    state.withLock { Page(items: [$0.session].compactMap { $0 }, next: nil) }
  }
  func upload(_ id: UploadID) async throws -> UploadDetail { throw Failure.notFound("upload", "\(id)", list: "") }

  func versions(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DatasetVersion> {
    state.withLock { Page(items: $0.versions.compactMap { $0 }, next: nil) }
  }
  func version(dataset: DatasetID, version: String) async throws -> DatasetVersion {
    let answer = state.withLock { state in
      state.versions.count > 1 ? state.versions.removeFirst() : state.versions.first ?? nil
    }
    guard let answer else { throw Failure.notFound("version", version, list: "flowsight datasets list") }
    return answer
  }

  func runs(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Run> {
    state.withLock { query.page(of: $0.runs, page, at: Samples.time) }
  }
  func run(_ id: RunID) async throws -> RunDetail {
    try state.withLock { state in
      if state.runDetails.count > 1 { return state.runDetails.removeFirst() }
      if let detail = state.runDetails.first { return detail }
      guard let run = state.runs.first(where: { $0.id == id }) else {
        throw Failure.notFound("run", "\(id)", list: "flowsight runs list")
      }
      return RunDetail(run: run, steps: state.steps, log: [], letters: [])
    }
  }
  func latestRun(dataset: DatasetID, version: String) async throws -> Run? { state.withLock { $0.runs.first } }
  func report(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<RowIssue> {
    Page(items: [], next: nil)
  }
  func logLines(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<LogLine> {
    state.withLock { query.page(of: $0.logLines, page, at: Samples.time) }
  }
  func workflows(_ query: ListQuery, _ page: PageRequest) async throws -> Page<WorkflowSummary> {
    query.page(of: [Samples.workflow], page, at: Samples.time)
  }
  func trace(_ id: TraceID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<TraceEvent> {
    let events = [
      TraceEvent(
        id: "1", kind: .attempt, at: Samples.time, endedAt: Samples.time.addingTimeInterval(2.5), subject: "validate",
        what: "#1 rows_rejected", actor: "w\u{1b}[31m", isFailure: true)
    ]
    return query.page(of: id == Samples.id(3) ? events : [], page, at: Samples.time)
  }
  func queues(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Queue> {
    query.page(of: Samples.queues, page, at: Samples.time)
  }
  func queue(_ id: Queue.ID) async throws -> QueueDetail {
    QueueDetail(
      queue: Samples.queues.first { $0.id == id } ?? Samples.queues[0],
      consumers: [QueueDetail.Consumer(name: "host:1", pending: 1, idleSeconds: 2)], leases: [],
      entries: [
        QueueDetail.Entry(
          id: "1-1", at: Samples.time, consumer: "host:1", deliveries: 1, eventType: "workflow.job.ready",
          traceID: Samples.id(3), payload: [:])
      ])
  }
  func workflow(_ name: String, version: Int?) async throws -> WorkflowDetail {
    guard name == Samples.workflow.name, [nil, 1, 2].contains(version) else {
      throw Failure.notFound("workflow", name, list: "flowsight workflows list")
    }
    var summary = Samples.workflow
    summary.document.version = version ?? 2
    return WorkflowDetail(
      summary: summary, source: "# v\(version ?? 2) \u{1b}[31m\nname: dataset.load\n",
      versions: [
        WorkflowDetail.Version(version: 2, createdAt: Samples.time, actor: "ann", reason: "stricter"),
        WorkflowDetail.Version(version: 1, createdAt: Samples.time),
      ])
  }

  func letterGroups(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LetterGroup> {
    state.withLock { $0.letterQueries.append(query) }
    return Page(items: [], next: nil)
  }
  func letters(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DeadLetter> {
    state.withLock { state in
      state.letterQueries.append(query)
      state.pageRequests.append(page)
      return query.page(of: state.letters, page, at: Samples.time)
    }
  }
  func letter(_ id: LetterID) async throws -> DeadLetter {
    try state.withLock { state in
      guard let letter = state.letters.first(where: { $0.id == id }) else {
        throw Failure.notFound("dead letter", "\(id)", list: "flowsight dlq list")
      }
      return letter
    }
  }
  func preview(_ action: LetterAction, _ letters: [LetterID]) async throws -> ActionPreview {
    let skipped = state.withLock { $0.skipped }
    let items = letters.map { ActionPreview.Item(id: "\($0)", title: "letter", skippedBecause: skipped[$0]) }
    return ActionPreview(action: action.name, items: items, effects: ["a new run for each"])
  }
  func perform(_ action: LetterAction, _ letters: [LetterID], reason: String) async throws -> ActionResult {
    state.withLock { state in
      state.performed.append((action, letters, reason))
      let failure = state.performFailure
      return ActionResult(
        action: action.name, items: letters.map { .init(id: "\($0)", auditID: Samples.id(9), failure: failure) })
    }
  }

  func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview {
    state.withLock { state in
      state.letterQueries.append(query)
      let found = query.apply(to: state.letters, at: Samples.time)
      let eligible = found.filter { action.eligibleStates.contains($0.state) }
      guard !eligible.isEmpty else {
        return ActionPreview(
          action: action.name, items: [], effects: [],
          bulk: .init(operation: nil, count: 0, skipped: found.isEmpty ? [] : [.init("done", count: found.count)]))
      }
      let operation = Samples.operation(.letters(action), total: eligible.count, filter: query.filter.text)
      state.operations.append(operation)
      return ActionPreview(
        action: action.name, items: eligible.prefix(5).map { .init(id: "\($0.id)", title: "letter") },
        effects: ["a new run for each"],
        bulk: .init(
          operation: operation.id, count: eligible.count,
          skipped: eligible.count < found.count ? [.init("done", count: found.count - eligible.count)] : []))
    }
  }
  /// All of three versions.
  func prepare(_ backfill: Backfill) async throws -> ActionPreview {
    try actor.require(.rerun)
    return state.withLock { state in
      let operation = Samples.operation(.backfill(backfill), total: 3, filter: backfill.filter)
      state.operations.append(operation)
      return ActionPreview(
        action: "backfill", items: [.init(id: "1", title: "订单 1"), .init(id: "2", title: "订单 2")],
        effects: ["starts 3 runs"],
        bulk: .init(operation: operation.id, count: 3, skipped: [.init("its newest run succeeded", count: 2)]))
    }
  }
  func schedules(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Schedule> {
    query.page(of: [Samples.schedule], page, at: Samples.time)
  }
  func schedule(named name: String) async throws -> Schedule {
    guard name == Samples.schedule.name else {
      throw Failure.notFound("schedule", name, list: "flowsight schedules list")
    }
    return Samples.schedule
  }
  func scheduleFires(
    _ id: ScheduleID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<ScheduleFire> {
    query.page(of: [Samples.schedule.last].compactMap(\.self), page, at: Samples.time)
  }
  func bulkOperations(_ query: ListQuery, _ page: PageRequest) async throws -> Page<BulkOperation> {
    state.withLock { query.page(of: $0.operations, page, at: Samples.time) }
  }
  func bulkOperation(_ id: BulkOperationID) async throws -> BulkOperation {
    try state.withLock { state in
      guard let operation = state.operations.first(where: { $0.id == id }) else {
        throw Failure.notFound("operation", "\(id)", list: "flowsight dlq operations")
      }
      return operation
    }
  }
  func bulkOperationItems(
    _ id: BulkOperationID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<BulkOperationItem> { Page(items: [], next: nil) }
  func preview(_ intervention: Intervention) async throws -> ActionPreview {
    ActionPreview(action: intervention.name, items: [.init(id: "1", title: "it")], effects: ["it changes"])
  }
  /// An operation ends as soon as it is started.
  func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    _ = try labels.perform(intervention)
    return state.withLock { state in
      state.interventions.append((intervention, reason))
      var operation: BulkOperationID?
      if case .startOperation(let id, _, _) = intervention,
        let index = state.operations.firstIndex(where: { $0.id == id })
      {
        operation = id
        state.operations[index].state = .completed
        state.operations[index].outcomes = [.done: state.operations[index].total]
      }
      if case .changeSchedule(_, .trigger) = intervention { operation = state.triggered }
      return ActionResult(
        action: intervention.name, items: [.init(id: "1", auditID: Samples.id(9), failure: state.performFailure)],
        operation: operation)
    }
  }

  func auditEntries(_ query: ListQuery, _ page: PageRequest) async throws -> Page<AuditEntry> {
    try actor.require(.readAudit)
    return state.withLock { query.page(of: $0.auditEntries, page, at: Samples.time) }
  }
  func auditEntry(_ id: AuditID) async throws -> AuditEntry {
    try actor.require(.readAudit)
    return try state.withLock { state in
      guard let entry = state.auditEntries.first(where: { $0.id == id }) else {
        throw Failure.notFound("audit entry", "\(id)", list: "flowsight audit list")
      }
      return entry
    }
  }
  func datasets(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Dataset> {
    state.withLock { query.page(of: $0.datasets, page, at: Samples.time) }
  }
  func dataset(named name: String) async throws -> Dataset {
    try state.withLock { state in
      guard let dataset = state.datasets.first(where: { $0.name == name }) else {
        throw Failure.notFound("dataset", name, list: "flowsight datasets list")
      }
      return dataset
    }
  }
  func versionDetail(dataset: DatasetID, version: String) async throws -> VersionDetail {
    try state.withLock { state in
      guard let detail = state.versionDetail, detail.version.version == version else {
        throw Failure.notFound("version", version, list: "flowsight datasets versions")
      }
      return detail
    }
  }
  func ping() async throws -> [Failure] { [] }

  func overview() async throws -> Overview {
    Overview(
      at: Samples.time, uploads: [:], runs: [.failed: 2], versions: [:], letters: [:], queues: [], workers: [],
      causes: [])
  }
}
