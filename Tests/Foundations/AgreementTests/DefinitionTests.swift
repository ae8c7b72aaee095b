import Agreement
import Support
import Testing

/// The measures, computed in linear time, against their definitions, computed pair by pair, on judgements at random.
@Suite struct DefinitionTests {
  /// A linear congruential generator: the same judgements each time.
  private struct Chance {
    var state: UInt64

    mutating func below(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
  }

  private struct Given {
    var item: Int
    var annotator: Int
    var label: Int
  }

  private static let names = ["a", "b", "c", "d", "e"]

  private func given(_ seed: UInt64) -> [Given] {
    var chance = Chance(state: seed)
    var all: [Given] = []
    for item in 0..<60 {
      for annotator in 0..<6 where chance.below(3) > 0 {
        all.append(Given(item: item, annotator: annotator, label: chance.below(2) * chance.below(5)))
      }
    }
    // In any order: what belongs together need not stand together.
    for index in all.indices { all.swapAt(index, chance.below(all.count)) }
    return all
  }

  private func judgements(_ given: [Given], _ label: (Int) -> Label) throws -> Judgements {
    var judgements = Judgements()
    for one in given {
      try judgements.add(item: "i\(one.item)", annotator: "r\(one.annotator)", label: label(one.label))
    }
    return judgements
  }

  private func alpha(_ given: [Given], _ distance: (Int, Int) -> Double) -> Double {
    let units = Dictionary(grouping: given, by: \.item).values.filter { $0.count > 1 }
    let values = units.flatMap { $0.map(\.label) }
    let n = Double(values.count)
    let observed = units.reduce(0.0) { sum, unit in
      let pairs = unit.flatMap { one in unit.map { distance(one.label, $0.label) } }
      return sum + pairs.reduce(0, +) / Double(unit.count - 1)
    }
    let expected = values.reduce(0.0) { sum, one in sum + values.reduce(0.0) { $0 + distance(one, $1) } }
    return 1 - (observed / n) / (expected / (n * (n - 1)))
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func krippendorff(seed: UInt64) throws {
    let given = given(seed)
    func square(_ x: Double) -> Double { x * x }
    let numbers = Krippendorff(try judgements(given) { Label(Double($0)) })
    let units = Dictionary(grouping: given, by: \.item).values.filter { $0.count > 1 }
    let counts = (0..<5).map { label in Double(units.joined().count { $0.label == label }) }
    let expected: [(Krippendorff.Metric, Double)] = [
      (.nominal, alpha(given) { $0 == $1 ? 0 : 1 }),
      (.interval, alpha(given) { square(Double($0 - $1)) }),
      (.ratio, alpha(given) { $0 == $1 ? 0 : square(Double($0 - $1) / Double($0 + $1)) }),
      (
        .ordinal,
        alpha(given) { a, b in
          square(counts[min(a, b)...max(a, b)].reduce(0, +) - (counts[a] + counts[b]) / 2)
        }
      ),
    ]
    for (metric, value) in expected {
      #expect(abs(try numbers.alpha(metric).get() - value) < 1e-9, "\(metric)")
    }
    // Sets: the names up to the label.
    let sets = Krippendorff(try judgements(given) { Label(members: Array(DefinitionTests.names[0...$0])) })
    let jaccard = alpha(given) { 1 - Double(min($0, $1) + 1) / Double(max($0, $1) + 1) }
    #expect(abs(try sets.alpha(.jaccard).get() - jaccard) < 1e-9)
    let masi = alpha(given) {
      $0 == $1 ? 0 : 1 - Double(min($0, $1) + 1) / Double(max($0, $1) + 1) * 2 / 3
    }
    #expect(abs(try sets.alpha(.masi).get() - masi) < 1e-9)
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func cohen(seed: UInt64) throws {
    let given = given(seed)
    let pairs = Cohen.pairs(try judgements(given) { Label(Double($0)) })
    #expect(pairs.map { "\($0.a) \($0.b)" } == (0..<6).flatMap { a in (a + 1..<6).map { "r\(a) r\($0)" } })
    for pair in pairs {
      let (a, b) = (said(pair.a, given), said(pair.b, given))
      let shared = a.keys.filter { b[$0] != nil }.map { (a[$0] ?? 0, b[$0] ?? 0) }
      #expect(pair.n == shared.count)
      func weighed(_ weight: (Int, Int) -> Double) -> Double {
        let observed = shared.reduce(0.0) { $0 + weight($1.0, $1.1) } / Double(shared.count)
        let expected = shared.reduce(0.0) { sum, one in sum + shared.reduce(0.0) { $0 + weight(one.0, $1.1) } }
        return 1 - observed / (expected / Double(shared.count * shared.count))
      }
      // Places in the order of the labels that were given, of which there are all.
      #expect(abs(try pair.kappa.get() - weighed { $0 == $1 ? 0 : 1 }) < 1e-9)
      #expect(abs(try pair.kappaLinear.get() - weighed { Double(abs($0 - $1)) }) < 1e-9)
      #expect(abs(try pair.kappaQuadratic.get() - weighed { Double(($0 - $1) * ($0 - $1)) }) < 1e-9)
    }
  }

  private func said(_ annotator: String, _ given: [Given]) -> [Int: Int] {
    Dictionary(uniqueKeysWithValues: given.filter { "r\($0.annotator)" == annotator }.map { ($0.item, $0.label) })
  }
}
