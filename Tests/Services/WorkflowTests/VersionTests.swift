import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Which runs may be at work on one version.
@Suite(.serialized) struct VersionTests {
  private static func workflow(_ name: String, _ function: String, startsOn: String? = nil) -> Workflow {
    Workflow(
      name: name, version: 1, startsOn: startsOn,
      steps: [
        Workflow.Step(
          name: "a", function: function, queue: "processing",
          compensation: Workflow.Step.Compensation(function: "undo.\(name)", queue: "processing"))
      ])
  }

  /// `load` and `reload` write a version, `read` reads it; `load` begins with its file.
  private func run(_ body: (Desk, WorkflowService) async throws -> Void) async throws {
    try await TestPlatform.run { platform in
      let load = Self.workflow("load", "processing.load_ods", startsOn: "dataset.ingested")
      let desk = try Desk(platform, load)
      let orchestrator = Orchestrator(
        workflows: [load, Self.workflow("reload", "metadata.publish"), Self.workflow("read", "f")],
        outbox: desk.orchestrator.outbox, environment: .live)
      try await body(desk, WorkflowService(pool: desk.pool, orchestrator: orchestrator, actor: desk.service.actor))
    }
  }

  private func request(_ workflow: String, _ desk: Desk) throws -> RunRequest {
    RunRequest(workflow: workflow, datasetID: try #require(desk.event.datasetID), datasetVersion: "1")
  }

  private func start(_ workflow: String, _ desk: Desk, _ service: WorkflowService) async throws -> RunID {
    let result = try await service.perform(.startRun(try request(workflow, desk)), reason: "once more")
    return try #require(result.done.first?.runID)
  }

  /// What is at work keeps `intervention` away, and says so beforehand.
  private func refuses(_ intervention: Intervention, _ service: WorkflowService, for run: RunID) async throws {
    let preview = try await service.preview(intervention)
    #expect(preview.eligibleCount == 0 && preview.skipped.first?.skippedBecause?.contains("\(run)") == true)
    let refusal = await #expect(throws: Failure.self) { try await service.perform(intervention, reason: "why") }
    #expect(refusal?.errorCode == "version_at_work" && refusal?.nextStep?.contains("\(run)") == true)
  }

  @Test func whatWritesAVersionIsAloneWithIt() async throws {
    try await run { desk, service in
      let first = try await desk.start()
      for workflow in ["load", "reload"] {
        try await refuses(.startRun(try request(workflow, desk)), service, for: first)
      }
      let reading = try await start("read", desk, service)
      try await refuses(.startRun(try request("read", desk)), service, for: reading)
      try await desk.finish("a", of: first)
      let second = try await start("reload", desk, service)
      // Neither repeated nor undone beside another that writes.
      try await refuses(.rerun(first, .all, parameters: [:]), service, for: second)
      try await refuses(.undoRun(first, downTo: nil), service, for: second)
      try await desk.fail("a", of: second)
      let later = try await service.perform(.undoRun(second, downTo: nil), reason: "half done")
      try await desk.finish("undo_a", of: try #require(later.done.first?.runID))
      let undo = try await service.perform(.undoRun(first, downTo: nil), reason: "the wrong file")
      try await refuses(.startRun(try request("reload", desk)), service, for: try #require(undo.done.first?.runID))
    }
  }

  /// People and hosts start as many as they can: one begins.
  @Test func ofManyStartsOneBegins() async throws {
    try await run { desk, service in
      try await desk.finish("a", of: try await desk.start())
      let requests = [try request("load", desk), try request("reload", desk)]
      let begun = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<8 {
          group.addTask {
            (try? await service.perform(.startRun(requests[number % 2]), reason: "at once"))?.done.isEmpty == false
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(begun == 1)
      #expect(try await service.counts().runs == [.succeeded: 1, .running: 1])
    }
  }

  @Test func aFileThatIsToldOfTwiceBeginsOneRun() async throws {
    try await run { desk, service in
      let first = try await desk.start()
      var again = desk.event
      again.eventID = EventID(UUID())
      try await desk.deliver(again)
      #expect(try await service.counts().runs == [.running: 1])
      #expect(try await desk.ordered(first) == ["a"])
    }
  }
}
