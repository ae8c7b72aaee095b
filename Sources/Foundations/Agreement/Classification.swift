/// Precision, recall and F1 against a gold standard.
public struct Scores: Hashable, Sendable {
  public let truePositives: Int
  public let falsePositives: Int
  public let falseNegatives: Int

  public init(truePositives: Int, falsePositives: Int, falseNegatives: Int) {
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.falseNegatives = falseNegatives
  }

  public var precision: Measure { share(of: truePositives + falsePositives, else: .neverPredicted) }
  public var recall: Measure { share(of: truePositives + falseNegatives, else: .notInGold) }

  public var f1: Measure {
    let all = 2 * truePositives + falsePositives + falseNegatives
    return all == 0 ? .failure(.noJudgements) : .success(2 * Double(truePositives) / Double(all))
  }

  private func share(of count: Int, else reason: Undefined) -> Measure {
    count == 0 ? .failure(reason) : .success(Double(truePositives) / Double(count))
  }

  public static func + (a: Scores, b: Scores) -> Scores {
    Scores(
      truePositives: a.truePositives + b.truePositives, falsePositives: a.falsePositives + b.falsePositives,
      falseNegatives: a.falseNegatives + b.falseNegatives)
  }

  /// As often as so many items say it.
  public static func * (a: Scores, count: Int) -> Scores {
    Scores(
      truePositives: a.truePositives * count, falsePositives: a.falsePositives * count,
      falseNegatives: a.falseNegatives * count)
  }

  public static let zero = Scores(truePositives: 0, falsePositives: 0, falseNegatives: 0)
}

/// Predicted labels against gold ones, item by item. A set counts once for each of its members.
public struct Classification: Sendable {
  public private(set) var n = 0
  /// Of each label that is gold or was predicted.
  public private(set) var byLabel: [String: Scores] = [:]
  private var right = 0

  public init() {}

  public init(gold: [Label], predicted: [Label]) {
    for (gold, predicted) in zip(gold, predicted) { add(gold: gold, predicted: predicted) }
  }

  /// Takes in an item, or several that are alike.
  public mutating func add(gold: Label, predicted: Label, count: Int = 1) {
    n += count
    if gold == predicted { right += count }
    let (gold, predicted) = (Set(gold.names), Set(predicted.names))
    for name in gold.union(predicted) {
      let (isGold, isPredicted) = (gold.contains(name), predicted.contains(name))
      byLabel[name, default: .zero] =
        byLabel[name, default: .zero]
        + Scores(
          truePositives: isGold && isPredicted ? count : 0, falsePositives: isGold ? 0 : count,
          falseNegatives: isPredicted ? 0 : count)
    }
  }

  /// The share of items on which the whole label is right.
  public var accuracy: Measure { n == 0 ? .failure(.noJudgements) : .success(Double(right) / Double(n)) }

  /// The mean over the labels; undefined when it is for one of them.
  public var macroPrecision: Measure { mean(\.precision) }
  public var macroRecall: Measure { mean(\.recall) }
  public var macroF1: Measure { mean(\.f1) }

  private func mean(_ measure: (Scores) -> Measure) -> Measure {
    guard !byLabel.isEmpty else { return .failure(.noJudgements) }
    var sum = 0.0
    for name in byLabel.keys.sorted() {
      switch byLabel[name].map(measure) {
      case .success(let value)?: sum += value
      case .failure(let reason)?: return .failure(reason)
      case nil: break
      }
    }
    return .success(sum / Double(byLabel.count))
  }
}

extension Label {
  /// What it counts for in scores.
  var names: [String] {
    members ?? [number.map { $0 == $0.rounded() && abs($0) < 1e15 ? String(Int($0)) : "\($0)" } ?? ""]
  }
}
