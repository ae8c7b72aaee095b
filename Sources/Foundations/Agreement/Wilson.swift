/// The interval in which a share lies with a confidence of 95 %, sensible for small n and for shares near 0 and 1.
/// Source: E. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
public enum Wilson {
  /// The 97.5th percentile of the normal distribution.
  static let z = 1.959963984540054

  public static func interval(_ successes: Int, of n: Int) -> Result<ClosedRange<Double>, Undefined> {
    guard n > 0, (0...n).contains(successes) else { return .failure(.noJudgements) }
    let (count, share) = (Double(n), Double(successes) / Double(n))
    let squared = z * z
    let centre = (share + squared / (2 * count)) / (1 + squared / count)
    let half = z / (1 + squared / count) * (share * (1 - share) / count + squared / (4 * count * count)).squareRoot()
    // Rounding must not keep the bounds from the ends.
    let low = successes == 0 ? 0 : max(0, centre - half)
    return .success(low...(successes == n ? 1 : min(1, centre + half)))
  }
}
