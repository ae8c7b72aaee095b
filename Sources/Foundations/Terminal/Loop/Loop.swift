internal import CNCurses
internal import CSignals
public import Foundation
internal import Glibc
public import Support

/// Why a loop ended.
public enum LoopEnding: Sendable, Hashable {
  /// The program said so.
  case finished
  /// The terminal is gone (SIGHUP, end of input, an I/O error).
  case hangup
  /// SIGTERM, SIGINT, SIGQUIT, or a ctrl-c that the program did not take.
  case signal(Int32)
}

/// Runs a ``Program`` on a ``Screen``: waits for keys, messages and signals, gives all that have come to `update`,
/// and then draws, at most once in ``frameInterval``; when the surface is the one that is shown, nothing is written.
///
/// ``run(_:on:)`` blocks its thread until the end, so it is not for a thread of Swift's shared pool: call it from the
/// main thread or a thread of its own. A ctrl-z that the program does not take stops the process.
public struct Loop<P: Program> {
  /// The time between two drawings, on a link that is fast enough. Where writing takes longer it grows, to
  /// ``frameIntervalMax``.
  public static var frameInterval: Duration { .milliseconds(16) }
  public static var frameIntervalMax: Duration { .milliseconds(100) }
  /// How long the first drawing may wait for the first message, which often brings what there is to draw.
  static var firstDrawMax: Duration { .milliseconds(30) }

  public let mailbox: Mailbox<P.Message>
  public let monitor: LoopMonitor
  private let program: P
  private let environment: Environment
  private let pace: Duration
  private let record: (@Sendable (P.Message, Date) -> Void)?
  private let effects: EffectRunner<P.Effect, P.Message>

  /// `run` executes one effect and may send messages back; it is cancelled when the loop ends. `pace` is the least
  /// time between two drawings. `record` is given each message before `update` is: with the state in the beginning,
  /// all that it takes to play a session again.
  public init(
    _ program: P, mailbox: Mailbox<P.Message> = Mailbox(), monitor: LoopMonitor = LoopMonitor(),
    environment: Environment = .live, pace: Duration = Self.frameInterval,
    record: (@Sendable (P.Message, Date) -> Void)? = nil,
    run: @escaping @Sendable (P.Effect, Mailbox<P.Message>) async -> Void
  ) {
    self.program = program
    self.mailbox = mailbox
    self.monitor = monitor
    self.environment = environment
    self.pace = pace
    self.record = record
    effects = EffectRunner(mailbox: mailbox, monitor: monitor, run: run)
  }

  /// Starts with these effects and runs until the end; returns the last state. The terminal is given back on return.
  public func run(_ state: inout P.State, starting: [P.Effect] = [], on screen: consuming Screen) -> LoopEnding {
    let signals = fs_signals_open()
    defer { fs_signals_close() }
    defer { effects.cancelAll() }
    var turn = Turn(screen: screen)
    for effect in starting { effects.start(effect) }
    while true {
      wait(&turn, state, signals: signals)
      if let ending = takeSignals(&turn, &state, signals) ?? takeInput(&turn, &state) { return ending }
      takeMail(&turn, &state)
      takeDeadline(&turn, &state)
      if program.isFinished(state) { return .finished }
      drawIfDue(&turn, state)
    }
  }
}

extension Loop: Sendable where P: Sendable {}

extension Loop {
  /// What the loop holds between turns.
  private struct Turn: ~Copyable {
    var screen: Screen
    var isDirty = true
    /// Nothing is shown yet: the first picture waits for a message, and not long.
    var isFirst = true
    var nextDraw = ContinuousClock.now + Loop.firstDrawMax
    /// A deadline that stays in the past ticks once a frame, no more.
    var nextTick = ContinuousClock.now
    var hasInput = false

    init(screen: consuming Screen) { self.screen = screen }
  }

  private func wait(_ turn: inout Turn, _ state: P.State, signals: Int32) {
    let milliseconds = timeout(turn, state)
    let isIdle = !turn.isDirty && milliseconds != 0
    if isIdle {
      monitor.note {
        $0.idles += 1
        $0.isIdle = true
      }
    }
    let readable = Int16(POLLIN)
    var waiting = [turn.screen.descriptor, mailbox.descriptor, signals].map {
      pollfd(fd: $0, events: readable, revents: 0)
    }
    poll(&waiting, nfds_t(waiting.count), milliseconds)
    turn.hasInput = waiting[0].revents != 0
    if isIdle { monitor.note { $0.isIdle = false } }
  }

  /// Milliseconds until something is due; −1 when nothing is.
  private func timeout(_ turn: borrowing Turn, _ state: P.State) -> Int32 {
    var seconds = mailbox.descriptor < 0 ? 0.1 : Double.infinity
    if turn.isDirty { seconds = min(seconds, (turn.nextDraw - .now) / .seconds(1)) }
    if let deadline = program.deadline(state) {
      let frame = (turn.nextTick - .now) / .seconds(1)
      seconds = min(seconds, max(frame, deadline.timeIntervalSince(environment.now())))
    }
    return seconds == .infinity ? -1 : Int32((min(max(0, seconds), 3600) * 1000).rounded(.up))
  }

  private func takeSignals(_ turn: inout Turn, _ state: inout P.State, _ signals: Int32) -> LoopEnding? {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(signals, &bytes, bytes.count)
    for signal in Set(bytes.prefix(max(0, count))).sorted().map({ Int32($0) }) {
      switch signal {
      case SIGHUP: return .hangup
      case SIGTERM, SIGINT, SIGQUIT: return .signal(signal)
      case SIGTSTP: turn.screen.suspend()
      case SIGCONT: turn.screen.invalidate()
      case SIGWINCH: take(.resize(turn.screen.resize()), &state)
      default: break
      }
      turn.isDirty = true
    }
    return nil
  }

  private func takeInput(_ turn: inout Turn, _ state: inout P.State) -> LoopEnding? {
    guard turn.hasInput else { return nil }
    let events = turn.screen.events()
    if events.isEmpty, turn.screen.isHungUp { return .hangup }
    for event in events {
      turn.isDirty = true
      if take(event, &state) { continue }
      if event == .key(.control("c")) { return .signal(SIGINT) }
      if event == .key(.control("z")) { turn.screen.suspend() }
    }
    return nil
  }

  /// Returns whether the program took the event.
  @discardableResult
  private func take(_ event: Event, _ state: inout P.State) -> Bool {
    defer { monitor.note { $0.events += 1 } }
    guard let message = program.message(for: event) else { return false }
    take(message, &state)
    return true
  }

  private func take(_ message: P.Message, _ state: inout P.State) {
    monitor.note { $0.messages += 1 }
    record?(message, environment.now())
    for effect in program.update(&state, message) { effects.start(effect) }
  }

  private func takeMail(_ turn: inout Turn, _ state: inout P.State) {
    for item in mailbox.drain() {
      switch item {
      case .message(let message):
        if program.isSeen(message, in: state) { turn.isDirty = true }
        take(message, &state)
        if turn.isFirst { turn.nextDraw = .now }
      case .request(.copy(let text)): turn.screen.copyToClipboard(text)
      case .request(.bell): turn.screen.bell()
      case .request(.redraw):
        turn.screen.invalidate()
        turn.isDirty = true
      case .request(.suspend):
        turn.screen.suspend()
        turn.isDirty = true
      }
    }
  }

  private func takeDeadline(_ turn: inout Turn, _ state: inout P.State) {
    let now = environment.now()
    guard let deadline = program.deadline(state), deadline <= now, turn.nextTick <= .now else { return }
    turn.nextTick = .now + Self.frameInterval
    if let message = program.tick(at: now) { take(message, &state) }
    turn.isDirty = true
  }

  private func drawIfDue(_ turn: inout Turn, _ state: P.State) {
    guard turn.isDirty, turn.nextDraw <= .now else { return }
    if let theme = program.theme(state) { turn.screen.theme = theme }
    if let title = program.title(state) { turn.screen.name(title) }
    let start = ContinuousClock.now
    turn.screen.present(program.view(state, turn.screen.size))
    let took = ContinuousClock.now - start
    turn.nextDraw = start + max(pace, min(took * 2, Self.frameIntervalMax))
    turn.isDirty = false
    turn.isFirst = false
    monitor.note { $0.draws += 1 }
  }
}
