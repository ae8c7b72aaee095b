public import Model
public import Support

/// A platform in memory whose labeling is a ``MemoryLabeling``.
public protocol LabelsInMemory: LabelingOperations {
  var labels: MemoryLabeling { get }
}

extension LabelsInMemory {
  public func labelProjects(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LabelProject> {
    try labels.projects(query, page)
  }
  public func labelProject(_ id: LabelProjectID) async throws -> LabelProject { try labels.project(id) }
  public func labelProject(named name: String) async throws -> LabelProject { try labels.project(named: name) }
  public func createLabelProject(_ draft: LabelProjectDraft) async throws -> LabelProject { try labels.create(draft) }
  public func labelSchema(_ project: LabelProjectID, version: Int) async throws -> LabelSchema {
    try labels.schema(project, version: version)
  }
  public func labelGuidelines(_ project: LabelProjectID, version: Int) async throws -> String {
    try labels.guidelines(project, version: version)
  }
  public func labelDocumentVersions(
    _ document: LabelDocument, of project: LabelProjectID
  ) async throws -> [LabelDocumentVersion] { try labels.versions(of: document, project) }

  public func nextLabelTask(_ project: LabelProjectID) async throws -> WorkItem? { try labels.next(project) }
  public func heldLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try labels.items(project, .leased)
  }
  public func postponedLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try labels.items(project, .postponed)
  }
  public func undoableLabelTasks(_ project: LabelProjectID) async throws -> [WorkItem] {
    try labels.undoable(project)
  }
  public func resumeLabelTask(_ assignment: AssignmentID) async throws -> WorkItem { try labels.resume(assignment) }
  public func takeBackLabel(_ assignment: AssignmentID) async throws -> WorkItem { try labels.takeBack(assignment) }
  public func renewLabelLease(_ lease: LabelLease) async throws -> LabelLease { try labels.save(lease, nil) }
  public func saveLabelDraft(_ lease: LabelLease, _ draft: JSON) async throws -> LabelLease {
    try labels.save(lease, draft)
  }
  public func submitLabel(_ submission: Submission) async throws -> LabelResult { try labels.submit(submission) }
  public func leaveLabelTask(_ lease: LabelLease, _ way: LeaveTask, reason: String?) async throws {
    try labels.leave(lease, way, reason: reason)
  }
  public func addPredictions(
    _ project: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)], isPreview: Bool
  ) async throws -> PredictionOutcome { try labels.predict(project, predictions, isPreview: isPreview) }

  public func nextReview(_ project: LabelProjectID, _ queue: ReviewQueue) async throws -> ReviewItem? {
    try labels.nextReview(project, queue)
  }
  public func decideReview(
    _ task: LabelTaskID, fence: Int64, _ decision: ReviewDecision, reason: String?
  ) async throws -> LabelTask { try labels.decide(task, fence: fence, decision, reason: reason) }

  public func labelTasks(
    _ project: LabelProjectID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<LabelTask> {
    try labels.actor.requireOverview()
    return try labels.with { state in
      query.page(of: state.entries.map(\.task).filter { $0.projectID == project }, page, at: state.now)
    }
  }
  public func labelTask(_ id: LabelTaskID) async throws -> LabelTaskDetail {
    try labels.with { state in
      let entry = state.entries[try state.index(of: id)]
      return try LabelTaskDetail(
        task: entry.task, payload: entry.draft.payload, predictions: entry.draft.predictions, gold: entry.draft.gold,
        assignments: entry.assignments, results: entry.results, log: entry.log
      ).seen(by: labels.actor)
    }
  }
  public func previewLabelTasks(_ action: LabelTaskAction, _ tasks: [LabelTaskID]) async throws -> ActionPreview {
    try labels.require(action, on: tasks)
    return try labels.with { state in
      ActionPreview(
        action: action.name,
        items: try tasks.map { .init(id: "\($0)", title: state.entries[try state.index(of: $0)].task.key) }, effects: []
      )
    }
  }
  public func performLabelTasks(
    _ action: LabelTaskAction, _ tasks: [LabelTaskID], reason: String
  ) async throws -> ActionResult {
    try labels.require(action, on: tasks)
    return try labels.with { state in
      for id in tasks {
        let index = try state.index(of: id)
        switch action {
        case .publish, .reopen: state.entries[index].task.state = .open
        case .assign(let lane): state.entries[index].task.lane = lane
        case .prioritize(let priority): state.entries[index].task.priority = priority
        case .revoke: state.entries[index].assignments.removeAll { $0.state.accepts(.revoked) }
        case .setGold(let gold):
          switch gold {
          case .accepted: state.entries[index].draft.gold = state.entries[index].results.last?.after
          case .answer(let answer): state.entries[index].draft.gold = answer
          case .none: state.entries[index].draft.gold = nil
          }
          state.entries[index].task.isGold = state.entries[index].draft.gold != nil
        }
      }
      return ActionResult(action: action.name, items: tasks.map { .init(id: "\($0)") })
    }
  }
  public func labelStats(_ project: LabelProjectID) async throws -> LabelStats {
    try labels.actor.requireOverview()
    return try labels.with { state in
      try state.stats
        ?? LabelStats(
          projectID: project, tasks: state.project(project).tasks,
          goldItems: state.entries.count { $0.task.isGold }, annotators: [], fields: [], days: [])
    }
  }

  public func labelTrend(_ project: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend {
    try labels.actor.requireOverview()
    return try labels.with { state in
      _ = try state.project(project)
      return state.trends[step] ?? LabelTrend(projectID: project, step: step, periods: [])
    }
  }

  public func importLabelTasks(
    _ project: LabelProjectID, _ tasks: [LabelTaskDraft], isPreview: Bool
  ) async throws -> ImportOutcome { try labels.importTasks(project, tasks, isPreview: isPreview) }
  public func importLabelRows(
    _ project: LabelProjectID, _ selection: RowSelection, isPreview: Bool
  ) async throws -> ImportOutcome {
    try labels.actor.require(.configure)
    throw MemoryLabeling.missing("version")
  }
  public func exportLabels(
    _ project: LabelProjectID, _ filter: LabelTaskFilter, _ page: PageRequest
  ) async throws -> Page<LabelRecord> { try labels.export(project, filter, page) }
  public func publishLabels(
    _ project: LabelProjectID, dataset: String, reason: String
  ) async throws -> UploadSession {
    try labels.actor.require(.configure)
    throw MemoryLabeling.missing("dataset")
  }

  public func skillGroups() async throws -> [SkillGroup] { try labels.with { $0.groups } }
}

extension MemoryLabeling {
  fileprivate func require(_ action: LabelTaskAction, on tasks: [LabelTaskID]) throws {
    try actor.require(action.right)
    try with { state in
      if case .assign(.group(let group)) = action { try SkillGroup.require(group, among: state.groups.map(\.name)) }
      for id in tasks {
        let project = try state.project(state.entries[try state.index(of: id)].task.projectID)
        try actor.require(action.right, in: project, groups: state.groups(of: actor.name))
      }
    }
  }

  /// Does what concerns labeling; `false` when it concerns something else.
  public func perform(_ intervention: Intervention) throws -> Bool {
    switch intervention {
    case .changeLabelProject(let id, let change): _ = try self.change(id, change)
    case .changeSkillGroup(let name, let add, let remove):
      try actor.require(.configure)
      try with { state in
        let before = state.groups.first { $0.name == name }?.members ?? []
        state.groups.removeAll { $0.name == name }
        state.groups.append(SkillGroup(name: name, members: Set(before).union(add).subtracting(remove).sorted()))
      }
    default: return false
    }
    return true
  }
}
