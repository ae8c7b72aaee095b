import Agreement
import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func stats(_ id: LabelProjectID) async throws -> LabelStats {
    try actor.require(.assign, or: .export, .review)
    return try await pool.withTransaction(isolation: .repeatableRead, isReadOnly: true) { connection in
      let project = try await project(id, connection)
      let judgements = try await StatsRepository.judgements(id, limit: LabelStats.judgementsMax, connection)
      let fields = project.schema.fields.map { FieldJudgements($0, judgements) }
      let agreement = AnnotatorAgreement(fields.first { $0.pairs.count > 0 }?.pairs ?? [])
      var gold: [LabelStats.GoldItem] = []
      if Visibility.seesGold(actor.role) { gold = try await StatsRepository.gold(id, connection) }
      return LabelStats(
        projectID: id, tasks: try await ProjectRepository.counts([id], connection)[id] ?? [:],
        goldItems: try await StatsRepository.goldItems(id, connection),
        gold: gold,
        annotators: try await StatsRepository.annotators(id, connection).map { annotator in
          LabelStats.Annotator(
            name: annotator.name, submitted: annotator.submitted, accepted: annotator.accepted,
            rejected: annotator.rejected, skipped: annotator.skipped, held: annotator.held,
            medianSeconds: annotator.medianSeconds,
            goldAccuracy: LabelFigure(share: annotator.goldRight, of: annotator.gold),
            agreement: agreement.figure(of: annotator.name), lastSeenAt: annotator.lastSeenAt)
        },
        fields: fields.map(\.figures), days: try await StatsRepository.days(id, connection))
    }
  }
}

/// What was said about one field, and the measures of it. Pure.
struct FieldJudgements {
  private let field: LabelField
  private let judgements: Judgements
  private let right: [(gold: Agreement.Label, given: Agreement.Label)]
  let pairs: [Cohen]

  init(_ field: LabelField, _ all: [StatsRepository.Judgement]) {
    self.field = field
    var judgements = Judgements()
    var right: [(gold: Agreement.Label, given: Agreement.Label)] = []
    for judgement in all {
      let given = field.label(judgement.annotation[field.name])
      // An annotator has one answer of each task, so that none is a second one. Gold items are no part of agreement.
      if let given, !judgement.isGold {
        try? judgements.add(item: judgement.task, annotator: judgement.annotator, label: given)
      }
      if let given, let gold = field.label(judgement.right?[field.name]) { right.append((gold, given)) }
    }
    self.judgements = judgements
    self.right = right
    pairs = Cohen.pairs(judgements, order: field.order)
  }

  private var metric: Krippendorff.Metric {
    switch field.kind {
    case .choice: field.isOrdered ? .ordinal : .nominal
    case .choices, .spans: .jaccard
    case .rating: .interval
    case .ranking, .text: .nominal
    }
  }

  var figures: LabelStats.Field {
    let alphas = Krippendorff(judgements, order: field.order)
    let scores = Classification(gold: right.map(\.gold), predicted: right.map(\.given))
    var labels = alphas.byLabel.map { label in
      let score = scores.byLabel[label.label]
      return LabelStats.Field.Label(
        label: label.label, count: label.count, alpha: LabelFigure(label.alpha, n: alphas.n),
        precision: LabelFigure(score?.precision, n: scores.n), recall: LabelFigure(score?.recall, n: scores.n),
        f1: LabelFigure(score?.f1, n: scores.n))
    }
    // Of labels that were only given to gold items, how far they were right is known all the same.
    let known = Set(labels.map(\.label))
    for (name, score) in scores.byLabel where !known.contains(name) {
      labels.append(
        LabelStats.Field.Label(
          label: name, count: 0, alpha: LabelFigure(nil, n: 0), precision: LabelFigure(score.precision, n: scores.n),
          recall: LabelFigure(score.recall, n: scores.n), f1: LabelFigure(score.f1, n: scores.n)))
    }
    // Free texts and span texts may differ without end.
    let shown = labels.sorted { ($1.count, $0.label) < ($0.count, $1.label) }.prefix(LabelSchema.optionsMax)
    return LabelStats.Field(
      name: field.name, observed: LabelFigure(alphas.observed, n: alphas.n),
      alpha: LabelFigure(alphas.alpha(metric), n: alphas.n), metric: metric.rawValue,
      pairs: pairs.filter { $0.n > 0 }.map { pair in
        LabelStats.Field.Pair(
          a: pair.a, b: pair.b, observed: LabelFigure(pair.observed, n: pair.n),
          kappa: LabelFigure(field.isOrdered ? pair.kappaLinear : pair.kappa, n: pair.n))
      }, labels: Array(shown))
  }
}

extension LabelField {
  /// The declared order of an ordinal scale.
  fileprivate var order: [String]? { kind == .choice && isOrdered ? options.map(\.value) : nil }

  /// An answer as the measures take it: spans are a set of their places and labels.
  fileprivate func label(_ answer: JSON?) -> Agreement.Label? {
    guard let answer, !answer.isNull else { return nil }
    switch kind {
    case .choice, .text: return answer.string.map(Agreement.Label.text)
    case .choices: return answer.array.map { Agreement.Label(members: $0.compactMap(\.string)) }
    case .rating: return answer.number.map { Agreement.Label($0) }
    case .ranking: return .text(answer.text())
    case .spans:
      return answer.array.map { spans in
        Agreement.Label(
          members: spans.map {
            "\($0["start"]?.integer ?? 0)-\($0["end"]?.integer ?? 0) \($0["label"]?.string ?? "")"
          })
      }
    }
  }
}

/// The share of shared items on which all others say what one annotator says.
struct AnnotatorAgreement {
  private var same: [String: Double] = [:]
  private var shared: [String: Int] = [:]

  init(_ pairs: [Cohen]) {
    for pair in pairs {
      guard case .success(let observed) = pair.observed else { continue }
      for name in [pair.a, pair.b] {
        same[name, default: 0] += observed * Double(pair.n)
        shared[name, default: 0] += pair.n
      }
    }
  }

  func figure(of name: String) -> LabelFigure {
    guard let n = shared[name], n > 0 else {
      return LabelFigure(value: nil, undefined: Undefined.noItemShared.rawValue, n: 0)
    }
    return LabelFigure(share: Int((same[name] ?? 0).rounded()), of: n)
  }
}

extension LabelFigure {
  init(_ measure: Measure?, n: Int) {
    switch measure {
    case .success(let value)?: self.init(value: value, undefined: nil, n: n)
    case .failure(let reason)?: self.init(value: nil, undefined: reason.rawValue, n: n)
    case nil: self.init(value: nil, undefined: Undefined.noJudgements.rawValue, n: n)
    }
  }

  /// A share with its interval.
  init(share: Int, of n: Int) {
    switch Wilson.interval(share, of: n) {
    case .success(let bounds):
      self.init(
        value: Double(share) / Double(n), undefined: nil, n: n, low: bounds.lowerBound, high: bounds.upperBound)
    case .failure(let reason): self.init(value: nil, undefined: reason.rawValue, n: n)
    }
  }
}
