/// A command that was typed after `:` by its name, with words of its own: `bookmark late orders`, `snapshot svg`.
struct TypedCommand: Hashable, Sendable {
  /// Those that have a name there.
  static let commands: [Command] = [
    .journal, .messages, .bookmarks, .bookmark, .forget, .snapshot, .theme, .export, .copyAddress,
  ]

  var command: Command
  var argument: String

  /// `nil` when the first word is the name of none.
  init?(parsing text: String) {
    let words = text.split(separator: " ", maxSplits: 1)
    guard let command = Self.commands.first(where: { $0.name == words.first.map(String.init) }) else { return nil }
    self.command = command
    argument = words.count == 2 ? String(words[1].reversed().drop { $0 == " " }.reversed()) : ""
  }
}
