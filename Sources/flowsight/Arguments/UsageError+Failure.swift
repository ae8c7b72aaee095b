import Model

extension UsageError {
  /// The words for it, and the next step.
  var failure: Failure {
    switch self {
    case .unknownCommand(let word, let known):
      return usage("there is no command '\(word)'", hint(word, known) ?? seeHelp())
    case .missingCommand(let group, let known):
      return usage("'\(group)' needs one of: \(known.joined(separator: ", "))", seeHelp(group))
    case .unknownOption(let word, let command, let known):
      return usage("'\(command)' has no option '\(word)'", hint(word, known) ?? seeHelp(command))
    case .missingValue(let option):
      return usage("'--\(option.name)' needs a value", "write `--\(option.name) \(option.placeholder ?? "VALUE")`")
    case .unexpectedValue(let option):
      return usage("'--\(option.name)' takes no value", "write `--\(option.name)` alone")
    case .repeated(let option):
      return usage("'--\(option.name)' is given twice", "give it once")
    case .badValue(let option, let value, let expected):
      let near = Similarity.nearest(to: value, in: option.choices).map { "did you mean `--\(option.name) \($0)`?" }
      return usage("'\(value)' is no value for '--\(option.name)': \(expected) is expected", near)
    case .missingOperand(let operand, let command):
      return usage("\(operand.placeholder) is missing: \(operand.summary)", seeHelp(command))
    case .unexpectedOperand(let word, let command):
      return usage("'\(word)' is one argument too many", seeHelp(command))
    case .missingOption(let option, let command, let because):
      return usage("'\(command)' needs '--\(option.name)': \(because)", "add `\(option.signature)`")
    case .conflict(let message, let command):
      return usage(message, seeHelp(command))
    }
  }

  private func usage(_ message: String, _ nextStep: String?) -> Failure {
    Failure("usage", message, nextStep: nextStep)
  }

  private func seeHelp(_ command: String? = nil) -> String {
    "see `flowsight \(command.map { $0 == "flowsight" ? "" : "\($0) " } ?? "")--help`"
  }

  private func hint(_ word: String, _ known: [String]) -> String? {
    Similarity.nearest(to: word, in: known).map { "did you mean `\($0)`?" }
  }
}
