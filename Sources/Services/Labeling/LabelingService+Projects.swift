import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func projects(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LabelProject> {
    try await pool.withConnection { connection in
      var projects = try await ProjectRepository.list.page(query, page, connection)
      projects.items = try await counted(projects.items, connection)
      return projects
    }
  }

  public func project(_ id: LabelProjectID) async throws -> LabelProject {
    try await pool.withConnection { connection in
      let found = try await project(id, connection)
      return try await counted([found], connection).first ?? found
    }
  }

  public func project(named name: String) async throws -> LabelProject {
    let found = try await pool.withConnection { try await ProjectRepository.find(named: name, $0) }
    guard let found else { throw Failure.notFound("labeling project", name, list: "flowsight label projects") }
    return try await project(found.id)
  }

  /// With how many tasks they have in each state, as the actor may know it.
  func counted(
    _ projects: [LabelProject], _ connection: PostgresConnection
  ) async throws -> [LabelProject] {
    let ids = projects.map(\.id)
    let counts = try await ProjectRepository.counts(ids, connection)
    let disguised =
      actor.role.seesGold ? [:] : try await GoldRepository.counts(ids, actor: actor.name, connection)
    return projects.map { project in
      var project = project
      project.tasks = (counts[project.id] ?? [:]).merging(disguised[project.id] ?? [:], uniquingKeysWith: +)
        .filter { $0.value > 0 }
      return project
    }
  }

  public func schema(of project: LabelProjectID, version: Int) async throws -> LabelSchema {
    let found = try await pool.withConnection {
      try await ProjectRepository.schema(of: project, version: version, $0)
    }
    guard let found else { throw LabelingService.unknown(version, of: .schema) }
    return found
  }

  public func guidelines(of project: LabelProjectID, version: Int) async throws -> String {
    let found = try await pool.withConnection {
      try await ProjectRepository.guidelines(of: project, version: version, $0)
    }
    guard let found else { throw LabelingService.unknown(version, of: .guidelines) }
    return found
  }

  /// The versions of a document, the newest first.
  public func versions(of document: LabelDocument, _ id: LabelProjectID) async throws -> [LabelDocumentVersion] {
    try await pool.withConnection { connection in
      try await ProjectRepository.versions(of: document, project(id, connection).id, connection)
    }
  }

  private static func unknown(_ version: Int, of document: LabelDocument) -> Failure {
    Failure.notFound(
      "version of the \(document.rawValue)", "\(version)", list: "flowsight label \(document.rawValue) PROJECT")
  }

  public func create(_ draft: LabelProjectDraft) async throws -> LabelProject {
    try actor.require(.configure)
    try draft.check()
    try await requireKnown(group: draft.settings.adjudicators)
    return try await pool.withTransaction { connection in
      let now = environment.now()
      let project = LabelProject(
        id: LabelProjectID(environment.newID()), name: draft.name, status: .active, schema: draft.schema,
        schemaVersion: 1, guidelines: draft.guidelines, guidelinesVersion: 1, settings: draft.settings, tasks: [:],
        createdBy: actor.name, createdAt: now, updatedAt: now)
      guard try await ProjectRepository.insert(project, connection) else {
        throw Failure(
          "project_exists", "there is a labeling project '\(draft.name)' already", nextStep: "choose another name")
      }
      try await audit(.createProject, project, before: nil, reason: nil, on: connection)
      return project
    }
  }

  /// What a change would do to whom; fails as ``change(_:_:reason:)`` does.
  public func preview(_ id: LabelProjectID, _ change: LabelProjectChange) async throws -> ActionPreview {
    try actor.require(.configure)
    try change.check()
    return try await pool.withConnection { connection in
      let found = try await project(id, connection)
      try await requireKnown(group: change.newGroup(found))
      let project = try await counted([found], connection).first ?? found
      let held = try await AssignmentRepository.heldCount(of: id, connection)
      return ActionPreview(
        action: Intervention.changeLabelProject(id, change).name,
        items: [
          ActionPreview.Item(
            id: id.description, title: project.name,
            skippedBecause: change.isNothing(to: project) ? LabelingService.stands(project.status.rawValue) : nil)
        ], effects: change.effects(on: project, held: held))
    }
  }

  public func change(
    _ id: LabelProjectID, _ change: LabelProjectChange, reason: String
  ) async throws -> ActionResult {
    try actor.require(.configure)
    try Reason.check(reason)
    try change.check()
    let found = try await pool.withConnection { try await project(id, $0) }
    try await requireKnown(group: change.newGroup(found))
    let audit: AuditID? = try await pool.withTransaction { connection in
      let before = try await project(id, lock: true, connection)
      var project = before
      project.status = change.status ?? before.status
      project.settings = change.settings ?? before.settings
      if let schema = change.schema, schema != before.schema {
        project.schema = schema
        project.schemaVersion += 1
        try await ProjectRepository.insertSchema(project, by: actor.name, connection)
      }
      if let guidelines = change.guidelines, guidelines != before.guidelines {
        project.guidelines = guidelines
        project.guidelinesVersion += 1
        try await ProjectRepository.insertGuidelines(project, by: actor.name, connection)
      }
      guard project != before else { return nil }
      project.updatedAt = environment.now()
      try await ProjectRepository.update(project, at: project.updatedAt, connection)
      return try await self.audit(.changeProject, project, before: before, reason: reason, on: connection)
    }
    return ActionResult(
      action: Intervention.changeLabelProject(id, change).name,
      items: [ActionResult.Item(id: id.description, auditID: audit)])
  }

  @discardableResult
  private func audit(
    _ act: Act, _ project: LabelProject, before: LabelProject?, reason: String?, on connection: PostgresConnection
  ) async throws -> AuditID {
    func summary(_ project: LabelProject) throws -> JSON {
      [
        "status": .string(project.status.rawValue), "schema_version": .integer(Int64(project.schemaVersion)),
        "guidelines_version": .integer(Int64(project.guidelinesVersion)),
        "settings": try JSON(encoding: project.settings),
      ]
    }
    return try await outbox.audit(
      actor, act, target: .labelProject(project.name), reason: reason,
      before: try before.map(summary), after: try summary(project), traceID: nil, on: connection)
  }
}

extension LabelProjectChange {
  /// The group that decides between labels, where it is another than before.
  fileprivate func newGroup(_ before: LabelProject) -> String? {
    settings?.adjudicators == before.settings.adjudicators ? nil : settings?.adjudicators
  }
}
