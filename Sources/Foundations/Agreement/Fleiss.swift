/// Fleiss' kappa: agreement when each item has the same number of judgements, whoever made them.
///
/// Pᵢ = (Σ n²ᵢⱼ − n)/(n(n − 1)), Pe = Σ p²ⱼ. Source: J. Fleiss, "Measuring nominal scale agreement among many raters"
/// (1971).
public enum Fleiss {
  public static func kappa(_ judgements: Judgements) -> Measure { kappa(judgements, judgements.units) }

  static func kappa(_ judgements: Judgements, _ units: Units) -> Measure {
    guard judgements.count > 0 else { return .failure(.noJudgements) }
    guard judgements.annotators.count > 1 else { return .failure(.oneAnnotator) }
    guard let size = units.sizes.first else { return .failure(.noItemShared) }
    guard units.count == judgements.itemCount, units.sizes.allSatisfy({ $0 == size }) else {
      return .failure(.unequalNumberOfJudgements)
    }
    let counts = units.counts(of: judgements.labels.count)
    let total = Double(units.judgementCount)
    let expected = counts.reduce(0) { $0 + $1 / total * ($1 / total) }
    guard counts.count(where: { $0 > 0 }) > 1 else { return .failure(.oneCategory) }
    let pairs = Double(size) * Double(size - 1)
    var observed = 0.0
    for index in 0..<units.count {
      var same = 0.0
      for run in units[index] { same += run.count * run.count }
      observed += (same - Double(size)) / pairs
    }
    return .finite((observed / Double(units.count) - expected) / (1 - expected))
  }
}
