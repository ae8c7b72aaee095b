import Console
import Support

/// `flowsight(1)` in roff, made from the table of commands and the keymap.
struct ManualPage: Sendable {
  var commands = Command.all
  var keymap = Keymap.standard

  var text: String {
    var page = Roff()
    page.line(#".TH FLOWSIGHT 1 "" "flowsight \#(Command.versionText)" "FlowSight""#)
    page.section("NAME")
    page.text("flowsight - data in, through every stage, and repaired when it fails")
    page.section("SYNOPSIS")
    page.text("`flowsight` COMMAND [OPTION…]")
    page.section("DESCRIPTION")
    for paragraph in Self.description { page.paragraph(paragraph) }
    page.section("COMMANDS")
    for command in commands { describe(command, &page) }
    page.section("OPTIONS OF EVERY COMMAND")
    for option in Option.everywhere { page.item(option.signature, option.description) }
    page.section("KEYS OF THE CONSOLE")
    page.paragraph("By scope; `flowsight keys list` shows them as the configuration has them.")
    describeKeys(&page)
    page.section("EXIT STATUS")
    for status in ExitStatus.allCases { page.item(String(status.rawValue), status.meaning) }
    page.section("ENVIRONMENT")
    for (name, meaning) in Self.environment { page.item(name, meaning) }
    page.section("FILES")
    for (name, meaning) in Self.files { page.item(name, meaning) }
    return page.text
  }

  private func describe(_ command: Command, _ page: inout Roff) {
    page.subsection((["flowsight"] + command.path + command.operands.map(\.signature)).joined(separator: " "))
    page.text(command.summary.prefix(1).uppercased() + command.summary.dropFirst() + ".")
    for paragraph in command.details.split(separator: "\n\n") {
      page.paragraph(String(paragraph))
    }
    for operand in command.operands { page.item(operand.placeholder, operand.summary) }
    for option in command.options { page.item(option.signature, option.description) }
  }

  private func describeKeys(_ page: inout Roff) {
    let entries = Language.$current.withValue(.english) { keymap.entries }
    var scope: String?
    for entry in entries {
      if entry.scope != scope { page.subsection(entry.scope) }
      scope = entry.scope
      page.item(entry.keys.joined(separator: "  "), "\(entry.summary) (\(entry.command))")
    }
  }

  private static let description = [
    """
    FlowSight takes files in, validates, standardizes, cleans and loads them into PostgreSQL, publishes them as versions,
    and keeps what failed as dead letters until somebody repairs it. `flowsight console` shows all of it and acts on it;
    every list and every action is a command, too.
    """,
    """
    What changes the platform shows first what it would do (`--dry-run` only does that), asks, wants a reason, and names
    the entry in the audit log.
    """,
  ]

  static let environment = [
    (
      "FLOWSIGHT_POSTGRES, FLOWSIGHT_REDIS",
      "the servers, where neither `--postgres`, `--redis` nor `--profile` is given"
    ),
    ("FLOWSIGHT_PROFILE", "the profile of the configuration file for what is open still"),
    ("FLOWSIGHT_AS", "whom a superuser acts as, NAME/ROLE"), ("NO_COLOR", "set to anything: no colours"),
    ("LC_ALL, LC_MESSAGES, LANG", "the language of the console, English or 简体中文, where `--lang` and the file say none"),
    ("TERM, COLORTERM", "what the terminal can do; `truecolor` in the latter: every colour"),
  ]

  private static let files = [
    (
      ConfigurationFile.location,
      "platforms, their protection, keys, looks; ~/.config/flowsight/config.yaml without the variable"
    ),
    ("\(ThemeCatalog.location)/NAME.yaml", "themes of your own"),
    (
      "$XDG_STATE_HOME/flowsight/",
      "what the console keeps: the journal of what you did, bookmarks, what you typed, the columns and themes that you "
        + "chose; ~/.local/state/flowsight/ without the variable"
    ),
  ]
}

extension Option {
  /// The summary and the values that are accepted.
  fileprivate var description: String { summary + (choices.isEmpty ? "" : " (\(choicesText))") }
}
