import Foundation
import Model
import Terminal

extension ConsoleState {
  static let pulseMilliseconds = 1000
  /// The order is freed when the cursor has rested this long.
  static let restMilliseconds = 1000
  /// A filter is read this long after its last key but one.
  static let queryMilliseconds = 120

  mutating func take(_ change: Change) -> [ConsoleEffect] {
    switch change {
    case .disconnected: return loseChanges()
    case .reconnected: return connection.isOffline ? ping() : reload() + readPulse()
    case .uploads, .runs, .logs, .queues, .letters, .operations, .versions, .labeling, .audit:
      if trail.top.scene.concerns(change) { trail.top.isStale = true }
      // Whoever did what is in the audit log now has written it down as well.
      let recall: [ConsoleEffect] = change == .audit && mode.isJournal ? [.recall] : []
      return scheduleRefresh() + schedulePulse(change) + recall
    }
  }

  mutating func wake(_ wake: Wake) -> [ConsoleEffect] {
    switch wake {
    case .refresh:
      isRefreshDue = false
      guard trail.top.isStale, !isPaused, !trail.top.isWaiting else { return [] }
      let effects = refresh()
      trail.top.beginRefresh(at: now, after: pauseMilliseconds)
      return effects
    case .pulse:
      pulse.isDue = false
      return readPulse()
    case .language: return reload() + readPulse()
    case .quit:
      guard isQuitting else { return [] }
      if let atStake { notice = Notice(atStake, .warning) } else { isFinished = true }
      return []
    case .query:
      isQueryDue = false
      return trail.top.scene.needsReading && !connection.isOffline ? reload() : []
    case .typing:
      isPauseDue = false
      trail.top.scene.pause()
      return []
    case .heartbeat(let generation):
      guard heartbeat.due == generation else { return [] }
      return ping()
    }
  }

  mutating func receive(
    _ load: Load, _ generation: Int, _ result: Result<Answer, Failure>
  ) -> [ConsoleEffect] {
    if load == .overview, pulse.awaited == generation {
      pulse.awaited = nil
      if case .success(.overview(let overview)) = result { pulse.causes = overview.causes }
      return []
    }
    guard trail.top.accepts(load, generation: generation) else { return [] }
    switch result {
    // Something was written meanwhile: what was read may not be in hand any more.
    case .success where load.isOfHands && !errands.isEmpty: return refresh()
    case .success(let answer): return show(answer, load)
    case .failure(let failure): return show(failure)
    }
  }

  private mutating func show(_ answer: Answer, _ load: Load) -> [ConsoleEffect] {
    trail.top.failure = nil
    trail.top.failures = 0
    trail.top.noteRead(at: now)
    trail.top.scene.receive(answer, to: load, isFrozen: isFrozen)
    if let address = trail.top.scene.leadsTo, let found = try? PaneRegistry.open(address, at: now) {
      trail.settle(on: found)
      return errands.retry() + (connection.isOffline ? comeBack() : connect() + reload())
    }
    if trail.top.isReturning {
      // What went while one was elsewhere is not there when one comes back.
      if !isFrozen { trail.top.scene.list?.forgetGone() }
      trail.top.isReturning = trail.top.isWaiting
    }
    if case .overview(let overview) = answer { pulse.causes = overview.causes }
    let sentAgain = errands.retry()
    if connection.isOffline { return sentAgain + comeBack() }
    let reconnected = connect()
    if isMoving, !isPaused, trail.top.scene.list?.isBehind == true {
      trail.top.isStale = true
      return sentAgain + reconnected + scheduleRefresh(afterMilliseconds: Self.restMilliseconds)
    }
    return sentAgain + reconnected + scheduleRefresh()
  }

  private mutating func show(_ failure: Failure) -> [ConsoleEffect] {
    trail.top.failure = failure
    return failure.isTransient ? doubt() : []
  }

  /// What became of something that a scene asked for. When nobody waits for it any more, only a failure is worth a word.
  mutating func receive(_ errand: Errand, _ result: Result<ErrandReply, Failure>) -> [ConsoleEffect] {
    let isTaken = trail.deliver(errand, result, at: now)
    switch result {
    case .success(let reply):
      let next = errands.finish(errand, didArrive: true)
      if !isTaken, case .take = errand, case .item(let item?) = reply {
        // Nobody waits for it any more.
        return next + errands.add([.leave(item.lease, .putBack, reason: nil)])
      }
      return next + readWhatWasHeld()
    case .failure(let failure):
      let next = errands.finish(errand, didArrive: !failure.isTransient)
      if failure.isTransient { return next + show(failure) }
      if !isTaken { notice = Notice(failure.shown, .error) }
      return next + readWhatWasHeld()
    }
  }

  private mutating func readWhatWasHeld() -> [ConsoleEffect] {
    isReadingHeld && !errands.isBusy ? reload() : []
  }

  private mutating func scheduleRefresh(afterMilliseconds wait: Int? = nil) -> [ConsoleEffect] {
    guard trail.top.isStale, !isRefreshDue, !isPaused else { return [] }
    isRefreshDue = true
    movesAtRest = moves
    return [.wake(.refresh, afterMilliseconds: wait ?? pauseMilliseconds)]
  }

  private mutating func schedulePulse(_ change: Change) -> [ConsoleEffect] {
    guard !pulse.isDue, ![.audit, .queues, .logs].contains(change), !trail.top.scene.loads.contains(.overview) else {
      return []
    }
    pulse.isDue = true
    return [.wake(.pulse, afterMilliseconds: max(Self.pulseMilliseconds, paceMilliseconds))]
  }
}
