import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func trend(_ id: LabelProjectID, over step: LabelTrend.Step) async throws -> LabelTrend {
    try actor.require(.assign, or: .export, .review)
    return try await pool.withTransaction(isolation: .repeatableRead, isReadOnly: true) { connection in
      let project = try await project(id, connection)
      try await StatsRepository.prepare(connection)
      let activity = try await TrendRepository.activity(id, step, connection)
      guard let first = activity.map(\.period).min(), let last = activity.map(\.period).max() else {
        return LabelTrend(projectID: id, step: step, periods: [])
      }
      let isMany = activity.reduce(0) { $0 + $1.submitted + $1.gold } > LabelStats.judgementsMax
      var said: [Int: ProjectJudgements] = [:]
      try await TrendRepository.judgements(
        of: id, step, since: first, newest: isMany ? LabelStats.judgementsMax : nil, connection
      ) { judgement, own, item in
        said[item, default: ProjectJudgements(project.schema)].add(judgement, compares: own == item)
        if own != item, own >= first {
          said[own, default: ProjectJudgements(project.schema)].add(judgement, agrees: false)
        }
      }
      let decisions = try await TrendRepository.decisions(id, step, since: first, connection)
      let active = Dictionary(grouping: activity, by: \.period)
      return LabelTrend(
        projectID: id, step: step,
        periods: stride(from: first, through: last, by: step.days).map { start in
          LabelTrend.Period(
            start: start, active[start] ?? [], said[start] ?? ProjectJudgements(project.schema),
            decisions[start] ?? (0, 0))
        })
    }
  }
}

extension LabelTrend.Period {
  fileprivate init(
    start: Int, _ activity: [TrendRepository.Activity], _ said: ProjectJudgements,
    _ decided: (accepted: Int, rejected: Int)
  ) {
    let agreement = AnnotatorAgreement(said.pairs)
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
      fields: said.figures.map { field in
        var field = field
        guard field.pairs.count > LabelTrend.pairsMax else { return field }
        field.pairs = field.pairs.sorted { $0.observed.n > $1.observed.n }.prefix(LabelTrend.pairsMax)
          .sorted { ($0.a, $0.b) < ($1.a, $1.b) }
        return field
      })
  }
}
