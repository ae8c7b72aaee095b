import Terminal

extension TextView {
  /// What can be done with a text that is read.
  var commands: [Command] {
    var commands = (wraps ? Motion.vertical : Motion.allCases).map(Command.move) + [.search, .wrap]
    if showsCursor { commands.append(.fold) }
    if !searchText.isEmpty { commands += [.nextHit, .previousHit] }
    return commands
  }

  mutating func perform(_ command: Command) {
    switch command {
    case .fold: toggleFold()
    case .wrap: toggleWrap()
    case .nextHit: nextHit()
    case .previousHit: previousHit()
    default: break
    }
  }
}
