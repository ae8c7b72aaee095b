import Foundation
import Model
import Terminal

extension ConsoleState {
  /// What the shell offers in every view.
  static let shellCommands: [Command] = [
    .back, .palette, .help, .pause, .faster, .slower, .past, .future, .bookmark, .bookmarks, .journal, .messages,
    .snapshot, .theme, .copyAddress, .redraw, .suspend, .quit,
  ]

  func isOffered(_ command: Command) -> Bool {
    if case .pane = command { return true }
    // The same key takes back what was just done, and restores what was once.
    if command == .takeBack || command == .restore, notice?.undo != nil { return command == .takeBack }
    if command == .cancelExport { return exporting != nil }
    if command == .audit, let notice, !notice.audit.isEmpty { return true }
    let scene = trail.top.scene
    return Self.shellCommands.contains(command) || scene.commands.contains(command) || scene.toldOf.contains(command)
  }

  /// Why the command cannot be used now; `nil` when it can.
  func obstacle(to command: Command) -> Failure? {
    if let right = command.right {
      do throws(Failure) { try actor.require(right) } catch { return error }
    }
    if let right = command.labelingRight {
      do throws(Failure) { try actor.require(right) } catch { return error }
    }
    if command.isAction, connection != .online {
      return Failure("unavailable", ActionWords.offline, isTransient: true)
    }
    if command.isAction, let staleness = trail.top.staleness, staleness.isTransient {
      return Failure("unavailable", ActionWords.stale(staleness.shown), isTransient: true)
    }
    return nil
  }

  mutating func run(_ command: Command, by key: Key?) -> [ConsoleEffect] {
    guard isOffered(command) else {
      let isMark = Command.marking.contains(command) && trail.top.scene.list != nil
      if isMark {
        notice = Notice(ListWords.noMarks)
      } else if let key, !command.isMotion {
        notice = Notice(why(command, by: key))
      }
      return []
    }
    if let obstacle = obstacle(to: command) {
      notice = Notice([obstacle.shown, obstacle.shownNextStep].compactMap(\.self).joined(separator: " · "), .warning)
      return []
    }
    switch command {
    case .quit: return quit()
    case .help: mode = .sheet(Help.sheet(self))
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
    case .move(let motion):
      trail.top.scene.move(motion)
      moves += 1
    case .sort: openSortMenu()
    case .reverse: return turnOrder()
    case .columns: openColumnMenu()
    case .export: openExport()
    case .cancelExport: return cancelExport()
    case .copyID: return copy(trail.top.scene.copyText)
    case .copyAddress: return copy(trail.top.scene.address.description)
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    case .takeBack: return takeBack(by: key)
    case .audit where !(notice?.audit.isEmpty ?? true): return go(to: .audit(notice?.audit ?? []))
    default:
      if let effects = runShell(command) { return effects }
      return grant(trail.top.scene.perform(command), asked: command, by: key)
    }
    return []
  }

  private mutating func grant(_ wish: Wish?, asked command: Command, by key: Key?) -> [ConsoleEffect] {
    switch wish {
    case .open(let address): return go(to: address, isDeeper: true)
    case .ask(let request): return ask(request, by: key)
    case .become where !opensConsoles:
      notice = Notice(LabelingWords.toLabel, .warning)
      return []
    case .say(let why):
      notice = Notice(why)
      return []
    case .become(let role, let address):
      guise = Guise(
        persona: Actor.Persona(name: actor.name, role: role), address: address, from: trail.top.scene.address)
      return quit()
    case nil:
      if command.isAction { notice = Notice(why(command, by: key), .warning) }
      return Command.marking.contains(command) && !trail.top.scene.hasMarks ? thaw() : []
    }
  }

  /// Why the command does nothing.
  private func why(_ command: Command, by key: Key?) -> String {
    if let obstacle = trail.top.scene.obstacle(to: command) { return obstacle }
    guard let key else { return ActionWords.nothing }
    return ShellWords.noUse("\(key)", help: keymap.key(for: .help, in: keyContext).map { "\($0)" })
  }

  private mutating func openFilter() {
    let scene = trail.top.scene
    guard let query = scene.query else { return }
    mode = .filter(FilterPrompt(query, fields: scene.fields, history: memory.filters), before: scene)
  }

  private mutating func openSearch() {
    guard let text = trail.top.scene.text else { return }
    let line = InputLine(
      prompt: Span("/ ", .accent), placeholder: ShellWords.searchPlaceholder, history: memory.searches)
    mode = .search(line, from: text.cursor)
  }

  private mutating func togglePause() -> [ConsoleEffect] {
    isPaused.toggle()
    return isPaused ? [] : thaw()
  }

  private mutating func copy(_ text: String?) -> [ConsoleEffect] {
    guard let text else { return [] }
    notice = Notice(ShellWords.copied(text))
    return [.copy(text)]
  }
}

// MARK: - Going somewhere

extension ConsoleState {
  /// What a row leads to is deeper, whatever pane it is of: Esc comes back from it. What is typed is a place of its own.
  mutating func go(to address: Address, isDeeper: Bool = false) -> [ConsoleEffect] {
    guard address != trail.top.scene.address else { return [] }
    if address.isPane {
      trail.show(address.pane)
      return arrive()
    }
    do throws(Failure) {
      let scene = try PaneRegistry.open(address, at: now)
      if isDeeper {
        trail.push(scene, asked: scene.query)
      } else if scene.address.path.isEmpty {
        trail.begin(scene)
      } else {
        trail.push(scene)
      }
      return arrive()
    } catch {
      notice = Notice([error.shown, error.shownNextStep].compactMap(\.self).joined(separator: " · "), .warning)
      return []
    }
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
    let asked = trail.top.asked
    if let query = trail.top.scene.query, query != asked {
      let rest = query.filter == asked.filter ? asked : ListQuery(asked.filter, sort: query.sort)
      trail.top.scene.setQuery(rest, at: now)
      return trail.top.scene.needsReading ? reload() : []
    }
    return trail.pop() ? arrive() : []
  }

  private mutating func arrive() -> [ConsoleEffect] {
    notice = nil
    trail.top.isReturning = trail.top.scene.isLoaded
    trail.top.scene.list?.forgetGone()
    return reload()
  }

  /// The order is free again: what was held back is read.
  mutating func thaw() -> [ConsoleEffect] { reload() }
}
