public import Support

/// Labeling. Who acts is ``Platform/actor``; how far their rights go says ``Role/grant(_:)``. Projects and skill groups
/// are changed by an ``Intervention``.
///
/// Writes that name a lease fail with `assignment_lost` when it ended: somebody else may hold the task, and what was sent
/// is kept as the author's draft.
public protocol LabelingOperations: Sendable {
  // MARK: Projects

  func labelProjects(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LabelProject>
  func labelProject(_ id: LabelProjectID) async throws -> LabelProject
  /// The project of this name. Fails with `not_found`.
  func labelProject(named name: String) async throws -> LabelProject
  /// Fails with `project_exists`, `schema_invalid`, `settings_invalid`, `project_name_invalid`.
  func createLabelProject(_ draft: LabelProjectDraft) async throws -> LabelProject
  /// What annotators are asked; versions count from 1.
  func labelSchema(_ project: LabelProjectID, version: Int) async throws -> LabelSchema
  /// What annotators were told; versions count from 1. Fails with `not_found`.
  func labelGuidelines(_ project: LabelProjectID, version: Int) async throws -> String
  /// The versions of a document, the newest first, ``LabelDocumentVersion/max`` at most.
  func labelDocumentVersions(
    _ document: LabelDocument, of project: LabelProjectID
  ) async throws -> [LabelDocumentVersion]

  // MARK: Work

  /// Claims the next task, or gives back `nil` when there is none. First what was returned to the actor, then their own
  /// queue, their groups', everybody's. Fails with `leases_too_many`, `project_paused`.
  func nextLabelTask(_ project: LabelProjectID) async throws -> WorkItem?
  /// What the actor holds, with drafts, the oldest first: where a console goes on after it was killed.
  func heldLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem]
  /// What the actor postponed, the oldest first; not held. ``resumeLabelTask(_:)`` takes it up again.
  func postponedLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem]
  /// What the actor submitted last and can take back, the oldest first, at most ``Submission/undoMax``: what
  /// ``takeBackLabel(_:)`` refuses may be among it.
  func undoableLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem]
  /// Takes up a task that the actor postponed, beside all that is in their hands; what is in their hands is given as it
  /// is. Fails with `not_found`, `not_postponed`.
  func resumeLabelTask(_ assignment: AssignmentID) async throws -> WorkItem
  /// Holds the task for another length of the lease.
  func renewLabelLease(_ lease: LabelLease) async throws -> LabelLease
  /// Keeps an unfinished answer, and renews the lease. It is kept though the lease was lost.
  func saveLabelDraft(_ lease: LabelLease, _ draft: JSON) async throws -> LabelLease
  /// Fails with `annotation_invalid`, `assignment_lost`, and with `answered_before` when the author has answered under
  /// another key: that answer stands, and one that differs is kept as the draft. The same idempotency key with the same
  /// answer gives the same version; with another one it fails with `idempotency_key_reused`, and that is the draft.
  func submitLabel(_ submission: Submission) async throws -> LabelResult
  /// Takes a submission back into the author's hands, its answer as the draft; every version stays. Possible for
  /// ``Submission/undoSeconds``, while nobody else has built on it: the task has no review, no decision, and no other
  /// label that settled it. What is in their hands is given as it is. Fails with `too_late_to_undo`.
  func takeBackLabel(_ assignment: AssignmentID) async throws -> WorkItem
  /// Puts a task down. Fails with `reason_required` for a skip without one.
  func leaveLabelTask(_ lease: LabelLease, _ way: LeaveTask, reason: String?) async throws
  /// Adds what models say to tasks, by key; consoles show it and accept it with one key. At most ``labelImportMax`` at a
  /// time; of one model the newest word counts, so that all may be sent again. A preview adds nothing.
  func addPredictions(
    _ project: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)], isPreview: Bool
  ) async throws -> PredictionOutcome

  // MARK: Review

  /// Claims a task for review or adjudication: never one that the actor labeled.
  func nextReview(_ project: LabelProjectID, _ queue: ReviewQueue) async throws -> ReviewItem?
  /// Decides. Fails with `review_lost`, `labels_differ` (accepting what does not agree), `reason_required` (rejecting),
  /// `annotation_invalid`.
  func decideReview(
    _ task: LabelTaskID, fence: Int64, _ decision: ReviewDecision, reason: String?
  ) async throws -> LabelTask

  // MARK: Tasks

  /// In the order in which they are given out, unless another is asked for.
  func labelTasks(_ project: LabelProjectID, _ query: ListQuery, _ page: PageRequest) async throws
    -> Page<LabelTask>
  /// With what the actor may see of it.
  func labelTask(_ id: LabelTaskID) async throws -> LabelTaskDetail
  /// What an action on these tasks would do: whom it applies to, whom not and why.
  func previewLabelTasks(_ action: LabelTaskAction, _ tasks: [LabelTaskID]) async throws -> ActionPreview
  /// Acts on exactly the tasks named. Those that changed since are left alone and say so in the result.
  func performLabelTasks(_ action: LabelTaskAction, _ tasks: [LabelTaskID], reason: String) async throws
    -> ActionResult
  /// How far the work is, and how far those who do it agree.
  func labelStats(_ project: LabelProjectID) async throws -> LabelStats
  func labelTrend(_ project: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend

  // MARK: In and out

  /// At most ``labelImportMax`` at a time; idempotent by key. A preview takes nothing in, and tells what would come.
  func importLabelTasks(
    _ project: LabelProjectID, _ tasks: [LabelTaskDraft], isPreview: Bool
  ) async throws -> ImportOutcome
  /// Makes tasks of the rows of a published version. Refusals name the number of the row.
  func importLabelRows(
    _ project: LabelProjectID, _ selection: RowSelection, isPreview: Bool
  ) async throws -> ImportOutcome
  /// Tasks with all that was said about them, in the order in which they are given out; from the front to the back.
  func exportLabels(_ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest) async throws
    -> Page<LabelRecord>
  /// Ingests the accepted results as the next version of a dataset, with its lineage.
  func publishLabels(_ project: LabelProjectID, dataset: String, reason: String) async throws -> UploadSession

  // MARK: People

  func skillGroups() async throws -> [SkillGroup]
}

extension LabelingOperations {
  public func addPredictions(
    _ project: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)]
  ) async throws -> PredictionOutcome { try await addPredictions(project, predictions, isPreview: false) }

  public func importLabelTasks(_ project: LabelProjectID, _ tasks: [LabelTaskDraft]) async throws -> ImportOutcome {
    try await importLabelTasks(project, tasks, isPreview: false)
  }

  public func importLabelRows(_ project: LabelProjectID, _ selection: RowSelection) async throws -> ImportOutcome {
    try await importLabelRows(project, selection, isPreview: false)
  }
}

/// Tasks of one import call.
public let labelImportMax = 1000

/// Which rows of a published dataset version become tasks, and how.
public struct RowSelection: Hashable, Sendable, Codable {
  public enum Comparison: String, Hashable, Sendable, Codable, CaseIterable {
    case equals, differs, less, greater, contains
  }

  public struct Filter: Hashable, Sendable, Codable {
    public var column: String
    public var comparison: Comparison
    public var value: String

    public init(column: String, comparison: Comparison, value: String) {
      self.column = column
      self.comparison = comparison
      self.value = value
    }
  }

  public var dataset: DatasetID
  public var version: String
  public var filters: [Filter]
  /// 0…1: the share of the rows, chosen by a hash of their place, so that the same rows are chosen again.
  public var sample: Double
  /// At most so many.
  public var limit: Int?
  /// `{"text": "{question}", …}`: a member of the payload each, with the row's columns in braces; empty takes the whole
  /// row.
  public var template: JSON
  /// Columns that name a row; empty takes its place in the file.
  public var key: [String]
  public var group: String?
  public var priority: Int

  public init(
    dataset: DatasetID, version: String, filters: [Filter] = [], sample: Double = 1, limit: Int? = nil,
    template: JSON = [:], key: [String] = [], group: String? = nil, priority: Int = 0
  ) {
    self.dataset = dataset
    self.version = version
    self.filters = filters
    self.sample = sample
    self.limit = limit
    self.template = template
    self.key = key
    self.group = group
    self.priority = priority
  }
}

extension SkillGroup {
  /// Fails with `group_unknown`, naming those that there are: nobody would ever be served what is for no group.
  public static func require(_ name: String, among known: [String]) throws(Failure) {
    guard !known.contains(name) else { return }
    let names = known.isEmpty ? "there is none yet" : "there are \(known.prefix(20).joined(separator: ", "))"
    throw Failure(
      "group_unknown", "there is no skill group '\(name.prefix(64))'",
      nextStep: "\(names); `flowsight label group NAME --add PERSON --reason WHY` forms one")
  }
}

/// People who can do certain tasks.
public struct SkillGroup: Hashable, Sendable, Codable {
  public var name: String
  /// In ascending order.
  public var members: [String]

  public init(name: String, members: [String]) {
    self.name = name
    self.members = members
  }
}
