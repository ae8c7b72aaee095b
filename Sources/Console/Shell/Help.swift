import Model
import Terminal

/// `?`: every key that works here, from the keymap.
enum Help {
  /// The keys of a text editor, as ``ShellWords/editingHelp`` explains them.
  static let editingKeys: [[String]] = [
    ["left", "right", "up", "down"],
    ["home", "end", "ctrl-a", "ctrl-e"],
    ["alt-b", "alt-f"],
    ["pgup", "pgdn"],
    ["ctrl-home", "ctrl-end"],
    ["backspace", "delete"],
    ["ctrl-w", "alt-d"],
    ["ctrl-u", "ctrl-k"],
    ["ctrl-y"],
    ["ctrl-z", "ctrl-r"],
    ["tab"],
  ]

  static func sheet(_ state: ConsoleState) -> Sheet {
    let scene = state.trail.top.scene
    let panes = PaneID.allCases.map { Command.pane($0) }
    let text = TextView(
      Document { document in
        let here = state.commandsUnderWay + scene.commands.filter { !$0.isMotion }
        section(ShellWords.helpHere(scene.crumb), here, state, &document)
        if scene.keyContext == .editor {
          document.heading(ShellWords.helpEditing)
          document.keys(zip(Help.editingKeys, ShellWords.editingHelp).map { KeyHint($0.joined(separator: " "), $1) })
        }
        section(ShellWords.helpMoving, motions(state.keymap), state, &document)
        section(ShellWords.helpEverywhere, panes + ConsoleState.shellCommands, state, &document)
        guard scene.keyContext != .editor else { return }
        document.heading(ShellWords.helpFilter)
        for line in ShellWords.filterHelp { document.prose(line) }
      })
    return Sheet(title: ShellWords.help, text: text)
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
}
