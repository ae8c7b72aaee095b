internal import Synchronization

/// Counts of what a loop did, and a way to wait for it: how a test knows that a key has been dealt with, without
/// sleeping.
public final class LoopMonitor: Sendable {
  public struct Counts: Sendable, Hashable {
    /// Events of the terminal that were dealt with.
    public var events = 0
    /// Messages given to `update`.
    public var messages = 0
    /// Surfaces made.
    public var draws = 0
    /// Times the loop went to sleep with nothing left to do: no message, no drawing due.
    public var idles = 0
    public var effectsInFlight = 0
    public var isIdle = false
  }

  private typealias Waiter = (condition: @Sendable (Counts) -> Bool, continuation: CheckedContinuation<Void, Never>)
  private struct State {
    var counts = Counts()
    var waiters: [Waiter] = []
  }

  private let state = Mutex(State())

  public init() {}

  public var counts: Counts { state.withLock { $0.counts } }

  /// Returns once the condition holds.
  public func wait(until condition: @escaping @Sendable (Counts) -> Bool) async {
    await withCheckedContinuation { continuation in
      let isMet = state.withLock { state in
        if condition(state.counts) { return true }
        state.waiters.append((condition, continuation))
        return false
      }
      if isMet { continuation.resume() }
    }
  }

  func note(_ change: (inout Counts) -> Void) {
    let met = state.withLock { state in
      change(&state.counts)
      let counts = state.counts
      let met = state.waiters.filter { $0.condition(counts) }
      if !met.isEmpty { state.waiters.removeAll { $0.condition(counts) } }
      return met
    }
    for waiter in met { waiter.continuation.resume() }
  }
}
