import Agreement
import Foundation
import Messaging
public import Model
import Postgres
import Support

extension LabelingService {
  public func stats(_ id: LabelProjectID) async throws -> LabelStats {
    try actor.requireOverview()
    return try await pool.withTransaction(isolation: .repeatableRead, isReadOnly: true) { connection in
      let project = try await project(id, connection)
      try await StatsRepository.prepare(connection)
      var annotators = try await StatsRepository.annotators(id, connection)
      var days = try await TrendRepository.days(id, connection)
      let isMany = annotators.reduce(0) { $0 + $1.submitted + $1.gold } > LabelStats.judgementsMax
      let showsGold = actor.role.seesGold
      if !showsGold {
        let standing = try await GoldRepository.standing(in: id, connection)
        for index in annotators.indices { annotators[index].disguise(standing) }
        days.disguise(try await GoldRepository.answers(to: id, by: .day, connection))
      }
      var said = ProjectJudgements(project.schema)
      var reader = AnswerReader(project.schema)
      try await StatsRepository.judgements(
        of: id, newest: isMany ? LabelStats.judgementsMax : nil, connection
      ) { if showsGold || !$0.isGold { said.add($0, readBy: &reader) } }
      let unshared = Undefined(annotators: annotators.count { $0.submitted > 0 })
      let figures = said.figures(unshared: unshared)
      let agreement = AnnotatorAgreement(figures.pairs, unshared: unshared)
      return LabelStats(
        projectID: id, tasks: try await counted([project], connection).first?.tasks ?? [:],
        goldItems: showsGold ? try await ProjectRepository.goldItems(of: id, connection) : 0,
        gold: showsGold ? try await StatsRepository.gold(id, connection) : [],
        annotators: annotators.map { annotator in
          LabelStats.Annotator(
            name: annotator.name, submitted: annotator.submitted, accepted: annotator.accepted,
            rejected: annotator.rejected, skipped: annotator.skipped, held: annotator.held,
            medianSeconds: annotator.medianSeconds,
            goldAccuracy: LabelFigure(share: annotator.goldRight, of: annotator.gold),
            agreement: agreement.figure(of: annotator.name), lastSeenAt: annotator.lastSeenAt)
        },
        fields: figures.fields, days: days)
    }
  }
}

extension StatsRepository.Annotator {
  /// As if answers to gold items were labels like any other.
  fileprivate mutating func disguise(_ standing: [String: (submitted: Int, accepted: Int)]) {
    (gold, goldRight) = (0, 0)
    submitted += standing[name]?.submitted ?? 0
    accepted += standing[name]?.accepted ?? 0
  }
}

extension [LabelStats.Day] {
  /// The same.
  fileprivate mutating func disguise(_ answers: [GoldRepository.Answers]) {
    for answer in answers {
      let day = LabelTrend.date(of: answer.period)
      if !contains(where: { $0.day == day }) {
        append(LabelStats.Day(day: day, submitted: 0, accepted: 0, rejected: 0))
      }
      guard let index = firstIndex(where: { $0.day == day }) else { continue }
      self[index].submitted += answer.submitted
      self[index].accepted += answer.accepted
    }
    self = Array(sorted { $0.day > $1.day }.prefix(LabelStats.daysMax))
  }
}

extension LabelTrend {
  /// `2026-03-02` of a day counted from 1970.
  static func date(of day: Int) -> String {
    String(Date(timeIntervalSince1970: Double(day) * 86_400).iso8601.prefix(10))
  }
}

/// The share of shared items on which all others say what one annotator says.
struct AnnotatorAgreement {
  private var same: [String: Double] = [:]
  private var shared: [String: Int] = [:]
  private let unshared: Undefined

  /// `unshared` is why nobody shares anything, when nobody does.
  init(_ pairs: [Cohen], unshared: Undefined) {
    self.unshared = pairs.contains { $0.n > 0 } ? .noItemShared : unshared
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
      return LabelFigure(value: nil, undefined: unshared.rawValue, n: 0)
    }
    return LabelFigure(share: Int((same[name] ?? 0).rounded()), of: n)
  }
}

extension Undefined {
  /// Why labels of so many annotators share no item.
  init(annotators: Int) { self = annotators == 0 ? .noJudgements : annotators == 1 ? .oneAnnotator : .noItemShared }
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
