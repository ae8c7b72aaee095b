/// Cohen's kappa of two annotators on the items that both judged.
///
/// κ = (Po − Pe)/(1 − Pe); weighted, κ = 1 − Σ wO / Σ wE with w = |i − j| or (i − j)² of places in the order of labels.
/// Source: J. Cohen, "Weighted kappa" (1968).
public struct Cohen: Hashable, Sendable {
  public let a: String
  public let b: String
  /// Items that both judged.
  public let n: Int
  /// The share of them on which they agree.
  public let observed: Measure
  public let kappa: Measure
  public let kappaLinear: Measure
  public let kappaQuadratic: Measure

  /// Pairs are computed of at most so many annotators.
  public static let annotatorsMax = 1000

  /// Of every two annotators, in the order of their names; none when they are more than ``annotatorsMax``.
  /// Cost: judgements × judgements of an item.
  public static func pairs(_ judgements: Judgements, order names: [String]? = nil) -> [Cohen] {
    guard judgements.annotators.count <= annotatorsMax else { return [] }
    let shared = SharedItems(judgements)
    let order = LabelOrder.of(judgements.labels, declared: names)
    let people = judgements.annotators.indices.sorted { judgements.annotators[$0] < judgements.annotators[$1] }
    var tally = PairTally(labelCount: judgements.labels.count, order: order)
    var pairs: [Cohen] = []
    for (place, a) in people.enumerated() {
      let others = shared.others(beside: a)
      for b in people[(place + 1)...] {
        for said in others[b] { tally.add(Int(said.own), Int(said.other)) }
        pairs.append(tally.finish(judgements.annotators[a], judgements.annotators[b]))
      }
    }
    return pairs
  }

  /// Of two lists of labels, item by item.
  public init(_ a: [Label], _ b: [Label], order names: [String]? = nil) {
    var judgements = Judgements()
    for (index, pair) in zip(a, b).enumerated() {
      // Every item is new, so that no judgement is a second one.
      try? judgements.add(item: String(index), annotator: "a", label: pair.0)
      try? judgements.add(item: String(index), annotator: "b", label: pair.1)
    }
    self = Cohen.pairs(judgements, order: names).first ?? Cohen("a", "b", undefined: .noJudgements)
  }

  init(_ a: String, _ b: String, undefined: Undefined) {
    self.init(a, b, n: 0, observed: .failure(undefined), .failure(undefined), .failure(undefined), .failure(undefined))
  }

  init(
    _ a: String, _ b: String, n: Int, observed: Measure, _ kappa: Measure, _ linear: Measure, _ quadratic: Measure
  ) {
    self.a = a
    self.b = b
    self.n = n
    self.observed = observed
    self.kappa = kappa
    kappaLinear = linear
    kappaQuadratic = quadratic
  }
}

/// What others said about the items that an annotator judged, found by walking through these items: who shares few
/// items with many costs no more than who shares many with few.
private struct SharedItems {
  /// What both said about one item.
  struct Said {
    var own: Int32
    var other: Int32
  }

  private let rows: [Judgements.Row]
  /// Of each annotator the items, in order, with the place of their own judgement.
  private let items: [[(own: Int, all: Range<Int>)]]

  init(_ judgements: Judgements) {
    rows = judgements.byItem
    var items = [[(own: Int, all: Range<Int>)]](repeating: [], count: judgements.annotators.count)
    for item in Judgements.items(of: rows) where item.count > 1 {
      for place in item { items[Int(rows[place].annotator)].append((place, item)) }
    }
    self.items = items
  }

  /// By the number of the other annotator, in the order of the items.
  func others(beside annotator: Int) -> Others {
    var bounds = [Int](repeating: 0, count: items.count + 1)
    for item in items[annotator] { for place in item.all { bounds[Int(rows[place].annotator) + 1] += 1 } }
    for index in items.indices { bounds[index + 1] += bounds[index] }
    var places = bounds
    var said = [Said](repeating: Said(own: 0, other: 0), count: bounds[items.count])
    for item in items[annotator] {
      let own = rows[item.own].label
      for place in item.all {
        let other = Int(rows[place].annotator)
        said[places[other]] = Said(own: own, other: rows[place].label)
        places[other] += 1
      }
    }
    return Others(said: said, bounds: bounds)
  }

  struct Others {
    let said: [Said]
    let bounds: [Int]

    subscript(annotator: Int) -> ArraySlice<Said> { said[bounds[annotator]..<bounds[annotator + 1]] }
  }
}

/// What two annotators said about the items that both judged. Used again for the next two, so that its tables are
/// made once.
private struct PairTally {
  private let order: Result<LabelOrder, Undefined>
  private let ranks: [Int]?
  private var first: [Double]
  private var second: [Double]
  /// Labels that one of the two gave.
  private var used: [Int] = []
  private var n = 0.0
  private var same = 0.0
  private var linear = 0.0
  private var quadratic = 0.0

  init(labelCount: Int, order: Result<LabelOrder, Undefined>) {
    self.order = order
    ranks = try? order.get().ranks
    first = [Double](repeating: 0, count: labelCount)
    second = first
  }

  mutating func add(_ a: Int, _ b: Int) {
    if first[a] == 0 && second[a] == 0 { used.append(a) }
    first[a] += 1
    if first[b] == 0 && second[b] == 0 { used.append(b) }
    second[b] += 1
    n += 1
    if a == b { same += 1 }
    if let ranks {
      let difference = Double(abs(ranks[a] - ranks[b]))
      linear += difference
      quadratic += difference * difference
    }
  }

  /// The result, and a clean table.
  mutating func finish(_ a: String, _ b: String) -> Cohen {
    defer {
      for label in used { (first[label], second[label]) = (0, 0) }
      used.removeAll(keepingCapacity: true)
      (n, same, linear, quadratic) = (0, 0, 0, 0)
    }
    guard n > 0 else { return Cohen(a, b, undefined: .noItemShared) }
    let expected = used.reduce(0.0) { $0 + first[$1] / n * (second[$1] / n) }
    let kappa: Measure =
      used.count == 1 ? .failure(.oneCategory) : .finite((same / n - expected) / (1 - expected))
    let expectedWeights = order.map { expectedDifferences($0.ranks) }
    return Cohen(
      a, b, n: Int(n), observed: .success(same / n), kappa,
      expectedWeights.flatMap { weighted(linear, $0.linear) },
      expectedWeights.flatMap { weighted(quadratic, $0.quadratic) })
  }

  private func weighted(_ observed: Double, _ expected: Double) -> Measure {
    used.count == 1 || expected == 0 ? .failure(.oneCategory) : .finite(1 - observed / expected)
  }

  /// Σ wE: over all pairs of a label of the first with one of the second, in one walk through the order.
  private func expectedDifferences(_ ranks: [Int]) -> (linear: Double, quadratic: Double) {
    let sorted = used.sorted { ranks[$0] < ranks[$1] }
    var linear = 0.0
    var (firstBelow, secondBelow) = (0.0, 0.0)
    var moments = (a: 0.0, aa: 0.0, b: 0.0, bb: 0.0)
    for (index, label) in sorted.enumerated() {
      firstBelow += first[label]
      secondBelow += second[label]
      let rank = Double(ranks[label] - ranks[sorted[0]])
      moments.a += first[label] * rank
      moments.aa += first[label] * rank * rank
      moments.b += second[label] * rank
      moments.bb += second[label] * rank * rank
      if index + 1 < sorted.count {
        let step = Double(ranks[sorted[index + 1]] - ranks[label])
        linear += step * (firstBelow * (n - secondBelow) + secondBelow * (n - firstBelow))
      }
    }
    return (linear / n, moments.aa + moments.bb - 2 * moments.a * moments.b / n)
  }
}
