import Model
import Terminal

/// `?`: every key that works here, from the keymap.
enum Help {
  static func document(_ state: ConsoleState, width: Int) -> Document {
    var document = Document(width: width)
    let scene = state.trail.top.scene
    section(ShellWords.helpHere(scene.crumb), scene.commands.filter { !$0.isMotion }, state, &document)
    section(ShellWords.helpMoving, state.keymap.bindings.map(\.command).filter(\.isMotion), state, &document)
    let panes = PaneID.allCases.map { Command.pane($0) }
    section(ShellWords.helpEverywhere, panes + ConsoleState.shellCommands, state, &document)
    document.heading(ShellWords.helpFilter)
    for line in ShellWords.filterHelp { document.prose(line) }
    return document
  }

  private static func section(
    _ title: String, _ commands: [Command], _ state: ConsoleState, _ document: inout Document
  ) {
    let rows = commands.compactMap { command -> (String, Command)? in
      guard
        let binding = state.keymap.bindings.first(where: {
          $0.command == command && $0.contexts.contains(.browse)
        })
      else { return nil }
      return (binding.keys.map { "\($0)" }.joined(separator: " "), command)
    }
    guard !rows.isEmpty else { return }
    document.heading(title)
    for (keys, command) in rows {
      var line = [Span(Text.fitted(keys, to: 13), .key), Span(CommandWords.summary(command))]
      if let obstacle = state.obstacle(to: command) { line.append(Span(" – " + obstacle.shown, .warning)) }
      document.line(line)
    }
  }

  private static func frame(_ size: Size) -> Rect { Rect(size).centered(Size(72, max(3, size.height - 2))) }

  static func moved(_ top: Int, _ motion: Motion, _ state: ConsoleState) -> Int {
    let inner = frame(state.size).inset(columns: 2, rows: 1)
    let last = max(0, document(state, width: inner.width).lines.count - inner.height)
    let moved =
      switch motion {
      case .up: top - 1
      case .down: top + 1
      case .pageUp: top - max(1, inner.height - 1)
      case .pageDown: top + max(1, inner.height - 1)
      case .first: 0
      case .last: last
      case .left, .right: top
      }
    return min(max(0, moved), last)
  }

  static func draw(_ state: ConsoleState, top: Int, on surface: inout Surface) {
    surface.restyle(in: surface.bounds) { _ in .disabled }
    let frame = frame(surface.size)
    surface.fill(frame, style: Style(.text, on: .panel))
    let inner = surface.box(frame, title: [Span(ShellWords.help, .title)], style: .focus).inset(columns: 1)
    surface.within(inner) { document(state, width: inner.width).draw(on: &$0, top: top) }
  }
}
