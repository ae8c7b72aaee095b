import Agreement
import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func trend(_ id: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend {
    try actor.require(.assign, or: .export, .review)
    let found = try await pool.withTransaction(isolation: .repeatableRead, isReadOnly: true) { connection in
      try await TrendFindings(id, step, project(id, connection).schema, connection)
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
    _ id: LabelProjectID, _ step: LabelTrend.Step, _ schema: LabelSchema, _ connection: PostgresConnection
  ) async throws {
    self.schema = schema
    try await StatsRepository.prepare(connection)
    let activity = try await TrendRepository.activity(id, step, connection)
    guard let first = activity.map(\.period).min(), let last = activity.map(\.period).max() else { return }
    starts = Array(stride(from: first, through: last, by: step.days))
    self.activity = Dictionary(grouping: activity, by: \.period)
    let isMany = activity.reduce(0) { $0 + $1.submitted + $1.gold } > LabelStats.judgementsMax
    var said: [Int: ProjectJudgements] = [:]
    var reader = AnswerReader(schema)
    try await TrendRepository.judgements(
      of: id, step, since: first, before: last + step.days, newest: isMany ? LabelStats.judgementsMax : nil, connection
    ) { judgement, own, item in
      said[item, default: ProjectJudgements(schema)].add(judgement, readBy: &reader, compares: own == item)
      if own != item, own >= first {
        said[own, default: ProjectJudgements(schema)].add(judgement, readBy: &reader, agrees: false)
      }
    }
    self.said = said
    decisions = try await TrendRepository.decisions(id, step, since: first, connection)
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

extension LabelTrend.Period {
  fileprivate init(
    start: Int, _ activity: [TrendRepository.Activity], _ said: ProjectJudgements,
    _ decided: (accepted: Int, rejected: Int), distancesMax: Int
  ) {
    let unshared = Undefined(annotators: activity.count { $0.submitted > 0 })
    let agreement = AnnotatorAgreement(said.pairs, unshared: unshared)
    self.init(
      start: String(Date(timeIntervalSince1970: Double(start) * 86_400).iso8601.prefix(10)),
      submitted: activity.reduce(0) { $0 + $1.submitted }, accepted: decided.accepted, rejected: decided.rejected,
      goldAccuracy: LabelFigure(
        share: activity.reduce(0) { $0 + $1.goldRight }, of: activity.reduce(0) { $0 + $1.gold }),
      annotators: activity.sorted { $0.annotator < $1.annotator }.map { person in
        LabelTrend.Annotator(
          name: person.annotator, submitted: person.submitted, medianSeconds: person.medianSeconds,
          goldAccuracy: LabelFigure(share: person.goldRight, of: person.gold),
          agreement: agreement.figure(of: person.annotator))
      },
      fields: said.figures(unshared: unshared, distancesMax: distancesMax).map { field in
        var field = field
        guard field.pairs.count > LabelTrend.pairsMax else { return field }
        field.pairs = field.pairs.sorted { $0.observed.n > $1.observed.n }.prefix(LabelTrend.pairsMax)
          .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
        return field
      })
  }
}
