extension Command {
  /// What the configuration calls it: the case's own name, as `move-page-down`, `pane-dlq`, `copy-id`.
  var name: String {
    switch self {
    case .move(let motion): "move-" + Command.hyphenated("\(motion)")
    case .work(let command): "work-" + Command.hyphenated("\(command)")
    case .pane(let pane): "pane-" + pane.rawValue
    default: Command.hyphenated("\(self)")
    }
  }

  private static func hyphenated(_ name: String) -> String {
    var text = ""
    var wasUpper = true
    for character in name {
      if character.isUppercase, !wasUpper { text += "-" }
      wasUpper = character.isUppercase
      text += character.lowercased()
    }
    return text
  }
}
