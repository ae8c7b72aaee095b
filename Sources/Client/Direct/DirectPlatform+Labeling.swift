import Identity
import Labeling
import Metadata
public import Model
public import Support

extension DirectPlatform {
  public func labelProjects(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LabelProject> {
    try await translatingFailures { try await labeling.projects(query, page) }
  }

  public func labelProject(_ id: LabelProjectID) async throws -> LabelProject {
    try await translatingFailures { try await labeling.project(id) }
  }

  public func labelProject(named name: String) async throws -> LabelProject {
    try await translatingFailures { try await labeling.project(named: name) }
  }

  public func createLabelProject(_ draft: LabelProjectDraft) async throws -> LabelProject {
    try await translatingFailures { try await labeling.create(draft) }
  }

  public func labelSchema(_ project: LabelProjectID, version: Int) async throws -> LabelSchema {
    try await translatingFailures { try await labeling.schema(of: project, version: version) }
  }

  public func labelGuidelines(_ project: LabelProjectID, version: Int) async throws -> String {
    try await translatingFailures { try await labeling.guidelines(of: project, version: version) }
  }

  public func labelDocumentVersions(
    _ document: LabelDocument, of project: LabelProjectID
  ) async throws -> [LabelDocumentVersion] {
    try await translatingFailures { try await labeling.versions(of: document, project) }
  }

  // MARK: - Work

  public func nextLabelTask(_ project: LabelProjectID) async throws -> WorkItem? {
    try await translatingFailures { try await labeling.nextTask(project) }
  }

  public func heldLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try await translatingFailures { try await labeling.heldTasks(project) }
  }

  public func postponedLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try await translatingFailures { try await labeling.postponedTasks(project) }
  }

  public func undoableLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try await translatingFailures { try await labeling.undoableTasks(project) }
  }

  public func resumeLabelTask(_ assignment: AssignmentID) async throws -> WorkItem {
    try await translatingFailures { try await labeling.resume(assignment) }
  }

  public func takeBackLabel(_ assignment: AssignmentID) async throws -> WorkItem {
    try await translatingFailures { try await labeling.takeBack(assignment) }
  }

  public func renewLabelLease(_ lease: LabelLease) async throws -> LabelLease {
    try await translatingFailures { try await labeling.renew(lease) }
  }

  public func saveLabelDraft(_ lease: LabelLease, _ draft: JSON) async throws -> LabelLease {
    try await translatingFailures { try await labeling.saveDraft(lease, draft) }
  }

  public func submitLabel(_ submission: Submission) async throws -> LabelResult {
    try await translatingFailures { try await labeling.submit(submission) }
  }

  public func leaveLabelTask(_ lease: LabelLease, _ way: LeaveTask, reason: String?) async throws {
    try await translatingFailures { try await labeling.leave(lease, way, reason: reason) }
  }

  public func addPredictions(
    _ project: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)], isPreview: Bool
  ) async throws -> PredictionOutcome {
    try await translatingFailures { try await labeling.addPredictions(project, predictions, isPreview: isPreview) }
  }

  // MARK: - Review and tasks

  public func nextReview(_ project: LabelProjectID, _ queue: ReviewQueue) async throws -> ReviewItem? {
    try await translatingFailures { try await labeling.nextReview(project, queue) }
  }

  public func decideReview(
    _ task: LabelTaskID, fence: Int64, _ decision: ReviewDecision, reason: String?
  ) async throws -> LabelTask {
    try await translatingFailures { try await labeling.decide(task, fence: fence, decision, reason: reason) }
  }

  public func labelTasks(
    _ project: LabelProjectID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<LabelTask> {
    try await translatingFailures { try await labeling.tasks(project, query, page) }
  }

  public func labelTask(_ id: LabelTaskID) async throws -> LabelTaskDetail {
    try await translatingFailures { try await labeling.task(id) }
  }

  public func previewLabelTasks(_ action: LabelTaskAction, _ tasks: [LabelTaskID]) async throws -> ActionPreview {
    try await translatingFailures { try await labeling.preview(action, tasks) }
  }

  public func performLabelTasks(
    _ action: LabelTaskAction, _ tasks: [LabelTaskID], reason: String
  ) async throws -> ActionResult {
    try await translatingFailures { try await labeling.perform(action, tasks, reason: reason) }
  }

  public func labelStats(_ project: LabelProjectID) async throws -> LabelStats {
    try await translatingFailures { try await labeling.stats(project) }
  }

  public func labelTrend(_ project: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend {
    try await translatingFailures { try await labeling.trend(project, over: step) }
  }

  // MARK: - In and out

  public func importLabelTasks(
    _ project: LabelProjectID, _ tasks: [LabelTaskDraft], isPreview: Bool
  ) async throws -> ImportOutcome {
    try await translatingFailures { try await labeling.importTasks(project, tasks, isPreview: isPreview) }
  }

  public func importLabelRows(
    _ project: LabelProjectID, _ selection: RowSelection, isPreview: Bool
  ) async throws -> ImportOutcome {
    try await translatingFailures {
      let version = try await metadata.version(dataset: selection.dataset, version: selection.version)
      return try await labeling.importRows(project, selection, of: version, isPreview: isPreview)
    }
  }

  public func exportLabels(
    _ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest
  ) async throws -> Page<LabelRecord> {
    try await translatingFailures { try await labeling.export(project, filter, page) }
  }

  public func publishLabels(
    _ project: LabelProjectID, dataset: String, reason: String
  ) async throws -> UploadSession {
    try await translatingFailures {
      // Who may only read results makes no dataset of them.
      try actor.require(.configure)
      return try await LabelPublication(labeling: labeling, ingestion: labelIngestion)
        .publish(project, dataset: dataset, reason: reason)
    }
  }

  public func skillGroups() async throws -> [SkillGroup] {
    try await translatingFailures { try await people.skillGroups() }
  }
}
