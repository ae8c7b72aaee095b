import Foundation
import Model
import Support
import Terminal

/// Taking back: what one saw last comes back, whatever arrived meanwhile, and at once. Its lease follows.
extension WorkbenchScene {
  /// An item that left the hands.
  struct Gone: Sendable {
    var held: Held
    /// How it was put down; `nil`: it was submitted.
    var way: LeaveTask?

    var assignment: AssignmentID { held.item.lease.assignment }
  }

  /// Notes that an item left the hands; the last ten are kept.
  mutating func note(_ held: Held, _ way: LeaveTask?) {
    past = Array((past + [Gone(held: held, way: way)]).suffix(Submission.undoMax))
  }

  /// It did not leave after all.
  mutating func forget(_ assignment: AssignmentID) { past.removeAll { $0.assignment == assignment } }

  /// After a restart: what was submitted lately.
  mutating func recall(_ items: [WorkItem]) {
    past = items.map { item in
      var held = Held(item: item, leaseEnds: now, leaseSeconds: 0)
      if let schema = schemas[item.schemaVersion] { held.open(schema, titleField: project?.settings.titleField) }
      return Gone(held: held, way: nil)
    }
  }

  /// Of this item; with nothing to undo on it, what left the hands last.
  mutating func undo() {
    if !hand.isEmpty, hand[0].sheet?.undo() == true { return saveDraft() }
    guard let last = past.popLast() else {
      remark = (LabelingWords.nothingToUndo, .info)
      return
    }
    switch last.way {
    case nil, .postpone?: bringBack(last)
    case .skip?, .release?, .putBack?:
      let before = past.last?.held.item.key.shownKey
      remark = (LabelingWords.stays(last.held.item.key.shownKey, isSkipped: last.way == .skip, before), .info)
    }
  }

  private mutating func bringBack(_ gone: Gone) {
    let assignment = gone.assignment
    var held = gone.held
    (question, panel) = (nil, nil)
    if gone.way == nil { submitted = max(0, submitted - 1) }
    if again.removeValue(forKey: assignment) == nil {
      // It follows what is still on its way, in the order of what is written about it.
      errands.append(gone.way == nil ? .takeBack(assignment) : .resume(assignment))
    }
    (held.isComing, held.isLost, held.isSaving, held.shownAt, held.prediction) = (true, false, false, nil, -1)
    held.item.draft = held.sheet?.annotation.json ?? held.item.draft
    if let schema = schemas[held.item.schemaVersion] {
      held.open(schema, titleField: project?.settings.titleField)
    } else {
      errands.append(.schema(held.item.projectID, version: held.item.schemaVersion))
    }
    if !hand.isEmpty { hand[0].shownAt = nil }
    hand.insert(held, at: 0)
    remark = (LabelingWords.takingBack(held.item.key.shownKey), .info)
  }

  /// What was taken back has its lease, or cannot be had.
  mutating func cameBack(_ errand: Errand, _ assignment: AssignmentID, _ result: Result<ErrandReply, Failure>) {
    let isPostponed = if case .resume = errand { true } else { false }
    switch result {
    case .success(.item(let item?)):
      if isPostponed { postponed = max(0, postponed - 1) }
      if var held = again.removeValue(forKey: assignment) {
        held.arrived(item, at: now)
        send(held)
      } else if let index = hand.firstIndex(where: { $0.item.lease.assignment == assignment && $0.isComing }) {
        hand[index].arrived(item, at: now)
        if index == 0 {
          saveDraft()
          remark = (LabelingWords.tookBack(item.key.shownKey), .info)
        }
      }
    case .success: break
    // It is asked for again when the server is back.
    case .failure(let failure) where failure.isTransient: break
    case .failure(let failure):
      let gone = again.removeValue(forKey: assignment)
      if gone != nil { submitted = max(0, submitted - 1) }
      if !isPostponed { submitted += 1 }
      forget(assignment)
      let shown = hand.first { $0.item.lease.assignment == assignment }?.item.key ?? gone?.item.key ?? ""
      hand.removeAll { $0.item.lease.assignment == assignment && $0.isComing }
      remark = ([shown.shownKey, failure.shown].filter { !$0.isEmpty }.joined(separator: ": "), .warning)
      show()
    }
  }

  /// What was changed on an item whose lease is still to come is kept as its author's draft, when one leaves.
  mutating func keepComing() {
    for held in hand + again.values where held.isComing {
      guard let draft = held.sheet?.annotation.json, draft != held.saved ?? [:] else { continue }
      errands.append(.draft(held.item.lease, draft))
    }
  }
}

extension WorkbenchScene.Held {
  /// It is in hand again; what was answered meanwhile stays.
  fileprivate mutating func arrived(_ item: WorkItem, at now: Date) {
    (isComing, saved, self.item) = (false, item.draft, item)
    renewed(item.lease, at: now)
  }
}
