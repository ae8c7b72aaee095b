/// A clock that stands still until the next thing happens, and the things that are to happen, in order.
final class VirtualTime {
  private struct Due {
    var at: Double
    /// Of what is due at the same time, what was planned first comes first.
    var number: Int
    var body: () -> Void

    func comesBefore(_ other: Due) -> Bool { (at, number) < (other.at, other.number) }
  }

  /// Seconds since the simulation began.
  private(set) var now = 0.0
  private(set) var eventCount = 0
  /// A binary heap: the parent comes before its children.
  private var heap: [Due] = []

  func after(_ seconds: Double, _ body: @escaping () -> Void) {
    eventCount += 1
    heap.append(Due(at: now + max(0, seconds), number: eventCount, body: body))
    var child = heap.count - 1
    while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Lets things happen until the condition holds; `false` when it does not before the time is over.
  func run(until limit: Double, _ isDone: () -> Bool) -> Bool {
    while let due = pop(before: limit) {
      now = due.at
      due.body()
      if isDone() { return true }
    }
    return isDone()
  }

  private func pop(before limit: Double) -> Due? {
    guard let first = heap.first, first.at <= limit else { return nil }
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < heap.count }
      guard let child = children.min(by: { heap[$0].comesBefore(heap[$1]) }),
        heap[child].comesBefore(heap[parent])
      else { return first }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
