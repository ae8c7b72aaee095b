import Listing
public import Messaging
public import Model
public import Postgres
import Support

/// The consumer of the identity service: keeps the audit log. Services tell it what people did through their
/// outboxes, in the transaction of the act.
public struct AuditKeeper: EventHandler {
  public init() {}

  public func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws {
    let acts = deliveries.filter { $0.event.eventType == .auditRecorded }
    try await AuditRepository.insert(try acts.map { try $0.event.payload.decode() }, connection)
  }

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    try await handle([delivery], on: connection)
  }
}

/// Who acts, and what was done.
public struct IdentityService: Sendable {
  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  public func auditEntries(_ query: ListQuery, _ page: PageRequest) async throws -> Page<AuditEntry> {
    try await pool.withConnection { try await AuditRepository.list.page(query, page, $0) }
  }

  /// What people did under a trace.
  public func trace(_ id: TraceID, limit: Int) async throws -> [TraceEvent] {
    try await pool.withConnection { try await TraceRepository.acts(of: id, limit: limit, $0) }
  }

  public func auditEntry(_ id: AuditID) async throws -> AuditEntry {
    guard let entry = try await pool.withConnection({ try await AuditRepository.find(id, $0) }) else {
      throw Failure(
        "not_found", "there is no audit entry \(id)",
        nextStep: "an entry reaches the log a moment after the act; list what there is with `flowsight audit list`")
    }
    return entry
  }

  public func skillGroups(of actor: Actor) async throws -> Set<String> {
    Set(try await pool.withConnection { try await PeopleRepository.groups(of: actor.name, $0) })
  }

  /// The actor behind a direct connection, with the role that the database login is a member of: the person whose login
  /// it is, else the login itself; and whether the login may act as anybody. A superuser is the operating-system user
  /// `name`, or acts as somebody else.
  /// Fails with `forbidden` when the login is a member of no role, or may not act as somebody else.
  public static func actor(
    name: String, actingAs persona: Actor.Persona? = nil, on connection: PostgresConnection
  ) async throws -> (actor: Actor, mayActAs: Bool) {
    let session = try await AuditRepository.session(connection)
    if let persona {
      guard session.isSuperuser else {
        throw Failure(
          "forbidden", "the database login \(session.login) may not act as somebody else",
          nextStep: "only a superuser may; connect with the login of \(persona.name)")
      }
      return (Actor(name: persona.name, credential: session.login, role: persona.role), true)
    }
    guard let role = session.role else {
      throw Failure(
        "forbidden", "the database login \(session.login) has no role in FlowSight",
        nextStep: "an administrator can give it one: GRANT flowsight_viewer TO \"\(session.login)\"")
    }
    let known = try await PeopleRepository.name(connection)
    let actor = Actor(
      name: known ?? (session.isSuperuser ? name : session.login), credential: session.login, role: role)
    return (actor, session.isSuperuser)
  }
}
