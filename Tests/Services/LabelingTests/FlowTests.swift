import Foundation
import Labeling
import Model
import Postgres
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
      let long = await #expect(throws: Failure.self) {
        try await ann.leave(items[1].lease, .postpone, reason: String(repeating: "a", count: Reason.bytesMax + 1))
      }
      #expect(long?.errorCode == "reason_too_long")
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
      try await bench.add(2, to: project) { draft, number in draft.state = number == 1 ? .draft : .open }
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
      #expect(reviewer.gold.isEmpty && reviewer.goldItems == 0, "who may not know gold items does not")
      _ = try await bench.lead.perform(.setGold(.none), [done.taskID], reason: "not so clear")
      #expect(try await bench.lead.stats(project.id).goldItems == 0)
    }
  }

  /// What a gold answer leaves open may be said or not.
  @Test func goldAnswersJudgeWhatTheySay() async throws {
    try await LabelBench.run { bench in
      var schema = LabelBench.schema
      schema.fields.append(LabelField(name: "note", kind: .text, isRequired: false))
      let project = try await bench.project("moods", LabelSettings(goldRate: 1), schema: schema)
      try await bench.add(1, to: project) { draft, _ in draft.gold = LabelBench.good }
      try await bench.label(project, as: "ann", ["mood": "good", "note": "clearly"])
      try await bench.label(project, as: "bob", ["mood": "bad"])
      let accuracy = try await bench.lead.stats(project.id).annotators.map(\.goldAccuracy.value)
      #expect(accuracy == [1, 0])
    }
  }

  @Test func importsAreIdempotentAndNameWhatTheyRefuse() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      let drafts = [
        LabelTaskDraft(key: "a", payload: ["text": "x"]), LabelTaskDraft(payload: ["text": "y"]),
        LabelTaskDraft(key: "b", payload: [1]), LabelTaskDraft(key: "a", payload: ["text": "z"]),
        LabelTaskDraft(key: "a", payload: ["text": "x"]),
        LabelTaskDraft(key: "c", payload: ["text": "x"], gold: ["mood": "?"]),
        LabelTaskDraft(key: "\0", payload: ["text": "x"]), LabelTaskDraft(key: "d", payload: ["text": "\0"]),
      ]
      let first = try await bench.lead.importTasks(project.id, drafts)
      #expect(first.created == 2)
      #expect(first.existing == 1)
      #expect(first.refused.map(\.index) == [2, 3, 5, 6, 7])
      #expect(
        first.refused.map(\.failure.errorCode) == [
          "task_invalid", "task_invalid", "annotation_invalid", "task_invalid", "task_invalid",
        ])
      let second = try await bench.lead.importTasks(project.id, drafts)
      #expect(second.created == 0 && second.existing == 3 && second.refused == first.refused)
      let others = [LabelTaskDraft(key: "a", payload: ["text": "w"])]
      let changed = try await bench.lead.importTasks(project.id, others)
      #expect(changed.existing == 0 && changed.refused.map(\.index) == [0], "what it says would be lost")
      #expect(try await bench.lead.tasks(project.id, ListQuery(), PageRequest()).items.count == 2)
    }
  }

  /// A task that an earlier version imported under the checksum of its payload is not made again.
  @Test func whatHasItsFormerKeyExists() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      let former = LabelTaskDraft(payload: ["text": "x"])
      #expect(try await bench.lead.importTasks(project.id, [former]).created == 1)
      let key = try #require(try await bench.lead.tasks(project.id, ListQuery(), PageRequest()).items.first?.key)
      let again = [
        LabelTaskDraft(key: "7", formerKey: key, payload: ["text": "x"]),
        LabelTaskDraft(key: "8", formerKey: String(repeating: "0", count: 64), payload: ["text": "y"]),
      ]
      let outcome = try await bench.lead.importTasks(project.id, again)
      #expect(outcome == ImportOutcome(created: 1, existing: 1, refused: []))
      let repeated = try await bench.lead.importTasks(project.id, again)
      #expect(repeated == ImportOutcome(created: 0, existing: 2, refused: []))
    }
  }

  @Test func predictionsAreShownAndReplaced() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      for mood in ["bad", "good"] {
        let prediction = Prediction(model: "m1", score: 0.9, annotation: ["mood": .string(mood)])
        let outcome = try await bench.lead.addPredictions(project.id, [("t0", prediction), ("none", prediction)])
        #expect(outcome == PredictionOutcome(taken: 1, unknown: 1))
      }
      let item = try #require(try await bench.service("ann").nextTask(project.id))
      #expect(item.predictions == [Prediction(model: "m1", score: 0.9, annotation: LabelBench.good)])
    }
  }

  /// As with tasks that are imported: what is refused is named, and stops nothing else.
  @Test func aBadPredictionUndoesNoOther() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project)
      func says(_ mood: String, score: Double = 0.9) -> Prediction {
        Prediction(model: "m1", score: score, annotation: ["mood": .string(mood)])
      }
      let predictions = [("t0", says("good")), ("t0", says("?")), ("t1", says("bad", score: 2)), ("t1", says("bad"))]
      let preview = try await bench.lead.addPredictions(project.id, predictions, isPreview: true)
      #expect(preview.taken == 2 && preview.refused.map(\.index) == [1, 2])
      #expect(try await bench.lead.task(try await bench.ids(project)[0]).predictions == [])
      let outcome = try await bench.lead.addPredictions(project.id, predictions)
      #expect(outcome == preview)
      #expect(outcome.refused.map(\.failure.errorCode) == ["annotation_invalid", "task_invalid"])
      for (id, mood) in zip(try await bench.ids(project), ["good", "bad"]) {
        #expect(try await bench.lead.task(id).predictions == [says(mood)])
      }
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

  /// The measures of labels against what was decided: over all labels, and those of spans wherever they stand.
  @Test func figuresAgainstWhatIsRight() async throws {
    try await LabelBench.run { bench in
      let schema = LabelSchema(fields: [
        LabelField(name: "mood", kind: .choice, options: ["good", "bad"].map { LabelOption($0) }),
        LabelField(
          name: "names", kind: .spans, options: ["ORG", "LOC"].map { LabelOption($0) }, isRequired: false,
          source: "text"),
      ])
      let project = try await bench.project("names", LabelSettings(reviewRate: 1), schema: schema)
      try await bench.add(1, to: project) { draft, _ in draft.payload = ["text": "Acme moved to New York"] }
      func answer(_ mood: String, _ spans: [(Int, Int, String)]) -> JSON {
        [
          "mood": .string(mood),
          "names": .array(
            spans.map { ["start": JSON($0.0), "end": JSON($0.1), "label": .string($0.2)] }),
        ]
      }
      try await bench.label(project, as: "ann", answer("bad", [(0, 4, "ORG"), (18, 22, "LOC")]))
      let review = try #require(try await bench.lead.nextReview(project.id, .review))
      _ = try await bench.lead.decide(
        review.task.id, fence: review.fence, .fix(answer("good", [(0, 4, "ORG"), (14, 22, "LOC")])), reason: nil)
      let fields = try await bench.lead.stats(project.id).fields
      #expect(fields[0].scores.map(\.name) == ["macro"])
      #expect(fields[0].labels.map(\.label) == ["bad", "good"] && fields[0].labels[0].precision.value == 0)
      #expect(fields[1].scores.map(\.name) == ["exact", "iou_0.5"])
      #expect(fields[1].scores.map(\.f1.value) == [0.5, 1])
      #expect(fields[1].labels.map(\.label) == ["LOC", "ORG"])
      #expect(fields[1].labels.map(\.f1.value) == [0, 1])
    }
  }

  /// Who leaves a set open chose nothing of it: that is no agreement with who did.
  @Test func whatIsLeftOpenInASetIsNothingOfIt() async throws {
    try await LabelBench.run { bench in
      var schema = LabelBench.schema
      schema.fields.append(
        LabelField(
          name: "topics", kind: .choices, options: ["price", "tone"].map { LabelOption($0) }, isRequired: false))
      let project = try await bench.project("moods", LabelSettings(overlap: 2), schema: schema)
      try await bench.add(2, to: project)
      let both: JSON = ["mood": "good", "topics": ["price"]]
      try await bench.label(project, as: "ann", both)
      try await bench.label(project, as: "bob", ["mood": "good"])
      try await bench.label(project, as: "ann", both)
      try await bench.label(project, as: "bob", both)
      let topics = try #require(try await bench.lead.stats(project.id).fields.last)
      #expect(topics.observed.value == 0.5 && topics.observed.n == 4)
      let ids = try await bench.ids(project)
      #expect(try await bench.state(ids[0]).state == .adjudicating)
      let said = try await bench.lead.task(ids[0]).assignments.first { $0.annotator == "bob" }
      #expect(said?.annotation == ["mood": "good", "topics": []])
    }
  }

  /// What waits is given out in its order, and nobody waits for a review that its reviewer abandoned.
  @Test func abandonedReviewsAreTakenOver() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(3, to: project)
      for _ in 0..<3 { try await bench.label(project, as: "ann") }
      let (rita, max) = (bench.service("rita", .reviewer), bench.service("max", .reviewer))
      #expect(try await rita.nextReview(project.id, .review)?.task.key == "t0")
      #expect(try await rita.nextReview(project.id, .review)?.task.key == "t0", "she goes on where she was")
      #expect(try await max.nextReview(project.id, .review)?.task.key == "t1")
      try await bench.platform.pool(nil).query(
        "UPDATE labeling.lab_task SET review_expires_at = now() - interval '1 second' WHERE reviewer = 'rita'")
      let taken = try #require(try await bench.lead.nextReview(project.id, .review))
      #expect(taken.task.key == "t0")
      _ = try await bench.lead.decide(taken.task.id, fence: taken.fence, .accept, reason: nil)
      #expect(try await rita.nextReview(project.id, .review)?.task.key == "t2")
    }
  }

  /// What was labeled elsewhere is the work of who labeled it.
  @Test func nobodyReviewsWhatTheyLabeledElsewhere() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project) { draft, _ in
        draft.annotations = [AuthoredAnnotation(annotator: "rita", annotation: LabelBench.good)]
      }
      #expect(try await bench.service("rita", .reviewer).nextReview(project.id, .review) == nil)
      #expect(try await bench.service("max", .reviewer).nextReview(project.id, .review) != nil)
    }
  }
}
