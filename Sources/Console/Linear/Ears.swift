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
  private let waiting = Mutex(Waiting())

  /// Tasks that have not ended, by number.
  private struct Waiting {
    var last = 0
    var tasks: [Int: Task<Void, Never>] = [:]
  }

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
    waiting.withLock { waiting in
      waiting.last += 1
      let number = waiting.last
      waiting.tasks[number] = Task {
        defer { self.waiting.withLock { $0.tasks[number] = nil } }
        guard let message = await message(), !Task.isCancelled else { return }
        continuation.yield(.message(message))
      }
    }
  }

  /// How many things it waits for.
  var waitingCount: Int { waiting.withLock { $0.tasks.count } }

  func close() {
    for task in waiting.withLock({ $0.tasks }).values { task.cancel() }
    thread.stop()
  }
}
