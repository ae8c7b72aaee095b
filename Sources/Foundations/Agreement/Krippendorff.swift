/// Krippendorff's alpha: agreement of any number of annotators, of whom any may have left items out.
///
/// α = 1 − Do/De over the items that two or more judged; each ordered pair of an item's m labels weighs 1/(m − 1).
/// Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
public struct Krippendorff: Sendable {
  public enum Metric: String, Sendable, CaseIterable {
    case nominal, ordinal, interval, ratio
    /// Distances of sets: R. Passonneau, "Measuring Agreement on Set-valued Items (MASI)" (2006), and Jaccard's.
    case masi, jaccard
  }

  /// The metrics that have no closed form compute at most so many distances.
  public static let distancesMax = 200_000_000

  /// Judgements that stand beside another of the same item.
  public let n: Int
  /// The share of pairs that say the same.
  public let observed: Measure

  private let units: Units
  private let labels: [Label]
  private let order: Result<LabelOrder, Undefined>
  /// How often each label was given, by label number.
  private let counts: [Double]
  private let obstacle: Undefined?

  /// Ordinal measures of texts need `order`, the names of the labels from the lowest to the highest.
  public init(_ judgements: Judgements, order names: [String]? = nil) {
    self.init(judgements, judgements.units, order: names)
  }

  init(_ judgements: Judgements, _ units: Units, order names: [String]?) {
    self.units = units
    labels = judgements.labels
    order = LabelOrder.of(labels, declared: names)
    n = units.judgementCount
    counts = units.counts(of: labels.count)
    obstacle = Krippendorff.obstacle(judgements, shared: n)
    observed =
      obstacle.map(Measure.failure) ?? .success(1 - Krippendorff.nominalDisagreement(units) / Double(n))
  }

  private static func obstacle(_ judgements: Judgements, shared: Int) -> Undefined? {
    if judgements.count == 0 { return .noJudgements }
    if judgements.annotators.count == 1 { return .oneAnnotator }
    return shared == 0 ? .noItemShared : nil
  }

  /// `distancesMax` of a metric that has no closed form; `too_many_labels` beyond it.
  public func alpha(_ metric: Metric, distancesMax: Int = Krippendorff.distancesMax) -> Measure {
    if let obstacle { return .failure(obstacle) }
    switch metric {
    case .nominal:
      return alpha(
        Krippendorff.nominalDisagreement(units) / Double(n),
        (square(n) - counts.reduce(0) { $0 + $1 * $1 }) / Double(n) / Double(n - 1))
    case .ordinal: return order.flatMap { alpha(at: midRanks($0)) }
    case .interval: return numbers.flatMap { alpha(at: $0) }
    case .ratio:
      return numbers.flatMap { numbers in
        guard numbers.allSatisfy({ $0 >= 0 }) else { return .failure(.negativeNumbers) }
        return alpha(within: distancesMax) { Distance.ratio(numbers[$0], numbers[$1]) }
      }
    case .masi: return sets.flatMap { sets in alpha(within: distancesMax) { Distance.masi(sets[$0], sets[$1]) } }
    case .jaccard: return sets.flatMap { sets in alpha(within: distancesMax) { Distance.jaccard(sets[$0], sets[$1]) } }
    }
  }

  private func square(_ n: Int) -> Double { Double(n) * Double(n) }

  private func alpha(_ disagreement: Double, _ expected: Double) -> Measure {
    guard expected != 0 else { return .failure(.oneCategory) }
    return .finite(1 - disagreement / expected)
  }

  /// Ordered pairs of different labels, each weighing 1/(m − 1).
  private static func nominalDisagreement(_ units: Units) -> Double {
    var sum = 0.0
    for index in 0..<units.count {
      let m = Double(units.sizes[index])
      var same = 0.0
      for run in units[index] { same += run.count * run.count }
      sum += (m * m - same) / (m - 1)
    }
    return sum
  }

  // MARK: - Squared differences of positions

  private var numbers: Result<[Double], Undefined> {
    let numbers = labels.compactMap(\.number)
    return numbers.count == labels.count ? .success(numbers) : .failure(.notNumbers)
  }

  /// The ordinal distance is the squared difference of these: labels below, and half of those beside.
  private func midRanks(_ order: LabelOrder) -> [Double] {
    var positions = [Double](repeating: 0, count: labels.count)
    var below = 0.0
    for index in labels.indices.sorted(by: { order.ranks[$0] < order.ranks[$1] }) {
      positions[index] = below + counts[index] / 2
      below += counts[index]
    }
    return positions
  }

  /// Sums of squares about the mean stand for the sums over all pairs.
  private func alpha(at positions: [Double]) -> Measure {
    var disagreement = 0.0
    for index in 0..<units.count {
      let unit = units[index]
      let m = Double(units.sizes[index])
      var sum = 0.0
      for run in unit { sum += run.count * positions[run.label] }
      var squares = 0.0
      for run in unit {
        let difference = positions[run.label] - sum / m
        squares += run.count * difference * difference
      }
      disagreement += 2 * m * squares / (m - 1)
    }
    let mean = positions.indices.reduce(0.0) { $0 + counts[$1] * positions[$1] } / Double(n)
    let squares = positions.indices.reduce(0.0) {
      $0 + counts[$1] * (positions[$1] - mean) * (positions[$1] - mean)
    }
    // The mean of equal numbers may differ from them in the last digit.
    if counts.count(where: { $0 > 0 }) < 2 { return .failure(.oneCategory) }
    return alpha(disagreement / Double(n), 2 * squares / Double(n - 1))
  }

  // MARK: - Any distance

  private var sets: Result<LabelSets, Undefined> {
    LabelSets(labels).map { .success($0) } ?? .failure(.notSets)
  }

  private func alpha(within distancesMax: Int, _ distance: (Int, Int) -> Double) -> Measure {
    let used = counts.indices.filter { counts[$0] > 0 }.map { Units.Run(label: $0, count: counts[$0]) }
    guard used.count > 1 else { return .failure(.oneCategory) }
    var distances = used.count * used.count
    for index in 0..<units.count { distances += units[index].count * units[index].count }
    guard distances <= distancesMax else { return .failure(.tooManyLabels) }
    var disagreement = 0.0
    for index in 0..<units.count {
      disagreement += Krippendorff.sum(units[index], distance) / Double(units.sizes[index] - 1)
    }
    let expected = Krippendorff.sum(used[...], distance)
    return alpha(disagreement / Double(n), expected / Double(n) / Double(n - 1))
  }

  /// Over all ordered pairs of different labels.
  private static func sum(_ runs: ArraySlice<Units.Run>, _ distance: (Int, Int) -> Double) -> Double {
    var sum = 0.0
    for (index, first) in zip(runs.indices, runs) {
      for second in runs[runs.startIndex..<index] {
        sum += first.count * second.count * distance(first.label, second.label)
      }
    }
    return 2 * sum
  }

  // MARK: - By label

  /// Nominal alpha of each label against all others; for sets, of each member; and how often it was given. In ascending order.
  public var byLabel: [(label: String, count: Int, alpha: Measure)] {
    guard obstacle == nil else { return [] }
    let sets = LabelSets(of: labels) { $0.names }
    var given = [Double](repeating: 0, count: sets.names.count)
    var disagreement = given
    var inUnit = given
    for index in 0..<units.count {
      let m = Double(units.sizes[index])
      for run in units[index] { for member in sets[run.label] { inUnit[Int(member)] += run.count } }
      for run in units[index] {
        for member in sets[run.label].map(Int.init) where inUnit[member] > 0 {
          given[member] += inUnit[member]
          disagreement[member] += 2 * inUnit[member] * (m - inUnit[member]) / (m - 1)
          inUnit[member] = 0
        }
      }
    }
    return sets.names.indices.filter { given[$0] > 0 }.sorted { sets.names[$0] < sets.names[$1] }.map { member in
      let expected = 2 * given[member] * (Double(n) - given[member]) / Double(n) / Double(n - 1)
      return (sets.names[member], Int(given[member]), alpha(disagreement[member] / Double(n), expected))
    }
  }
}
