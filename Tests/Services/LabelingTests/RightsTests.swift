import Foundation
import Labeling
import Model
import Support
import TestSupport
import Testing

/// Every cell of the matrix of rights, against the service: who may not is told so, and nothing else stops who may.
@Suite(.serialized) struct RightsTests {
  private func isForbidden(_ body: () async throws -> Void) async throws -> Bool {
    do {
      try await body()
      return false
    } catch let failure as Failure {
      return failure.errorCode == "forbidden"
    }
  }

  @Test func everyCell() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project()
      try await bench.add(2, to: project)
      let item = try #require(try await bench.label(project, as: "other"))
      for role in Role.allCases {
        let service = bench.service("me-\(role.rawValue)", role)
        for right in LabelingRight.allCases {
          let forbidden = try await isForbidden { try await attempt(right, service, project, item.taskID) }
          #expect(forbidden == (role.grant(right) == .no || role.grant(right) == .ifGranted), "\(role) \(right)")
        }
      }
    }
  }

  /// An act that needs the right and, where it is given, changes nothing that the next one needs.
  private func attempt(
    _ right: LabelingRight, _ service: LabelingService, _ project: LabelProject, _ task: LabelTaskID
  ) async throws {
    switch right {
    case .work: _ = try await service.heldTasks(project.id)
    case .seeOthers:
      let detail = try await service.task(task)
      if detail.assignments.isEmpty { throw Failure("forbidden", "the labels of others are hidden") }
    case .review: _ = try await service.nextReview(project.id, .review)
    case .adjudicate: _ = try await service.nextReview(project.id, .adjudication)
    case .assign: _ = try await service.perform(.prioritize(1), [task], reason: "test")
    case .configure: _ = try await service.importTasks(project.id, [])
    case .export: _ = try await service.export(project.id, LabelTaskFilter(), PageRequest())
    case .readHistory: _ = try await service.task(task)
    }
  }

  @Test func reviewersAdjudicateAsMembersOfTheGroup() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2, adjudicators: "judges"))
      try await bench.add(1, to: project)
      try await bench.label(project, as: "ann", LabelBench.good)
      try await bench.label(project, as: "bob", LabelBench.bad)
      #expect(
        try await isForbidden { _ = try await bench.service("rita", .reviewer).nextReview(project.id, .adjudication) })
      let judge = bench.service("rita", .reviewer, groups: ["judges"])
      let item = try #require(try await judge.nextReview(project.id, .adjudication))
      #expect(item.disputed == ["mood"])
      let task = try await judge.decide(item.task.id, fence: item.fence, .fix(LabelBench.bad), reason: nil)
      #expect(task.state == .accepted)
      let detail = try await bench.lead.task(task.id)
      #expect(detail.assignments.map(\.state) == [.fixedAccepted, .accepted])
      #expect(detail.results.last?.kind == .adjudication)
      #expect(try await bench.illegalChanges() == [])
    }
  }

  @Test func annotatorsSeeTheirOwnAlone() async throws {
    try await LabelBench.run { bench in
      let project = try await bench.project("moods", LabelSettings(overlap: 2))
      try await bench.add(1, to: project)
      let item = try #require(try await bench.label(project, as: "ann"))
      try await bench.label(project, as: "bob")
      let seen = try await bench.service("ann").task(item.taskID)
      #expect(seen.assignments.map(\.annotator) == ["ann"])
      #expect(Set(seen.results.map(\.author)) == ["ann"])
      #expect(seen.log.allSatisfy { $0.actor == "ann" })
    }
  }
}
