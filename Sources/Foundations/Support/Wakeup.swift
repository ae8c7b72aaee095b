import Synchronization

/// Wakes one waiting task, at once or after a limit. A signal given while nobody waits is kept for the next wait;
/// several become one.
public final class Wakeup: Sendable {
  private enum State {
    case quiet
    case signalled
    case waiting(CheckedContinuation<Void, Never>)
  }

  private let state = Mutex<(State, generation: Int)>((.quiet, 0))

  public init() {}

  public func signal() {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if case .waiting(let continuation) = state.0 {
        state.0 = .quiet
        return continuation
      }
      state.0 = .signalled
      return nil
    }
    waiter?.resume()
  }

  /// Returns after a signal, after `limit`, or when the task is cancelled. One task may wait at a time.
  public func wait(atMost limit: Duration) async {
    let generation = state.withLock { state in
      state.generation += 1
      return state.generation
    }
    let timer = Task {
      do { try await Task.sleep(for: limit) } catch { return }
      end(generation)
    }
    defer { timer.cancel() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isSignalled = state.withLock { state -> Bool in
          if case .signalled = state.0 {
            state.0 = .quiet
            return true
          }
          state.0 = .waiting(continuation)
          return false
        }
        if isSignalled { continuation.resume() } else if Task.isCancelled { end(generation) }
      }
    } onCancel: {
      end(generation)
    }
  }

  /// Ends this wait. One that has not begun to wait yet ends as soon as it does.
  private func end(_ generation: Int) {
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      guard state.generation == generation else { return nil }
      if case .waiting(let continuation) = state.0 {
        state.0 = .quiet
        return continuation
      }
      state.0 = .signalled
      return nil
    }
    waiter?.resume()
  }
}
