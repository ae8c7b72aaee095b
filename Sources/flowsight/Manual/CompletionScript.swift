/// What a shell offers after `flowsight`, made from the table of commands.
struct CompletionScript: Sendable {
  enum Shell: String, CaseIterable, Sendable {
    case bash, zsh, fish
  }

  var commands = Command.all

  func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }
}

extension CompletionScript {
  /// What may stand in the place of a value.
  enum Offer: Hashable {
    case words([String])
    case live(LiveValues)
    case files, folders, nothing

    init(_ placeholder: String?, _ words: [String], _ live: LiveValues? = nil) {
      if let live {
        self = .live(live)
        return
      }
      switch placeholder {
      case _ where !words.isEmpty: self = .words(words)
      case "FILE": self = .files
      case "DIR": self = .folders
      default: self = .nothing
      }
    }
  }

  /// A place in the command line that was reached by these words: the program itself, a group, or a command.
  struct Place {
    /// `""`, `"dlq"`, `"dlq list"`.
    var name: String
    /// The words that may follow, with what they mean; none of a command.
    var words: [(word: String, summary: String)] = []
    var options: [Option] = []
    /// What may stand for its operands.
    var operands: Offer = .nothing
  }

  var places: [Place] {
    let parser = ArgumentParser(commands: commands)
    let groups = parser.firstWords.filter { !parser.members(of: $0).isEmpty }
    let first = parser.firstWords.map { word in
      let summary = commands.first { $0.path == [word] }?.summary
      return (word, summary ?? parser.members(of: word).map { $0.path[1] }.joined(separator: ", "))
    }
    let root = Place(name: "", words: first + [("help", "explain a command")])
    return [root]
      + groups.map { group in Place(name: group, words: parser.members(of: group).map { ($0.path[1], $0.summary) }) }
      + commands.map { command in
        let offers = command.operands.map { Offer($0.placeholder, []) }
        return Place(
          name: command.name, options: command.options, operands: offers.first { $0 != .nothing } ?? .nothing)
      }
  }

  /// The names of places, but for the root: what a word that is none of them is, is an operand.
  var names: [String] { places.map(\.name).filter { !$0.isEmpty } }

  /// Every option that is followed by a value, as it is written.
  var valued: [String] {
    let options = commands.flatMap(\.options) + Option.everywhere
    return Set(options.filter { $0.placeholder != nil }.flatMap(\.words)).sorted()
  }

  /// A text as one word of the shell.
  static func quoted(_ text: String) -> String { "'\(text.replacing("'", with: #"'\''"#))'" }
}

extension Option {
  /// As it may be written: `--output`, `-o`.
  var words: [String] { ["--\(name)"] + (short.map { ["-\($0)"] } ?? []) }

  var offer: CompletionScript.Offer { CompletionScript.Offer(placeholder, choices + suggestions, live) }
}
