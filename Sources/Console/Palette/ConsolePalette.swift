import Model
import Terminal

/// What the palette goes to or does.
enum PaletteTarget: Hashable, Sendable {
  case command(Command)
  case address(Address)
  case typed(TypedCommand)
  case theme(Theme)
  /// One whose view is gone.
  case bookmark(String)
}

extension ConsoleState {
  /// `:`: commands and addresses by a few of their letters.
  var palette: Palette<PaletteTarget> {
    let commands = trail.top.scene.commands.filter { !$0.isMotion } + Self.shellCommands.filter { $0 != .palette }
    let choices =
      commands.map { command in
        // What can be typed by name is found by it.
        let name = TypedCommand.commands.contains(command) ? command.name + "  " : ""
        return choice(name + CommandWords.summary(command), command, .command(command))
      }
      + PaneID.allCases.map { choice("\($0.rawValue)  \($0.holds)", .pane($0), .address(Address($0))) }
      + PaneRegistry.places.map { place in
        Choice("\(place)  \(PaneRegistry.scene(at: place)?.crumb ?? "")", .address(place))
      }
      + bookmarkChoices
    let line = InputLine(
      prompt: Span(": ", .accent), placeholder: ShellWords.palettePlaceholder, history: memory.commands)
    return Palette(ShellWords.paletteTitle, choices, line: line, empty: ShellWords.paletteNothing)
  }

  private func choice(_ title: String, _ command: Command, _ target: PaletteTarget) -> Choice<PaletteTarget> {
    let key = keymap.key(for: command, in: trail.top.scene.keyContext).map { "\($0)" } ?? ""
    return Choice(title, key: key, obstacle: obstacle(to: command)?.shown, target)
  }
}

extension Palette<PaletteTarget> {
  /// What enter does: the command or the address that was typed, or the choice under the cursor.
  var target: PaletteTarget? {
    if let typed = TypedCommand(parsing: line.text) { return .typed(typed) }
    if line.text.contains(where: { "/ ".contains($0) }), let address = Address(parsing: line.text) {
      return .address(address)
    }
    return chosen
  }
}
