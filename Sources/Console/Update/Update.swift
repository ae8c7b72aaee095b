import Foundation
import Model
import Terminal

extension Console {
  /// The one place where the state changes. Pure: what is to be done outside is returned.
  static func update(_ state: inout ConsoleState, _ message: ConsoleMessage) -> [ConsoleEffect] {
    var effects: [ConsoleEffect] = []
    switch message {
    case .event(let event): effects = state.take(event)
    case .loaded(let load, let generation, let result, let at):
      state.now = max(state.now, at)
      effects = state.receive(load, generation, result)
    case .previewed(let generation, let result): effects = state.receive(preview: result, generation)
    case .performed(let generation, let result): effects = state.receive(result: result, generation)
    case .changed(let change, let at):
      state.now = max(state.now, at)
      effects = state.take(change)
    case .woke(let wake): effects = state.wake(wake)
    case .tick(let now): state.now = max(state.now, now)
    case .stopped: state.isFinished = true
    }
    state.settle()
    return effects + state.loadMore()
  }
}

extension ConsoleState {
  /// The effects with which a console begins.
  mutating func start() -> [ConsoleEffect] {
    let effects = reload() + readPulse()
    settle()
    return effects
  }

  mutating func nextGeneration() -> Int {
    generation += 1
    return generation
  }

  /// No row changes its place while something is marked or a dialog is open.
  var isFrozen: Bool {
    if case .dialog = mode { true } else { isPaused }
  }

  mutating func settle() {
    trail.top.scene.settle(in: Layout(size).body.size)
  }

  /// Reads what the view on the screen shows.
  mutating func reload() -> [ConsoleEffect] {
    trail.top.isStale = false
    trail.top.expectNothing()
    return trail.top.scene.loads.map { request($0) }
  }

  mutating func loadMore() -> [ConsoleEffect] {
    guard !trail.top.isWaiting, connection == .online, let load = trail.top.scene.more else { return [] }
    return [request(load)]
  }

  private mutating func request(_ load: Load) -> ConsoleEffect {
    let generation = nextGeneration()
    trail.top.expect(load, generation: generation)
    return .load(load, generation: generation)
  }

  mutating func readPulse() -> [ConsoleEffect] {
    if trail.top.scene.loads.contains(.overview) { return [] }
    let generation = nextGeneration()
    pulse.awaited = generation
    return [.load(.overview, generation: generation)]
  }
}
