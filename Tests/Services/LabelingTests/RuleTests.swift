import Foundation
import Labeling
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

/// The rules of labeling, a test each.
@Suite(.serialized) struct RuleTests {
  @Test func rule1ClaimsNeverDouble() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2, leasesMax: 100))
      try await bench.add(30, to: project)
      let claimed = try await withThrowingTaskGroup(of: [LabelTaskID].self) { group in
        for worker in 0..<6 {
          group.addTask {
            var ids: [LabelTaskID] = []
            while let item = try await bench.service("ann\(worker % 3)").nextTask(project.id) {
              ids.append(item.taskID)
            }
            return ids
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let counts = Dictionary(grouping: claimed, by: { $0 }).mapValues(\.count)
      #expect(counts.count == 30)
      #expect(counts.values.allSatisfy { $0 == 2 })
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rule2TheQueueIsByRankAndPriority() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 10))
      try await bench.add(4, to: project) { draft, number in draft.priority = number == 2 ? 5 : 0 }
      var keys: [String] = []
      while let item = try await bench.service("ann").nextTask(project.id) { keys.append(item.key) }
      #expect(keys == ["t2", "t0", "t1", "t3"])
      let plan = try await bench.platform.pool(nil).query(
        """
        EXPLAIN SELECT id FROM labeling.lab_task WHERE project_id = $1 AND lane = '' AND (rank, id) > (5, $1)
          AND status IN ('OPEN', 'IN_PROGRESS') AND taken < overlap AND NOT is_gold ORDER BY rank, id LIMIT 1
        """, project.id
      ).map { try $0.decode(0, as: String.self) }.joined()
      #expect(plan.contains("idx_lab_task_queue"))
    }
  }

  @Test func rule3ALeaseThatRanOutFreesTheTaskAndKeepsTheDraft() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      _ = try await ann.saveDraft(item.lease, ["mood": "bad"])
      try await bench.letLeasesRunOut()
      // Bob finds nothing else, and takes over.
      let taken = try #require(try await bench.service("bob").nextTask(project.id))
      #expect(taken.taskID == item.taskID)
      let late = await #expect(throws: Failure.self) {
        try await ann.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "late"))
      }
      #expect(late?.errorCode == "assignment_lost")
      // The late answer is Ann's draft, for when the task comes back to her.
      try await bench.service("bob").leave(taken.lease, .release, reason: nil)
      let again = try #require(try await ann.nextTask(project.id))
      #expect(again.draft == LabelBench.good)
      #expect(again.lease.fence > item.lease.fence)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rule3EveryWriteNamesTheFence() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      // Signs of life lengthen the lease, by the server's clock.
      let longer = try await ann.renew(item.lease)
      #expect(longer.fence == item.lease.fence && longer.expiresAt >= item.lease.expiresAt)
      #expect(longer.expiresAt > longer.now)
      let stale = LabelLease(
        assignment: item.lease.assignment, fence: item.lease.fence - 1, expiresAt: item.lease.expiresAt,
        now: item.lease.now)
      let writes: [(String, () async throws -> Void)] = [
        ("renew", { _ = try await ann.renew(stale) }), ("draft", { _ = try await ann.saveDraft(stale, [:]) }),
        ("leave", { try await ann.leave(stale, .release, reason: nil) }),
        (
          "submit",
          { _ = try await ann.submit(Submission(lease: stale, annotation: LabelBench.good, idempotencyKey: "s")) }
        ),
      ]
      for (name, write) in writes {
        let failure = await #expect(throws: Failure.self, "\(name)") { try await write() }
        #expect(failure?.errorCode == "assignment_lost", "\(name)")
      }
      #expect(try await bench.state(item.taskID).state == .inProgress)
      // What came too late is the draft of its author.
      #expect(try await ann.heldTasks(project.id).first?.draft == LabelBench.good)
    }
  }

  /// Two consoles of one person: the first answer stands, and nothing that was sent is dropped.
  @Test func rule3AnAnswerBehindOnesOwnIsKeptAsTheDraft() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      _ = try await ann.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "one"))
      let same = await #expect(throws: Failure.self) {
        try await ann.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "two"))
      }
      #expect(same?.errorCode == "answered_before")
      let draft = await #expect(throws: Failure.self) { try await ann.saveDraft(item.lease, [:]) }
      #expect(draft?.errorCode == "answered_before")
      let other = await #expect(throws: Failure.self) {
        try await ann.submit(Submission(lease: item.lease, annotation: LabelBench.bad, idempotencyKey: "three"))
      }
      #expect(other?.errorCode == "answered_before")
      #expect(other?.nextStep?.contains("kept as your draft") == true)
      #expect(try await bench.lead.task(item.taskID).assignments.first?.annotation == LabelBench.good)
      #expect(try await ann.takeBack(item.lease.assignment).draft == LabelBench.bad)
    }
  }

  @Test func rule4SubmittingTwiceMakesOneVersion() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      let submission = Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "once")
      let first = try await ann.submit(submission)
      let second = try await ann.submit(submission)
      #expect(first.id == second.id && first.version == second.version)
      let results = try await bench.lead.task(item.taskID).results
      #expect(results.map(\.kind) == [.submission, .consensus])
    }
  }

  /// A key that was used for another answer, or another task, brings nothing in without a word, and loses nothing.
  @Test func rule4AKeyStandsForOneAnswer() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project)
      let ann = bench.service("ann")
      let item = try #require(try await ann.nextTask(project.id))
      func submit(_ item: WorkItem, _ answer: JSON, _ key: String) async throws -> LabelResult {
        try await ann.submit(Submission(lease: item.lease, annotation: answer, idempotencyKey: key))
      }
      let first = try await submit(item, LabelBench.good, "once")
      let other = await #expect(throws: Failure.self) { try await submit(item, LabelBench.bad, "once") }
      #expect(other?.errorCode == "idempotency_key_reused" && other?.nextStep?.contains("label undo") == true)
      #expect(try await submit(item, LabelBench.good, "once").id == first.id)
      #expect(try await bench.lead.task(item.taskID).assignments.first?.annotation == LabelBench.good)
      let second = try #require(try await ann.nextTask(project.id))
      let elsewhere = await #expect(throws: Failure.self) { try await submit(second, LabelBench.good, "once") }
      #expect(elsewhere?.errorCode == "idempotency_key_reused" && elsewhere?.nextStep?.contains("new key") == true)
      #expect(try await ann.heldTasks(project.id).first?.draft == LabelBench.good)
      #expect(try await submit(second, LabelBench.good, "twice").taskID == second.taskID)
      #expect(try await ann.takeBack(item.lease.assignment).draft == LabelBench.bad)
    }
  }

  @Test func rule5ResultsAreOnlyAppended() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      try await bench.label(project, as: "ann")
      for statement in [
        "UPDATE labeling.lab_result SET reason = ''", "DELETE FROM labeling.lab_result", "TRUNCATE labeling.lab_result",
        "DELETE FROM labeling.lab_schema",
      ] {
        await #expect(throws: PostgresError.self, "\(statement)") { try await bench.pool.query(statement) }
      }
      await #expect(throws: PostgresError.self) {
        try await bench.platform.pool(nil).query("DELETE FROM labeling.lab_result")
      }
    }
  }

  @Test func rule6CompletedLeavesOncePerVersion() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project)
      #expect(try await bench.events(.labelingTaskCreated).count == 1)
      let item = try #require(try await bench.label(project, as: "ann"))
      #expect(try await bench.events(.labelingTaskCompleted).count == 1)
      _ = try await bench.lead.perform(.reopen, [item.taskID], reason: "new guidelines")
      #expect(try await bench.state(item.taskID).state == .open)
      try await bench.label(project, as: "bob", LabelBench.bad)
      let versions = try await bench.events(.labelingTaskCompleted).map { $0["payload"]?["task_version"] }
      #expect(versions == [1, 2])
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rule7NobodyReviewsTheirOwnWork() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(reviewRate: 1))
      try await bench.add(1, to: project)
      let rita = bench.service("rita", .reviewer)
      let item = try #require(try await rita.nextTask(project.id))
      _ = try await rita.submit(Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: "r"))
      #expect(try await bench.state(item.taskID).state == .labeled)
      #expect(try await rita.nextReview(project.id, .review) == nil)
      let max = bench.service("max", .reviewer)
      let review = try #require(try await max.nextReview(project.id, .review))
      _ = try await max.decide(review.task.id, fence: review.fence, .reject(.other), reason: "look again")
      // Through a rejection and another's work, Rita stays one of those who labeled it.
      try await bench.label(project, as: "bob")
      #expect(try await rita.nextReview(project.id, .review) == nil)
      #expect(try await max.nextReview(project.id, .review)?.submissions.map(\.annotator) == ["bob"])
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rule8SpansCountUnicodeScalars() async throws {
    let text = "👩‍👧 née 北京"
    let schema = LabelSchema(fields: [
      LabelField(name: "names", kind: .spans, options: [LabelOption("LOC")], source: "text")
    ])
    let span = try #require(TextSpan(of: text, 8, 10, label: "LOC"))
    #expect(span.text == "北京")
    let answer = Annotation([("names", .spans([span]))]).json
    #expect(try schema.annotation(answer, payload: ["text": .string(text)]).json == answer)
    let shifted: JSON = ["names": [["start": 7, "end": 9, "label": "LOC", "text": "北京"]]]
    #expect(throws: Failure.self) { try schema.annotation(shifted, payload: ["text": .string(text)]) }
    #expect(TextSpan(of: text, 9, 11, label: "LOC") == nil)
  }

  @Test func rule9DraftsSurviveTheConsole() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let item = try #require(try await bench.service("ann").nextTask(project.id))
      for answer in [["mood": "bad"], ["mood": "good"]] as [JSON] {
        _ = try await bench.service("ann").saveDraft(item.lease, answer)
      }
      // Another console of the same person goes on where the first was killed.
      let held = try await bench.service("ann").heldTasks(project.id)
      #expect(held.map(\.taskID) == [item.taskID])
      #expect(held.first?.draft == ["mood": "good"])
      #expect(held.first?.lease.fence == item.lease.fence)
    }
  }

  @Test func rule10TheNextItemIsFetchedBeforeItIsNeeded() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 2))
      try await bench.add(4, to: project)
      let ann = bench.service("ann")
      let first = try #require(try await ann.nextTask(project.id))
      let second = try #require(try await ann.nextTask(project.id))
      let failure = await #expect(throws: Failure.self) { try await ann.nextTask(project.id) }
      #expect(failure?.errorCode == "leases_too_many")
      _ = try await ann.submit(Submission(lease: first.lease, annotation: LabelBench.good, idempotencyKey: "1"))
      #expect(try await ann.nextTask(project.id) != nil)
      #expect(try await ann.heldTasks(project.id).first?.taskID == second.taskID)
    }
  }

  @Test func rule11GoldIsServedSilentlyAndMeasuredApart() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 10, goldRate: 1))
      try await bench.add(4, to: project) { draft, number in
        if number < 3 { draft.gold = number == 0 ? LabelBench.bad : LabelBench.good }
      }
      let ann = bench.service("ann")
      var strata: [String] = []
      for _ in 0..<2 {
        let item = try #require(try await ann.nextTask(project.id))
        strata.append(item.key == "t0" ? "bad" : "good")
        #expect(try await ann.task(item.taskID).task.isGold == false)
        _ = try await ann.submit(
          Submission(lease: item.lease, annotation: LabelBench.good, idempotencyKey: item.key))
      }
      #expect(Set(strata) == ["bad", "good"])
      let stats = try await bench.lead.stats(project.id)
      #expect(stats.goldItems == 3)
      #expect(stats.tasks == [.open: 1])
      let accuracy = try #require(stats.annotators.first?.goldAccuracy)
      #expect(accuracy.value == 0.5)
      #expect(accuracy.n == 2)
      #expect((accuracy.low ?? 1) < 0.5 && (accuracy.high ?? 0) > 0.5)
      #expect(stats.annotators.first?.submitted == 0)
      #expect(try await bench.events(.labelingTaskCompleted).isEmpty)
    }
  }

  @Test func rule12ExportThenImportGivesTheSameProject() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2))
      try await bench.add(6, to: project) { draft, number in
        draft.priority = number
        if number == 5 { draft.gold = LabelBench.bad }
        if number == 4 { draft.predictions = [Prediction(model: "m", score: 0.5, annotation: LabelBench.bad)] }
        if number == 0 { draft.state = .draft }
      }
      for name in ["ann", "bob"] { try await bench.label(project, as: name) }
      for (name, answer) in [("ann", LabelBench.good), ("bob", LabelBench.bad)] {
        try await bench.label(project, as: name, answer)
      }
      try await bench.label(project, as: "ann")
      let first = try await bench.lead.export(project.id, LabelTaskFilter(), PageRequest()).items
      #expect(first.map(\.state) == [.open, .accepted, .adjudicating, .inProgress, .open, .draft])
      let copy = try await bench.project("copy", LabelSettings(overlap: 2))
      let outcome = try await bench.lead.importTasks(copy.id, first.map { LabelTaskDraft($0) })
      #expect(outcome == ImportOutcome(created: 6, existing: 0, refused: []))
      var second = try await bench.lead.export(copy.id, LabelTaskFilter(), PageRequest()).items
      for index in second.indices { second[index].schemaVersion = first[index].schemaVersion }
      #expect(second == first)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func rule13SchemasAndGuidelinesHaveVersions() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let item = try #require(try await bench.service("ann").nextTask(project.id))
      var schema = LabelBench.schema
      schema.fields[0].options.append(LabelOption("mixed"))
      let change = LabelProjectChange(schema: schema, guidelines: "be kind")
      let preview = try await bench.lead.preview(project.id, change)
      #expect(preview.effects.contains { $0.contains("1 task in hand") })
      let result = try await bench.lead.change(project.id, change, reason: "a third mood")
      #expect(result.done.first?.auditID != nil)
      let changed = try await bench.lead.project(project.id)
      #expect(changed.schemaVersion == 2)
      #expect(changed.guidelinesVersion == 2)
      #expect(try await bench.lead.schema(of: project.id, version: 1) == LabelBench.schema)
      #expect(try await bench.lead.guidelines(of: project.id, version: 1) == "")
      #expect(try await bench.lead.guidelines(of: project.id, version: 2) == "be kind")
      for document in LabelDocument.allCases {
        let versions = try await bench.service("ann").versions(of: document, project.id)
        #expect(versions.map(\.version) == [2, 1] && versions.allSatisfy { $0.author == "lea" })
        #expect(document == .schema || versions.map(\.bytes) == [7, 0])
      }
      let unknown = await #expect(throws: Failure.self) {
        try await bench.lead.guidelines(of: project.id, version: 3)
      }
      #expect(unknown?.errorCode == "not_found")
      // What was claimed under a version is answered under it.
      #expect(item.schemaVersion == 1)
      let failure = await #expect(throws: Failure.self) {
        try await bench.service("ann").submit(
          Submission(lease: item.lease, annotation: ["mood": "mixed"], idempotencyKey: "m"))
      }
      #expect(failure?.errorCode == "annotation_invalid")
      #expect(changed.schema.fields[0].options.map(\.value) == ["good", "bad", "mixed"])
    }
  }
}
