/// What a person may be in FlowSight.
public enum Role: String, Hashable, Sendable, Codable, CaseIterable {
  case viewer
  case `operator`
  case annotator, reviewer, lead, admin
}

/// What can be done through ``Platform``.
public enum Right: String, Hashable, Sendable, Codable, CaseIterable {
  case view
  case ingest
  case rerun
  case redrive
  case discard
  case readAudit = "read_audit"
}

extension Role {
  /// The rights of the role: the one table that every door obeys, since it is checked behind ``Platform``.
  public var rights: Set<Right> {
    switch self {
    case .viewer, .annotator, .reviewer: [.view]
    case .lead: [.view, .readAudit]
    case .operator: [.view, .ingest, .rerun, .redrive, .discard, .readAudit]
    case .admin: Set(Right.allCases)
    }
  }
}

/// Who acts: the person, and how they were recognised.
public struct Actor: Hashable, Sendable, Codable {
  /// The operating-system user in direct mode.
  public var name: String
  /// The database role in direct mode.
  public var credential: String
  public var role: Role

  public init(name: String, credential: String, role: Role) {
    self.name = name
    self.credential = credential
    self.role = role
  }

  /// Fails with `forbidden` unless the role has the right.
  public func require(_ right: Right) throws(Failure) {
    guard role.rights.contains(right) else {
      let able = Role.allCases.filter { $0.rights.contains(right) }.map(\.rawValue).joined(separator: " or ")
      throw Failure(
        "forbidden", "\(name) has the role \(role.rawValue), which may not \(right.rawValue)",
        nextStep: "ask an administrator for the role \(able)")
    }
  }
}
