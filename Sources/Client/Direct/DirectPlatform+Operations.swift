import Identity
import Ingestion
import Labeling
import Metadata
public import Model
import Postgres
import Processing
import Support
import Workflow

// Each operation is the service's; here services are only joined, and errors worded.

extension DirectPlatform {
  public func openUpload(_ request: UploadRequest) async throws -> OpenedUpload {
    try await translatingFailures { try await ingestion.openUpload(request) }
  }

  public func appendChunk(to upload: UploadID, at offset: Int64, _ bytes: [UInt8]) async throws -> UploadSession {
    try await translatingFailures { try await ingestion.appendChunk(to: upload, at: offset, bytes) }
  }

  public func completeUpload(_ upload: UploadID) async throws -> UploadSession {
    try await translatingFailures { try await ingestion.completeUpload(upload) }
  }

  public func uploads(_ query: ListQuery, _ page: PageRequest) async throws -> Page<UploadSession> {
    try await translatingFailures { try await viewed.ingestion.uploads(query, page) }
  }

  public func upload(_ id: UploadID) async throws -> UploadDetail {
    try await translatingFailures {
      var detail = try await viewed.ingestion.upload(id)
      let session = detail.session
      detail.runID = try await viewed.workflow.latestRun(dataset: session.datasetID, version: session.version)?.id
      return detail
    }
  }

  public func datasets(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Dataset> {
    try await translatingFailures { try await metadata.datasets(query, page) }
  }

  public func dataset(named name: String) async throws -> Dataset {
    try await translatingFailures { try await metadata.dataset(named: name) }
  }

  public func versions(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DatasetVersion> {
    try await translatingFailures { try await metadata.versions(query, page) }
  }

  public func version(dataset: DatasetID, version: String) async throws -> DatasetVersion {
    try await translatingFailures { try await metadata.version(dataset: dataset, version: version) }
  }

  public func versionDetail(dataset: DatasetID, version: String) async throws -> VersionDetail {
    try await translatingFailures {
      var detail = try await metadata.detail(dataset: dataset, version: version)
      detail.labelProjects = try await labeling.projects(dataset: dataset, version: version)
      detail.letters = try await viewed.workflow.letters(
        .letters(LetterState.waiting, of: detail.version), PageRequest(limit: VersionDetail.lettersMax)
      ).items.count
      return detail
    }
  }

  public func runs(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Run> {
    try await translatingFailures { try await viewed.workflow.runs(query, page) }
  }

  public func run(_ id: RunID) async throws -> RunDetail {
    try await translatingFailures {
      var detail = try await viewed.workflow.run(id)
      let progress = try await processing.progress(of: detail.steps.map(\.id))
      for index in detail.steps.indices { detail.steps[index].progress = progress[detail.steps[index].id] }
      return detail
    }
  }

  public func latestRun(dataset: DatasetID, version: String) async throws -> Run? {
    try await translatingFailures { try await viewed.workflow.latestRun(dataset: dataset, version: version) }
  }

  public func report(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<RowIssue> {
    try await translatingFailures {
      let steps = try await viewed.workflow.run(run).steps
      guard let step = steps.first(where: { $0.function == "processing.validate" }) else {
        return Page(items: [], next: nil)
      }
      // A step that was carried over names the report of the run that did it.
      let report = step.output?["report_id"]?.string.flatMap { StepID($0) } ?? step.id
      return try await processing.issues(of: report, query, page)
    }
  }

  public func logLines(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<LogLine> {
    try await translatingFailures {
      try await reading.withConnection { try await LogLineRepository.page(of: run, query, page, $0) }
    }
  }

  public func workflows(_ query: ListQuery, _ page: PageRequest) async throws -> Page<WorkflowSummary> {
    try await translatingFailures { try await viewed.workflow.workflows(query, page) }
  }

  public func workflow(_ name: String, version: Int?) async throws -> WorkflowDetail {
    try await translatingFailures { try await viewed.workflow.detail(name, version: version) }
  }

  public func letterGroups(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LetterGroup> {
    try await translatingFailures { try await viewed.workflow.letterGroups(query, page) }
  }

  public func letters(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DeadLetter> {
    try await translatingFailures { try await viewed.workflow.letters(query, page) }
  }

  public func letter(_ id: LetterID) async throws -> DeadLetter {
    try await translatingFailures { try await viewed.workflow.letter(id) }
  }

  public func preview(_ action: LetterAction, _ letters: [LetterID]) async throws -> ActionPreview {
    try await translatingFailures { try await workflow.preview(action, letters) }
  }

  public func perform(_ action: LetterAction, _ letters: [LetterID], reason: String) async throws -> ActionResult {
    try await translatingFailures { try await workflow.perform(action, letters, reason: reason) }
  }

  public func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview {
    try await translatingFailures { try await workflow.prepare(action, query) }
  }

  public func prepare(_ backfill: Backfill) async throws -> ActionPreview {
    try await translatingFailures { try await workflow.prepare(backfill) }
  }

  public func bulkOperations(_ query: ListQuery, _ page: PageRequest) async throws -> Page<BulkOperation> {
    try await translatingFailures { try await viewed.workflow.operations(query, page) }
  }

  public func bulkOperation(_ id: BulkOperationID) async throws -> BulkOperation {
    try await translatingFailures { try await viewed.workflow.operation(id) }
  }

  public func bulkOperationItems(
    _ id: BulkOperationID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<BulkOperationItem> {
    try await translatingFailures { try await viewed.workflow.operationItems(of: id, query, page) }
  }

  public func schedules(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Schedule> {
    try await translatingFailures { try await viewed.workflow.schedules(query, page) }
  }

  public func schedule(named name: String) async throws -> Schedule {
    try await translatingFailures { try await viewed.workflow.schedule(named: name) }
  }

  public func scheduleFires(
    _ id: ScheduleID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<ScheduleFire> {
    try await translatingFailures { try await viewed.workflow.scheduleFires(of: id, query, page) }
  }

  public func auditEntries(_ query: ListQuery, _ page: PageRequest) async throws -> Page<AuditEntry> {
    try await translatingFailures {
      try actor.require(.readAudit)
      return try await identity.auditEntries(query, page)
    }
  }

  public func auditEntry(_ id: AuditID) async throws -> AuditEntry {
    try await translatingFailures {
      try actor.require(.readAudit)
      return try await identity.auditEntry(id)
    }
  }
}
