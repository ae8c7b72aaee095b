public import Messaging
public import Model
public import Postgres
public import Support

/// What people ask of labeling. Rights are checked here; how tasks move stands in ``TaskDesk``.
public struct LabelingService: Sendable {
  let pool: PostgresPool
  let outbox: Outbox
  let actor: Actor
  /// The actor's skill groups, as they are now.
  let groups: @Sendable () async throws -> Set<String>
  /// The names of all skill groups, as they are now.
  let knownGroups: @Sendable () async throws -> [String]
  let environment: Environment

  public init(
    pool: PostgresPool, outbox: Outbox, actor: Actor, groups: @escaping @Sendable () async throws -> Set<String>,
    knownGroups: @escaping @Sendable () async throws -> [String], environment: Environment
  ) {
    self.pool = pool
    self.outbox = outbox
    self.actor = actor
    self.groups = groups
    self.knownGroups = knownGroups
    self.environment = environment
  }

  func desk() -> TaskDesk { TaskDesk(outbox: outbox, actor: actor, environment: environment) }

  func project(
    _ id: LabelProjectID, lock: Bool = false, _ connection: PostgresConnection
  ) async throws -> LabelProject {
    guard let project = try await ProjectRepository.find(id, lock: lock, connection) else {
      throw Failure.notFound("labeling project", id.description, list: "flowsight label projects")
    }
    return project
  }

  /// Fails with `group_unknown`.
  func requireKnown(group name: String?) async throws {
    if let name { try SkillGroup.require(name, among: try await knownGroups()) }
  }

  static func taskUnknown(_ id: LabelTaskID) -> Failure {
    Failure.notFound("labeling task", id.description, list: "flowsight label tasks")
  }

  /// Why something is left alone: it is in a state that does not allow it.
  static func stands(_ state: String) -> String { "it is \(state)" }
}
