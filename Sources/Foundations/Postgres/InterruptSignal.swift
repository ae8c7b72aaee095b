import CPostgres
import Foundation
import Synchronization

/// Tells the thread that waits for the server that its task was cancelled.
///
/// Only that thread ever sends the cancel request, while it waits for the statement's answer; and a ticket names the
/// piece of work that may be interrupted. So a late cancellation cannot hit the next statement.
final class InterruptSignal: Sendable {
  typealias Ticket = UInt64

  private enum State {
    case idle
    case armed(Ticket)
    case requested(Ticket)
  }

  /// Readable while an interrupt is requested; for poll(2).
  let descriptor: Int32
  private let state = Mutex((last: Ticket(0), state: State.idle))

  init() { descriptor = fs_eventfd() }

  deinit { close(descriptor) }

  var isRequested: Bool {
    state.withLock { if case .requested = $0.state { true } else { false } }
  }

  /// Begins a piece of work that may be interrupted until ``end()``.
  func begin() -> Ticket {
    state.withLock { value in
      drain()
      value.last += 1
      value.state = .armed(value.last)
      return value.last
    }
  }

  /// Ignored when the ticket's work has ended.
  func interrupt(_ ticket: Ticket) {
    state.withLock { value in
      guard case .armed(ticket) = value.state else { return }
      value.state = .requested(ticket)
      var one: UInt64 = 1
      _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
  }

  func end() {
    state.withLock { value in
      value.state = .idle
      drain()
    }
  }

  private func drain() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
  }
}
