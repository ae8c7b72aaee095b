import Foundation
import Synchronization

/// Lets another thread end a blocking read, and only the one it means.
///
/// A descriptor number may be another file's a moment later, so a read is shut down only while this state, under its
/// lock, says that it is still running; whoever closes the descriptor ends the read first.
final class Interruption: Sendable {
  private enum State {
    case idle
    case reading(call: UInt64, descriptor: Int32)
  }

  private let state = Mutex(State.idle)
  private let calls = Atomic<UInt64>(0)

  /// A number for a read that is to begin.
  func newCall() -> UInt64 { calls.add(1, ordering: .relaxed).newValue }

  func begin(_ call: UInt64, descriptor: Int32) {
    state.withLock { $0 = .reading(call: call, descriptor: descriptor) }
  }

  func end() {
    state.withLock { $0 = .idle }
  }

  /// Makes the read return at once, as if the server had closed the connection. Does nothing when it is not running.
  func interrupt(_ call: UInt64) {
    state.withLock { state in
      if case .reading(call, let descriptor) = state { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }
}
