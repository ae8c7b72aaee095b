import Model
import Terminal

extension ConsoleState {
  var keyContext: Keymap.Context {
    switch mode {
    case .browse: trail.top.scene.keyContext
    case .filter, .search, .palette, .sort, .export, .replace: .prompt
    case .columns: .menu
    case .dialog: .dialog
    case .sheet: .help
    }
  }

  /// The keys that work here now, the most wanted first; what is not allowed is grey.
  var hints: [KeyHint] {
    let context = keyContext
    let commands: [Command] =
      switch mode {
      case .browse: browsingCommands
      case .filter, .search, .palette, .sort, .export, .replace: [.press, .cancel]
      case .columns: [.toggle, .raise, .lower, .reset, .press, .cancel]
      case .dialog(let dialog): commands(in: dialog)
      case .sheet(let sheet): [.move(.down)] + (sheet.link == nil ? [] : [.open]) + [.cancel]
      }
    return commands.compactMap { command in
      guard let key = keymap.key(for: command, in: context) else { return nil }
      let isEnabled = obstacle(to: command) == nil
      return KeyHint("\(key)", hint(command), isEnabled: isEnabled)
    }
  }

  private func commands(in dialog: ActionDialog) -> [Command] {
    let more: [Command] = dialog.isScrolling(in: Layout(size).popups.size) ? [.move(.pageDown)] : []
    return switch dialog.phase {
    case .previewing: [.cancel]
    case .performing: []
    case .failed: [.press] + more
    case .form(let form) where form.isAtButton: [.nextField, .press, .cancel] + more
    case .form: [.press, .cancel] + more
    }
  }

  /// What the key of a command does here.
  private func hint(_ command: Command) -> String {
    if case .browse = mode, let word = trail.top.scene.hint(command) { return word }
    return switch (command, mode) {
    case (.press, .filter): CommandWords.hint(.filter)
    case (.press, .search): CommandWords.hint(.search)
    case (.press, .export): CommandWords.hint(.export)
    case (.press, .replace): ShellWords.answer
    case (.press, .columns): ShellWords.keep
    case (.press, .dialog(let dialog)):
      if case .form(let form) = dialog.phase, !form.isAtButton {
        CommandWords.hint(.nextField)
      } else if case .failed = dialog.phase {
        ShellWords.close
      } else {
        CommandWords.hint(command)
      }
    case (.move(.pageDown), .dialog): ShellWords.more
    case (.nextSection, .browse): trail.top.scene.neighbour ?? CommandWords.hint(command)
    default: CommandWords.hint(command)
    }
  }

  /// What a view is mostly opened for.
  private static let ofEnter: [Command] = [.open, .work(.begin), .work(.tryOut), .follow]

  /// What takes back what was just done, and what ends something that goes on beside the view.
  var commandsUnderWay: [Command] {
    (notice?.undo == nil ? [] : [.takeBack]) + (exporting == nil ? [] : [.cancelExport])
  }

  private var browsingCommands: [Command] {
    let scene = trail.top.scene.commands.filter { !$0.isMotion && $0 != .previousSection }
    let justDone: [Command] = notice?.audit.isEmpty == false ? [.audit] : []
    let offered = (commandsUnderWay + justDone.filter { !scene.contains($0) } + scene).filter(isOffered)
    let back: [Command] = trail.canGoBack ? [.back] : []
    let actions = offered.filter(\.isAction)
    // The other ways to mark, and what is wanted less, are in the help.
    let rare = Command.marking.dropFirst() + [.reverse, .export]
    var others = offered.filter { !Self.ofEnter.contains($0) && !$0.isAction && !rare.contains($0) }
    // The parts of a view are on the screen with nothing that tells how to reach them; a list beside is not even that.
    let isBrowsing = trail.top.scene.keyContext == .browse
    let parts = isBrowsing && others.contains(.nextSection) ? [Command.nextSection] : []
    others.removeAll(where: parts.contains)
    let hasNeighbour = trail.top.scene.neighbour != nil
    if hasNeighbour { others.insert(contentsOf: parts, at: 0) }
    return back + offered.filter(Self.ofEnter.contains) + (hasNeighbour ? [] : parts) + actions + [.help] + others
      + [.palette, .pause, .quit]
  }
}
