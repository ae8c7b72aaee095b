import Direct
import Foundation
import Model
import Postgres
import Support
import Synchronization
import TestSupport
import Testing

@testable import Labeling

/// What is put down without a word, and who hears of it.
@Suite(.serialized) struct LeavingTests {
  @Test func whatWasFetchedAheadGoesBackToItsPlace() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(leasesMax: 3))
      try await bench.add(4, to: project)
      let ann = bench.service("ann")
      var items: [WorkItem] = []
      while items.count < 3, let item = try await ann.nextTask(project.id) { items.append(item) }
      for item in items.dropFirst() { try await ann.leave(item.lease, .putBack, reason: nil) }
      #expect(try await bench.state(items[1].taskID).state == .open)
      #expect(try await bench.service("bob").nextTask(project.id)?.key == "t1")
      #expect(try await ann.nextTask(project.id)?.key == "t2", "it is not passed over, as what is given back is")
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func whatAReviewerLeavesUndecidedComesLast() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2))
      try await bench.add(2, to: project)
      for (name, answer) in [("ann", LabelBench.good), ("bob", LabelBench.bad)] {
        for _ in 0..<2 { try await bench.label(project, as: name, answer) }
      }
      var keys: [String] = []
      for _ in 0..<3 {
        let item = try #require(try await bench.lead.nextReview(project.id, .adjudication))
        keys.append(item.task.key)
        let task = try await bench.lead.decide(item.task.id, fence: item.fence, .release, reason: "have to ask")
        #expect(task.state == .adjudicating)
      }
      #expect(keys == ["t0", "t1", "t0"])
      #expect(try await bench.service("mia", .lead).nextReview(project.id, .adjudication)?.task.key == "t0")
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func whoIsLetIntoAGroupIsServedAtOnce() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(1, to: project) { draft, _ in draft.group = "medics" }
      let groups = Mutex<Set<String>>([])
      let ann = bench.service("ann", skills: { groups.withLock { $0 } })
      #expect(try await ann.nextTask(project.id) == nil)
      groups.withLock { $0 = ["medics"] }
      #expect(try await ann.nextTask(project.id)?.key == "t0")
    }
  }

  /// Claims notify nobody; the keeper has one word for all of a second.
  @Test func theKeeperTellsThatTasksChanged() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project)
      let keeper = LeaseKeeper(pool: bench.pool, log: .silent)
      var told = try await keeper.tellOfChanges(since: nil)
      let listener = PostgresListener(
        PostgresConfiguration(dsn: bench.platform.settings.postgres), channels: ["flowsight_change"])
      var heard: [String] = []
      for await event in listener.events {
        if event == .listening {
          told = try await keeper.tellOfChanges(since: told)
          for _ in 0..<2 { try await bench.label(project, as: "ann") }
          told = try await keeper.tellOfChanges(since: told)
          _ = try await keeper.tellOfChanges(since: told)
          try await bench.platform.pool(nil).query("SELECT pg_notify('flowsight_change', 'end')")
        }
        guard case .notification(_, let payload) = event, payload != "end" else {
          if case .notification = event { break }
          continue
        }
        heard.append(payload)
      }
      listener.stop()
      #expect(heard == ["labeling"])
    }
  }
}
