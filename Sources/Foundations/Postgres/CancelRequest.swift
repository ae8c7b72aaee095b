import CPostgres
import Foundation
import Synchronization

/// A cancel request on its way to the server, on a thread of its own: libpq blocks until the server has taken it,
/// which one that is frozen or cut off does not do.
final class CancelRequest: Sendable {
  private let done = DispatchSemaphore(value: 0)
  private let isDone = Atomic(false)

  /// Sends it. `nil` when the connection is lost.
  init?(of connection: OpaquePointer) {
    guard let token = PQgetCancel(connection) else { return nil }
    let address = UInt(bitPattern: token)
    let thread = Thread { [self] in
      var message = [CChar](repeating: 0, count: 256)
      let token = OpaquePointer(bitPattern: address)
      PQcancel(token, &message, Int32(message.count))
      PQfreeCancel(token)
      isDone.store(true, ordering: .releasing)
      done.signal()
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  var hasEnded: Bool { isDone.load(ordering: .acquiring) }

  /// Blocks until it has ended, or the time has passed. For one caller.
  func hasEnded(withinMilliseconds limit: Int) -> Bool {
    hasEnded || done.wait(timeout: .now() + .milliseconds(limit)) == .success
  }
}
