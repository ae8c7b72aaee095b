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
