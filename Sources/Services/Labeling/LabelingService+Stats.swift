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
      try await StatsRepository.prepare(connection)
      let annotators = try await StatsRepository.annotators(id, connection)
      let isMany = annotators.reduce(0) { $0 + $1.submitted + $1.gold } > LabelStats.judgementsMax
      var said = ProjectJudgements(project.schema)
      var reader = AnswerReader(project.schema)
      try await StatsRepository.judgements(
        of: id, newest: isMany ? LabelStats.judgementsMax : nil, connection
      ) { said.add($0, readBy: &reader) }
      let unshared = Undefined(annotators: annotators.count { $0.submitted > 0 })
      let agreement = AnnotatorAgreement(said.pairs, unshared: unshared)
      var gold: [LabelStats.GoldItem] = []
      if actor.role.seesGold { gold = try await StatsRepository.gold(id, connection) }
      return LabelStats(
        projectID: id, tasks: try await ProjectRepository.counts([id], connection)[id] ?? [:],
        goldItems: try await ProjectRepository.goldItems(of: id, connection), gold: gold,
        annotators: annotators.map { annotator in
          LabelStats.Annotator(
            name: annotator.name, submitted: annotator.submitted, accepted: annotator.accepted,
            rejected: annotator.rejected, skipped: annotator.skipped, held: annotator.held,
            medianSeconds: annotator.medianSeconds,
            goldAccuracy: LabelFigure(share: annotator.goldRight, of: annotator.gold),
            agreement: agreement.figure(of: annotator.name), lastSeenAt: annotator.lastSeenAt)
        },
        fields: said.figures(unshared: unshared), days: try await TrendRepository.days(id, connection))
    }
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
