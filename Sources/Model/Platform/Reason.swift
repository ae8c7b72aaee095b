/// Why a person did something: kept in the audit log and in histories, read by whoever comes after.
public enum Reason {
  public static let bytesMax = 2000

  /// Of what needs one. Fails with `reason_required`, `reason_too_long`.
  public static func check(_ reason: String?) throws(Failure) {
    guard let reason, reason.contains(where: { !$0.isWhitespace }) else {
      throw Failure("reason_required", "the action needs a reason", nextStep: "say why: it is kept with what was done")
    }
    try check(optional: reason)
  }

  /// Of what may have one. Fails with `reason_too_long`.
  public static func check(optional reason: String?) throws(Failure) {
    guard let reason, reason.utf8.count > bytesMax else { return }
    throw Failure(
      "reason_too_long", "a reason has \(bytesMax) bytes at most",
      nextStep: "say it in fewer words, and keep the rest where you can refer to it")
  }
}
