import Foundation
import Labeling
import Messaging
import Model
import Support
import TestSupport
import Testing

/// Figures over time.
@Suite(.serialized) struct TrendTests {
  private func at(_ day: String) -> Date? { ISO8601DateFormatter().date(from: "\(day)T23:30:00Z") }

  private func said(_ labels: [(String, JSON, String)]) -> [AuthoredAnnotation] {
    labels.map { AuthoredAnnotation(annotator: $0.0, annotation: $0.1, at: at($0.2)) }
  }

  /// An item belongs to the period in which the last of its labels came; a label to that in which it came. A period in
  /// which nothing happened is there all the same, and tells that it has no value.
  @Test func agreementByDayAndByWeek() async throws {
    let (good, bad) = (LabelBench.good, LabelBench.bad)
    let labels: [[(String, JSON, String)]] = [
      [("ann", good, "2020-03-02"), ("bob", good, "2020-03-03")],
      [("ann", bad, "2020-03-03"), ("bob", good, "2020-03-03")],
      [("ann", good, "2020-03-05")],
      [("ann", good, "2020-03-09"), ("bob", good, "2020-03-09")],
    ]
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2))
      try await bench.add(labels.count, to: project) { $0.annotations = said(labels[$1]) }
      let days = try await bench.lead.trend(project.id, over: .day).periods
      #expect(days.map(\.start) == (2...9).map { "2020-03-0\($0)" })
      #expect(days.map(\.submitted) == [1, 3, 0, 1, 0, 0, 0, 2])
      let moods = days.compactMap(\.fields.first)
      #expect(moods.map(\.observed.value) == [nil, 0.5, nil, nil, nil, nil, nil, 1])
      #expect(moods.map(\.pairs.first?.kappa.value) == [nil, 0, nil, nil, nil, nil, nil, nil])
      #expect(moods[1].pairs.first?.kappa.n == 2)
      #expect(moods[7].pairs.first?.kappa.undefined == "one_category")
      for mood in moods where mood.alpha.value == nil { #expect(mood.alpha.undefined != nil) }
      #expect(days[1].annotators.map(\.name) == ["ann", "bob"])
      #expect(days[1].annotators.map(\.agreement.value) == [0.5, 0.5])
      // Why nothing is comparable is one reason, whoever tells it.
      #expect(moods.prefix(4).map(\.alpha.undefined) == ["one_annotator", nil, "no_judgements", "one_annotator"])
      #expect(moods[3].observed.undefined == "one_annotator")
      #expect(days[3].annotators.map(\.agreement.undefined) == ["one_annotator"])
      #expect(days[2].annotators.isEmpty && days[2].goldAccuracy.undefined == "no_judgements")
      let weeks = try await bench.lead.trend(project.id, over: .week).periods
      #expect(weeks.map(\.start) == ["2020-03-02", "2020-03-09"])
      #expect(weeks.map(\.submitted) == [5, 2])
      #expect(weeks[0].fields.first?.observed.n == moods[1].observed.n)
    }
  }

  /// Accuracy is of the period in which a label was given, not of that in which it was found to be wrong.
  @Test func qualityIsOfWhenTheWorkWasDone() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(2, to: project) {
        $0.annotations = said([("ann", LabelBench.bad, $1 == 0 ? "2020-03-02" : "2020-03-04")])
      }
      for answer in [LabelBench.good, LabelBench.bad] {
        let review = try #require(try await bench.lead.nextReview(project.id, .review))
        _ = try await bench.lead.decide(review.task.id, fence: review.fence, .fix(answer), reason: nil)
      }
      let days = try await bench.lead.trend(project.id, over: .day).periods
      let precision = days.map { $0.fields[0].labels.first { $0.label == "bad" }?.precision.value }
      #expect(precision == [0, nil, 1])
    }
  }

  @Test func goldAccuracyHasItsInterval() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(goldRate: 1))
      #expect(try await bench.lead.trend(project.id, over: .day).periods == [])
      try await bench.add(3, to: project) { draft, number in if number < 2 { draft.gold = LabelBench.good } }
      try await bench.label(project, as: "ann", LabelBench.good)
      try await bench.label(project, as: "ann", LabelBench.bad)
      try await bench.label(project, as: "ann", LabelBench.good)
      let trend = try await bench.lead.trend(project.id, over: .week)
      let last = try #require(trend.periods.last)
      let gold = trend.periods.map(\.goldAccuracy)
      #expect(gold.reduce(0) { $0 + $1.n } == 2)
      #expect(trend.periods.reduce(0) { $0 + $1.submitted } == 1 && trend.periods.reduce(0) { $0 + $1.accepted } == 1)
      let days = try await bench.lead.stats(project.id).days
      #expect(days.reduce(0) { $0 + $1.submitted } == 1 && days.reduce(0) { $0 + $1.accepted } == 1)
      #expect(gold.allSatisfy { $0.n == 0 || $0.low != nil && $0.value != nil && $0.high != nil })
      #expect(gold.allSatisfy { ($0.low ?? 0) <= ($0.value ?? 0) && ($0.value ?? 0) <= ($0.high ?? 1) })
      #expect(last.annotators.first?.goldAccuracy == last.goldAccuracy)
      for role in [Role.annotator, .viewer] {
        let failure = await #expect(throws: Failure.self) {
          try await bench.service("me", role).trend(project.id, over: .day)
        }
        #expect(failure?.errorCode == "forbidden")
      }
    }
  }

  /// Refused on the day it came and done again on the next: the first day stays what it was. What is dated in the
  /// future hides nothing.
  @Test func whatWasStaysAsItWas() async throws {
    try await LabelBench.run { bench in
      func work(_ name: String, _ role: Model.Role, on day: String) -> LabelingService {
        var environment = Environment.live
        let date = at(day) ?? .distantPast
        environment.now = { date }
        return LabelingService(
          pool: bench.pool, outbox: Outbox(schema: .labeling, environment: environment),
          actor: Actor(name: name, credential: "test", role: role), groups: { [] },
          knownGroups: { [] }, environment: environment)
      }
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project)
      func label(on day: String) async throws {
        let ann = work("ann", .annotator, on: day)
        guard let item = try await ann.nextTask(project.id) else { throw CancellationError() }
        _ = try await ann.submit(
          Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: day))
      }
      try await label(on: "2020-03-02")
      let lead = work("lea", .lead, on: "2020-03-02")
      let review = try #require(try await lead.nextReview(project.id, .review))
      _ = try await lead.decide(review.task.id, fence: review.fence, .reject(.same), reason: "look again")
      let before = try await bench.lead.trend(project.id, over: .day).periods
      #expect(before.map(\.start) == ["2020-03-02"])
      #expect(before.map(\.submitted) == [1] && before.map(\.rejected) == [1])
      #expect(before[0].annotators.map(\.submitted) == [1])

      try await label(on: "2020-03-03")
      try await bench.add(1, to: project) {
        $0.key = "ahead \($1)"
        $0.annotations = said([("ann", LabelBench.good, "2099-01-01")])
      }
      let days = try await bench.lead.trend(project.id, over: .day).periods
      #expect(days.map(\.start) == ["2020-03-02", "2020-03-03"])
      #expect(days.map(\.submitted) == [1, 1] && days.map(\.rejected) == [1, 0])
      let stats = try await bench.lead.stats(project.id).days
      #expect(stats.map(\.day) == days.reversed().map(\.start))
      #expect(stats.map(\.submitted) == days.reversed().map(\.submitted))
      #expect(stats.map(\.accepted) == days.reversed().map(\.accepted))
      #expect(stats.map(\.rejected) == days.reversed().map(\.rejected))
      let weeks = try await bench.lead.trend(project.id, over: .week).periods
      #expect(weeks.map(\.submitted) == [1] && weeks.map(\.rejected) == [1])
    }
  }
}
