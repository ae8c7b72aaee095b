import Foundation
public import Model
public import Support

extension MemoryLabeling {
  public func next(_ id: LabelProjectID) throws -> WorkItem? {
    try actor.require(.work)
    return try with { state in
      let project = try state.project(id)
      let held = state.entries.filter { $0.task.projectID == id }.flatMap(\.assignments).count {
        $0.annotator == actor.name && $0.state == .leased
      }
      guard held < project.settings.leasesMax else {
        throw Failure("leases_too_many", "\(actor.name) holds as many tasks as the project allows")
      }
      let lanes = actor.labelLanes(of: state.groups(of: actor.name))
      let order = state.entries.indices.filter { lanes.contains(state.entries[$0].task.lane) }
        .sorted { state.entries[$0].task.priority > state.entries[$1].task.priority }
      for index in order where state.entries[index].task.projectID == id && isFree(state.entries[index]) {
        let returned = state.entries[index].assignments.firstIndex { $0.annotator == actor.name }
        var assignment =
          returned.map { state.entries[index].assignments[$0] }
          ?? Assignment(
            id: state.id(), taskID: state.entries[index].task.id, annotator: actor.name, state: .leased,
            annotation: nil, reason: nil, leasedAt: state.now, expiresAt: nil, submittedAt: nil, secondsSpent: 0)
        assignment.state = .leased
        assignment.expiresAt = state.now.addingTimeInterval(Double(project.settings.leaseSeconds))
        if let returned {
          state.entries[index].assignments[returned] = assignment
        } else {
          state.entries[index].assignments.append(assignment)
        }
        state.entries[index].task.state = .inProgress
        state.log(index, "claimed", to: assignment.state.rawValue, by: actor)
        return try state.item(state.entries[index], assignment)
      }
      return nil
    }
  }

  private func isFree(_ entry: Entry) -> Bool {
    guard [.open, .inProgress].contains(entry.task.state) else { return false }
    let mine = entry.assignments.first { $0.annotator == actor.name }
    if let mine { return [.released, .expired, .rejectedRequeueSame].contains(mine.state) }
    let taken = entry.assignments.count { [.leased, .submitted, .postponed].contains($0.state) }
    return taken < entry.task.overlap
  }

  public func items(_ id: LabelProjectID, _ wanted: AssignmentState) throws -> [WorkItem] {
    try actor.require(.work)
    return try with { state in
      try state.entries.filter { $0.task.projectID == id }.flatMap { entry in
        try entry.assignments.filter { $0.annotator == actor.name && $0.state == wanted }.map {
          try state.item(entry, $0)
        }
      }
    }
  }

  public func undoable(_ id: LabelProjectID) throws -> [WorkItem] {
    try actor.require(.work)
    return try with { state in
      try state.entries.filter { $0.task.projectID == id }.flatMap { entry in
        guard [.inProgress, .labeled, .accepted].contains(entry.task.state) else { return [WorkItem]() }
        return try entry.assignments.filter { $0.annotator == actor.name && $0.state == .submitted }.map {
          try state.item(entry, $0)
        }
      }.suffix(Submission.undoMax)
    }
  }

  /// What is in the actor's hands already, as it is.
  private func inHand(_ id: AssignmentID, _ state: State) throws -> WorkItem? {
    for entry in state.entries {
      guard
        let assignment = entry.assignments.first(where: {
          $0.id == id && $0.state == .leased && $0.annotator == actor.name
        })
      else { continue }
      return try state.item(entry, assignment)
    }
    return nil
  }

  public func resume(_ id: AssignmentID) throws -> WorkItem {
    try actor.require(.work)
    return try with { state in
      if let item = try inHand(id, state) { return item }
      for (entry, value) in state.entries.enumerated() {
        guard
          let index = value.assignments.firstIndex(where: {
            $0.id == id && $0.state == .postponed && $0.annotator == actor.name
          })
        else { continue }
        state.entries[entry].assignments[index].state = .leased
        return try state.item(state.entries[entry], state.entries[entry].assignments[index])
      }
      throw Self.missing("assignment")
    }
  }

  /// A draft is kept though the lease was lost.
  public func save(_ lease: LabelLease, _ draft: JSON?) throws -> LabelLease {
    try actor.require(.work)
    return try with { state in
      if let draft,
        let entry = state.entries.firstIndex(where: {
          $0.assignments.contains { $0.id == lease.assignment && $0.annotator == actor.name }
        })
      {
        state.entries[entry].drafts[lease.assignment] = draft
      }
      _ = try state.place(of: lease, annotator: actor.name)
      var renewed = lease
      renewed.now = state.now
      renewed.expiresAt = state.now.addingTimeInterval(900)
      return renewed
    }
  }

  public func submit(_ submission: Submission) throws -> LabelResult {
    try actor.require(.work)
    return try with { state in
      if let before = state.submitted[submission.idempotencyKey] {
        let entry = try state.index(of: before.taskID)
        let schema = try state.project(state.entries[entry].task.projectID).schema
        let answer = try? schema.annotation(submission.annotation, payload: state.entries[entry].draft.payload).json
        guard before.after == answer else {
          state.entries[entry].drafts[submission.lease.assignment] = submission.annotation
          throw Failure("idempotency_key_reused", "another answer was submitted under this key")
        }
        return before
      }
      let (entry, index) = try state.place(of: submission.lease, annotator: actor.name)
      let project = try state.project(state.entries[entry].task.projectID)
      let answer = try project.schema.annotation(
        submission.annotation, payload: state.entries[entry].draft.payload
      ).json
      let result = LabelResult(
        id: state.id(), taskID: state.entries[entry].task.id, version: state.entries[entry].results.count + 1,
        kind: .submission, author: actor.name, at: state.now, schemaVersion: project.schemaVersion,
        before: state.entries[entry].assignments[index].annotation, after: answer, reason: nil)
      state.entries[entry].results.append(result)
      state.entries[entry].assignments[index].state = .submitted
      state.entries[entry].assignments[index].annotation = answer
      state.entries[entry].assignments[index].submittedAt = state.now
      state.entries[entry].drafts[submission.lease.assignment] = nil
      state.submitted[submission.idempotencyKey] = result
      state.log(entry, "submitted", to: AssignmentState.submitted.rawValue, by: actor)
      state.settle(entry, reviewRate: project.settings.reviewRate)
      return result
    }
  }

  public func takeBack(_ id: AssignmentID) throws -> WorkItem {
    try actor.require(.work)
    return try with { state in
      if let item = try inHand(id, state) { return item }
      for (entry, value) in state.entries.enumerated() {
        guard
          let index = value.assignments.firstIndex(where: {
            $0.id == id && $0.state == .submitted && $0.annotator == actor.name
          }),
          [.inProgress, .labeled, .accepted].contains(value.task.state)
        else { continue }
        state.entries[entry].assignments[index].state = .leased
        state.entries[entry].task.state = .inProgress
        state.entries[entry].task.submitted -= 1
        state.entries[entry].drafts[id] = value.drafts[id] ?? value.assignments[index].annotation
        state.submitted = state.submitted.filter { $0.value.taskID != value.task.id }
        return try state.item(state.entries[entry], state.entries[entry].assignments[index])
      }
      throw Failure("too_late_to_undo", "the submission cannot be taken back")
    }
  }

  public func leave(_ lease: LabelLease, _ way: LeaveTask, reason: String?) throws {
    try actor.require(.work)
    try with { state in
      let (entry, index) = try state.place(of: lease, annotator: actor.name)
      state.entries[entry].assignments[index].state =
        switch way {
        case .skip: .skipped
        case .postpone: .postponed
        case .release: .released
        case .putBack: .expired
        }
      state.entries[entry].assignments[index].reason = reason
    }
  }

  public func predict(
    _ id: LabelProjectID, _ predictions: [(key: String, prediction: Prediction)], isPreview: Bool = false
  ) throws -> PredictionOutcome {
    try actor.require(.configure)
    return try with { state in
      let schema = try state.project(id).schema
      var outcome = PredictionOutcome()
      for (place, (key, prediction)) in predictions.enumerated() {
        guard let index = state.entries.firstIndex(where: { $0.task.projectID == id && $0.task.key == key }) else {
          outcome.unknown += 1
          continue
        }
        do throws(Failure) {
          _ = try schema.annotation(
            prediction.annotation, payload: state.entries[index].draft.payload, isDraft: true)
        } catch {
          outcome.refused.append(.init(index: place, failure: error))
          continue
        }
        if !isPreview { state.entries[index].draft.predictions.append(prediction) }
        outcome.taken += 1
      }
      return outcome
    }
  }

  // MARK: - Review

  public func nextReview(_ id: LabelProjectID, _ queue: ReviewQueue) throws -> ReviewItem? {
    try actor.require(queue.right)
    return try with { state in
      try actor.require(queue.right, in: try state.project(id), groups: state.groups(of: actor.name))
      let wanted: [LabelTaskState] = queue == .review ? [.labeled, .inReview] : [.adjudicating]
      guard
        let index = state.entries.indices.filter({ index in
          let entry = state.entries[index]
          return entry.task.projectID == id && wanted.contains(entry.task.state)
            && !entry.assignments.contains { $0.annotator == actor.name }
        }).min(by: { state.entries[$0].passedOver < state.entries[$1].passedOver })
      else { return nil }
      if queue == .review { state.entries[index].task.state = .inReview }
      state.entries[index].fence += 1
      state.entries[index].reviewer = actor.name
      let entry = state.entries[index]
      let submissions = entry.assignments.filter { $0.state == .submitted }
      let answers = submissions.compactMap(\.annotation)
      let names = Set(answers.flatMap { $0.members ?? [] }.map(\.name))
      return ReviewItem(
        task: entry.task, fence: entry.fence, expiresAt: state.now.addingTimeInterval(900),
        payload: entry.draft.payload, predictions: entry.draft.predictions,
        schemaVersion: try state.project(id).schemaVersion, submissions: submissions,
        disputed: names.filter { name in Set(answers.map { $0[name] }).count > 1 }.sorted())
    }
  }

  public func decide(_ id: LabelTaskID, fence: Int64, _ decision: ReviewDecision, reason: String?) throws -> LabelTask {
    try with { state in
      let index = try state.index(of: id)
      let task = state.entries[index].task
      try actor.require(
        task.state.decidingRight, in: try state.project(task.projectID), groups: state.groups(of: actor.name))
      guard state.entries[index].fence == fence, state.entries[index].reviewer == actor.name else {
        throw Failure("review_lost", "the task is no longer in your hands")
      }
      try actor.requireWorkOfOthers(state.entries[index].assignments)
      switch decision {
      case .release:
        if state.entries[index].task.state == .inReview { state.entries[index].task.state = .labeled }
        state.lastID += 1
        state.entries[index].passedOver = state.lastID
      case .reject(let requeue):
        try Reason.check(reason)
        for place in state.entries[index].assignments.indices {
          state.entries[index].assignments[place].state =
            requeue == .same ? .rejectedRequeueSame : requeue == .other ? .rejectedRequeueOther : .rejectedRemoved
          state.entries[index].assignments[place].reason = reason
        }
        state.entries[index].task.state = requeue == .removed ? .rejected : .open
      case .accept, .fix:
        let submissions = state.entries[index].assignments.compactMap(\.annotation)
        var answer = submissions.first ?? [:]
        if case .fix(let fixed) = decision { answer = fixed }
        state.entries[index].task.state = .accepted
        state.entries[index].task.version += 1
        state.entries[index].results.append(
          LabelResult(
            id: state.id(), taskID: id, version: state.entries[index].results.count + 1, kind: .fix,
            author: actor.name, at: state.now, schemaVersion: 1, before: submissions.first, after: answer,
            reason: reason))
      }
      state.log(index, "decided", to: state.entries[index].task.state.rawValue, by: actor)
      return state.entries[index].task
    }
  }
}
