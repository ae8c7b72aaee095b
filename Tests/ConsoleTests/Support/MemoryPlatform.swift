import Foundation
import MemoryLabeling
import Model
import Support
import Synchronization

/// A platform that keeps everything in memory and answers at once: deterministic, and it can be told to fail.
final class MemoryPlatform: Platform, LabelsInMemory {
  struct Data {
    var overview: Overview
    var uploads: [UploadSession] = []
    var uploadDetails: [UploadID: UploadDetail] = [:]
    var runs: [Run] = []
    var workflows: [WorkflowSummary] = []
    var queues: [QueueDetail] = []
    var trace: [TraceEvent] = []
    var runDetails: [RunID: RunDetail] = [:]
    var issues: [RunID: [RowIssue]] = [:]
    var logLines: [LogLine] = []
    var letters: [DeadLetter] = []
    var operations: [BulkOperation] = []
    var schedules: [Schedule] = []
    /// What triggering a schedule begins.
    var triggered: BulkOperationID?
    var operationItems: [BulkOperationItem] = []
    var datasets: [Dataset] = []
    var versions: [DatasetVersion] = []
    /// What a version has beside itself.
    var versionDetail = VersionDetail(version: Fixture.versions[0], columns: [], log: [], lineage: [])
    var auditEntries: [AuditEntry] = []
    /// What labeling begins with.
    var labeling: MemoryLabeling.State?
    /// Thrown by everything while it is set.
    var failure: Failure?
    /// Servers that do not answer, and that the platform does without: the queues' figures are in the first of them.
    var absent: [Failure] = []
    var performed: [Performed] = []
    var mayActAs = false
  }

  struct Performed: Hashable {
    var action: LetterAction?
    var letters: [LetterID] = []
    var intervention: Intervention?
    var reason: String
  }

  let actor: Actor
  let backend: BackendDescription
  /// Labeling, with the actor of this platform.
  let labels: MemoryLabeling
  private let data: Mutex<Data>
  private let feed = AsyncStream<Change>.makeStream()

  init(_ data: Data, role: Model.Role = .operator, isProduction: Bool = false, isReadOnly: Bool = false) {
    self.data = Mutex(data)
    actor = Actor(name: "ann", credential: "flowsight_\(role.rawValue)", role: role, isReadOnly: isReadOnly)
    backend = BackendDescription(kind: "direct", profile: "demo", server: "localhost", isProduction: isProduction)
    labels = MemoryLabeling(actor: actor)
    if let state = data.labeling { labels.change { $0 = state } }
  }

  var mayActAs: Bool { data.withLock { $0.mayActAs } }

  func change(_ body: (inout Data) -> Void) { data.withLock { body(&$0) } }
  func post(_ change: Change) { feed.continuation.yield(change) }
  var operations: [BulkOperation] { data.withLock { $0.operations } }

  var performed: [Performed] { data.withLock { $0.performed } }

  func changes() -> AsyncStream<Change> { feed.stream }

  private func read<Value: Sendable>(_ body: (Data) throws -> Value) throws -> Value {
    try data.withLock { data in
      if let failure = data.failure { throw failure }
      return try body(data)
    }
  }

  private func found<Item>(_ item: Item?, _ what: String, _ name: String, list: String) throws -> Item {
    guard let item else { throw Failure.notFound(what, name, list: list) }
    return item
  }

  private func page<Item: Listed>(_ items: [Item], _ query: ListQuery, _ request: PageRequest) -> Page<Item> {
    query.page(of: items, request, at: Fixture.now)
  }

  func ping() async throws -> [Failure] { try read(\.absent) }

  func overview() async throws -> Overview { try read(\.overview) }

  func uploads(_ query: ListQuery, _ request: PageRequest) async throws -> Page<UploadSession> {
    try read { page($0.uploads, query, request) }
  }

  func upload(_ id: UploadID) async throws -> UploadDetail {
    try read { data in
      try found(data.uploadDetails[id], "upload", "\(id)", list: "flowsight")
    }
  }

  func runs(_ query: ListQuery, _ request: PageRequest) async throws -> Page<Run> {
    try read { page($0.runs, query, request) }
  }

  func run(_ id: RunID) async throws -> RunDetail {
    try read { data in
      try found(data.runDetails[id], "run", "\(id)", list: "flowsight runs list")
    }
  }

  func report(of run: RunID, _ query: ListQuery, _ request: PageRequest) async throws -> Page<RowIssue> {
    try read { page($0.issues[run] ?? [], query, request) }
  }

  func logLines(of run: RunID, _ query: ListQuery, _ request: PageRequest) async throws -> Page<LogLine> {
    try read { data in page(data.logLines.filter { $0.runID == run }, query, request) }
  }

  func letterGroups(_ query: ListQuery, _ request: PageRequest) async throws -> Page<LetterGroup> {
    try read { data in
      let groups = Dictionary(grouping: data.letters, by: \.signature).values.compactMap { all -> LetterGroup? in
        let waiting = all.filter { LetterState.waiting.contains($0.state) }
        let letters = waiting.isEmpty ? all : waiting
        guard let newest = letters.max(by: { $0.lastFailedAt < $1.lastFailedAt }) else { return nil }
        return LetterGroup(
          signature: newest.signature, errorCode: newest.failure.errorCode, message: newest.failure.message,
          step: newest.step, function: newest.function,
          waiting: waiting.count, total: all.count,
          firstFailedAt: letters.map(\.firstFailedAt).min() ?? newest.firstFailedAt,
          lastFailedAt: newest.lastFailedAt, newest: newest.id)
      }.sorted { $0.lastFailedAt > $1.lastFailedAt }
      return page(groups, query, request)
    }
  }

  func letters(_ query: ListQuery, _ request: PageRequest) async throws -> Page<DeadLetter> {
    try read { page($0.letters, query, request) }
  }

  func letter(_ id: LetterID) async throws -> DeadLetter {
    try read { data in
      try found(data.letters.first { $0.id == id }, "letter", "\(id)", list: "flowsight dlq list")
    }
  }

  func preview(_ action: LetterAction, _ letters: [LetterID]) async throws -> ActionPreview {
    try actor.require(action.right)
    return try read { data in
      let items = letters.map { id in
        let letter = data.letters.first { $0.id == id }
        let skipped = letter?.state == .dead ? nil : "it is \(letter?.state.rawValue ?? "gone")"
        return ActionPreview.Item(
          id: "\(id)", title: letter?.datasetName ?? "", skippedBecause: action == .restore ? nil : skipped)
      }
      return ActionPreview(
        action: action.name, items: items, effects: [localized("A new run repeats the failed step", "新的运行重做失败的步骤")])
    }
  }

  func perform(_ action: LetterAction, _ letters: [LetterID], reason: String) async throws -> ActionResult {
    try actor.require(action.right)
    _ = try read { $0.letters.count }
    change { $0.performed.append(Performed(action: action, letters: letters, reason: reason)) }
    return ActionResult(
      action: action.act.rawValue, items: letters.map { ActionResult.Item(id: "\($0)", auditID: Fixture.id(9001)) })
  }

  func workflows(_ query: ListQuery, _ request: PageRequest) async throws -> Page<WorkflowSummary> {
    try read { page($0.workflows, query, request) }
  }

  func trace(_ id: TraceID, _ query: ListQuery, _ request: PageRequest) async throws -> Page<TraceEvent> {
    try read { page($0.trace, query, request) }
  }

  func queues(_ query: ListQuery, _ request: PageRequest) async throws -> Page<Queue> {
    try read { data in
      if let absent = data.absent.first { throw absent }
      return page(data.queues.map(\.queue), query, request)
    }
  }

  func queue(_ id: Queue.ID) async throws -> QueueDetail {
    try read { data in
      if let absent = data.absent.first { throw absent }
      return try found(data.queues.first { $0.queue.id == id }, "queue", "\(id)", list: "flowsight queues list")
    }
  }

  func workflow(_ name: String, version: Int?) async throws -> WorkflowDetail {
    try read { data in
      guard let found = data.workflows.first(where: { $0.name == name }) else {
        throw Failure.notFound("workflow", name, list: "flowsight workflows list")
      }
      return Fixture.detail(of: found)
    }
  }

  func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview {
    try actor.require(action.right)
    let found = try read { query.apply(to: $0.letters, at: Fixture.now) }
    let eligible = found.filter { action.eligibleStates.contains($0.state) }
    let operation = Fixture.operation(
      300, .letters(action), total: eligible.count, .prepared, filter: query.filter.text)
    if !eligible.isEmpty { change { $0.operations.append(operation) } }
    return ActionPreview(
      action: action.name,
      items: eligible.prefix(ActionPreview.sampleMax).map {
        ActionPreview.Item(id: "\($0.id)", title: $0.datasetName ?? "")
      }, effects: [localized("A new run repeats the failed step", "新的运行重做失败的步骤")],
      bulk: ActionPreview.Bulk(
        operation: eligible.isEmpty ? nil : operation.id, count: eligible.count,
        skipped: eligible.count == found.count
          ? [] : [ActionPreview.Skipped("it is \(LetterState.redriving.rawValue)", count: found.count - eligible.count)]
      ))
  }

  func prepare(_ backfill: Backfill) async throws -> ActionPreview {
    try actor.require(.rerun)
    try backfill.check()
    let versions = try read { data in
      data.versions.filter { version in
        let candidate = BackfillCandidate(
          firstRun: Fixture.id(1), datasetID: version.datasetID, datasetName: version.datasetName,
          version: version.version, createdAt: version.createdAt, newestRun: nil, state: nil, isUndone: false,
          failure: nil)
        return (try? backfill.query().filter.accepts(candidate, at: Fixture.now)) == true
      }
    }
    let operation = Fixture.operation(
      320, .backfill(backfill), total: versions.count, .prepared, filter: backfill.filter)
    if !versions.isEmpty { change { $0.operations.append(operation) } }
    return ActionPreview(
      action: "backfill",
      items: versions.prefix(ActionPreview.sampleMax).map {
        ActionPreview.Item(id: "\($0.runID.map { "\($0)" } ?? "")", title: "\($0.datasetName) \($0.version)")
      },
      effects: [
        localized(
          "starts \(versions.count) runs of \(backfill.workflow), at most \(backfill.concurrency) at once",
          "启动 \(backfill.workflow) 的 \(versions.count) 次运行，同时最多 \(backfill.concurrency) 次")
      ],
      bulk: ActionPreview.Bulk(
        operation: versions.isEmpty ? nil : operation.id, count: versions.count,
        skipped: backfill.reprocess == .all
          ? [] : [ActionPreview.Skipped(localized("its newest run succeeded", "最近一次运行成功"), count: 3)]))
  }

  func schedules(_ query: ListQuery, _ request: PageRequest) async throws -> Page<Schedule> {
    try read { page($0.schedules, query, request) }
  }

  func schedule(named name: String) async throws -> Schedule {
    try read { data in
      try found(data.schedules.first { $0.name == name }, "schedule", name, list: "flowsight schedules list")
    }
  }

  func scheduleFires(
    _ id: ScheduleID, _ query: ListQuery, _ request: PageRequest
  ) async throws -> Page<ScheduleFire> {
    try read { page($0.schedules.isEmpty ? [] : Fixture.fires, query, request) }
  }

  func bulkOperations(_ query: ListQuery, _ request: PageRequest) async throws -> Page<BulkOperation> {
    try read { page($0.operations, query, request) }
  }

  func bulkOperation(_ id: BulkOperationID) async throws -> BulkOperation {
    try read { data in
      try found(data.operations.first { $0.id == id }, "operation", "\(id)", list: "flowsight dlq operations")
    }
  }

  func bulkOperationItems(
    _ id: BulkOperationID, _ query: ListQuery, _ request: PageRequest
  ) async throws -> Page<BulkOperationItem> {
    try read { data in
      let isBackfill = data.operations.first { $0.id == id }?.action.backfill != nil
      return page(isBackfill ? Fixture.backfillItems : data.operationItems, query, request)
    }
  }

  func preview(_ intervention: Intervention) async throws -> ActionPreview {
    if case .rerun(let run, let scope, let parameters) = intervention {
      return preview(rerun: run, scope, parameters)
    }
    return ActionPreview(
      action: intervention.name,
      items: [ActionPreview.Item(id: "\(Fixture.id(301) as BulkOperationID)", title: "redrive")],
      effects: [localized("It changes", "它会改变")])
  }

  private func preview(rerun run: RunID, _ scope: RerunScope, _ parameters: JSON) -> ActionPreview {
    var effects = [
      localized("A new run repeats load_ods", "新的运行重做 load_ods"),
      localized("validate, standardize and clean are carried over", "沿用 validate、standardize 与 clean"),
    ]
    if case .from(let step) = scope { effects[0] = localized("A new run repeats \(step)", "新的运行重做 \(step)") }
    if scope == .all { effects = [localized("A new run does all of it again", "新的运行全部重做")] }
    effects += (parameters.members ?? []).map { "\($0.name): strict → \($0.value.string ?? "")" }
    return ActionPreview(
      action: scope.verb, items: [ActionPreview.Item(id: "\(run)", title: "chat-sessions@3")], effects: effects)
  }

  func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    change { $0.performed.append(Performed(intervention: intervention, reason: reason)) }
    _ = try labels.perform(intervention)
    var operation: BulkOperationID?
    if case .startOperation(let id, _, _) = intervention {
      operation = id
      change { data in
        for index in data.operations.indices where data.operations[index].id == id {
          data.operations[index].state = .running
        }
      }
    }
    if case .changeSchedule(_, .trigger) = intervention { operation = try read { $0.triggered } }
    var run: RunID?
    if case .rerun = intervention { run = Fixture.id(9003) }
    return ActionResult(
      action: intervention.name, items: [ActionResult.Item(id: "it", auditID: Fixture.id(9004), runID: run)],
      operation: operation)
  }

  func auditEntries(_ query: ListQuery, _ request: PageRequest) async throws -> Page<AuditEntry> {
    try actor.require(.readAudit)
    return try read { page($0.auditEntries, query, request) }
  }

  func auditEntry(_ id: AuditID) async throws -> AuditEntry {
    try actor.require(.readAudit)
    return try read { data in
      try found(data.auditEntries.first { $0.id == id }, "audit entry", "\(id)", list: "flowsight audit list")
    }
  }

  func datasets(_ query: ListQuery, _ request: PageRequest) async throws -> Page<Dataset> {
    try read { page($0.datasets, query, request) }
  }

  func dataset(named name: String) async throws -> Dataset {
    try read { data in
      try found(data.datasets.first { $0.name == name }, "dataset", name, list: "flowsight datasets list")
    }
  }

  func versionDetail(dataset: DatasetID, version: String) async throws -> VersionDetail {
    try read { data in
      guard let found = data.versions.first(where: { $0.datasetID == dataset && $0.version == version }) else {
        throw Failure.notFound("version", version, list: "flowsight datasets versions")
      }
      var detail = data.versionDetail
      detail.version = found
      return detail
    }
  }

  func versions(_ query: ListQuery, _ request: PageRequest) async throws -> Page<DatasetVersion> {
    try read { page($0.versions, query, request) }
  }

  func version(dataset: DatasetID, version: String) async throws -> DatasetVersion {
    throw Failure.notFound("version", version, list: "flowsight")
  }
  func latestRun(dataset: DatasetID, version: String) async throws -> Run? { nil }
  func openUpload(_ request: UploadRequest) async throws -> OpenedUpload { throw Failure.invalid("the console reads") }
  func appendChunk(to upload: UploadID, at offset: Int64, _ bytes: [UInt8]) async throws -> UploadSession {
    throw Failure.invalid("the console reads")
  }
  func completeUpload(_ upload: UploadID) async throws -> UploadSession { throw Failure.invalid("the console reads") }
}
