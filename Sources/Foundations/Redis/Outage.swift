/// What is known while there is no connection.
struct Outage {
  var error: RedisError
  var attempts: Int
  /// When the next attempt may be made.
  var until: ContinuousClock.Instant

  /// The delay doubles with every attempt, from the lower limit to the upper; half of it is left to chance, so that
  /// clients of a restarted server do not all come at once.
  ///
  /// - Parameter random: A number in `0..<1`.
  init(
    error: RedisError, attempts: Int, limits: ClosedRange<Double>, random: Double, now: ContinuousClock.Instant = .now
  ) {
    self.error = error
    self.attempts = attempts
    let factor = Double(1 << min(max(0, attempts - 1), 30))
    let seconds = min(limits.upperBound, limits.lowerBound * factor)
    until = now + .seconds(seconds / 2 + seconds / 2 * random)
  }
}
