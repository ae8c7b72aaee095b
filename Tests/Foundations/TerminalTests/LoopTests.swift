import Foundation
import Glibc
import Support
import Synchronization
import Terminal
import Testing

@testable import TerminalSupport

/// Counts what it is told; `n` starts an effect, `q` ends it.
private struct Counter: Program, Sendable {
  struct State: Sendable {
    var keys: [Key] = []
    var sum = 0
    var ticks = 0
    var sizes: [Size] = []
    var isFinished = false
    var ticksWanted = 0
  }

  enum Message: Sendable, Equatable {
    case key(Key)
    case add(Int)
    case tick
    case size(Size)
  }

  enum Effect: Sendable { case add(Int) }

  func message(for event: Event) -> Message? {
    switch event {
    case .key(.control("c")): nil
    case .key(let key): .key(key)
    case .resize(let size): .size(size)
    default: nil
    }
  }

  func update(_ state: inout State, _ message: Message) -> [Effect] {
    switch message {
    case .key(let key):
      state.keys.append(key)
      state.isFinished = key == .character("q")
      return key == .character("n") ? [.add(7)] : []
    case .add(let number): state.sum += number
    case .tick: state.ticks += 1
    case .size(let size): state.sizes.append(size)
    }
    return []
  }

  func isSeen(_ message: Message, in state: State) -> Bool { message != .add(0) }

  func view(_ state: State, _ size: Size) -> Surface {
    var surface = Surface(size)
    surface.draw("sum \(state.sum) ticks \(state.ticks)", at: .zero)
    return surface
  }

  func deadline(_ state: State) -> Date? { state.ticks < state.ticksWanted ? Date(timeIntervalSince1970: 0) : nil }
  func tick(at now: Date) -> Message? { .tick }
  func isFinished(_ state: State) -> Bool { state.isFinished }
}

extension ScreenTests {
  @Suite struct Looping: Sendable {
    private let terminal = PseudoTerminal(Size(30, 3))
    private static let recorded = Mutex<[Counter.Message]>([])
    private let loop = Loop(
      Counter(), record: { message, _ in recorded.withLock { $0.append(message) } },
      run: { effect, mailbox in
        switch effect {
        case .add(let number): mailbox.send(.add(number))
        }
      })

    init() { Self.recorded.withLock { $0 = [] } }

    /// Runs the loop on a thread of its own.
    private func run(_ state: Counter.State = .init(), starting: [Counter.Effect] = []) async throws
      -> (LoopEnding, Counter.State)
    {
      try await Self.run(loop, terminal, state, starting: starting)
    }

    private static func run(
      _ loop: Loop<Counter>, _ terminal: PseudoTerminal, _ state: Counter.State = .init(),
      starting: [Counter.Effect] = []
    ) async throws -> (LoopEnding, Counter.State) {
      try await withCheckedThrowingContinuation { continuation in
        Thread {
          var state = state
          do {
            let screen = try Screen(terminal.options())
            let ending = loop.run(&state, starting: starting, on: screen)
            continuation.resume(returning: (ending, state))
          } catch {
            continuation.resume(throwing: error)
          }
        }.start()
      }
    }

    private func idle(afterEvents events: Int = 0, messages: Int = 0) async {
      await loop.monitor.wait { counts in
        counts.isIdle && counts.events >= events && counts.messages >= messages && counts.effectsInFlight == 0
      }
    }

    @Test func keysReachTheProgramAndTheScreenFollows() async throws {
      async let run = run()
      await idle()
      terminal.type("xn")
      await idle(afterEvents: 2, messages: 3)
      terminal.settle()
      #expect(terminal.lines[0] == "sum 7 ticks 0")
      terminal.type("q")
      let (ending, state) = try await run
      #expect(ending == .finished)
      #expect(state.keys == ["x", "n", "q"].map { .character($0) })
      #expect(
        Self.recorded.withLock { $0 } == [.key(.character("x")), .key(.character("n")), .add(7), .key(.character("q"))])
      terminal.settle()
      #expect(!terminal.emulator.isAlternate)
    }

    @Test func anUnchangedPictureWritesNothing() async throws {
      async let run = run()
      await idle()
      terminal.settle()
      let draws = loop.monitor.counts.draws
      terminal.type("xyz")
      await idle(afterEvents: 3)
      await loop.monitor.wait { $0.draws > draws && $0.isIdle }
      #expect(terminal.settle() == 0)
      terminal.type("q")
      _ = try await run
    }

    @Test func whatIsNotSeenIsNotDrawn() async throws {
      async let run = run()
      await idle()
      let draws = loop.monitor.counts.draws
      loop.mailbox.send(.add(0))
      await idle(messages: 1)
      #expect(loop.monitor.counts.draws == draws)
      loop.mailbox.send(.add(1))
      await idle(messages: 2)
      #expect(loop.monitor.counts.draws == draws + 1)
      terminal.type("q")
      _ = try await run
    }

    @Test func aFloodOfMessagesIsDrawnAFewTimes() async throws {
      async let run = run()
      await idle()
      for _ in 0..<20_000 { loop.mailbox.send(.add(1)) }
      await idle(messages: 20_000)
      let draws = loop.monitor.counts.draws
      terminal.type("q")
      #expect(try await run.1.sum == 20_000)
      #expect(draws < 1000)
    }

    /// However many messages come, a slow link is written to as often as its pace says.
    @Test func thePaceIsKept() async throws {
      let pace = Duration.milliseconds(100)
      let slow = Loop(Counter(), pace: pace) { _, _ in }
      let start = ContinuousClock.now
      async let run = Self.run(slow, terminal)
      while ContinuousClock.now - start < pace * 4 {
        slow.mailbox.send(.add(1))
        await Task.yield()
      }
      let sent = slow.monitor.counts.messages
      await slow.monitor.wait { $0.isIdle && $0.messages >= sent }
      let drawn = slow.monitor.counts.draws
      #expect(drawn >= 2 && Double(drawn) <= (ContinuousClock.now - start) / pace + 2)
      terminal.type("q")
      _ = try await run
    }

    @Test func startingEffectsRun() async throws {
      async let run = run(starting: [.add(1), .add(2)])
      await idle(messages: 2)
      terminal.type("q")
      #expect(try await run.1.sum == 3)
    }

    @Test func deadlinesTick() async throws {
      var state = Counter.State()
      state.ticksWanted = 5
      async let run = run(state)
      await idle(messages: 5)
      terminal.settle()
      #expect(terminal.lines[0] == "sum 0 ticks 5")
      terminal.type("q")
      #expect(try await run.1.ticks == 5)
    }

    @Test func aDeadlineThatStaysInThePastDoesNotSpin() async throws {
      var state = Counter.State()
      state.ticksWanted = .max
      let start = ContinuousClock.now
      async let run = run(state)
      await loop.monitor.wait { $0.messages >= 6 }
      #expect(ContinuousClock.now - start >= Loop<Counter>.frameInterval * 5)
      terminal.type("q")
      _ = try await run
    }

    @Test func aCtrlCThatNobodyTakesEnds() async throws {
      async let run = run()
      await idle()
      terminal.type("\u{3}")
      #expect(try await run.0 == .signal(SIGINT))
    }

    @Test(arguments: [
      (SIGTERM, LoopEnding.signal(SIGTERM)), (SIGINT, .signal(SIGINT)), (SIGQUIT, .signal(SIGQUIT)), (SIGHUP, .hangup),
    ])
    func signalsEnd(signal: Int32, ending: LoopEnding) async throws {
      async let run = run()
      await idle()
      kill(getpid(), signal)
      #expect(try await run.0 == ending)
      terminal.settle()
      #expect(!terminal.emulator.isAlternate && terminal.emulator.isCursorVisible)
    }

    @Test func aClosedTerminalEnds() async throws {
      async let run = run()
      await idle()
      terminal.hangUp()
      #expect(try await run.0 == .hangup)
    }

    @Test func aNewSizeIsTold() async throws {
      async let run = run()
      await idle()
      terminal.setSize(Size(20, 5))
      kill(getpid(), SIGWINCH)
      await idle(afterEvents: 1)
      terminal.type("q")
      #expect(try await run.1.sizes == [Size(20, 5)])
    }

    @Test func requestsReachTheTerminal() async throws {
      async let run = run()
      await idle()
      loop.mailbox.ask(.copy("abc"))
      loop.mailbox.send(.add(1))
      await idle(messages: 1)
      terminal.settle()
      #expect(terminal.emulator.commands.last == "\u{1b}]52;c;YWJj\u{7}")
      terminal.type("q")
      _ = try await run
    }

    @Test func aFullMailboxSaysSo() {
      let mailbox = Mailbox<Int>()
      for number in 0..<Mailbox<Int>.messagesMax { mailbox.send(number) }
      #expect(mailbox.send(0) == false)
    }
  }
}
