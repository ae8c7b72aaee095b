import Foundation
public import Model
import Support

extension MemoryLabeling {
  public func projects(_ query: ListQuery, _ request: PageRequest) throws -> Page<LabelProject> {
    try with { state in
      query.page(of: try state.projects.map { try state.project($0.id) }, request, at: state.now)
    }
  }

  public func project(_ id: LabelProjectID) throws -> LabelProject { try with { try $0.project(id) } }

  public func project(named name: String) throws -> LabelProject {
    try with { state in
      guard let found = state.projects.first(where: { $0.name == name }) else { throw Self.missing("labeling project") }
      return try state.project(found.id)
    }
  }

  public func create(_ draft: LabelProjectDraft) throws -> LabelProject {
    try actor.require(.configure)
    try draft.check()
    return try with { state in
      if let group = draft.settings.adjudicators { try SkillGroup.require(group, among: state.groups.map(\.name)) }
      guard !state.projects.contains(where: { $0.name == draft.name }) else {
        throw Failure("project_exists", "there is a labeling project '\(draft.name)' already")
      }
      let project = LabelProject(
        id: state.id(), name: draft.name, status: .active, schema: draft.schema, schemaVersion: 1,
        guidelines: draft.guidelines, guidelinesVersion: 1, settings: draft.settings, tasks: [:],
        createdBy: actor.name, createdAt: state.now, updatedAt: state.now)
      state.projects.insert(project, at: 0)
      state.schemas[project.id] = [draft.schema]
      state.guidelines[project.id] = [draft.guidelines]
      return project
    }
  }

  public func change(_ id: LabelProjectID, _ change: LabelProjectChange) throws -> LabelProject {
    try actor.require(.configure)
    return try with { state in
      guard let index = state.projects.firstIndex(where: { $0.id == id }) else {
        throw Self.missing("labeling project")
      }
      if let status = change.status { state.projects[index].status = status }
      if let settings = change.settings {
        let group = settings.adjudicators
        if let group, group != state.projects[index].settings.adjudicators {
          try SkillGroup.require(group, among: state.groups.map(\.name))
        }
        state.projects[index].settings = settings
      }
      if let guidelines = change.guidelines {
        state.projects[index].guidelines = guidelines
        state.projects[index].guidelinesVersion += 1
        state.guidelines[id, default: []].append(guidelines)
      }
      if let schema = change.schema {
        state.projects[index].schema = schema
        state.projects[index].schemaVersion += 1
        state.schemas[id, default: []].append(schema)
      }
      return try state.project(id)
    }
  }

  public func schema(_ id: LabelProjectID, version: Int) throws -> LabelSchema {
    try with { state in
      let schemas = state.schemas[id] ?? []
      guard schemas.indices.contains(version - 1) else { throw Self.missing("label schema") }
      return schemas[version - 1]
    }
  }

  public func guidelines(_ id: LabelProjectID, version: Int) throws -> String {
    try with { state in
      let guidelines = state.guidelines[id] ?? []
      guard guidelines.indices.contains(version - 1) else { throw Self.missing("version of the guidelines") }
      return guidelines[version - 1]
    }
  }

  public func versions(of document: LabelDocument, _ id: LabelProjectID) throws -> [LabelDocumentVersion] {
    try with { state in
      let project = try state.project(id)
      let texts = document == .schema ? (state.schemas[id] ?? []).map(\.text) : state.guidelines[id] ?? []
      return texts.enumerated().reversed().map { index, text in
        LabelDocumentVersion(
          version: index + 1, author: project.createdBy, at: project.createdAt, bytes: text.utf8.count)
      }
    }
  }

  // MARK: - In and out

  public func importTasks(
    _ id: LabelProjectID, _ drafts: [LabelTaskDraft], isPreview: Bool = false
  ) throws -> ImportOutcome {
    try actor.require(.configure)
    return try with { state in
      let project = try state.project(id)
      var outcome = ImportOutcome(created: 0, existing: 0, refused: [])
      for (index, draft) in drafts.enumerated() {
        let key = draft.key ?? SHA256.hex(of: Array(draft.payload.text().utf8))
        let keys = [key, draft.formerKey]
        if let known = state.entries.first(where: { $0.task.projectID == id && keys.contains($0.task.key) }) {
          if known.task.key == key, known.draft.payload != draft.payload {
            outcome.refuse(.init(index: index, failure: Failure("task_invalid", "another task has the key '\(key)'")))
          } else {
            outcome.existing += 1
          }
          continue
        }
        guard draft.payload.members != nil else {
          outcome.refuse(.init(index: index, failure: Failure("task_invalid", "a payload is an object")))
          continue
        }
        do throws(Failure) {
          if let group = draft.group { try SkillGroup.require(group, among: state.groups.map(\.name)) }
        } catch {
          outcome.refuse(.init(index: index, failure: error))
          continue
        }
        let task = LabelTask(
          id: state.id(), projectID: id, key: key, state: draft.state == .draft ? .draft : .open,
          priority: draft.priority,
          overlap: draft.overlap ?? project.settings.overlap, submitted: 0,
          lane: draft.lane, isGold: draft.gold != nil, version: 0,
          updatedAt: state.now)
        if !isPreview { state.entries.append(Entry(task: task, draft: draft)) }
        outcome.created += 1
      }
      return outcome
    }
  }

  public func export(_ id: LabelProjectID, _ filter: LabelTaskFilter, _ request: PageRequest) throws -> Page<
    LabelRecord
  > {
    try actor.require(.export)
    return try with { state in
      let records = state.entries.filter { $0.task.projectID == id && filter.takes($0.task) }.map { entry in
        LabelRecord(
          key: entry.task.key, payload: entry.draft.payload, state: entry.task.state, priority: entry.task.priority,
          overlap: entry.task.overlap, lane: entry.task.lane, predictions: entry.draft.predictions,
          gold: entry.draft.gold,
          annotations: entry.assignments.compactMap { assignment in
            assignment.annotation.map {
              AuthoredAnnotation(annotator: assignment.annotator, annotation: $0, at: assignment.submittedAt)
            }
          },
          result: entry.results.last.flatMap { result in
            entry.task.state == .accepted
              ? AuthoredAnnotation(annotator: result.author, annotation: result.after, at: result.at) : nil
          }, version: entry.task.version, schemaVersion: nil)
      }
      return page(records, request)
    }
  }
}

extension LabelTaskFilter {
  func takes(_ task: LabelTask) -> Bool {
    (states.isEmpty || states.contains(task.state)) && (isGold.map { $0 == task.isGold } ?? true)
      && (keyPrefix.map(task.key.hasPrefix) ?? true)
  }
}
