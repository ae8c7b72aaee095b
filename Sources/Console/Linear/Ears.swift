import Support
import Synchronization

/// What a linear console hears: a line when it asks for one, and meanwhile what happens by itself.
final class Ears: Sendable {
  enum Heard: Sendable {
    /// `nil` at the end of the input.
    case line(String?)
    case message(ConsoleMessage)
  }

  let stream: AsyncStream<Heard>
  private let continuation: AsyncStream<Heard>.Continuation
  /// Reading blocks.
  private let thread = ThreadExecutor(name: "input")
  private let read: @Sendable () -> String?
  private let waiting = Mutex<[Task<Void, Never>]>([])

  init(_ read: @escaping @Sendable () -> String?) {
    self.read = read
    (stream, continuation) = AsyncStream.makeStream()
  }

  /// Reads one line.
  func ask() {
    Task(executorPreference: thread) { [read, continuation] in _ = continuation.yield(.line(read())) }
  }

  func hear(_ message: ConsoleMessage) { continuation.yield(.message(message)) }

  /// Waits for something beside the lines.
  func listen(_ message: @escaping @Sendable () async -> ConsoleMessage?) {
    let task = Task { [continuation] in
      guard let message = await message(), !Task.isCancelled else { return }
      continuation.yield(.message(message))
    }
    waiting.withLock { $0.append(task) }
  }

  func close() {
    for task in waiting.withLock({ $0 }) { task.cancel() }
    thread.stop()
  }
}
