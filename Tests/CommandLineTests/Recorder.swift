import Synchronization

/// Keeps what concurrent code hands over, in order.
final class Recorder<Value: Sendable>: Sendable {
  private let recorded = Mutex<[Value]>([])

  func add(_ value: Value) { recorded.withLock { $0.append(value) } }
  var values: [Value] { recorded.withLock { $0 } }
}
