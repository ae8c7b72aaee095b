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

  /// Who would join and leave. Without a name, what is asked for is a new group.
  public func preview(_ name: String, add: [String], remove: [String]) async throws -> ActionPreview {
    // A group that is to be named still.
    if !name.isEmpty { try check(name, add) } else { try actor.require(.configure) }
    let members = try await skillGroups().first { $0.name == name }?.members
    let joining = add.filter { !(members ?? []).contains($0) }
    let leaving = remove.filter { (members ?? []).contains($0) }
    var effects = members == nil ? [localized("the group is new", "新的技能组")] : []
    if !joining.isEmpty {
      let names = joining.joined(separator: ", ")
      effects.append(localized("joining: \(names)", "加入：\(names)"))
    }
    if !leaving.isEmpty {
      let names = leaving.joined(separator: ", ")
      effects.append(localized("leaving: \(names); what they hold stays in their hands", "移出：\(names)；手中的任务仍归其所有"))
    }
    return ActionPreview(
      action: Intervention.changeSkillGroup(name, add: add, remove: remove).name,
      items: [ActionPreview.Item(id: name, title: (members ?? []).joined(separator: ", "))], effects: effects)
  }

  private func check(_ name: String, _ add: [String]) throws(Failure) {
    try actor.require(.configure)
    guard
      ([name] + add).allSatisfy({ (1...PeopleService.nameBytesMax).contains($0.utf8.count) && !$0.utf8.contains(0) })
    else { throw Failure.invalid("names have 1 to \(PeopleService.nameBytesMax) bytes") }
  }

  /// Makes the group when it is new, and people known who are not.
  public func changeSkillGroup(
    _ name: String, add: [String], remove: [String], reason: String
  ) async throws -> ActionResult {
    try check(name, add)
    try Reason.check(reason)
    let audit = try await pool.withTransaction { connection in
      let before = try await PeopleRepository.groups(connection).first { $0.name == name }
      let group = try await PeopleRepository.group(name, newID: environment.newID(), connection)
      try await PeopleRepository.add(add.map { (environment.newID(), $0) }, to: group, connection)
      try await PeopleRepository.remove(remove, from: group, connection)
      let after = try await PeopleRepository.groups(connection).first { $0.name == name }
      return try await outbox.audit(
        actor, .changeSkillGroup, target: .skillGroup(name), reason: reason,
        before: try before.map { try JSON(encoding: $0) }, after: try after.map { try JSON(encoding: $0) },
        traceID: nil, on: connection)
    }
    return ActionResult(
      action: Intervention.changeSkillGroup(name, add: add, remove: remove).name,
      items: [ActionResult.Item(id: name, auditID: audit)])
  }
}
