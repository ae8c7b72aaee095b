import Foundation
import Model
import Support
import Terminal

extension WorkbenchScene {
  mutating func finish(_ errand: Errand, _ result: Result<ErrandReply, Failure>) -> Bool {
    switch (errand, result) {
    case (.take(let id), _) where id == project?.id && !isAway: took(result)
    case (.resumeFirst(let id), _) where id == project?.id: resumed(result)
    case (.takeBack(let assignment), _), (.resume(let assignment), _):
      guard awaited[assignment] != nil else { return false }
      cameBack(errand, assignment, result)
    case (.resubmit(let assignment, _, _), _):
      unsent.remove(assignment)
      guard let held = onTheWay.removeValue(forKey: assignment) else { return false }
      resent(held, result)
    case (.schema(let id, let version), _) where id == project?.id: learned(version, result)
    case (.draft(let lease, _), _), (.renew(let lease), _):
      guard let index = hand.firstIndex(where: { $0.item.lease.assignment == lease.assignment }) else { return true }
      saved(errand, index, result)
    case (.submit(let submission, _), _):
      unsent.remove(submission.lease.assignment)
      guard let held = onTheWay.removeValue(forKey: submission.lease.assignment) else { return false }
      sent(held, result)
    case (.leave(let lease, _, _), _):
      unsent.remove(lease.assignment)
      guard let held = onTheWay.removeValue(forKey: lease.assignment) else { return false }
      left(errand, held, result)
    default: return false
    }
    return true
  }

  private mutating func took(_ result: Result<ErrandReply, Failure>) {
    isTaking = false
    switch result {
    case .success(.item(let item?)): take(item)
    case .success: isDry = true
    case .failure(let failure) where failure.isTransient: break
    case .failure(let failure) where failure.errorCode == "leases_too_many": isFull = true
    case .failure(let failure):
      isDry = true
      remark = (failure.shown, .warning)
    }
    if case .failure(let failure) = result, failure.isTransient { return }
    show()
  }

  private mutating func resumed(_ result: Result<ErrandReply, Failure>) {
    switch result {
    case .success(.item(let item?)):
      postponed = max(0, postponed - 1)
      putFirst(item)
    case .success: postponed = 0
    case .failure(let failure): remark = (failure.shown, .warning)
    }
  }

  /// What was taken up is worked on now.
  private mutating func putFirst(_ item: WorkItem) {
    question = nil
    take(item)
    if let index = hand.firstIndex(where: { $0.item.lease.assignment == item.lease.assignment }), index > 0 {
      hand[0].shownAt = nil
      hand.insert(hand.remove(at: index), at: 0)
    }
    show()
  }

  private mutating func learned(_ version: Int, _ result: Result<ErrandReply, Failure>) {
    switch result {
    case .success(.schema(let schema)):
      schemas[version] = schema
      for index in hand.indices where hand[index].item.schemaVersion == version && hand[index].sheet == nil {
        hand[index].open(schema, titleField: project?.settings.titleField)
      }
    case .success: break
    case .failure(let failure): remark = (failure.shown, .error)
    }
  }

  private mutating func saved(_ errand: Errand, _ index: Int, _ result: Result<ErrandReply, Failure>) {
    if case .draft = errand { hand[index].isSaving = false }
    switch result {
    case .success(.lease(let lease)):
      hand[index].renewed(lease, at: now)
      if index == 0 { saveDraft() }
    case .success: break
    case .failure(let failure) where failure.isTransient: if case .draft = errand { hand[index].saved = nil }
    case .failure(let failure) where failure.isLoss: lose(index, failure)
    case .failure(let failure):
      if case .draft = errand { hand[index].saved = nil }
      remark = (failure.shown, .error)
    }
  }

  private mutating func lose(_ index: Int, _ failure: Failure) {
    guard index == 0 else {
      hand.remove(at: index)
      return topUp()
    }
    hand[0].isLost = true
    remark = (failure.isAnswered ? LabelingWords.answeredElsewhere : LabelingWords.lost, .warning)
  }

  private mutating func sent(_ held: Held, _ result: Result<ErrandReply, Failure>) {
    isFull = false
    switch result {
    case .success: break
    case .failure(let failure) where failure.isTransient:
      onTheWay[held.item.lease.assignment] = held
      unsent.insert(held.item.lease.assignment)
      return
    // It is done, by one's own hand, and can be taken back like any other.
    case .failure(let failure) where failure.isAnswered:
      remark = (LabelingWords.answeredBefore(held.item.key.shownKey), .warning)
    case .failure(let failure) where failure.isLoss:
      submitted = max(0, submitted - 1)
      forget(held.item.lease.assignment)
      remark = (LabelingWords.tooLate(held.item.key.shownKey), .warning)
    case .failure(let failure):
      submitted = max(0, submitted - 1)
      comeBack(held, failure)
    }
    topUp()
  }

  private mutating func left(_ errand: Errand, _ held: Held, _ result: Result<ErrandReply, Failure>) {
    isFull = false
    switch result {
    case .success:
      if case .leave(_, .postpone, _) = errand {
        postponed += 1
        remark = (LabelingWords.postponed(held.item.key.shownKey), .info)
      }
    case .failure(let failure) where failure.isTransient:
      onTheWay[held.item.lease.assignment] = held
      unsent.insert(held.item.lease.assignment)
      return
    case .failure(let failure) where failure.isLoss || isAway: break
    case .failure(let failure): comeBack(held, failure)
    }
    topUp()
  }

  /// It was refused: it is on the screen again, with the reason.
  private mutating func comeBack(_ held: Held, _ failure: Failure) {
    question = nil
    forget(held.item.lease.assignment)
    remark = (failure.shown, .error)
    // It is there already, since it was taken back.
    guard !hand.contains(where: { $0.item.lease.assignment == held.item.lease.assignment }) else { return }
    if !hand.isEmpty { hand[0].shownAt = nil }
    var held = held
    (held.isSaving, held.saved) = (false, nil)
    hand.insert(held, at: 0)
  }
}

extension Failure {
  /// The task is no longer in one's hands.
  fileprivate var isLoss: Bool { errorCode == "assignment_lost" || isAnswered }
  /// One's own answer came before.
  fileprivate var isAnswered: Bool { errorCode == "answered_before" || errorCode == "idempotency_key_reused" }
}
