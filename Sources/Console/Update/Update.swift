import Foundation
import Model
import Support
import Terminal

extension Console {
  /// The one place where the state changes. Pure: what is to be done outside is returned.
  static func update(_ state: inout ConsoleState, _ message: ConsoleMessage) -> [ConsoleEffect] {
    Language.$current.withValue(state.language) { state.receive(message) }
  }
}

extension ConsoleState {
  fileprivate mutating func receive(_ message: ConsoleMessage) -> [ConsoleEffect] {
    var effects: [ConsoleEffect] = []
    switch message {
    case .event(let event):
      let (offer, place) = (notice?.undo, trail.top.scene.place)
      effects = take(event)
      // Whoever has gone on to something else means that.
      if offer != nil, notice?.undo == offer, trail.top.scene.place != place { notice = nil }
    case .loaded(let load, let generation, let result, let at):
      now = max(now, at)
      trail.top.scene.tick(now)
      effects = receive(load, generation, result)
    case .previewed(let generation, let result): effects = receive(preview: result, generation)
    case .performed(let generation, let result): effects = receive(result: result, generation)
    case .ran(let errand, let result, let at):
      now = max(now, at)
      effects = receive(errand, result)
    case .pinged(let generation, let result, let at):
      // What is not drawn moves no clock: its next minute would be taken for one that is shown.
      if !isExpected(result) { now = max(now, at) }
      effects = receive(ping: result, generation, at: at)
    case .changed(let change, let at):
      now = max(now, at)
      effects = take(change)
    case .unkept(let failure): receive(unkept: failure)
    case .wrote(let path, let failure): receive(wrote: path, failure)
    case .recalled(let deeds): receive(recalled: deeds)
    case .themed(let result): receive(theme: result)
    case .woke(let wake): effects = self.wake(wake)
    case .export(let news, let generation): effects = receive(news, generation)
    case .tick(let time):
      now = max(now, time)
      trail.top.scene.tick(now)
    case .stopped: isFinished = true
    }
    settle()
    effects += errands.add(trail.takeErrands())
    if isQuitting, isSettled { isFinished = true }
    return effects + loadMore()
  }
}

extension ConsoleState {
  /// The effects with which a console begins. What is wrong elsewhere is read after what is looked at.
  mutating func start() -> [ConsoleEffect] {
    let effects = reload() + scheduleHeartbeat()
    settle()
    return effects
  }

  mutating func nextGeneration() -> Int {
    generation += 1
    return generation
  }

  /// No row changes its place while something is marked, a dialog is open, or the cursor just moved.
  var isFrozen: Bool {
    if case .dialog = mode { true } else { isPaused || isMoving }
  }

  /// The cursor moved since a change was heard of.
  var isMoving: Bool { moves != movesAtRest }

  mutating func settle() {
    trail.top.scene.choose(memory.columns)
    trail.top.scene.settle(in: Layout(size).body.size)
    if case .sheet(var sheet) = mode {
      sheet.settle(in: Layout(size).popups.size)
      mode = .sheet(sheet)
    }
  }

  /// Nothing is lost by ending now.
  private var isSettled: Bool {
    errands.isSettled && exporting == nil && !trail.holdsUnkept && !isPerforming && !holdsTyped
  }

  /// An action that was asked for has no answer yet.
  private var isPerforming: Bool {
    if case .dialog(let dialog) = mode { dialog.isPerforming } else { actUnderWay != nil }
  }

  /// A form is open, and somebody typed into it.
  private var holdsTyped: Bool { if case .dialog(let dialog) = mode { dialog.holdsTyped } else { false } }

  /// What ending now would lose and waiting does not save, in words; `nil` when there is no such thing.
  var atStake: String? {
    let parts = [
      isPerforming ? ShellWords.unansweredAtQuit : nil, holdsTyped ? ShellWords.typedAtQuit : nil,
      trail.holdsUnkept ? ShellWords.unkeptAtQuit : nil, exporting == nil ? nil : ExportWords.atQuit,
      errands.isSettled || errands.isBusy ? nil : ShellWords.unsentAtQuit,
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " · ")
  }

  /// What is being written arrives first, if that takes no longer than this. What cannot be sent or was not kept is
  /// told of, and lost only when the user asks again, as is a file that is being written; any other key stays.
  static let quitMilliseconds = 2000

  mutating func quit() -> [ConsoleEffect] {
    trail.leave()
    let writes = errands.add(trail.takeErrands())
    guard !isQuitting, !isSettled else {
      isFinished = true
      return writes
    }
    isQuitting = true
    if case .dialog(var dialog) = mode, dialog.isPerforming || dialog.holdsTyped {
      // The dialog stays: what it holds is what would be lost.
      dialog.tell(atStake)
      mode = .dialog(dialog)
    } else {
      mode = .browse
    }
    if let atStake {
      notice = Notice(atStake, .warning)
      return writes
    }
    notice = Notice(ShellWords.quitting)
    return writes + [.wake(.quit, afterMilliseconds: Self.quitMilliseconds)]
  }

  mutating func stay() -> [ConsoleEffect] {
    (isQuitting, guise, notice) = (false, nil, nil)
    if case .dialog(var dialog) = mode {
      dialog.tell(nil)
      mode = .dialog(dialog)
      return []
    }
    return reload()
  }

  /// Reads what the view on the screen shows, and lets its order change.
  mutating func reload() -> [ConsoleEffect] {
    movesAtRest = moves
    return refresh()
  }

  /// The same, but the order stays while the cursor moves.
  mutating func refresh() -> [ConsoleEffect] {
    trail.top.isStale = false
    trail.top.expectNothing()
    // What is in hand is read once everything that was written about it has arrived.
    isReadingHeld = !errands.isEmpty && trail.top.scene.loads.contains(where: \.isOfHands)
    if isReadingHeld { return errands.retry() }
    return trail.top.scene.loads.map { request($0) }
  }

  mutating func loadMore() -> [ConsoleEffect] {
    // What failed is asked for again by whoever looks, not by itself and at once.
    guard !trail.top.isWaiting, trail.top.failure == nil, connection == .online, let load = trail.top.scene.more else {
      return []
    }
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
