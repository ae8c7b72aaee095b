import Foundation
import Support
public import Terminal

/// A recording on the screen, at the pace of then or another. Space stops and goes on, → takes the next message at
/// once, q leaves.
struct ReplayProgram: Program {
  let recording: Recording
  /// Recorded seconds in one of now.
  let speed: Double
  let now: @Sendable () -> Date

  struct State: Sendable {
    var console: ConsoleState
    var clock: Clock
    var next = 0
  }

  enum Clock: Sendable, Equatable {
    /// The date of now that is the recording's beginning.
    case running(since: Date)
    case paused
    case left
  }

  enum Message: Sendable {
    case due(Date)
    case pause(Date)
    case step
    case leave
  }

  func start() -> State { State(console: recording.start, clock: .running(since: now())) }

  func message(for event: Terminal.Event) -> Message? {
    switch event {
    case .key(.character("q")), .key(.escape), .key(.control("c")): .leave
    case .key(.space): .pause(now())
    case .key(.right): .step
    default: nil
    }
  }

  func update(_ state: inout State, _ message: Message) -> [Never] {
    switch message {
    case .due(let date):
      while let due = due(state), due <= date { take(&state) }
    case .pause(let date):
      let position = position(state)
      state.clock = state.clock == .paused ? .running(since: date.addingTimeInterval(-position / speed)) : .paused
    case .step:
      guard state.next < recording.entries.count else { break }
      take(&state)
      state.clock = .paused
    case .leave: state.clock = .left
    }
    return []
  }

  private func take(_ state: inout State) {
    _ = Console.update(&state.console, recording.entries[state.next].message)
    state.next += 1
  }

  /// When the next message comes; `nil` while nothing runs.
  private func due(_ state: State) -> Date? {
    guard case .running(let since) = state.clock, state.next < recording.entries.count else { return nil }
    return since.addingTimeInterval(recording.entries[state.next].seconds / speed)
  }

  /// Recorded seconds that have been played.
  private func position(_ state: State) -> Double { state.next == 0 ? 0 : recording.entries[state.next - 1].seconds }

  func deadline(_ state: State) -> Date? { due(state) }
  func tick(at now: Date) -> Message? { .due(now) }
  func isFinished(_ state: State) -> Bool { state.clock == .left }

  /// The picture of then; over its last row while it stands still, where one is.
  func view(_ state: State, _ size: Size) -> Surface {
    var surface = Console.view(state.console, state.console.size)
    guard state.clock == .paused || state.next == recording.entries.count else { return surface }
    let line = Rect(0, min(surface.size.height, size.height) - 1, surface.size.width, 1)
    let words = Language.$current.withValue(state.console.language) {
      RecordingWords.position(state.next, of: recording.entries.count, seconds: Int(min(position(state), 1e9)))
    }
    surface.fill(line, style: .badge)
    surface.draw(" " + words, at: line.origin, style: .badge)
    return surface
  }
}

extension Console {
  /// Plays a recording in a terminal, without servers, until the user leaves; `speed` is how many recorded seconds
  /// one of now has. The ways to end are those of ``run(platform:options:)``.
  public static func replay(
    _ recording: Recording, speed: Double = 1, options: ConsoleOptions = ConsoleOptions()
  ) async throws -> LoopEnding {
    let program = ReplayProgram(recording: recording, speed: speed, now: options.environment.now)
    let loop = Loop(program, monitor: options.monitor, environment: options.environment) { _, _ in }
    return try await onItsThread(
      {
        var state = program.start()
        return loop.run(&state, on: try Screen(options.screen))
      }, stop: { loop.mailbox.send(.leave) })
  }
}
