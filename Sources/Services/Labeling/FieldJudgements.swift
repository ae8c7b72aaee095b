import Agreement
import Model
import Support

/// What was said in a project, field by field. Pure.
struct ProjectJudgements {
  private var fields: [FieldJudgements]

  init(_ schema: LabelSchema) { fields = schema.fields.map { FieldJudgements($0) } }

  /// A part of agreement, and of what is compared with the right answers, unless one of the two is of no interest.
  mutating func add(
    _ judgement: StatsRepository.Judgement, readBy reader: inout AnswerReader, agrees: Bool = true,
    compares: Bool = true
  ) {
    let given = reader.answers(in: judgement.annotation)
    let right = judgement.right.map { reader.answers(in: $0) }
    for index in fields.indices {
      guard let given = given[index] else { continue }
      // An annotator has one answer of each task, so that none is a second one. Gold items are no part of agreement.
      if agrees, !judgement.isGold { fields[index].add(given, task: judgement.task, annotator: judgement.annotator) }
      if compares, let right = right?[index] { fields[index].compare(given, with: right) }
    }
  }

  /// Each field computes at most so many distances; `too_many_labels` else. Labels that nobody else gave are not among
  /// the judgements: `unshared` is why a field has no agreement when nothing was judged by two.
  /// Beside them the pairs of the first field on which two have judged the same.
  func figures(
    unshared: Undefined, distancesMax: Int = Krippendorff.distancesMax
  ) -> (fields: [LabelStats.Field], pairs: [Cohen]) {
    let pairs = fields.map(\.pairs)
    let figures = zip(fields, pairs).map { $0.figures($1, unshared: unshared, distancesMax: distancesMax) }
    return (figures, pairs.first { pairs in pairs.contains { $0.n > 0 } } ?? [])
  }
}

/// Reads answers as the measures take them. Most annotations of a project are the same few texts, each of which is read
/// once.
struct AnswerReader {
  private static let knownMax = 50_000

  private let fields: [LabelField]
  private var known: [String: [Answer?]] = [:]

  init(_ schema: LabelSchema) { fields = schema.fields }

  /// One a field, in the order of the schema.
  fileprivate mutating func answers(in text: String) -> [Answer?] {
    if let answers = known[text] { return answers }
    let json = try? JSON(parsing: text)
    let answers = fields.map { field in json?[field.name].flatMap { Answer(field, $0) } }
    if known.count < AnswerReader.knownMax { known[text] = answers }
    return answers
  }
}

/// The answer to one question.
private struct Answer: Hashable {
  /// What is compared: spans are a set of their places and labels.
  var label: Agreement.Label
  var spans: [LabeledSpan]?

  init?(_ field: LabelField, _ json: JSON) {
    guard !json.isNull else { return nil }
    let label: Agreement.Label? =
      switch field.kind {
      case .choice, .text: json.string.map(Agreement.Label.text)
      case .choices: json.array.map { Agreement.Label(members: $0.compactMap(\.string)) }
      case .rating: json.number.map { Agreement.Label($0) }
      case .ranking: .text(json.text())
      case .spans: nil
      }
    if field.kind == .spans, let list = json.array {
      let spans = list.map {
        LabeledSpan(
          Int(clamping: $0["start"]?.integer ?? 0), Int(clamping: $0["end"]?.integer ?? 0), $0["label"]?.string ?? "")
      }
      self.label = Agreement.Label(members: spans.map { "\($0.start)-\($0.end) \($0.label)" })
      self.spans = spans
    } else {
      guard let label else { return nil }
      self.label = label
    }
  }

  /// What figures of single labels are of: a span counts by its label, wherever it stands.
  var named: Agreement.Label { spans.map { Agreement.Label(members: $0.map(\.label)) } ?? label }
}

/// What was said about one field, and the measures of it.
private struct FieldJudgements {
  private let field: LabelField
  private var judgements = Judgements()
  /// The same by name, where that is another thing: for spans.
  private var named: Judgements?
  /// Answers whose right answer is known, as often as they were given.
  private var compared: [Comparison: Int] = [:]

  private struct Comparison: Hashable {
    var given: Answer
    var right: Answer
  }

  init(_ field: LabelField) {
    self.field = field
    if field.kind == .spans { named = Judgements() }
  }

  mutating func add(_ answer: Answer, task: String, annotator: String) {
    try? judgements.add(item: task, annotator: annotator, label: answer.label)
    try? named?.add(item: task, annotator: annotator, label: answer.named)
  }

  mutating func compare(_ given: Answer, with right: Answer) {
    compared[Comparison(given: given, right: right), default: 0] += 1
  }

  /// The declared order of an ordinal scale.
  private var order: [String]? { field.kind == .choice && field.isOrdered ? field.options.map(\.value) : nil }

  private var metric: Krippendorff.Metric {
    switch field.kind {
    case .choice: field.isOrdered ? .ordinal : .nominal
    case .choices, .spans: .jaccard
    case .rating: .interval
    case .ranking, .text: .nominal
    }
  }

  var pairs: [Cohen] { Cohen.pairs(judgements, order: order) }

  func figures(_ pairs: [Cohen], unshared: Undefined, distancesMax: Int) -> LabelStats.Field {
    let alphas = Krippendorff(judgements, order: order)
    let scores = field.kind == .spans ? spanScores : classScores
    let (observed, alpha): (Measure, Measure) =
      alphas.n > 0
      ? (alphas.observed, alphas.alpha(metric, distancesMax: distancesMax)) : (.failure(unshared), .failure(unshared))
    return LabelStats.Field(
      name: field.name, observed: LabelFigure(observed, n: alphas.n),
      alpha: LabelFigure(alpha, n: alphas.n), metric: metric.rawValue,
      pairs: pairs.filter { $0.n > 0 }.map { pair in
        LabelStats.Field.Pair(
          a: pair.a, b: pair.b, observed: LabelFigure(pair.observed, n: pair.n),
          kappa: LabelFigure(field.isOrdered ? pair.kappaLinear : pair.kappa, n: pair.n))
      }, labels: labels(named.map { Krippendorff($0) } ?? alphas, scores.byLabel, n: scores.n), scores: scores.all)
  }

  private func labels(_ alphas: Krippendorff, _ scores: [String: Scores], n: Int) -> [LabelStats.Field.Label] {
    var labels = alphas.byLabel.map { label in
      let score = scores[label.label]
      return LabelStats.Field.Label(
        label: label.label, count: label.count, alpha: LabelFigure(label.alpha, n: alphas.n),
        precision: LabelFigure(score?.precision, n: n), recall: LabelFigure(score?.recall, n: n),
        f1: LabelFigure(score?.f1, n: n))
    }
    // Of labels that were only given to gold items, how far they were right is known all the same.
    let known = Set(labels.map(\.label))
    for (name, score) in scores where !known.contains(name) {
      labels.append(
        LabelStats.Field.Label(
          label: name, count: 0, alpha: LabelFigure(nil, n: 0), precision: LabelFigure(score.precision, n: n),
          recall: LabelFigure(score.recall, n: n), f1: LabelFigure(score.f1, n: n)))
    }
    // Free texts may differ without end.
    return Array(labels.sorted { ($1.count, $0.label) < ($0.count, $1.label) }.prefix(LabelSchema.optionsMax))
  }

  // MARK: - Against what is right

  private typealias Found = (n: Int, byLabel: [String: Scores], all: [LabelStats.Field.Score])

  private var classScores: Found {
    var scores = Classification()
    for (pair, count) in compared { scores.add(gold: pair.right.label, predicted: pair.given.label, count: count) }
    let macro = LabelStats.Field.Score(
      name: LabelStats.Field.Score.macro, precision: LabelFigure(scores.macroPrecision, n: scores.n),
      recall: LabelFigure(scores.macroRecall, n: scores.n), f1: LabelFigure(scores.macroF1, n: scores.n))
    return (scores.n, scores.byLabel, scores.n > 0 ? [macro] : [])
  }

  /// A span is right when it is exactly one of the right ones; or when it covers half of what both cover.
  private var spanScores: Found {
    var (exact, half) = (Scores.zero, Scores.zero)
    var byLabel: [String: Scores] = [:]
    var n = 0
    for (pair, count) in compared {
      let (right, given) = (pair.right.spans ?? [], pair.given.spans ?? [])
      n += count
      for label in Set((right + given).map(\.label)) {
        let scores = Scores(gold: right.filter { $0.label == label }, predicted: given.filter { $0.label == label })
        byLabel[label, default: .zero] = byLabel[label, default: .zero] + scores * count
        exact = exact + scores * count
      }
      half = half + Scores(gold: right, predicted: given, overlapMin: 0.5) * count
    }
    let all = [(LabelStats.Field.Score.exact, exact), (LabelStats.Field.Score.half, half)].map { name, scores in
      LabelStats.Field.Score(
        name: name, precision: LabelFigure(scores.precision, n: n), recall: LabelFigure(scores.recall, n: n),
        f1: LabelFigure(scores.f1, n: n))
    }
    return (n, byLabel, n > 0 ? all : [])
  }
}
