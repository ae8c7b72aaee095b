import Foundation
import Labeling
import Model
import Support
import TestSupport
import Testing

/// Answers to gold items that come from elsewhere, and go there.
@Suite struct GoldExchangeTests {
  private func said(_ answers: [(String, JSON)]) -> [AuthoredAnnotation] {
    answers.map { AuthoredAnnotation(annotator: $0.0, annotation: $0.1) }
  }

  /// They differ, and nobody has to decide: what is right is known.
  @Test func importedAnswersToGoldItemsAreJudged() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2, goldRate: 1))
      try await bench.add(1, to: project) { draft, _ in
        draft.gold = LabelBench.good
        draft.annotations = said([("ann", LabelBench.good), ("bob", LabelBench.bad)])
        draft.state = .adjudicating
      }
      let task = try #require(try await bench.ids(project).first)
      #expect(try await bench.state(task).state == .open)
      #expect(try await bench.state(task).submitted == 0)
      let stats = try await bench.lead.stats(project.id)
      #expect(stats.annotators.map(\.goldAccuracy.value) == [1, 0])
      #expect(stats.annotators.map(\.submitted) == [0, 0])
      #expect(stats.fields.first?.observed.n == 0, "what was said of gold items is no part of agreement")
      #expect(stats.gold.map(\.served) == [2] && stats.gold.map(\.missedBy) == [["bob"]])
      #expect(try await bench.label(project, as: "ann") == nil, "who answered is not asked again")
      #expect(try await bench.label(project, as: "cyd")?.taskID == task)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  /// Labels that came before the task was a gold item stay labels; answers to it stay answers.
  @Test func anExportKeepsAnswersToGoldItems() async throws {
    try await LabelBench.run { bench in
      let settings = LabelSettings(overlap: 2, goldRate: 1)
      let project = try await bench.project("moods", settings)
      try await bench.add(2, to: project) { draft, number in if number == 1 { draft.gold = LabelBench.bad } }
      for name in ["ann", "bob"] {
        #expect(try await bench.label(project, as: name)?.key == "t1")
        #expect(try await bench.label(project, as: name)?.key == "t0")
      }
      let done = try #require(try await bench.ids(project).first)
      _ = try await bench.lead.perform(.setGold(.accepted), [done], reason: "a clear case")
      // Labels and answers are told apart by milliseconds.
      let accepted = Date()
      #expect(await eventually { Date().timeIntervalSince(accepted) > 0.002 })
      for _ in 0..<2 { try await bench.label(project, as: "cyd", LabelBench.bad) }
      let first = try await bench.lead.export(project.id, LabelTaskFilter(), PageRequest()).items
      #expect(first.map { $0.annotations.map(\.annotator) } == [["ann", "bob", "cyd"], ["ann", "bob", "cyd"]])

      let copy = try await bench.project("copy", settings)
      let outcome = try await bench.lead.importTasks(copy.id, first.map { LabelTaskDraft($0) })
      #expect(outcome.created == 2 && outcome.refused == [])
      let (before, after) = (try await bench.lead.stats(project.id), try await bench.lead.stats(copy.id))
      #expect(before.annotators.map(\.goldAccuracy.value) == [0, 0, 0.5])
      #expect(after.annotators.map(\.goldAccuracy) == before.annotators.map(\.goldAccuracy))
      #expect(after.annotators.map(\.submitted) == before.annotators.map(\.submitted))
      #expect(after.fields.map(\.observed) == before.fields.map(\.observed))
      #expect(after.gold.map(\.missedBy) == before.gold.map(\.missedBy))
      let second = try await bench.lead.export(copy.id, LabelTaskFilter(), PageRequest()).items
      #expect(second.map(\.annotations) == first.map(\.annotations))
      #expect(second.map(\.state) == [.accepted, .open])
      #expect(try await bench.illegalChanges() == [])
    }
  }
}
