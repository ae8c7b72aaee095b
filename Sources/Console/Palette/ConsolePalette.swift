import Model
import Terminal

/// What the palette goes to or does.
enum PaletteTarget: Hashable, Sendable {
  case command(Command)
  case address(Address)
  /// `csv FILE`, as it was typed behind `export`.
  case export(String)
}

extension ConsoleState {
  /// `:`: commands and addresses by a few of their letters.
  var palette: Palette<PaletteTarget> {
    let commands = trail.top.scene.commands.filter { !$0.isMotion } + Self.shellCommands.filter { $0 != .palette }
    let choices =
      commands.map { choice(CommandWords.summary($0), $0, .command($0)) }
      + PaneID.allCases.map { choice($0.rawValue, .pane($0), .address(Address($0))) }
    let line = InputLine(prompt: Span(": ", .accent), placeholder: ShellWords.palettePlaceholder)
    return Palette(ShellWords.paletteTitle, choices, line: line, empty: ShellWords.paletteNothing)
  }

  private func choice(_ title: String, _ command: Command, _ target: PaletteTarget) -> Choice<PaletteTarget> {
    let key = keymap.key(for: command, in: trail.top.scene.keyContext).map { "\($0)" } ?? ""
    return Choice(title, key: key, obstacle: obstacle(to: command)?.shown, target)
  }
}

extension Palette<PaletteTarget> {
  /// What enter does: the address that was typed, or the choice under the cursor.
  var target: PaletteTarget? {
    let words = line.text.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    if words.count == 2, words[0] == "export" { return .export(String(words[1])) }
    if line.text.contains(where: { "/ ".contains($0) }), let address = Address(parsing: line.text) {
      return .address(address)
    }
    return chosen
  }
}
