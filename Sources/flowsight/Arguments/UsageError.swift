/// Why a command line is not understood. Data only: ``failure(program:)`` words it.
enum UsageError: Error, Equatable {
  case unknownCommand(String, known: [String])
  case missingCommand(group: String, known: [String])
  case unknownOption(String, command: String, known: [String])
  case missingValue(Option)
  case unexpectedValue(Option)
  case repeated(Option)
  case badValue(Option, String, expected: String)
  case missingOperand(Operand, command: String)
  case unexpectedOperand(String, command: String)
  case missingOption(Option, command: String, because: String)
  case conflict(String, command: String)
}

extension Option {
  var choicesText: String { choices.joined(separator: ", ") }
}
