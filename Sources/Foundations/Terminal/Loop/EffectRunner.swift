internal import Synchronization

/// Runs effects as tasks and cancels those still running when the loop ends.
final class EffectRunner<Effect: Sendable, Message: Sendable>: Sendable {
  typealias Run = @Sendable (Effect, Mailbox<Message>) async -> Void

  private struct State {
    var next = 0
    var tasks: [Int: Task<Void, Never>] = [:]
    var finished: Set<Int> = []
  }

  private let state = Mutex(State())
  private let mailbox: Mailbox<Message>
  private let monitor: LoopMonitor
  private let run: Run

  init(mailbox: Mailbox<Message>, monitor: LoopMonitor, run: @escaping Run) {
    self.mailbox = mailbox
    self.monitor = monitor
    self.run = run
  }

  func start(_ effect: Effect) {
    monitor.note { $0.effectsInFlight += 1 }
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    let task = Task { [self] in
      await run(effect, mailbox)
      finish(id)
      monitor.note { $0.effectsInFlight -= 1 }
    }
    state.withLock { state in
      if state.finished.remove(id) == nil { state.tasks[id] = task }
    }
  }

  /// A task may finish before it is put down.
  private func finish(_ id: Int) {
    state.withLock { state in
      if state.tasks.removeValue(forKey: id) == nil { state.finished.insert(id) }
    }
  }

  func cancelAll() {
    let tasks = state.withLock { Array($0.tasks.values) }
    for task in tasks { task.cancel() }
  }
}
