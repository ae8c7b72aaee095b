import Model

/// Figures over time with every kind of gap.
extension Fixture {
  static func trends(_ project: LabelProjectID) -> [LabelTrend.Step: LabelTrend] {
    let days = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04", "2026-03-05"]
    let weeks = ["2026-02-23", "2026-03-02"]
    return [
      .day: LabelTrend(
        projectID: project, step: .day, periods: days.enumerated().map { period($0.element, $0.offset) }),
      .week: LabelTrend(
        projectID: project, step: .week, periods: weeks.enumerated().map { period($0.element, $0.offset * 4) }),
    ]
  }

  private static func none(_ reason: String) -> LabelFigure { LabelFigure(value: nil, undefined: reason, n: 0) }

  /// The second has one annotator, the third nobody.
  private static func period(_ start: String, _ index: Int) -> LabelTrend.Period {
    let isEmpty = index == 2
    let isAlone = index == 1
    let reason = isEmpty ? "no_judgements" : isAlone ? "one_annotator" : nil
    func figure(_ value: Double, _ n: Int) -> LabelFigure {
      reason.map(none) ?? LabelFigure(value: value, undefined: nil, n: n, low: value - 0.1, high: min(1, value + 0.08))
    }
    let ann = LabelTrend.Annotator(
      name: "ann", submitted: 20 + 10 * index, medianSeconds: 4.2, goldAccuracy: figure(0.9, 10),
      agreement: figure(0.7, 12))
    let wang = LabelTrend.Annotator(
      name: "王芳", submitted: 12, medianSeconds: nil, goldAccuracy: none("no_judgements"), agreement: figure(0.7, 12))
    return LabelTrend.Period(
      start: start, submitted: isEmpty ? 0 : isAlone ? 30 : 32 + 10 * index, accepted: isEmpty ? 0 : 20,
      rejected: index == 3 ? 2 : 0, goldAccuracy: figure(0.9, 10),
      annotators: isEmpty ? [] : isAlone ? [ann] : [ann, wang],
      fields: [
        LabelStats.Field(
          name: "mood", observed: figure(0.7 + 0.05 * Double(index), 12),
          alpha: reason.map(none) ?? LabelFigure(value: 0.5 + 0.08 * Double(index), undefined: nil, n: 12),
          metric: "ordinal",
          pairs: reason == nil ? [.init(a: "ann", b: "王芳", observed: figure(0.7, 12), kappa: figure(0.6, 12))] : [],
          labels: isEmpty
            ? []
            : [
              .init(
                label: "good", count: 9, alpha: figure(0.66, 12), precision: figure(0.9, 10), recall: figure(0.8, 10),
                f1: figure(0.85, 10))
            ])
      ])
  }
}
