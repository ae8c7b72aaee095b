import Foundation
import Model

/// Something to read from the platform.
enum Load: Hashable, Sendable, Codable {
  case overview
  case list(ListName, ListQuery, PageRequest)
  case upload(UploadID)
  case run(RunID)
  /// The newest version.
  case workflow(String)
  case queue(Queue.ID)
  case letter(LetterID)
  /// A project by its name, as one sees it before working in it.
  case labelProject(String)
  case labelStats(LabelProjectID)
  case labelTrend(LabelProjectID, LabelTrend.Step)
  /// What is in the actor's hands; with nothing, the next task is claimed.
  case workload(String)
  case labelTask(LabelTaskID)
  case bulkOperation(BulkOperationID)
  /// A version of the dataset of this name or id.
  case version(dataset: String, version: String)
  case auditEntry(AuditID)
}

/// The lists of the platform.
enum ListName: Hashable, Sendable, Codable {
  case uploads, datasets, versions, runs, workflows, queues, letterGroups, letters, bulkOperations, auditEntries
  case bulkOperationItems(BulkOperationID)
  /// All that happened under a trace.
  case trace(TraceID)
  /// The rows that were rejected in a run.
  case report(RunID)
  /// What was logged about a run's jobs.
  case logLines(RunID)
  case schedules
  case scheduleFires(ScheduleID)
  case labelProjects, skillGroups
  /// The tasks of the project of this name.
  case labelTasks(String)
}

/// What was read.
enum Answer: Hashable, Sendable, Codable {
  case overview(Overview)
  case uploads(Page<UploadSession>)
  case upload(UploadDetail)
  case report(Page<RowIssue>)
  case logLines(Page<LogLine>)
  case runs(Page<Run>)
  case run(RunDetail)
  case workflows(Page<WorkflowSummary>)
  case workflow(WorkflowDetail)
  case queues(Page<Queue>)
  case trace(Page<TraceEvent>)
  case queue(QueueDetail)
  case datasets(Page<Dataset>)
  case versions(Page<DatasetVersion>)
  case version(VersionDetail)
  case auditEntries(Page<AuditEntry>)
  case auditEntry(AuditEntry)
  case letterGroups(Page<LetterGroup>)
  case letters(Page<DeadLetter>)
  case letter(DeadLetter)
  case labelProjects(Page<LabelProject>)
  case skillGroups(Page<SkillGroup>)
  case labelProject(LabelProjectReading)
  case labelStats(LabelStats)
  case labelTrend(LabelTrend)
  case workload(Workload)
  case labelTasks(Page<LabelTask>)
  case labelTask(LabelTaskDetail)
  case schedules(Page<Schedule>)
  case scheduleFires(Page<ScheduleFire>)
  case bulkOperations(Page<BulkOperation>)
  case bulkOperation(BulkOperation)
  case bulkOperationItems(Page<BulkOperationItem>)
}

extension Load {
  func answer(from platform: any Platform) async throws -> Answer {
    switch self {
    case .overview: .overview(try await platform.overview())
    case .list(let name, let query, let page): try await name.page(query, page, from: platform)
    case .upload(let id): .upload(try await platform.upload(id))
    case .run(let id): .run(try await platform.run(id))
    case .workflow(let name): .workflow(try await platform.workflow(name, version: nil))
    case .queue(let id): .queue(try await platform.queue(id))
    case .letter(let id): .letter(try await platform.letter(id))
    case .labelProject(let name): .labelProject(try await LabelProjectReading(of: name, from: platform))
    case .labelStats(let id): .labelStats(try await platform.labelStats(id))
    case .labelTrend(let id, let step): .labelTrend(try await platform.labelTrend(id, over: step))
    case .workload(let name): .workload(try await Workload(of: name, from: platform))
    case .labelTask(let id): .labelTask(try await platform.labelTask(id))
    case .bulkOperation(let id): .bulkOperation(try await platform.bulkOperation(id))
    case .version(let dataset, let version):
      .version(try await platform.versionDetail(dataset: try await platform.datasetID(dataset), version: version))
    case .auditEntry(let id): .auditEntry(try await platform.auditEntry(id))
    }
  }
}

extension ListName {
  fileprivate func page(
    _ query: ListQuery, _ page: PageRequest, from platform: any Platform
  ) async throws -> Answer {
    switch self {
    case .uploads: .uploads(try await platform.uploads(query, page))
    case .datasets: .datasets(try await platform.datasets(query, page))
    case .versions: .versions(try await platform.versions(query, page))
    case .runs: .runs(try await platform.runs(query, page))
    case .workflows: .workflows(try await platform.workflows(query, page))
    case .queues: .queues(try await platform.queues(query, page))
    case .letterGroups: .letterGroups(try await platform.letterGroups(query, page))
    case .letters: .letters(try await platform.letters(query, page))
    case .bulkOperations: .bulkOperations(try await platform.bulkOperations(query, page))
    case .bulkOperationItems(let id):
      .bulkOperationItems(try await platform.bulkOperationItems(id, query, page))
    case .auditEntries: .auditEntries(try await platform.auditEntries(query, page))
    case .schedules: .schedules(try await platform.schedules(query, page))
    case .scheduleFires(let id): .scheduleFires(try await platform.scheduleFires(id, query, page))
    case .trace(let id): .trace(try await platform.trace(id, query, page))
    case .report(let run): .report(try await platform.report(of: run, query, page))
    case .logLines(let run): .logLines(try await platform.logLines(of: run, query, page))
    case .labelProjects: .labelProjects(try await platform.labelProjects(query, page))
    case .skillGroups: .skillGroups(query.page(of: try await platform.skillGroups(), page, at: Date()))
    case .labelTasks(let name):
      .labelTasks(try await platform.labelTasks(try await platform.labelProject(named: name).id, query, page))
    }
  }
}

extension Load {
  /// It tells what is in the actor's hands: what is being put down must have arrived.
  var isOfHands: Bool { if case .workload = self { true } else { false } }

  /// The page that is read, of loads that read one.
  var page: PageRequest? { if case .list(_, _, let page) = self { page } else { nil } }
}
