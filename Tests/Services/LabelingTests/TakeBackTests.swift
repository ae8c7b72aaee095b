import Foundation
import Labeling
import Model
import Postgres
import Support
import TestSupport
import Testing

/// A submission is its author's to take back, until somebody builds on it.
@Suite(.serialized) struct TakeBackTests {
  @Test func anAnswerThatNobodyLookedAtIsTakenBack() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann", LabelBench.bad))
      #expect(try await bench.state(item.taskID).state == .accepted)
      let again = try await bench.service("ann").takeBack(item.lease.assignment)
      #expect(again.draft == LabelBench.bad && again.lease.fence > item.lease.fence)
      #expect(try await bench.state(item.taskID).state == .inProgress)
      _ = try await bench.service("ann").submit(
        Submission(lease: again.lease, annotation: LabelBench.good, idempotencyKey: "again"))
      let detail = try await bench.lead.task(item.taskID)
      #expect(detail.task.state == .accepted && detail.task.version == 2)
      #expect(detail.results.map(\.kind) == [.submission, .consensus, .submission, .consensus])
      #expect(detail.results[2].before == LabelBench.bad)
      #expect(try await bench.events(.labelingTaskCompleted).count == 2)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func aLabelOfSeveralIsTakenBackUntilTheyAreReviewed() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("pairs", LabelSettings(overlap: 2, reviewRate: 1))
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      var again = try await bench.service("ann").takeBack(item.lease.assignment)
      _ = try await bench.service("ann").submit(
        Submission(lease: again.lease, annotation: LabelBench.good, idempotencyKey: "2"))
      try await bench.label(project, as: "bob")
      #expect(try await bench.state(item.taskID).state == .labeled)
      // What can be taken back is told, to its author.
      let offered = try await bench.service("ann").undoableTasks(project.id)
      #expect(offered.map(\.lease.assignment) == [item.lease.assignment] && offered[0].before == LabelBench.good)
      #expect(try await bench.service("bob").undoableTasks(project.id).map(\.taskID) == [item.taskID])
      #expect(try await bench.service("eve").undoableTasks(project.id).isEmpty)
      again = try await bench.service("ann").takeBack(item.lease.assignment)
      #expect(try await bench.state(item.taskID).state == .inProgress)
      // Asked once more, since the reply was lost, it is given as it is.
      let repeated = try await bench.service("ann").takeBack(item.lease.assignment)
      #expect(repeated.lease.fence == again.lease.fence && repeated.draft == again.draft)
      #expect(try await bench.service("ann").undoableTasks(project.id).isEmpty)
      _ = try await bench.service("ann").submit(
        Submission(lease: again.lease, annotation: LabelBench.good, idempotencyKey: "3"))
      _ = try #require(try await bench.service("rev", .reviewer).nextReview(project.id, .review))
      let late = await #expect(throws: Failure.self) {
        try await bench.service("ann").takeBack(item.lease.assignment)
      }
      #expect(late?.errorCode == "too_late_to_undo")
      let others = await #expect(throws: Failure.self) {
        try await bench.service("eve").takeBack(item.lease.assignment)
      }
      #expect(others?.errorCode == "not_found")
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func tenMinutesLaterItIsTooLate() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("pairs", LabelSettings(overlap: 2))
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      try await bench.platform.pool(nil).query(
        "UPDATE labeling.lab_assignment SET submitted_at = submitted_at - interval '11 minutes'")
      let late = await #expect(throws: Failure.self) {
        try await bench.service("ann").takeBack(item.lease.assignment)
      }
      #expect(late?.errorCode == "too_late_to_undo")
    }
  }

  @Test func whatAgreesLeastIsDecidedFirst() async throws {
    try await LabelBench.run { bench in
      let schema = LabelSchema(
        fields: ["a", "b"].map { LabelField(name: $0, kind: .choice, options: ["x", "y"].map { LabelOption($0) }) })
      let project = try await bench.project("pairs", LabelSettings(overlap: 2), schema: schema)
      try await bench.add(2, to: project)
      let answers: [[JSON]] = [
        [["a": "x", "b": "x"], ["a": "x", "b": "y"]], [["a": "x", "b": "x"], ["a": "y", "b": "y"]],
      ]
      for (person, name) in ["ann", "bob"].enumerated() {
        for task in 0..<2 { try await bench.label(project, as: name, answers[task][person]) }
      }
      let first = try #require(try await bench.lead.nextReview(project.id, .adjudication))
      #expect(first.task.key == "t1" && first.disputed == ["a", "b"])
    }
  }
}
