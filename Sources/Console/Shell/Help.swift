import Model
import Terminal

/// `?`: every key that works here, from the keymap.
enum Help {
  static func view(_ state: ConsoleState) -> TextView {
    let scene = state.trail.top.scene
    let panes = PaneID.allCases.map { Command.pane($0) }
    return TextView(
      Document { document in
        let here = scene.commands.filter { !$0.isMotion }
        section(ShellWords.helpHere(scene.crumb), here, state, &document)
        section(ShellWords.helpMoving, motions(state.keymap), state, &document)
        section(ShellWords.helpEverywhere, panes + ConsoleState.shellCommands, state, &document)
        document.heading(ShellWords.helpFilter)
        for line in ShellWords.filterHelp { document.prose(line) }
      })
  }

  private static func motions(_ keymap: Keymap) -> [Command] {
    var seen: Set<Command> = []
    return keymap.bindings.map(\.command).filter { $0.isMotion && seen.insert($0).inserted }
  }

  private static func section(
    _ title: String, _ commands: [Command], _ state: ConsoleState, _ document: inout Document
  ) {
    let hints = commands.compactMap { command -> KeyHint? in
      let context = state.trail.top.scene.keyContext
      let binding = state.keymap.bindings.first { $0.command == command && $0.contexts.contains(context) }
      guard let binding else { return nil }
      let obstacle = state.obstacle(to: command)?.shown
      return KeyHint(
        binding.keys.map { "\($0)" }.joined(separator: " "), CommandWords.summary(command),
        isEnabled: obstacle == nil, note: obstacle)
    }
    guard !hints.isEmpty else { return }
    document.heading(title)
    document.keys(hints)
  }

  private static func frame(_ size: Size) -> Size { Size(72, max(3, size.height - 2)) }

  /// Where the text stands on a screen of this size.
  static func place(in size: Size) -> Rect { Rect(size).centered(frame(size)).inset(columns: 2, rows: 1) }

  static func draw(_ view: TextView, on surface: inout Surface) {
    surface.draw(view, in: surface.popup(frame(surface.size), title: ShellWords.help))
  }
}
