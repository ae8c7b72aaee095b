/// Turns the words of a command line into a command and its arguments.
///
/// Options may stand anywhere after the command's name, as `--name value` or `--name=value`; `--` ends them. Options
/// that every command takes may also stand before the name.
struct ArgumentParser: Sendable {
  enum Parsed: Sendable {
    case run(Command, Arguments)
    /// Help was asked for: for a command, a group of commands (`dlq`), or, with no words, for the program.
    case help([String])
  }

  let commands: [Command]

  func parse(_ words: [String]) throws(UsageError) -> Parsed {
    // As every program has it.
    var rest = words == ["--version"] ? ["version"] : words[...]
    var arguments = Arguments()
    while let word = rest.first, word.hasPrefix("-"), word != "--" {
      rest = rest.dropFirst()
      try readOption(word, &rest, of: nil, into: &arguments)
    }
    guard let first = rest.first, first != "help" else { return try helpRequest(rest.dropFirst()) }
    if arguments.has(.help) { return .help(Array(rest.prefix { !$0.hasPrefix("-") })) }
    guard let command = try command(in: &rest) else { return .help([first]) }
    while let word = rest.first {
      rest = rest.dropFirst()
      if word == "--" {
        arguments.operands += rest
        break
      } else if word.hasPrefix("-"), word != "-" {
        try readOption(word, &rest, of: command, into: &arguments)
      } else {
        arguments.operands.append(word)
      }
    }
    if arguments.has(.help) { return .help(command.path) }
    try check(arguments.operands, of: command)
    return .run(command, arguments)
  }

  /// The words after the first that may follow it: `list`, `show`, … after `dlq`.
  func members(of group: String) -> [Command] {
    commands.filter { $0.path.count > 1 && $0.path[0] == group }
  }

  var firstWords: [String] {
    commands.reduce(into: []) { words, command in
      if !words.contains(command.path[0]) { words.append(command.path[0]) }
    }
  }

  private func helpRequest(_ words: ArraySlice<String>) throws(UsageError) -> Parsed {
    let words = words.filter { !$0.hasPrefix("-") }
    if let first = words.first, !firstWords.contains(first) { throw .unknownCommand(first, known: firstWords) }
    return .help(words)
  }

  /// Takes the command's name off the words; `nil` when help is asked for a group.
  private func command(in rest: inout ArraySlice<String>) throws(UsageError) -> Command? {
    let first = rest.removeFirst()
    guard firstWords.contains(first) else { throw .unknownCommand(first, known: firstWords + ["help"]) }
    if let command = commands.first(where: { $0.path == [first] }) { return command }
    let known = members(of: first).map { $0.path[1] }
    guard let second = rest.first else { throw .missingCommand(group: first, known: known) }
    if second == "--help" || second == "-h" { return nil }
    guard let command = members(of: first).first(where: { $0.path[1] == second }) else {
      if second.hasPrefix("-") { throw .missingCommand(group: first, known: known) }
      throw .unknownCommand("\(first) \(second)", known: known.map { "\(first) \($0)" })
    }
    rest.removeFirst()
    return command
  }

  private func readOption(
    _ word: String, _ rest: inout ArraySlice<String>, of command: Command?, into arguments: inout Arguments
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let options = command?.allOptions ?? Option.everywhere
    guard let option = options.first(where: { $0.matches(parts[0]) }) else {
      throw .unknownOption(parts[0], command: command?.name ?? "flowsight", known: options.map { "--\($0.name)" })
    }
    if arguments.has(option), !option.isRepeatable, option.placeholder != nil { throw .repeated(option) }
    guard option.placeholder != nil else {
      if parts.count > 1 { throw .unexpectedValue(option) }
      arguments.add("", for: option)
      return
    }
    guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else { throw .missingValue(option) }
    if !option.choices.isEmpty, !option.choices.contains(value) {
      throw .badValue(option, value, expected: "one of \(option.choicesText)")
    }
    arguments.add(value, for: option)
  }

  private func check(_ operands: [String], of command: Command) throws(UsageError) {
    let required = command.operands.filter(\.arity.isRequired)
    if operands.count < required.count { throw .missingOperand(required[operands.count], command: command.name) }
    let takesMany = command.operands.contains(where: \.arity.isRepeated)
    if !takesMany, operands.count > command.operands.count {
      throw .unexpectedOperand(operands[command.operands.count], command: command.name)
    }
  }
}

extension Option {
  fileprivate func matches(_ word: String) -> Bool { word == "--\(name)" || short.map { word == "-\($0)" } ?? false }
}
