/// What a person may be in FlowSight.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
  case viewer
  case `operator`
  case annotator, reviewer, lead, admin
  /// Reads everything, the audit log too, and changes nothing.
  case auditor
}

/// What can be done through ``Platform``.
public enum Right: String, Hashable, Sendable, Codable, CaseIterable {
  case view
  case ingest
  case rerun
  case redrive
  case discard
  /// Hold, resume and cancel what is at work.
  case control
  case readAudit = "read_audit"

  /// What it allows, in words that follow "may not".
  var deed: String { self == .readAudit ? "read the audit log" : rawValue }

  /// Whether something is changed by it.
  public var changes: Bool {
    switch self {
    case .view, .readAudit: false
    case .ingest, .rerun, .redrive, .discard, .control: true
    }
  }
}

extension Role {
  /// The rights of the role: the one table that every door obeys, since it is checked behind ``Platform``.
  public var rights: Set<Right> {
    switch self {
    case .viewer, .annotator, .reviewer: [.view]
    case .lead, .auditor: [.view, .readAudit]
    case .operator: [.view, .ingest, .rerun, .redrive, .discard, .control, .readAudit]
    case .admin: Set(Right.allCases)
    }
  }
}

/// Who acts: the person, and how they were recognised.
public struct Actor: Hashable, Sendable, Codable {
  /// The person in direct mode: by their database login, or the operating-system user behind a superuser's.
  public var name: String
  /// The database role in direct mode.
  public var credential: String
  public var role: Role
  /// Nothing may be changed through this connection, whatever the role may: a protection, not a property of the
  /// person, so it is in no document.
  public var isReadOnly = false

  public init(name: String, credential: String, role: Role, isReadOnly: Bool = false) {
    self.name = name
    self.credential = credential
    self.role = role
    self.isReadOnly = isReadOnly
  }

  private enum CodingKeys: CodingKey { case name, credential, role }

  /// Somebody that a superuser may act as, written `ann/annotator`.
  public struct Persona: Hashable, Sendable {
    public var name: String
    public var role: Role

    public init(name: String, role: Role) {
      self.name = name
      self.role = role
    }

    /// Fails with `invalid_argument`.
    public init(_ text: String) throws(Failure) {
      let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2, parts[0].utf8.count <= 128, let role = Role(rawValue: parts[1]) else {
        let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
        throw Failure.invalid(
          "'\(text.prefix(128))' names nobody to act as", nextStep: "write NAME/ROLE; roles are \(roles)")
      }
      name = parts[0]
      self.role = role
    }
  }

  /// Fails with `read_only` when nothing may be changed through the connection.
  public func requireWritable() throws(Failure) {
    guard isReadOnly else { return }
    throw Failure(
      "read_only", "the connection is read-only: nothing can be changed through it",
      nextStep: "open it again with `--write`, if you mean to")
  }

  /// Fails with `forbidden` unless the role has the right, with `read_only` when it would change something and the
  /// connection may not.
  public func require(_ right: Right) throws(Failure) {
    if right.changes { try requireWritable() }
    guard role.rights.contains(right) else {
      let able = Role.allCases.filter { $0.rights.contains(right) }.map(\.rawValue).joined(separator: " or ")
      throw Failure(
        "forbidden", "\(name) has the role \(role.rawValue), which may not \(right.deed)",
        nextStep: "ask an administrator for the role \(able)")
    }
  }
}
