import Foundation
import Model
import Support
import Testing

/// Something that needs a right.
struct MatrixAct: Sendable {
  var name: String
  var right: LabelingRight
  var settings = LabelSettings()
  /// What comes of it where the condition of the cell does not hold, and where there is no right.
  var otherwise = MatrixOutcome.refused("forbidden")
  var without = MatrixOutcome.refused("forbidden")
  var attempt: @Sendable (MatrixCell, MatrixSituation) async throws -> MatrixOutcome

  func expected(_ grant: LabelingGrant) -> [(MatrixSituation, MatrixOutcome)] {
    switch grant {
    case .no: [(.plain, without)]
    case .yes, .task, .project: [(.plain, .done)]
    case .ifSkilled, .afterOwnSubmit, .notOwnWork, .ifGranted, .own: [(.fails, otherwise), (.holds, .done)]
    }
  }

  /// Those in which conditions hold for their members.
  static let groups = ["readers", "judges", "goldsmiths"]

  static let all = work + [seeOthers] + reviews + [adjudicate, gold] + lead + configure + [export, history]

  // MARK: - Claim, renew, submit

  private static let work =
    [
      MatrixAct(name: "claim", right: .work, otherwise: .nothing) { cell, situation in
        try await cell.skilled(situation)
        return try await cell.me.nextLabelTask(cell.project.id) == nil ? .nothing : .done
      }
    ]
    + [
      own("renew") { cell, lease in _ = try await cell.me.renewLabelLease(lease) },
      own("draft") { cell, lease in _ = try await cell.me.saveLabelDraft(lease, Stage.good) },
      own("skip") { cell, lease in try await cell.me.leaveLabelTask(lease, .skip, reason: "unreadable") },
      own("submit") { cell, lease in
        _ = try await cell.me.submitLabel(
          Submission(lease: lease, annotation: Stage.good, idempotencyKey: UUID().uuidString))
      },
    ]

  /// With a lease of one's own; that of somebody else is not found.
  private static func own(
    _ name: String, _ body: @escaping @Sendable (MatrixCell, LabelLease) async throws -> Void
  ) -> MatrixAct {
    MatrixAct(name: name, right: .work, otherwise: .refused("not_found")) { cell, situation in
      var lease = cell.noLease
      if situation != .plain {
        try await cell.task()
        let holder = situation == .holds ? cell.me : cell.stage.ann
        lease = try #require(try await holder.nextLabelTask(cell.project.id)).lease
      }
      try await body(cell, lease)
      return .done
    }
  }

  // MARK: - The labels of others

  private static let seeOthers = MatrixAct(
    name: "see others' labels", right: .seeOthers, settings: LabelSettings(overlap: 3), otherwise: .nothing,
    without: .nothing
  ) { cell, situation in
    let task = try await cell.task()
    try await cell.label(cell.stage.ann)
    if situation == .holds { try await cell.label(cell.me, Stage.bad) }
    do {
      let detail = try await cell.me.labelTask(task)
      let seen = detail.assignments.map(\.annotator) + detail.results.map(\.author)
      return seen.contains("ann") ? .done : .nothing
    } catch let failure as Failure where failure.errorCode == "forbidden" {
      return .nothing
    }
  }

  // MARK: - Review

  private static let reviews = [
    review("accept", .accept), review("fix", .fix(Stage.bad)), review("reject", .reject(.other)),
  ]

  /// Where it is one's own work, nothing is served.
  private static func review(_ name: String, _ decision: ReviewDecision) -> MatrixAct {
    MatrixAct(
      name: name, right: .review, settings: LabelSettings(reviewRate: 1), otherwise: .nothing
    ) { cell, situation in
      try await cell.task()
      try await cell.label(situation == .fails ? cell.me : cell.stage.ann)
      guard let item = try await cell.me.nextReview(cell.project.id, .review) else { return .nothing }
      _ = try await cell.me.decideReview(item.task.id, fence: item.fence, decision, reason: "so it is")
      return .done
    }
  }

  private static let adjudicate = MatrixAct(
    name: "decide between labels", right: .adjudicate, settings: LabelSettings(overlap: 2, adjudicators: "judges")
  ) { cell, _ in
    try await cell.task()
    try await cell.label(cell.stage.ann)
    try await cell.label(cell.stage.bob, Stage.bad)
    let item = try #require(try await cell.me.nextReview(cell.project.id, .adjudication))
    _ = try await cell.me.decideReview(item.task.id, fence: item.fence, .fix(Stage.bad), reason: nil)
    return .done
  }

  private static let gold = MatrixAct(
    name: "set gold", right: .adjudicate, settings: LabelSettings(adjudicators: "goldsmiths")
  ) { cell, _ in
    let task = try await cell.task()
    try await cell.act(.setGold(.answer(Stage.good)), task)
    return .done
  }

  // MARK: - What a lead does

  private static let lead: [MatrixAct] = [
    MatrixAct(name: "publish", right: .assign) { cell, _ in
      try await cell.act(.publish, try await cell.task { $0.state = .draft })
      return .done
    },
    MatrixAct(name: "assign", right: .assign) { cell, _ in
      try await cell.act(.assign(.person("ann")), try await cell.task())
      return .done
    },
    MatrixAct(name: "prioritize", right: .assign) { cell, _ in
      try await cell.act(.prioritize(3), try await cell.task())
      return .done
    },
    MatrixAct(name: "revoke", right: .assign) { cell, _ in
      let task = try await cell.task()
      _ = try await cell.stage.ann.nextLabelTask(cell.project.id)
      try await cell.act(.revoke, task)
      return .done
    },
    MatrixAct(name: "reopen", right: .assign) { cell, _ in
      let task = try await cell.task()
      try await cell.label(cell.stage.ann)
      try await cell.act(.reopen, task)
      return .done
    },
  ]

  private static let configure: [MatrixAct] = [
    MatrixAct(name: "create a project", right: .configure) { cell, _ in
      let draft = LabelProjectDraft(name: "q-\(UUID().uuidString)", schema: cell.project.schema)
      _ = try await cell.me.createLabelProject(draft)
      return .done
    },
    MatrixAct(name: "change a project", right: .configure) { cell, _ in
      try await cell.intervene(.changeLabelProject(cell.project.id, LabelProjectChange(status: .paused)))
      return .done
    },
    MatrixAct(name: "form a skill group", right: .configure) { cell, _ in
      try await cell.intervene(.changeSkillGroup("group-of-\(cell.name)", add: ["ann"], remove: []))
      return .done
    },
    // Allowed, there is nothing yet that could be published.
    MatrixAct(name: "publish results", right: .configure) { cell, _ in
      do {
        _ = try await cell.me.publishLabels(cell.project.id, dataset: "moods", reason: "so it is")
      } catch let failure as Failure where ["nothing_accepted", "not_found"].contains(failure.errorCode) {
        return .done
      }
      return .done
    },
    MatrixAct(name: "import", right: .configure) { cell, _ in
      _ = try await cell.me.importLabelTasks(cell.project.id, [LabelTaskDraft(payload: ["text": "y"])])
      return .done
    },
    MatrixAct(name: "predict", right: .configure) { cell, _ in
      _ = try await cell.me.addPredictions(cell.project.id, [])
      return .done
    },
  ]

  private static let export = MatrixAct(name: "export", right: .export) { cell, _ in
    _ = try await cell.me.exportLabels(cell.project.id, LabelTaskFilter(), PageRequest())
    return .done
  }

  /// Of a task that two have worked on: one's own part, or all.
  private static let history = MatrixAct(
    name: "read the history", right: .readHistory, settings: LabelSettings(overlap: 2), otherwise: .nothing
  ) { cell, situation in
    let task = try await cell.task()
    try await cell.label(cell.stage.ann)
    if situation == .holds { try await cell.label(cell.me) }
    let log = try await cell.me.labelTask(task).log
    if situation == .plain { return log.contains { $0.actor == "ann" } ? .done : .nothing }
    #expect(log.allSatisfy { $0.actor == cell.name })
    return log.isEmpty ? .nothing : .done
  }
}

extension MatrixCell {
  /// A task for a skill group that one is a member of, or not.
  fileprivate func skilled(_ situation: MatrixSituation) async throws {
    let group = situation == .fails ? "writers" : "readers"
    try await task { $0.group = situation == .plain ? nil : group }
  }

  /// Previewed as well: a preview is refused as the act is.
  fileprivate func act(_ action: LabelTaskAction, _ task: LabelTaskID) async throws {
    let preview = await outcome {
      _ = try await me.previewLabelTasks(action, [task])
      return .done
    }
    let performed = await outcome {
      let result = try await me.performLabelTasks(action, [task], reason: "so it is")
      if let failure = result.items.first?.failure { throw failure }
      return .done
    }
    #expect(preview == performed, "\(name) \(action.name)")
    if case .refused(let code) = performed { throw Failure(ErrorCode(rawValue: code), "refused") }
  }
}
