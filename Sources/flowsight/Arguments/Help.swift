/// Help texts, made from the table of commands.
struct Help {
  let parser: ArgumentParser

  /// Help for a command, for a group of commands, or, with no words, for the program.
  func text(for words: [String]) -> String {
    if let command = parser.commands.first(where: { $0.path == words }) { return text(for: command) }
    if let first = words.first, parser.firstWords.contains(first) { return text(forGroup: first) }
    return programText
  }

  private var programText: String {
    """
    FlowSight: data in, through every stage, and repaired when it fails.

    usage: flowsight COMMAND [OPTION…]

    commands:
    \(Help.table(parser.commands.map { ($0.name, $0.summary) } + [("help [COMMAND]", "explain a command")]))

    \(Help.serverText)

    \(Help.exitText)
    """
  }

  private func text(forGroup group: String) -> String {
    """
    usage: flowsight \(group) COMMAND [OPTION…]

    commands:
    \(Help.table(parser.members(of: group).map { ($0.name, $0.summary) }))

    See `flowsight \(group) COMMAND --help` for one of them.
    """
  }

  private func text(for command: Command) -> String {
    let signature = (["flowsight"] + command.path + command.operands.map(\.signature) + ["[OPTION…]"])
    var sections = ["usage: \(signature.joined(separator: " "))", command.summary.capitalizedFirst + "."]
    if !command.details.isEmpty { sections.append(command.details) }
    if !command.operands.isEmpty {
      sections.append("arguments:\n" + Help.table(command.operands.map { ($0.placeholder, $0.summary) }))
    }
    if !command.options.isEmpty { sections.append("options:\n" + Help.table(command.options.map(Help.row))) }
    sections.append("options of every command:\n" + Help.table(Option.everywhere.map(Help.row)))
    sections.append(Help.exitText)
    return sections.joined(separator: "\n\n")
  }

  private static func row(_ option: Option) -> (String, String) {
    let choices = option.choices.isEmpty ? "" : " (\(option.choicesText))"
    return (option.signature, option.summary + choices)
  }

  private static func table(_ rows: [(String, String)]) -> String {
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { "  \($0.0)\(String(repeating: " ", count: width - $0.0.count))  \($0.1)" }
      .joined(separator: "\n")
  }

  private static let serverText = """
    servers, the first that is set counts:
      --postgres DSN --redis URL
      --profile NAME, a profile of $XDG_CONFIG_HOME/flowsight/config.yaml
      FLOWSIGHT_POSTGRES and FLOWSIGHT_REDIS in the environment
      FLOWSIGHT_PROFILE, or the file's `default:` profile
    """

  private static let exitText = "exit status:\n" + table(ExitStatus.allCases.map { (String($0.rawValue), $0.meaning) })
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
