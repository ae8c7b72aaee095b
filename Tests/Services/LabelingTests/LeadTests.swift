import Foundation
import Labeling
import Model
import Support
import TestSupport
import Testing

/// What a lead decides about tasks that others had, and who may look at it.
@Suite(.serialized) struct LeadTests {
  private func reject(_ project: LabelProject, _ requeue: ReviewDecision.Requeue, on bench: LabelBench) async throws {
    let review = try #require(try await bench.lead.nextReview(project.id, .review))
    _ = try await bench.lead.decide(review.task.id, fence: review.fence, .reject(requeue), reason: "look again")
  }

  @Test func whoDoesNotComeBackIsNotWaitedFor() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      let free = try await bench.lead.preview(.revoke, [item.taskID])
      #expect(free.skipped.first?.skippedBecause == "nobody holds it")
      try await reject(project, .same, on: bench)
      #expect(try await bench.service("bob").nextTask(project.id) == nil)
      #expect(try await bench.lead.preview(.revoke, [item.taskID]).eligible.count == 1)
      _ = try await bench.lead.perform(.revoke, [item.taskID], reason: "Ann has left")
      #expect(try await bench.service("ann").nextTask(project.id) == nil)
      #expect(try await bench.service("bob").nextTask(project.id)?.taskID == item.taskID)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  /// Refusals are counted as often as they were, though the task is claimed again; what was accepted and reopened is
  /// accepted no more, whoever labels it then.
  @Test func figuresOfPeopleAreOfWhatHappened() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project)
      func figures(_ name: String) async throws -> [Int] {
        let person = try await bench.lead.stats(project.id).annotators.first { $0.name == name }
        return [person?.submitted ?? 0, person?.accepted ?? 0, person?.rejected ?? 0]
      }
      let item = try #require(try await bench.label(project, as: "ann"))
      try await reject(project, .same, on: bench)
      #expect(try await figures("ann") == [1, 0, 1])
      let again = try #require(try await bench.service("ann").nextTask(project.id))
      #expect(try await figures("ann") == [1, 0, 1], "claimed again")
      _ = try await bench.service("ann").submit(
        Submission(lease: again.lease, annotation: LabelBench.good, idempotencyKey: "again"))
      try await reject(project, .same, on: bench)
      try await bench.label(project, as: "ann")
      func accept() async throws {
        let review = try #require(try await bench.lead.nextReview(project.id, .review))
        _ = try await bench.lead.decide(review.task.id, fence: review.fence, .accept, reason: nil)
      }
      try await accept()
      #expect(try await figures("ann") == [1, 1, 2])
      _ = try await bench.lead.perform(.reopen, [item.taskID], reason: "new guidelines")
      #expect(try await figures("ann") == [1, 0, 2])
      #expect(try await bench.lead.export(project.id, LabelTaskFilter(), PageRequest()).items[0].annotations == [])
      try await bench.label(project, as: "bob", LabelBench.bad)
      try await accept()
      #expect(try await figures("ann") == [1, 0, 2])
      #expect(try await figures("bob") == [1, 1, 0])
      #expect(try await bench.service("ann", .reviewer).nextReview(project.id, .review) == nil)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  /// Nobody would ever be served what is for a group that there is not.
  @Test func unknownGroupsAreRefused() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ids = try await bench.ids(project)
      func code(_ body: () async throws -> Void) async -> ErrorCode? {
        let failure = await #expect(throws: Failure.self) { try await body() }
        #expect(failure?.nextStep?.contains("chinese, judges, medics") == true)
        return failure?.errorCode
      }
      let lead = bench.lead
      let settings = LabelProjectChange(settings: LabelSettings(adjudicators: "nobody"))
      #expect(await code { _ = try await lead.preview(.assign(.group("nobody")), ids) } == "group_unknown")
      #expect(
        await code { _ = try await lead.perform(.assign(.group("nobody")), ids, reason: "so") } == "group_unknown")
      #expect(await code { _ = try await lead.preview(project.id, settings) } == "group_unknown")
      #expect(await code { _ = try await lead.change(project.id, settings, reason: "so") } == "group_unknown")
      #expect(
        await code { _ = try await bench.project("other", LabelSettings(adjudicators: "nobody")) } == "group_unknown")
      let outcome = try await bench.add(3, to: project) { draft, number in
        draft.key = "new \(number)"
        if number == 1 { draft.group = "nobody" }
      }
      #expect(outcome.created == 2 && outcome.refused.map(\.index) == [1] && outcome.refusedCount == 1)
      #expect(outcome.refused.first?.failure.errorCode == "group_unknown")
      #expect(try await lead.perform(.assign(.group("chinese")), ids, reason: "so").done.count == 1)
    }
  }

  @Test func whoIsNamedIsServedWhateverCameBefore() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2, reviewRate: 1))
      try await bench.add(1, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      try await ann.leave(item.lease, .skip, reason: "not my language")
      #expect(try await ann.nextTask(project.id) == nil)
      try await bench.label(project, as: "bob")
      let again = try await bench.lead.preview(.assign(.person("bob")), [item.taskID])
      #expect(again.skipped.first?.skippedBecause == "they have labeled it")
      _ = try await bench.lead.perform(.assign(.person("ann")), [item.taskID], reason: "with a dictionary")
      #expect(try await bench.label(project, as: "ann")?.taskID == item.taskID)
      try await reject(project, .other, on: bench)
      #expect(try await ann.nextTask(project.id) == nil)
      _ = try await bench.lead.perform(.assign(.person("ann")), [item.taskID], reason: "nobody else knows it")
      #expect(try await ann.nextTask(project.id)?.taskID == item.taskID)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func goldItemsStandInLanesToo() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(goldRate: 1))
      try await bench.add(3, to: project) { draft, number in
        draft.gold = LabelBench.good
        if number == 0 { draft.group = "chinese" }
        if number == 1 { draft.state = .draft }
      }
      #expect(try await bench.label(project, as: "bob")?.key == "t2")
      #expect(try await bench.service("bob").nextTask(project.id) == nil)
      #expect(try await bench.service("ann", groups: ["chinese"]).nextTask(project.id)?.key == "t0")
    }
  }

  @Test func goldItemsLookLikeAnyOtherToReviewers() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project) { draft, number in if number == 0 { draft.gold = LabelBench.good } }
      let gold = try ListQuery(parsing: "kind:gold", fields: LabelTask.fieldInfos)
      let rita = bench.service("rita", .reviewer)
      #expect(try await rita.tasks(project.id, ListQuery(), PageRequest()).items.map(\.isGold) == [false, false])
      #expect(try await rita.tasks(project.id, gold, PageRequest()).items.isEmpty)
      let sorted = try await rita.tasks(project.id, ListQuery(sort: ListSort("kind")), PageRequest()).items
      #expect(sorted.count == 2)
      #expect(try await bench.lead.tasks(project.id, gold, PageRequest()).items.map(\.key) == ["t0"])
    }
  }

  /// A preview tells of tasks: it is for those who may act on them.
  @Test func nobodyPreviewsWhatTheyMayNotDo() async throws {
    let actions: [LabelTaskAction] = [
      .publish, .assign(.everybody), .prioritize(1), .revoke, .reopen, .setGold(.none), .setGold(.accepted),
    ]
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ids = try await bench.ids(project)
      for action in actions {
        for role in Role.allCases where role.grant(action.right) != .yes {
          let failure = await #expect(throws: Failure.self, "\(role)") {
            try await bench.service("me", role).preview(action, ids)
          }
          #expect(failure?.errorCode == "forbidden", "\(role)")
        }
        #expect(try await bench.lead.preview(action, ids).items.count == 1)
      }
    }
  }
}
