import Foundation
import Labeling
import Model
import Support
import TestSupport
import Testing

/// What happens to a task between its import and its acceptance.
@Suite(.serialized) struct FlowTests {
  @Test func rejectedToTheSame() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(2, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      let rita = bench.service("rita", .reviewer)
      let review = try #require(try await rita.nextReview(project.id, .review))
      let silent = await #expect(throws: Failure.self) {
        try await rita.decide(review.task.id, fence: review.fence, .reject(.same), reason: " ")
      }
      #expect(silent?.errorCode == "reason_required")
      _ = try await rita.decide(review.task.id, fence: review.fence, .reject(.same), reason: "look at the end")
      // It comes back to Ann before anything else, with what was said about it; to nobody else.
      #expect(try await bench.service("bob").nextTask(project.id)?.taskID != item.taskID)
      let again = try #require(try await bench.service("ann").nextTask(project.id))
      #expect(again.taskID == item.taskID)
      #expect(again.remark == "look at the end")
      #expect(again.before == LabelBench.good)
      _ = try await bench.service("ann").submit(
        Submission(lease: again.lease, annotation: LabelBench.bad, idempotencyKey: "2"))
      let second = try #require(try await rita.nextReview(project.id, .review))
      let task = try await rita.decide(second.task.id, fence: second.fence, .accept, reason: nil)
      #expect(task.state == .accepted)
      let results = try await bench.lead.task(task.id).results
      #expect(results.map(\.version) == [1, 2, 3])
      #expect(results[1].before == LabelBench.good)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rejectedForGood() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      let rita = bench.service("rita", .reviewer)
      let review = try #require(try await rita.nextReview(project.id, .review))
      _ = try await rita.decide(review.task.id, fence: review.fence, .reject(.removed), reason: "spam")
      #expect(try await bench.state(item.taskID).state == .rejected)
      #expect(try await bench.service("bob").nextTask(project.id) == nil)
      let stale = await #expect(throws: Failure.self) {
        try await rita.decide(review.task.id, fence: review.fence, .accept, reason: nil)
      }
      #expect(stale?.errorCode == "review_lost")
      _ = try await bench.lead.perform(.reopen, [item.taskID], reason: "no spam after all")
      #expect(try await bench.service("bob").nextTask(project.id) != nil)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func skipPostponeRelease() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 10))
      try await bench.add(3, to: project)
      let ann = bench.service("ann")
      var items: [WorkItem] = []
      while let item = try await ann.nextTask(project.id) { items.append(item) }
      let nameless = await #expect(throws: Failure.self) { try await ann.leave(items[0].lease, .skip, reason: nil) }
      #expect(nameless?.errorCode == "reason_required")
      try await ann.leave(items[0].lease, .skip, reason: "not my language")
      try await ann.leave(items[1].lease, .postpone, reason: nil)
      try await ann.leave(items[2].lease, .release, reason: nil)
      // What was skipped never comes back; what was released does, when nothing else is left.
      #expect(try await ann.nextTask(project.id)?.key == "t2")
      #expect(try await ann.nextTask(project.id) == nil)
      #expect(try await ann.postponedTasks(project.id).map(\.key) == ["t1"])
      #expect(try await bench.service("bob").nextTask(project.id)?.key == "t0")
      #expect(try await bench.service("bob").nextTask(project.id) == nil)
      let resumed = try await ann.resume(items[1].lease.assignment)
      #expect(resumed.state == .leased)
      #expect(resumed.lease.fence > items[1].lease.fence)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func lanesRouteTasks() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 10))
      try await bench.add(3, to: project) { draft, number in if number == 0 { draft.group = "chinese" } }
      let tasks = try await bench.lead.tasks(project.id, ListQuery(), PageRequest()).items
      let given = try await bench.lead.perform(.assign(.person("cyd")), [tasks[2].id], reason: "she knows it")
      #expect(given.done.count == 1)
      let bob = bench.service("bob")
      #expect(try await bob.nextTask(project.id)?.key == "t1")
      #expect(try await bob.nextTask(project.id) == nil)
      #expect(try await bench.service("ann", groups: ["chinese"]).nextTask(project.id)?.key == "t0")
      #expect(try await bench.service("cyd").nextTask(project.id)?.key == "t2")
    }
  }

  @Test func leadsActOnTasks() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project) { draft, number in draft.isDraft = number == 1 }
      let item = try #require(try await bench.service("ann").nextTask(project.id))
      let tasks = try await bench.lead.tasks(project.id, ListQuery(), PageRequest()).items
      let preview = try await bench.lead.preview(.publish, tasks.map(\.id))
      #expect(preview.eligible.map(\.title) == ["t1"])
      #expect(preview.skipped.first?.skippedBecause == "it is IN_PROGRESS")
      _ = try await bench.lead.perform(.publish, [tasks[1].id], reason: "go")
      _ = try await bench.lead.perform(.revoke, [item.taskID], reason: "Ann is away")
      await #expect(throws: Failure.self) { try await bench.service("ann").renew(item.lease) }
      #expect(try await bench.service("bob").nextTask(project.id)?.key == "t0")
      _ = try await bench.lead.change(project.id, LabelProjectChange(status: .paused), reason: "a break")
      let paused = await #expect(throws: Failure.self) { try await bench.service("cyd").nextTask(project.id) }
      #expect(paused?.errorCode == "project_paused")
      let again = try await bench.lead.preview(project.id, LabelProjectChange(status: .paused))
      #expect(again.eligible.isEmpty && again.reasons.first?.because == "it is PAUSED")
      #expect(try await bench.illegalChanges() == [])
    }
  }

  /// A gold item of what was accepted: served to who did not label it, with what each made of it.
  @Test func acceptedTasksBecomeGoldItems() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(goldRate: 1))
      try await bench.add(2, to: project)
      let done = try #require(try await bench.label(project, as: "ann"))
      let preview = try await bench.lead.preview(.setGold(.accepted), try await bench.ids(project))
      #expect(preview.eligible.map(\.title) == ["t0"])
      #expect(preview.skipped.first?.skippedBecause == "it is OPEN")
      _ = try await bench.lead.perform(.setGold(.accepted), [done.taskID], reason: "a clear case")
      #expect(try await bench.lead.task(done.taskID).gold == LabelBench.good)
      #expect(try await bench.label(project, as: "bob")?.key == "t0")
      #expect(try await bench.label(project, as: "cyd", LabelBench.bad)?.key == "t0")
      #expect(try await bench.label(project, as: "ann")?.key == "t1", "she labeled it, and is not asked again")
      let stats = try await bench.lead.stats(project.id)
      #expect(stats.fields.first?.observed.n == 0, "what was said of gold items is no part of agreement")
      let gold = try #require(stats.gold.first)
      #expect(gold.key == "t0" && gold.served == 2 && gold.right == 1 && gold.missedBy == ["cyd"])
      let reviewer = try await bench.service("rae", .reviewer).stats(project.id)
      #expect(reviewer.gold.isEmpty && reviewer.goldItems == 1, "who may not know the answers does not")
      _ = try await bench.lead.perform(.setGold(.none), [done.taskID], reason: "not so clear")
      #expect(try await bench.lead.stats(project.id).goldItems == 0)
    }
  }

  @Test func importsAreIdempotentAndNameWhatTheyRefuse() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      let drafts = [
        LabelTaskDraft(key: "a", payload: ["text": "x"]), LabelTaskDraft(payload: ["text": "y"]),
        LabelTaskDraft(key: "b", payload: [1]), LabelTaskDraft(key: "a", payload: ["text": "z"]),
        LabelTaskDraft(key: "c", payload: ["text": "x"], gold: ["mood": "?"]),
        LabelTaskDraft(key: "\0", payload: ["text": "x"]),
      ]
      let first = try await bench.lead.importTasks(project.id, drafts)
      #expect(first.created == 2)
      #expect(first.existing == 1)
      #expect(first.refused.map(\.index) == [2, 4, 5])
      #expect(first.refused.map(\.failure.errorCode) == ["task_invalid", "annotation_invalid", "task_invalid"])
      let second = try await bench.lead.importTasks(project.id, drafts)
      #expect(second.created == 0)
      #expect(try await bench.lead.tasks(project.id, ListQuery(), PageRequest()).items.count == 2)
    }
  }

  @Test func predictionsAreShownAndReplaced() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      for mood in ["bad", "good"] {
        let prediction = Prediction(model: "m1", score: 0.9, annotation: ["mood": .string(mood)])
        #expect(try await bench.lead.addPredictions(project.id, [("t0", prediction), ("none", prediction)]) == 1)
      }
      let item = try #require(try await bench.service("ann").nextTask(project.id))
      #expect(item.predictions == [Prediction(model: "m1", score: 0.9, annotation: LabelBench.good)])
    }
  }

  @Test func figuresOfAProject() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2))
      try await bench.add(4, to: project)
      for number in 0..<4 {
        try await bench.label(project, as: "ann", number == 3 ? LabelBench.bad : LabelBench.good)
        try await bench.label(project, as: "bob", number >= 2 ? LabelBench.bad : LabelBench.good)
      }
      let stats = try await bench.lead.stats(project.id)
      #expect(stats.tasks == [.accepted: 3, .adjudicating: 1])
      let field = try #require(stats.fields.first)
      #expect(field.observed.value == 0.75)
      #expect(field.pairs.map(\.kappa.value) == [0.5])
      #expect(field.labels.map(\.label).sorted() == ["bad", "good"])
      #expect(stats.annotators.map(\.name) == ["ann", "bob"])
      #expect(stats.annotators.first?.agreement.value == 0.75)
      #expect(stats.days.first?.submitted == 8)
    }
  }
}
