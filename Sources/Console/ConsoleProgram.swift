import Foundation
import Terminal

/// The console as the terminal's loop sees it.
struct ConsoleProgram: Program {
  func message(for event: Terminal.Event) -> ConsoleMessage? { .event(event) }

  func update(_ state: inout ConsoleState, _ message: ConsoleMessage) -> [ConsoleEffect] {
    Console.update(&state, message)
  }

  /// A platform that answers as before is nothing to draw; it is asked every few seconds.
  func isSeen(_ message: ConsoleMessage, in state: ConsoleState) -> Bool {
    switch message {
    case .woke(.heartbeat): false
    case .pinged(_, let result, _): !state.isExpected(result)
    default: true
    }
  }

  func view(_ state: ConsoleState, _ size: Size) -> Surface { Console.view(state, size) }
  func theme(_ state: ConsoleState) -> Theme? { state.shownTheme }
  func title(_ state: ConsoleState) -> String? { state.title }
  func isFinished(_ state: ConsoleState) -> Bool { state.isFinished }
  func deadline(_ state: ConsoleState) -> Date? { state.deadline }
  func tick(at now: Date) -> ConsoleMessage? { .tick(now) }
}

extension ConsoleState {
  /// Seconds between two drawings of what changes by time: the age of stale data, the time that a running step has
  /// taken; otherwise the next minute of the clock.
  static let offlineSeconds = 1.0
  static let livelySeconds = 5.0

  var deadline: Date { min(trail.top.scene.nextTick ?? .distantFuture, ownDeadline) }

  private var ownDeadline: Date {
    if connection.isOffline || trail.top.staleness != nil { return now.addingTimeInterval(Self.offlineSeconds) }
    if trail.top.scene.isLively, !isPaused { return now.addingTimeInterval(Self.livelySeconds) }
    let minute = (now.timeIntervalSince1970 / 60).rounded(.down) + 1
    return Date(timeIntervalSince1970: minute * 60)
  }
}
