import Dispatch
import Foundation
import Synchronization

/// Turns SIGINT, SIGTERM and SIGHUP into the end of a task: the first asks it to stop in good order, the second ends
/// the process at once. Works as long as the value is kept.
struct Signals {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]

  private final class Memory: Sendable {
    let hasReceived = Atomic(false)
  }

  private let sources: [any DispatchSourceSignal]

  init(cancel: @escaping @Sendable () -> Void) {
    signal(SIGPIPE, SIG_IGN)
    let memory = Memory()
    let queue = DispatchQueue(label: "signals")
    sources = Signals.numbers.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler { @Sendable in
        if memory.hasReceived.exchange(true, ordering: .relaxed) { _exit(128 + number) }
        cancel()
      }
      source.resume()
      return source
    }
  }
}
