import Model
import Support
import Terminal

/// A project's figures over time: a line for each, with gaps where there is no value, and a table of all periods that says
/// on how much each rests, or why there is none.
extension Document {
  private static let seriesMax = 20

  /// How wide the names and the lines are.
  private struct Plot {
    var names: Int
    var columns: Int

    init(_ trend: LabelTrend, width: Int) {
      names = width < 60 ? Document.nameColumns : 20
      columns = max(6, min(trend.periods.count, width - names - 24))
    }
  }

  mutating func trend(_ trend: LabelTrend?, width: Int) {
    typealias Words = LabelingWords
    guard let trend else { return }
    guard let last = trend.periods.last else { return prose(Words.nobodyYet, style: .muted) }
    let plot = Plot(trend, width: width)
    prose(Words.span(of: trend), style: .muted)
    gap()
    counts(Words.submitted, trend.periods.map(\.submitted), plot)
    figures(Words.goldAccuracy, trend.periods.map(\.goldAccuracy), plot)
    for (index, field) in last.fields.enumerated() {
      figures("α " + field.name, trend.periods.map { $0.fields[index].alpha }, plot)
    }
    prose(Words.gaps, style: .muted)
    table(trend, width: width)
    people(trend, plot)
    for (index, field) in last.fields.enumerated() {
      details(field.name, trend.periods.map { $0.fields[index] }, plot)
    }
  }

  private mutating func series(_ name: String, _ line: Sparkline, _ last: Span, _ plot: Plot) {
    let label = Text.fitted(name, to: plot.names - 1) + " "
    self.line(
      [Span(label, .muted), Span(line.text(columns: plot.columns), .accent), Span("  "), last], hanging: plot.names)
  }

  private mutating func counts(_ name: String, _ counts: [Int], _ plot: Plot) {
    series(name, Sparkline(counts.map(Double.init)), Span(Format.count(counts.last ?? 0)), plot)
  }

  /// A share or a coefficient in each period; below zero is at the bottom.
  private mutating func figures(_ name: String, _ figures: [LabelFigure], _ plot: Plot) {
    guard let last = figures.last else { return }
    let values = figures.map { $0.value.map { max(0, $0) } ?? .nan }
    series(name, Sparkline(values, maximum: 1), Span(last.shown, last.tone), plot)
  }

  /// The newest period first.
  private mutating func table(_ trend: LabelTrend, width: Int) {
    typealias Words = LabelingWords
    gap()
    let most = max(1, trend.periods.map(\.submitted).max() ?? 1)
    // What never had a value is told of above.
    let hasGold = trend.periods.contains { $0.goldAccuracy.value != nil }
    for period in trend.periods.reversed() {
      let bar = ProgressBar(Double(period.submitted) / Double(most)).text(columns: max(4, min(20, width - 60)))
      var spans = [
        Span(period.start + " ", .muted), Span(bar, .accent), Span(" \(Format.count(period.submitted))"),
        Span("  \(Words.accepted) \(Format.count(period.accepted))", .muted),
        Span("  \(Words.refused) \(Format.count(period.rejected))", period.rejected > 0 ? .warning : .muted),
      ]
      let gold = hasGold ? [(Words.gold, period.goldAccuracy)] : []
      for (name, figure) in gold + period.fields.map({ ("α " + $0.name, $0.alpha) }) {
        spans += [Span("  \(name) ", .muted), Span(figure.shown, figure.tone)]
      }
      line(spans, hanging: period.start.count + 1)
    }
  }

  /// Those who submitted most.
  private mutating func people(_ trend: LabelTrend, _ plot: Plot) {
    typealias Words = LabelingWords
    var totals: [String: Int] = [:]
    for person in trend.periods.flatMap(\.annotators) { totals[person.name, default: 0] += person.submitted }
    let names = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(Document.seriesMax).map(\.key)
    for name in names {
      let own = trend.periods.map { period in period.annotators.first { $0.name == name } }
      heading(name)
      counts(Words.submitted, own.map { $0?.submitted ?? 0 }, plot)
      let none = LabelFigure(value: nil, undefined: "no_judgements", n: 0)
      figures(Words.goldAccuracy, own.map { $0?.goldAccuracy ?? none }, plot)
      figures(Words.agreement, own.map { $0?.agreement ?? none }, plot)
    }
    rest(totals.count - names.count)
  }

  /// Pairs and labels of a field, those of most judgements.
  private mutating func details(_ name: String, _ fields: [LabelStats.Field], _ plot: Plot) {
    let none = LabelFigure(value: nil, undefined: "no_judgements", n: 0)
    let unshared = LabelFigure(value: nil, undefined: "no_item_shared", n: 0)
    let pairs = Document.most(fields.map { $0.pairs.map { ("\($0.a) × \($0.b)", $0.kappa.n) } })
    let labels = Document.most(fields.map { $0.labels.map { ($0.label, $0.count) } })
    if pairs.shown.isEmpty && labels.shown.isEmpty { return }
    heading(name)
    for pair in pairs.shown {
      let kappas = fields.map { field in field.pairs.first { "\($0.a) × \($0.b)" == pair }?.kappa ?? unshared }
      figures("κ " + pair, kappas, plot)
    }
    rest(pairs.rest)
    for label in labels.shown {
      let alphas = fields.map { field in field.labels.first { $0.label == label }?.alpha ?? none }
      figures("α " + label, alphas, plot)
    }
    rest(labels.rest)
  }

  private static func most(_ periods: [[(name: String, count: Int)]]) -> (shown: [String], rest: Int) {
    var totals: [String: Int] = [:]
    for (name, count) in periods.joined() { totals[name, default: 0] += count }
    let shown = totals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(seriesMax).map(\.key)
    return (shown, totals.count - shown.count)
  }
}
