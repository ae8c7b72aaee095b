import Support
import Testing

@testable import Postgres

struct PoolStateMachineTests {
  private var machine = PoolStateMachine(connectionsMax: 2, idleMax: .seconds(10))

  @Test mutating func opensWhenNeededAndLendsInTheOrderOfWaiting() {
    #expect(machine.acquire(1) == [.open(1)])
    #expect(machine.acquire(2) == [.open(2)])
    #expect(machine.acquire(3) == [])
    #expect(machine.opened(2, now: .zero) == [.lend(2, to: 1)])
    #expect(machine.opened(1, now: .zero) == [.lend(1, to: 2)])
    #expect(machine.released(2, isReusable: true, now: .zero) == [.lend(2, to: 3)])
  }

  @Test mutating func lendsTheLastUsedFirst() {
    lend(2)
    #expect(machine.released(1, isReusable: true, now: .seconds(1)) == [])
    #expect(machine.released(2, isReusable: true, now: .seconds(2)) == [])
    #expect(machine.acquire(3) == [.lend(2, to: 3)])
    #expect(machine.acquire(4) == [.lend(1, to: 4)])
  }

  @Test mutating func replacesABrokenConnectionForWaiters() {
    lend(2)
    #expect(machine.acquire(3) == [])
    #expect(machine.released(1, isReusable: false, now: .zero) == [.close(1), .open(3)])
    #expect(machine.opened(3, now: .zero) == [.lend(3, to: 3)])
    #expect(machine.released(3, isReusable: false, now: .zero) == [.close(3)])
  }

  @Test mutating func everyWaiterHearsOfFailuresToOpen() {
    _ = machine.acquire(1)
    _ = machine.acquire(2)
    _ = machine.acquire(3)
    #expect(machine.openFailed(1) == [.fail(1, .cannotOpen), .open(3)] || machine.waiters == [2, 3])
    #expect(machine.openFailed(2).first == .fail(2, .cannotOpen))
    #expect(machine.openFailed(3).first == .fail(3, .cannotOpen))
    #expect(machine.waiters.isEmpty)
  }

  @Test mutating func aWaiterThatGaveUpGetsNothing() {
    _ = machine.acquire(1)
    #expect(machine.abandon(1, .timedOut) == [.fail(1, .timedOut)])
    #expect(machine.abandon(1, .cancelled) == [])
    #expect(machine.opened(1, now: .seconds(1)) == [])
    #expect(machine.connections == [1: .idle(since: .seconds(1))])
  }

  @Test mutating func closesWhatWasIdleForTooLong() {
    lend(2)
    _ = machine.released(1, isReusable: true, now: .seconds(1))
    _ = machine.released(2, isReusable: true, now: .seconds(5))
    #expect(machine.nextSweep == .seconds(11))
    #expect(machine.sweep(now: .seconds(10)) == [])
    #expect(machine.sweep(now: .seconds(11)) == [.close(1)])
    #expect(machine.nextSweep == .seconds(15))
    #expect(machine.acquire(3) == [.lend(2, to: 3)])
    #expect(machine.nextSweep == nil)
  }

  @Test mutating func closingRefusesEverybodyAndClosesWhatComesBack() {
    lend(2)
    _ = machine.acquire(3)
    _ = machine.abandon(3, .cancelled)
    _ = machine.released(1, isReusable: true, now: .zero)
    #expect(machine.close() == [.close(1)])
    #expect(machine.acquire(4) == [.fail(4, .closed)])
    #expect(machine.released(2, isReusable: true, now: .zero) == [.close(2)])
    #expect(machine.connections.isEmpty)
  }

  @Test mutating func whatOpensAfterClosingIsClosed() {
    _ = machine.acquire(1)
    #expect(machine.close() == [.fail(1, .closed)])
    #expect(machine.opened(1, now: .zero) == [.close(1)])
  }

  @Test mutating func eventsOfUnknownConnectionsChangeNothing() {
    lend(1)
    let before = machine.connections
    #expect(machine.opened(1, now: .zero) == [])
    #expect(machine.released(9, isReusable: true, now: .zero) == [])
    #expect(machine.openFailed(9) == [])
    #expect(machine.connections == before)
  }

  /// Random events from a printed seed keep the machine's promises.
  @Test(arguments: 1...50) mutating func promisesHold(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var waiting: [Int] = []
    var lent: Set<Int> = []
    var opening: Set<Int> = []
    var next = 0
    for step in 0..<400 {
      let now = Duration.milliseconds(step * 500)
      let actions: [PoolStateMachine.Action]
      switch random.next() % 6 {
      case 0, 1:
        next += 1
        waiting.append(next)
        actions = machine.acquire(next)
      case 2: actions = opening.min().map { machine.opened($0, now: now) } ?? []
      case 3: actions = lent.min().map { machine.released($0, isReusable: random.next() % 4 > 0, now: now) } ?? []
      case 4: actions = opening.max().map { machine.openFailed($0) } ?? machine.sweep(now: now)
      default: actions = waiting.last.map { machine.abandon($0, .timedOut) } ?? []
      }
      for action in actions {
        switch action {
        case .lend(_, let waiter):
          #expect(waiter == waiting.first)
          waiting.removeFirst()
        case .fail(let waiter, _): waiting.removeAll { $0 == waiter }
        case .open, .close: break
        }
      }
      lent = Set(machine.connections.filter { $0.value == .lent }.keys)
      opening = Set(machine.connections.filter { $0.value == .opening }.keys)
      #expect(machine.connections.count <= 2)
      #expect(machine.waiters == waiting)
      #expect(waiting.isEmpty || !opening.isEmpty || lent.count == 2, "a waiter would wait for nothing")
    }
  }

  private mutating func lend(_ count: Int) {
    for waiter in 1...count { _ = machine.acquire(waiter) }
    for connection in 1...count { _ = machine.opened(connection, now: .zero) }
  }
}
