import Foundation
import Model
import Terminal

extension ConsoleState {
  /// What the shell offers in every view.
  static let shellCommands: [Command] = [.back, .palette, .help, .pause, .past, .future, .quit]

  func isOffered(_ command: Command) -> Bool {
    if case .pane = command { return true }
    if command == .restore, let notice, !notice.undo.isEmpty { return true }
    return Self.shellCommands.contains(command) || trail.top.scene.commands.contains(command)
  }

  /// Why the command cannot be used now; `nil` when it can.
  func obstacle(to command: Command) -> Failure? {
    if let right = command.right {
      do throws(Failure) { try actor.require(right) } catch { return error }
    }
    if command.isAction, connection != .online {
      return Failure("unavailable", ActionWords.offline, isTransient: true)
    }
    return nil
  }

  mutating func run(_ command: Command, by key: Key?) -> [ConsoleEffect] {
    guard isOffered(command) else { return [] }
    if let obstacle = obstacle(to: command) {
      notice = Notice([obstacle.shown, obstacle.shownNextStep].compactMap(\.self).joined(separator: " · "), .warning)
      return []
    }
    switch command {
    case .quit: isFinished = true
    case .help: mode = .help(Help.view(self))
    case .palette: mode = .palette(palette)
    case .filter: openFilter()
    case .search: openSearch()
    case .nextHit, .previousHit, .fold, .wrap: trail.top.scene.text?.perform(command)
    case .pause: return togglePause()
    case .back: return goBack()
    case .past: return trail.goPast() ? arrive() : []
    case .future: return trail.goFuture() ? arrive() : []
    case .pane(let pane):
      trail.show(pane)
      return arrive()
    case .move(let motion): trail.top.scene.move(motion)
    case .copyID: return copy()
    case .restore where !(notice?.undo.isEmpty ?? true): return undo()
    default:
      return grant(trail.top.scene.perform(command), asked: command, by: key)
    }
    return []
  }

  private mutating func grant(_ wish: Wish?, asked command: Command, by key: Key?) -> [ConsoleEffect] {
    switch wish {
    case .open(let address): return go(to: address)
    case .ask(let request): return ask(request, by: key)
    case nil:
      if command.isAction { notice = Notice(ActionWords.nothing, .warning) }
      return command == .mark && !trail.top.scene.hasMarks ? thaw() : []
    }
  }

  private mutating func openFilter() {
    guard let filter = trail.top.scene.filter else { return }
    let line = InputLine(
      filter.text, prompt: Span("/ ", .accent), placeholder: ShellWords.filterPlaceholder, history: filterHistory)
    mode = .filter(line, before: trail.top.scene)
  }

  private mutating func openSearch() {
    guard let text = trail.top.scene.text else { return }
    let line = InputLine(
      prompt: Span("/ ", .accent), placeholder: ShellWords.searchPlaceholder, history: searchHistory)
    mode = .search(line, from: text.cursor)
  }

  private mutating func togglePause() -> [ConsoleEffect] {
    isPaused.toggle()
    return isPaused ? [] : thaw()
  }

  private mutating func copy() -> [ConsoleEffect] {
    guard let text = trail.top.scene.copyText else { return [] }
    notice = Notice(ShellWords.copied(text))
    return [.copy(text)]
  }
}

// MARK: - Going somewhere

extension ConsoleState {
  mutating func go(to address: Address) -> [ConsoleEffect] {
    guard address != trail.top.scene.address else { return [] }
    if address.path.isEmpty {
      trail.show(address.pane)
      return arrive()
    }
    guard let scene = PaneRegistry.scene(at: address) else {
      notice = Notice(ShellWords.unknownAddress(address.description), .warning)
      return []
    }
    trail.push(scene)
    return arrive()
  }

  /// Esc: takes back one thing at a time, the view last.
  private mutating func goBack() -> [ConsoleEffect] {
    if trail.top.scene.hasMarks {
      trail.top.scene.mark(only: [])
      return thaw()
    }
    if trail.top.scene.text?.searchText.isEmpty == false {
      trail.top.scene.text?.search("")
      return []
    }
    if let filter = trail.top.scene.filter, !filter.text.isEmpty {
      trail.top.scene.setFilter(.none)
      return []
    }
    return trail.pop() ? arrive() : []
  }

  private mutating func arrive() -> [ConsoleEffect] {
    notice = nil
    return reload()
  }

  /// The order is free again: what was held back is read.
  mutating func thaw() -> [ConsoleEffect] { reload() }
}
