import Model
import Support
import Terminal

/// The one place that words errors for people and for programs.
enum ErrorRenderer {
  /// The failure behind any error.
  static func failure(_ error: any Error) -> Failure {
    switch error {
    case let failure as Failure: failure
    case let usage as UsageError: usage.failure
    case is CancellationError: Failure("interrupted", "stopped before it was done", nextStep: "run the same again")
    default: Failure("internal_error", "\(error)")
    }
  }

  /// Two lines for a person, `error[code]: message` and `next: …`, or a JSON object on one line.
  static func text(_ failure: Failure, format: Format) -> String {
    switch format {
    case .json:
      let error: JSON = [
        "error_code": .string(failure.errorCode.rawValue), "message": .string(failure.message),
        "next_step": JSON(failure.nextStep),
      ]
      return JSON.object([JSON.Member("error", error)]).text() + "\n"
    case .table, .csv:
      let code = Text.sanitised(failure.errorCode.rawValue)
      let next = failure.nextStep.map { "next: \(Text.sanitised($0))\n" } ?? ""
      return "error[\(code)]: \(lines(failure.message))\n\(next)"
    }
  }

  /// A message may have several lines; each is made harmless on its own. Tabs, which servers put into theirs, are spaces.
  private static func lines(_ message: String) -> String {
    message.replacing("\t", with: " ").split(separator: "\n").map { Text.sanitised(String($0)) }.joined(
      separator: "\n  ")
  }
}
