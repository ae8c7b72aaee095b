/// What can be done in labeling; a row of the matrix.
public enum LabelingRight: String, Hashable, Sendable, Codable, CaseIterable {
  /// Claim, renew, draft, submit, skip, postpone and release one's own.
  case work
  /// See the labels of others before submitting.
  case seeOthers = "see_others"
  /// Accept, fix and reject.
  case review
  /// Decide between labels, and set the gold standard.
  case adjudicate
  /// Assign, set priorities, revoke leases, reopen.
  case assign
  /// Make projects, change their schema, guidelines and settings, import tasks, form skill groups, make
  /// datasets of results.
  case configure
  case export
  /// Read who did what.
  case readHistory = "read_history"

  /// Whether something is changed by it.
  public var changes: Bool {
    switch self {
    case .seeOthers, .export, .readHistory: false
    case .work, .review, .adjudicate, .assign, .configure: true
    }
  }
}

/// How far a right goes; a cell of the matrix.
public enum LabelingGrant: String, Hashable, Sendable, Codable, CaseIterable {
  case no, yes
  /// Tasks without a skill group, and those of groups that one is a member of.
  case ifSkilled = "if_skilled"
  case afterOwnSubmit = "after_own_submit"
  /// As a member of the group that the project names.
  case ifGranted = "if_granted"
  case notOwnWork = "not_own_work"
  /// Of what one did oneself.
  case own
  /// Of a task at a time.
  case task
  /// Of a project.
  case project
}

extension Role {
  /// The matrix of rights, a line for each right: the one table that every door obeys.
  public func grant(_ right: LabelingRight) -> LabelingGrant {
    switch (right, self) {
    case (_, .viewer), (_, .operator): .no
    case (.work, .annotator), (.work, .reviewer), (.work, .lead): .ifSkilled
    case (.work, _): .no
    case (.seeOthers, .annotator): .no
    case (.seeOthers, .reviewer): .afterOwnSubmit
    case (.seeOthers, _): .yes
    case (.review, .reviewer), (.review, .lead): .notOwnWork
    case (.review, _): .no
    case (.adjudicate, .reviewer): .ifGranted
    case (.adjudicate, .lead): .yes
    case (.adjudicate, _): .no
    case (.assign, .lead), (.assign, .admin): .yes
    case (.assign, _): .no
    case (.configure, .lead), (.configure, .admin): .yes
    case (.configure, _): .no
    case (.export, .lead), (.export, .admin), (.export, .auditor): .yes
    case (.export, _): .no
    case (.readHistory, .annotator): .own
    case (.readHistory, .reviewer): .task
    case (.readHistory, .lead): .project
    case (.readHistory, _): .yes
    }
  }
}

extension Actor {
  /// Fails with `forbidden` when the role has nothing of the right, with `read_only` when it would change something
  /// and the connection may not; returns how far it goes.
  @discardableResult
  public func require(_ right: LabelingRight) throws(Failure) -> LabelingGrant {
    if right.changes { try requireWritable() }
    let grant = role.grant(right)
    guard grant == .no else { return grant }
    throw refusal(right.rawValue, for: [right])
  }

  /// Why a deed is refused that takes one of the rights.
  func refusal(_ deed: String, for rights: [LabelingRight]) -> Failure {
    let able = Role.allCases.filter { role in rights.contains { role.grant($0) != .no } }.map(\.rawValue)
      .joined(separator: " or ")
    return Failure(
      "forbidden", "\(name) has the role \(role.rawValue), which may not \(deed) in labeling",
      nextStep: "ask an administrator for the role \(able)")
  }
}
