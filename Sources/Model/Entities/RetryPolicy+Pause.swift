extension RetryPolicy {
  /// So many crashes of its workers within ``crashHours`` make a job dead: it is likely that it kills them.
  public static let crashesMax = 3
  public static let crashHours = 72

  /// The seconds after which a job whose attempt ended without success may be claimed again; `nil` gives it up.
  ///
  /// - Parameters:
  ///   - attempt: The number of the attempt, from 1.
  ///   - crashCount: Crashes before this one that still count.
  ///   - isCrash: Its worker died: that costs no attempt, and it is done again at once.
  ///   - random: In `0..<1`: the jitter.
  public func pause(
    after attempt: Int, crashCount: Int, _ failure: Failure, isCrash: Bool, random: Double
  ) -> Double? {
    if isCrash { return crashCount + 1 >= RetryPolicy.crashesMax ? nil : 0 }
    guard failure.isTransient, attempt < attemptsMax else { return nil }
    return delay(after: attempt, random: random)
  }
}
