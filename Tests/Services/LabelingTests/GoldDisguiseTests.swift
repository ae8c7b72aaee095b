import Foundation
import Labeling
import Model
import Support
import TestSupport
import Testing

/// Everything that annotators and reviewers see of a gold item is what they see of any other task.
@Suite(.serialized) struct GoldDisguiseTests {
  /// What is left of a view when all that differs from task to task is taken away: ids, keys, times, content.
  private struct Shape: Equatable {
    var task: [String]
    var assignments: [[String]]
    var results: [[String]]
    var log: [[String]]

    init(_ detail: LabelTaskDetail) {
      task = [
        detail.task.state.rawValue, "\(detail.task.submitted)/\(detail.task.overlap)", "\(detail.task.version)",
        "\(detail.task.isGold)", detail.task.lane.rawValue, "\(detail.task.priority)", "\(detail.gold == nil)",
      ]
      assignments = detail.assignments.map { assignment in
        [
          assignment.annotator, assignment.state.rawValue, assignment.annotation?.text() ?? "-",
          assignment.reason ?? "-", "\(assignment.submittedAt == nil)",
        ]
      }
      results = detail.results.map { result in
        [
          "\(result.version)", result.kind.rawValue, result.author, result.before?.text() ?? "-", result.after.text(),
          result.reason ?? "-", "\(result.schemaVersion)",
        ]
      }
      log = detail.log.map { [$0.subject, $0.event, $0.from ?? "-", $0.to, $0.actor, $0.detail ?? "-"] }
    }
  }

  private struct View: Equatable {
    var detail: Shape
    var listed: [String]?
    var counts: [LabelTaskState: Int]
    var answered: [String]
    var undoable: [String]
  }

  /// What somebody does with the one item of a project, and sees behind every step.
  private func story(_ bench: LabelBench, _ role: Model.Role, _ settings: LabelSettings, isGold: Bool) async throws
    -> [View]
  {
    var settings = settings
    settings.goldRate = 1
    let project = try await bench.project("p-\(UUID().uuidString.prefix(8))", settings)
    try await bench.add(1, to: project) { draft, _ in if isGold { draft.gold = LabelBench.bad } }
    let id = try await bench.ids(project)[0]
    let me = bench.service("me", role)
    var views: [View] = []
    func look(_ answered: LabelResult? = nil) async throws {
      let detail = try await me.task(id)
      var listed: [String]?
      if role == .reviewer {
        let page = try await me.tasks(project.id, ListQuery(), PageRequest()).items
        listed = page.map { "\($0.state) \($0.submitted)/\($0.overlap) \($0.version) \($0.isGold)" }
        for field in ["state", "labels", "version", "updated"] {
          #expect(try await me.tasks(project.id, ListQuery(sort: ListSort(field)), PageRequest()).items == page)
        }
        let state = try ListQuery(parsing: "state:\(detail.task.state.rawValue)", fields: LabelTask.fieldInfos)
        #expect(try await me.tasks(project.id, state, PageRequest()).items == page)
        let stats = try await me.stats(project.id)
        let person = stats.annotators.first
        listed?.append("\(stats.tasks) \(stats.goldItems) \(person?.submitted ?? 0) \(person?.accepted ?? 0)")
        listed?.append("\(person?.goldAccuracy.n ?? 0) \(stats.days.map { [$0.submitted, $0.accepted] })")
        let trend = try await me.trend(project.id, over: .week).periods
        listed?.append("\(trend.map { [$0.submitted, $0.accepted, $0.goldAccuracy.n] })")
        // What was accepted is compared with nothing; what is gold would be.
        listed?.append("\(stats.fields.map { $0.scores.map(\.f1.n) })")
      }
      let counts = try await me.project(project.id).tasks
      if let task = listed?.first { #expect(task.hasPrefix("\(detail.task.state)"), "list and task tell the same") }
      views.append(
        View(
          detail: Shape(detail), listed: listed, counts: counts,
          answered: [answered.map { "\($0.version) \($0.kind)" } ?? "-"],
          undoable: try await me.undoableTasks(project.id).map { "\($0.state) \($0.before?.text() ?? "-")" }))
    }
    func submit(_ item: WorkItem, _ answer: JSON, _ key: String) async throws {
      let submission = Submission(lease: item.lease, annotation: answer, idempotencyKey: project.name + key)
      try await look(try await me.submit(submission))
      try await look(try await me.submit(submission))
    }
    try await look()
    var item = try #require(try await me.nextTask(project.id))
    try await look()
    _ = try await me.saveDraft(item.lease, LabelBench.good)
    try await me.leave(item.lease, .postpone, reason: nil)
    try await look()
    item = try await me.resume(item.lease.assignment)
    try await submit(item, LabelBench.good, "1")
    item = try await me.takeBack(item.lease.assignment)
    try await look()
    try await submit(item, LabelBench.bad, "2")
    item = try await me.takeBack(item.lease.assignment)
    try await me.leave(item.lease, .skip, reason: "enough")
    try await look()
    #expect(try await me.nextTask(project.id) == nil)
    return views
  }

  @Test(arguments: [Model.Role.annotator, .reviewer])
  func whatIsSeenIsTheSame(_ role: Model.Role) async throws {
    try await LabelBench.run { bench in
      for settings in [LabelSettings(), LabelSettings(overlap: 2), LabelSettings(reviewRate: 1)] {
        let ordinary = try await story(bench, role, settings, isGold: false)
        let gold = try await story(bench, role, settings, isGold: true)
        #expect(gold.count == ordinary.count)
        for (step, (seen, other)) in zip(gold, ordinary).enumerated() {
          #expect(seen == other, "\(role), overlap \(settings.overlap), rate \(settings.reviewRate), step \(step)")
        }
      }
    }
  }

  /// The sample is one thing, in Swift and in SQL; what was told stays, whatever the rate is then, and when the task is no
  /// gold item any more.
  @Test func whatWasToldStays() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 30, reviewRate: 0.5, goldRate: 1))
      try await bench.add(20, to: project) { draft, _ in draft.gold = LabelBench.good }
      let rita = bench.service("rita", .reviewer)
      while let item = try await rita.nextTask(project.id) {
        _ = try await rita.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: item.key))
      }
      func told() async throws -> [LabelTask] {
        let listed = try await rita.tasks(project.id, ListQuery(), PageRequest()).items
        for task in listed {
          let shown = try await rita.task(task.id).task
          #expect(shown.state == task.state && shown.version == task.version && shown.submitted == task.submitted)
        }
        let counts = try await rita.project(project.id).tasks
        #expect(Dictionary(grouping: listed, by: \.state).mapValues(\.count) == counts)
        return listed
      }
      let first = try await told()
      #expect(Set(first.map(\.state)) == [.accepted, .labeled])
      for rate in [0.0, 1] {
        var settings = project.settings
        settings.reviewRate = rate
        _ = try await bench.lead.change(project.id, LabelProjectChange(settings: settings), reason: "another rate")
        #expect(try await told().map(\.state) == first.map(\.state))
      }
      _ = try await bench.lead.perform(.setGold(.none), first.prefix(3).map(\.id), reason: "not so clear")
      #expect(try await told().map(\.state) == first.map(\.state))
    }
  }

  /// A list of who may not know has as many tasks as the counts by state, and so has that of who knows.
  @Test func countsAndListsTellTheSame() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(goldRate: 1))
      try await bench.add(5, to: project) { draft, number in if number < 2 { draft.gold = LabelBench.good } }
      let rita = bench.service("rita", .reviewer)
      let item = try #require(try await rita.nextTask(project.id))
      _ = try await rita.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "r"))
      for service in [rita, bench.service("max", .reviewer)] {
        let listed = try await service.tasks(project.id, ListQuery(), PageRequest()).items
        let counts = try await service.project(project.id).tasks
        #expect(Dictionary(grouping: listed, by: \.state).mapValues(\.count) == counts)
      }
      let counts = try await bench.lead.project(project.id).tasks
      let plain = try ListQuery(parsing: "kind:task", fields: LabelTask.fieldInfos)
      let listed = try await bench.lead.tasks(project.id, plain, PageRequest()).items
      #expect(Dictionary(grouping: listed, by: \.state).mapValues(\.count) == counts && listed.count == 3)
    }
  }
}
