// The cells of the matrix that say "if" and "after": what every backend asks, so that none knows another rule.

extension Actor {
  /// Tasks and figures of a project are for who does something with them. Fails with `forbidden`.
  public func requireOverview() throws(Failure) {
    let rights: [LabelingRight] = [.assign, .export, .review]
    guard rights.allSatisfy({ role.grant($0) == .no }) else { return }
    throw refusal("see tasks and figures", for: rights)
  }

  /// Whether the actor may do what needs the right in this project: a reviewer decides between labels, and sets the gold
  /// standard, as a member of the group that it names. `groups` are asked for where it matters. Fails with `forbidden`,
  /// `read_only`.
  public func require(
    _ right: LabelingRight, in project: LabelProject, groups: () async throws -> Set<String>
  ) async throws {
    guard try require(right) == .ifGranted else { return }
    try requireGroup(of: project, try await groups())
  }

  /// The same, of groups that are known.
  public func require(_ right: LabelingRight, in project: LabelProject, groups: Set<String>) throws(Failure) {
    guard try require(right) == .ifGranted else { return }
    try requireGroup(of: project, groups)
  }

  private func requireGroup(of project: LabelProject, _ groups: Set<String>) throws(Failure) {
    if let group = project.settings.adjudicators, groups.contains(group) { return }
    let able = project.settings.adjudicators.map { "the skill group \($0)" } ?? "a lead"
    throw Failure(
      "forbidden", "\(name) may not decide what is right in \(project.name)",
      nextStep: "that is for \(able) of the project")
  }

  /// Nobody reviews their own work, whenever they did it. `assignments`: all of the task. Fails with `own_work`.
  public func requireWorkOfOthers(_ assignments: [Assignment]) throws(Failure) {
    guard !assignments.contains(where: { $0.annotator == name && $0.annotation != nil }) else {
      throw Failure("own_work", "\(name) has labeled this task", nextStep: "somebody else has to review it")
    }
  }

  /// The queues that the actor is served from, in this order.
  public func labelLanes(of groups: Set<String>) -> [LabelLane] {
    [.person(name)] + groups.sorted().map(LabelLane.group) + [.everybody]
  }
}

extension Role {
  /// Whether gold items are known to the role, and their right answers. To others they look like any other task.
  public var seesGold: Bool { grant(.adjudicate) == .yes || grant(.export) == .yes }
}

extension LabelTaskDetail {
  /// What an actor may see of it: the labels of others by ``LabelingRight/seeOthers``, the log by
  /// ``LabelingRight/readHistory``; to who may not know gold items they look like any other task. Fails with `forbidden`.
  public func seen(by actor: Actor, gold serving: GoldServing = GoldServing()) throws(Failure) -> LabelTaskDetail {
    let history = try actor.require(.readHistory)
    var detail = actor.role.seesGold ? self : disguised(from: actor, serving)
    if !detail.showsOthers(to: actor) {
      detail.assignments.removeAll { $0.annotator != actor.name }
      detail.results.removeAll { $0.author != actor.name }
    }
    if history == .own { detail.log.removeAll { $0.actor != actor.name } }
    return detail
  }

  private func showsOthers(to actor: Actor) -> Bool {
    switch actor.role.grant(.seeOthers) {
    case .yes: true
    // Who reviews a task sees it; who may still label it does not.
    case .afterOwnSubmit:
      results.contains { $0.author == actor.name && $0.kind == .submission }
        || [.labeled, .inReview, .adjudicating, .accepted].contains(task.state)
    default: false
    }
  }
}

extension LabelTaskState {
  /// The right that it takes to decide on a task in this state.
  public var decidingRight: LabelingRight { self == .adjudicating ? .adjudicate : .review }
}
