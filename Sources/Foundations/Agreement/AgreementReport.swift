public import Support

/// Every measure of agreement at once, and its JSON form: a number each, or `{"undefined": REASON}`.
public struct AgreementReport: Sendable {
  public let itemCount: Int
  public let annotatorCount: Int
  public let krippendorff: [(metric: Krippendorff.Metric, alpha: Measure)]
  public let fleiss: Measure
  public let pairs: [Cohen]

  public init(_ judgements: Judgements, order: [String]? = nil) {
    itemCount = judgements.itemCount
    annotatorCount = judgements.annotators.count
    let units = judgements.units
    let alphas = Krippendorff(judgements, units, order: order)
    krippendorff = Krippendorff.Metric.allCases.map { ($0, alphas.alpha($0)) }
    fleiss = Fleiss.kappa(judgements, units)
    pairs = Cohen.pairs(judgements, order: order)
  }

  public var json: JSON {
    [
      "n_items": .integer(Int64(itemCount)), "n_annotators": .integer(Int64(annotatorCount)),
      "krippendorff": .object(krippendorff.map { JSON.Member($0.metric.rawValue, JSON($0.alpha)) }),
      "fleiss": JSON(fleiss), "pairs": .array(pairs.map(\.json)),
    ]
  }
}

extension Cohen {
  public var json: JSON {
    [
      "a": .string(a), "b": .string(b), "n": .integer(Int64(n)), "observed": JSON(observed), "kappa": JSON(kappa),
      "kappa_linear": JSON(kappaLinear), "kappa_quadratic": JSON(kappaQuadratic),
    ]
  }
}

extension JSON {
  public init(_ measure: Measure) {
    switch measure {
    case .success(let value): self = .number(value)
    case .failure(let reason): self = ["undefined": .string(reason.rawValue)]
    }
  }
}
