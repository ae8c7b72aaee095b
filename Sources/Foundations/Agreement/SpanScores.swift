/// A labeled stretch of a text: `start..<end` in Unicode scalars.
public struct LabeledSpan: Hashable, Sendable {
  public var start: Int
  public var end: Int
  public var label: String

  public init(_ start: Int, _ end: Int, _ label: String) {
    self.start = start
    self.end = end
    self.label = label
  }

  /// Intersection over union, 0…1; 0 for spans without length.
  public func overlap(with other: LabeledSpan) -> Double {
    let shared = min(end, other.end) - max(start, other.start)
    let all = max(end, other.end) - min(start, other.start)
    return shared > 0 && all > 0 ? Double(shared) / Double(all) : 0
  }
}

extension Scores {
  /// Predicted spans of one text against gold ones. A gold span is found by one predicted span of the same label that
  /// overlaps by at least `overlapMin` (1: exactly); the best overlaps are matched first.
  public init(gold: [LabeledSpan], predicted: [LabeledSpan], overlapMin: Double = 1) {
    var candidates: [(overlap: Double, gold: Int, predicted: Int)] = []
    for (index, span) in gold.enumerated() {
      for (other, guess) in predicted.enumerated() where guess.label == span.label {
        let overlap = guess == span ? 1 : span.overlap(with: guess)
        if overlap >= overlapMin { candidates.append((overlap, index, other)) }
      }
    }
    candidates.sort { ($1.overlap, $0.gold, $0.predicted) < ($0.overlap, $1.gold, $1.predicted) }
    var found: Set<Int> = []
    var matched: Set<Int> = []
    for candidate in candidates where !found.contains(candidate.gold) && !matched.contains(candidate.predicted) {
      found.insert(candidate.gold)
      matched.insert(candidate.predicted)
    }
    self.init(
      truePositives: found.count, falsePositives: predicted.count - found.count,
      falseNegatives: gold.count - found.count)
  }
}
