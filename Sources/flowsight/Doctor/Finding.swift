import Model

/// One thing that the doctor looked at.
struct Finding: Hashable, Sendable, Codable {
  enum Verdict: String, Sendable, Codable {
    case ok, warn, fail
  }

  /// What was looked at.
  var check: String
  var verdict: Verdict
  /// Stable; nothing when all is well.
  var errorCode: String?
  var message: String
  var nextStep: String?

  private enum CodingKeys: String, CodingKey {
    case check, message
    case verdict = "status"
    case errorCode = "error_code"
    case nextStep = "next_step"
  }

  static func ok(_ check: String, _ message: String) -> Finding {
    Finding(check: check, verdict: .ok, message: message)
  }

  static func warn(_ check: String, _ code: String, _ message: String, next: String) -> Finding {
    Finding(check: check, verdict: .warn, errorCode: code, message: message, nextStep: next)
  }

  static func fail(_ check: String, _ failure: Failure) -> Finding {
    Finding(
      check: check, verdict: .fail, errorCode: failure.errorCode.rawValue, message: failure.message,
      nextStep: failure.nextStep)
  }
}
