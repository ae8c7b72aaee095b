import Model
import Support

/// A project as one sees it before working in it.
struct LabelProjectReading: Hashable, Sendable, Codable {
  var project: LabelProject
  var actor: Actor
  /// What is in the actor's hands, and what they postponed.
  var held: Int
  var postponed: Int
  /// The connection may act as anybody.
  var mayActAs: Bool

  init(of name: String, from platform: any Platform) async throws {
    project = try await platform.labelProject(named: name)
    actor = platform.actor
    mayActAs = platform.mayActAs
    (held, postponed) = (0, 0)
    if may(.work) {
      held = try await platform.heldLabelTasks(project.id).count
      postponed = try await platform.postponedLabelTasks(project.id).count
    }
  }

  /// Who administers a platform of their own begins as an annotator; whoever came to look, such as an auditor, is not
  /// made to work by a key.
  var mayTryOut: Bool { mayActAs && actor.role == .admin }

  func may(_ right: LabelingRight) -> Bool { actor.role.grant(right) != .no }
  /// Whether the figures of the project may be seen.
  var mayMeasure: Bool { [.assign, .export, .review].contains(where: may) }
}

/// What an annotator sits down to.
struct Workload: Hashable, Sendable, Codable {
  struct Schema: Hashable, Sendable, Codable {
    var version: Int
    var schema: LabelSchema
  }

  var project: LabelProject
  /// What was worked on last comes first, as it did when the console was killed; then what was only fetched, the oldest
  /// first.
  var held: [WorkItem]
  var postponed: Int
  /// What was submitted lately, and can be taken back.
  var undoable: [WorkItem]
  /// Those that the items ask for.
  var schemas: [Schema]

  init(of name: String, from platform: any Platform) async throws {
    project = try await platform.labelProject(named: name)
    let all = try await platform.heldLabelTasks(project.id)
    held = all.filter { $0.draft != nil }.reversed() + all.filter { $0.draft == nil }
    if held.isEmpty, let next = try await platform.nextLabelTask(project.id) { held = [next] }
    postponed = try await platform.postponedLabelTasks(project.id).count
    undoable = try await platform.undoableLabelTasks(project.id)
    schemas = [Schema(version: project.schemaVersion, schema: project.schema)]
    for version in Set(held.map(\.schemaVersion)).sorted() where version != project.schemaVersion {
      schemas.append(
        Schema(version: version, schema: try await platform.labelSchema(project.id, version: version)))
    }
  }
}

extension String {
  /// A task's key in a line; of a long one, such as a checksum, the end.
  var shownKey: String { count > 24 ? "…" + suffix(8) : self }
}

extension LabelProject {
  var taskCount: Int { tasks.values.reduce(0, +) }
  /// Tasks whose labels have all come.
  var labeledCount: Int {
    [.labeled, .inReview, .adjudicating, .accepted].reduce(0) { $0 + tasks[$1, default: 0] }
  }
  /// 0…1
  var labeledFraction: Double { taskCount > 0 ? Double(labeledCount) / Double(taskCount) : 0 }
}
