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
    // It follows what is still on its way, in the order of what is written about it.
    errands.append(gone.way == nil ? .takeBack(assignment) : .resume(assignment))
    awaited[assignment, default: 0] += 1
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
    // It is asked for again when the server is back.
    if case .failure(let failure) = result, failure.isTransient { return }
    let left = awaited[assignment, default: 1] - 1
    awaited[assignment] = left > 0 ? left : nil
    let isPostponed = if case .resume = errand { true } else { false }
    let index = hand.firstIndex { $0.item.lease.assignment == assignment && $0.isComing }
    switch result {
    case .success(.item(let item?)):
      if isPostponed { postponed = max(0, postponed - 1) }
      guard left <= 0, let index else { return }
      let isOther = hand[index].arrived(item, schemas[item.schemaVersion], at: now)
      if index == 0 {
        saveDraft()
        let key = item.key.shownKey
        remark = (isOther ? LabelingWords.tookBackOther(key) : LabelingWords.tookBack(key), .info)
      }
    case .success: break
    case .failure(let failure):
      forget(assignment)
      guard let index else { return }
      remark = (hand[index].item.key.shownKey + ": " + failure.shown, .warning)
      if !isPostponed { submitted += 1 }
      hand.remove(at: index)
      show()
    }
  }

  /// What was answered anew has arrived, or the answer before it stands.
  mutating func resent(_ held: Held, _ result: Result<ErrandReply, Failure>) {
    isFull = false
    if case .failure(let failure) = result {
      let assignment = held.item.lease.assignment
      guard !failure.isTransient else {
        onTheWay[assignment] = held
        unsent.insert(assignment)
        return
      }
      forget(assignment)
      remark = (held.item.key.shownKey + ": " + failure.shown, .warning)
    }
    topUp()
  }

  /// What was changed on an item whose lease is still to come is kept as its author's draft, when one leaves.
  mutating func keepComing() {
    for held in hand where held.isComing {
      guard let draft = held.sheet?.annotation.json, draft != held.saved ?? [:] else { continue }
      errands.append(.draft(held.item.lease, draft))
    }
  }
}

extension WorkbenchScene.Held {
  /// It is in hand again; what was answered meanwhile stays. Otherwise the draft that came with it is shown: whether it
  /// is another than what one saw, since it was written elsewhere.
  fileprivate mutating func arrived(_ item: WorkItem, _ schema: LabelSchema?, at now: Date) -> Bool {
    let isUntouched = sheet?.annotation.json == self.item.draft
    (isComing, saved, self.item) = (false, item.draft, item)
    renewed(item.lease, at: now)
    guard isUntouched, let schema, let draft = item.draft else { return false }
    let other = AnswerSheet(schema, payload: item.payload, draft: draft)
    guard other.annotation != sheet?.annotation else { return false }
    (sheet, saved) = (other, other.annotation.json)
    return true
  }
}
