import Foundation
public import Messaging
public import Model
public import Postgres
public import Support

/// People and their skill groups.
public struct PeopleService: Sendable {
  public static let nameBytesMax = 128

  private let pool: PostgresPool
  private let outbox: Outbox
  private let actor: Actor
  private let environment: Environment

  public init(pool: PostgresPool, outbox: Outbox, actor: Actor, environment: Environment) {
    self.pool = pool
    self.outbox = outbox
    self.actor = actor
    self.environment = environment
  }

  public func skillGroups() async throws -> [SkillGroup] {
    try await pool.withConnection { try await PeopleRepository.groups($0) }
  }

  /// Makes the group when it is new, and people known who are not.
  public func changeSkillGroup(
    _ name: String, add: [String], remove: [String], reason: String
  ) async throws -> SkillGroup {
    try actor.require(.configure)
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Failure("reason_required", "the action needs a reason", nextStep: "say why, for the audit log")
    }
    guard
      ([name] + add).allSatisfy({ (1...PeopleService.nameBytesMax).contains($0.utf8.count) && !$0.utf8.contains(0) })
    else { throw Failure.invalid("names have 1 to \(PeopleService.nameBytesMax) bytes") }
    return try await pool.withTransaction { connection in
      let before = try await PeopleRepository.groups(connection).first { $0.name == name }
      let group = try await PeopleRepository.group(name, newID: environment.newID(), connection)
      try await PeopleRepository.add(add.map { (environment.newID(), $0) }, to: group, connection)
      try await PeopleRepository.remove(remove, from: group, connection)
      let after = try await PeopleRepository.groups(connection).first { $0.name == name }
      _ = try await outbox.audit(
        actor, action: "iam.skill_group.change", target: "skill group \(name)", reason: reason,
        before: try before.map { try JSON(encoding: $0) }, after: try after.map { try JSON(encoding: $0) },
        traceID: nil, on: connection)
      return after ?? SkillGroup(name: name, members: [])
    }
  }
}
