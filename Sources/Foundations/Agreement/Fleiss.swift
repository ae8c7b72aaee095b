/// Fleiss' kappa: agreement when each item has the same number of judgements, whoever made them.
///
/// Pᵢ = (Σ n²ᵢⱼ − n)/(n(n − 1)), Pe = Σ p²ⱼ. Source: J. Fleiss, "Measuring nominal scale agreement among many raters"
/// (1971).
public enum Fleiss {
  public static func kappa(_ judgements: Judgements) -> Measure {
    guard judgements.count > 0 else { return .failure(.noJudgements) }
    guard judgements.annotators.count > 1 else { return .failure(.oneAnnotator) }
    let units = judgements.units
    guard units.count > 0 else { return .failure(.noItemShared) }
    let size = units[0].count
    guard units.count == judgements.itemCount, (0..<units.count).allSatisfy({ units[$0].count == size }) else {
      return .failure(.unequalNumberOfJudgements)
    }
    var counts = [Double](repeating: 0, count: judgements.labels.count)
    for label in units.labels { counts[Int(label)] += 1 }
    let total = Double(units.labels.count)
    let expected = counts.reduce(0) { $0 + $1 / total * ($1 / total) }
    guard counts.count(where: { $0 > 0 }) > 1 else { return .failure(.oneCategory) }
    let pairs = Double(size) * Double(size - 1)
    let observed =
      (0..<units.count).reduce(0.0) { sum, index in
        let same = units[index].runs.reduce(0.0) { $0 + Double($1.count) * Double($1.count) }
        return sum + (same - Double(size)) / pairs
      } / Double(units.count)
    return .finite((observed - expected) / (1 - expected))
  }
}
