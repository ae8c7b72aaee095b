import Agreement
import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func trend(_ id: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend {
    try actor.requireOverview()
    let found = try await pool.withTransaction(isolation: .repeatableRead, isReadOnly: true) { connection in
      try await TrendFindings(
        id, step, project(id, connection).schema, showsGold: actor.role.seesGold, connection)
    }
    return LabelTrend(projectID: id, step: step, periods: try found.periods)
  }
}

/// What the figures of all periods are computed from.
private struct TrendFindings {
  private let schema: LabelSchema
  private var starts: [Int] = []
  private var activity: [Int: [TrendRepository.Activity]] = [:]
  private var said: [Int: ProjectJudgements] = [:]
  private var decisions: [Int: (accepted: Int, rejected: Int)] = [:]

  init(
    _ id: LabelProjectID, _ step: LabelTrend.Step, _ schema: LabelSchema, showsGold: Bool,
    _ connection: PostgresConnection
  ) async throws {
    self.schema = schema
    try await StatsRepository.prepare(connection)
    var activity = try await TrendRepository.activity(id, step, connection)
    let answers = showsGold ? [] : try await GoldRepository.answers(to: id, by: step, connection)
    if !showsGold { activity.disguise(answers, step) }
    guard let first = activity.map(\.period).min(), let last = activity.map(\.period).max() else { return }
    starts = Array(stride(from: first, through: last, by: step.days))
    self.activity = Dictionary(grouping: activity, by: \.period)
    let isMany = activity.reduce(0) { $0 + $1.submitted + $1.gold } > LabelStats.judgementsMax
    var labels = DatedLabels()
    try await StatsRepository.judgements(
      of: id, newest: isMany ? LabelStats.judgementsMax : nil, since: first, connection
    ) { if showsGold || !$0.isGold { labels.add($0) } }
    said = labels.judgements(schema, step, first...last)
    decisions = try await TrendRepository.decisions(id, step, since: first, connection)
    for answer in answers { decisions[answer.period, default: (0, 0)].accepted += answer.accepted }
  }

  /// All of them together compute as many distances as the figures of a whole project. Fails when the task is canceled.
  var periods: [LabelTrend.Period] {
    get throws {
      try starts.map { start in
        try Task.checkCancellation()
        return LabelTrend.Period(
          start: start, activity[start] ?? [], said[start] ?? ProjectJudgements(schema), decisions[start] ?? (0, 0),
          distancesMax: Krippendorff.distancesMax / starts.count)
      }
    }
  }
}

extension [TrendRepository.Activity] {
  /// As if answers to gold items were labels like any other.
  fileprivate mutating func disguise(_ answers: [GoldRepository.Answers], _ step: LabelTrend.Step) {
    for index in indices { (self[index].gold, self[index].goldRight) = (0, 0) }
    for answer in answers {
      if let index = firstIndex(where: { $0.period == answer.period && $0.annotator == answer.annotator }) {
        self[index].submitted += answer.submitted
      } else {
        append(
          TrendRepository.Activity(
            period: answer.period, annotator: answer.annotator, submitted: answer.submitted, medianSeconds: nil,
            gold: 0, goldRight: 0))
      }
    }
    let last = map(\.period).max() ?? 0
    removeAll { $0.period <= last - LabelTrend.periodsMax * step.days }
  }
}

extension LabelTrend.Period {
  fileprivate init(
    start: Int, _ activity: [TrendRepository.Activity], _ said: ProjectJudgements,
    _ decided: (accepted: Int, rejected: Int), distancesMax: Int
  ) {
    let unshared = Undefined(annotators: activity.count { $0.submitted > 0 })
    let figures = said.figures(unshared: unshared, distancesMax: distancesMax)
    let agreement = AnnotatorAgreement(figures.pairs, unshared: unshared)
    self.init(
      start: LabelTrend.date(of: start),
      submitted: activity.reduce(0) { $0 + $1.submitted }, accepted: decided.accepted, rejected: decided.rejected,
      goldAccuracy: LabelFigure(
        share: activity.reduce(0) { $0 + $1.goldRight }, of: activity.reduce(0) { $0 + $1.gold }),
      annotators: activity.sorted { $0.annotator < $1.annotator }.map { person in
        LabelTrend.Annotator(
          name: person.annotator, submitted: person.submitted, medianSeconds: person.medianSeconds,
          goldAccuracy: LabelFigure(share: person.goldRight, of: person.gold),
          agreement: agreement.figure(of: person.annotator))
      },
      fields: figures.fields.map { field in
        var field = field
        guard field.pairs.count > LabelTrend.pairsMax else { return field }
        field.pairs = field.pairs.sorted { $0.observed.n > $1.observed.n }.prefix(LabelTrend.pairsMax)
          .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
        return field
      })
  }
}

/// Labels that are kept until the last of each item has come. Names and answers are kept once: a million labels take
/// about 30 MB.
private struct DatedLabels {
  private struct Label {
    var item: Int32
    var annotator: Int32
    var annotation: Int32
    /// 0 for none.
    var right: Int32
    var day: Int32
    var isGold: Bool
  }

  private struct Texts {
    var values: [String] = []
    private var numbers: [String: Int32] = [:]

    mutating func number(of text: String) -> Int32 {
      if let number = numbers[text] { return number }
      let number = Int32(clamping: values.count)
      numbers[text] = number
      values.append(text)
      return number
    }
  }

  private var items = Texts()
  private var people = Texts()
  private var answers = Texts()
  private var labels: [Label] = []
  /// When the last label of each item came; of those that are no gold items.
  private var last: [Int32] = []

  mutating func add(_ said: StatsRepository.Judgement) {
    let item = items.number(of: said.task)
    if last.count == item { last.append(.min) }
    let day = Int32(clamping: said.day)
    if !said.isGold { last[Int(item)] = max(last[Int(item)], day) }
    labels.append(
      Label(
        item: item, annotator: people.number(of: said.annotator), annotation: answers.number(of: said.annotation),
        right: said.right.map { answers.number(of: $0) + 1 } ?? 0, day: day, isGold: said.isGold))
  }

  /// By period, of items whose period is among these. A label that came before the last one of its item is compared with
  /// the right answer in its own period.
  func judgements(
    _ schema: LabelSchema, _ step: LabelTrend.Step, _ periods: ClosedRange<Int>
  ) -> [Int: ProjectJudgements] {
    var said: [Int: ProjectJudgements] = [:]
    var reader = AnswerReader(schema)
    for label in labels {
      let own = step.start(of: Int(label.day))
      let item = label.isGold ? own : step.start(of: Int(last[Int(label.item)]))
      guard periods.contains(item) else { continue }
      let judgement = StatsRepository.Judgement(
        task: items.values[Int(label.item)], annotator: people.values[Int(label.annotator)], isGold: label.isGold,
        annotation: answers.values[Int(label.annotation)],
        right: label.right > 0 ? answers.values[Int(label.right) - 1] : nil, day: Int(label.day))
      said[item, default: ProjectJudgements(schema)].add(judgement, readBy: &reader, compares: own == item)
      if own != item, own >= periods.lowerBound {
        said[own, default: ProjectJudgements(schema)].add(judgement, readBy: &reader, agrees: false)
      }
    }
    return said
  }
}

extension LabelTrend.Step {
  /// The first day of the period of a day, both counted from 1970: a Thursday.
  fileprivate func start(of day: Int) -> Int {
    switch self {
    case .day: day
    case .week: day - ((day + 3) % 7 + 7) % 7
    }
  }
}
