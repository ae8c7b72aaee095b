/// A stable name of a kind of failure: scripts compare it, documents index it. Open: any part may name its own.
public struct ErrorCode: RawRepresentable, Hashable, Sendable, Codable, ExpressibleByStringLiteral {
  public var rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public init(stringLiteral value: String) { rawValue = value }
}

/// A failure as a user meets it: a stable code, the cause, and what to do next. Values only; no secrets.
public struct Failure: Error, Hashable, Sendable, Codable {
  public var errorCode: ErrorCode
  /// What went wrong, one sentence, without a full stop at the end.
  public var message: String
  /// What the user can do about it: the failure's own, or what can be done about any of its code.
  public var nextStep: String?
  /// Whether the same attempt may succeed later without any change (a lost connection), so that work is retried.
  public var isTransient: Bool

  public init(_ errorCode: ErrorCode, _ message: String, nextStep: String? = nil, isTransient: Bool = false) {
    self.errorCode = errorCode
    self.message = message
    self.nextStep = nextStep ?? errorCode.nextStep
    self.isTransient = isTransient
  }
}

extension Failure {
  public static func notFound(_ kind: String, _ name: String, list command: String) -> Failure {
    Failure("not_found", "there is no \(kind) \(name)", nextStep: "list what exists with `\(command)`")
  }

  public static func invalid(_ message: String, nextStep: String? = nil) -> Failure {
    Failure("invalid_argument", message, nextStep: nextStep)
  }
}
