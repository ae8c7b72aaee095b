import Listing
public import Messaging
public import Model
public import Postgres
import Support

/// The consumer of the identity service: keeps the audit log. Services tell it what people did through their
/// outboxes, in the transaction of the act.
public struct AuditKeeper: EventHandler {
  public init() {}

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    guard delivery.event.eventType == .auditRecorded else { return }
    try await AuditRepository.insert(try delivery.event.payload.decode(), connection)
  }
}

/// Who acts, and what was done.
public struct IdentityService: Sendable {
  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  public func auditEntries(_ query: ListQuery, _ page: PageRequest) async throws -> Page<AuditEntry> {
    try await pool.withConnection { try await AuditRepository.list.page(query, page, $0) }
  }

  /// The actor behind a direct connection: the operating-system user `name`, with the role that the database login
  /// is a member of. Fails with `forbidden` when it is a member of none.
  public func actor(name: String) async throws -> Actor {
    let (login, role) = try await pool.withConnection { try await AuditRepository.role($0) }
    guard let role else {
      throw Failure(
        "forbidden", "the database login \(login) has no role in FlowSight",
        nextStep: "an administrator can give it one: GRANT flowsight_viewer TO \"\(login)\"")
    }
    return Actor(name: name, credential: login, role: role)
  }
}
