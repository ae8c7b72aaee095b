import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Documents that people apply.
@Suite(.serialized) struct DocumentTests {
  private func changed(version: Int, _ change: (inout Workflow) -> Void = { _ in }) -> Workflow {
    var workflow = Desk.diamond
    workflow.version = version
    change(&workflow)
    return workflow
  }

  @Test func aNewVersionCountsAtOnceAndRunsKeepTheirs() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let old = try await desk.start()
      let new = changed(version: 2) { workflow in
        workflow.steps.removeLast()
        workflow.steps[2].timeoutSeconds = 60
        workflow.steps.append(Workflow.Step(name: "e", function: "f", queue: "processing"))
        workflow.policy.priority = 2
      }
      let preview = try await desk.service.previewApply(new)
      #expect(
        preview.effects.prefix(5) == ["version: 1 → 2", "priority: – → 2", "− d", "c: timeout_seconds", "+ e"],
        "\(preview.effects)")
      let result = try await desk.service.apply(new, source: "# ours", reason: "faster")
      #expect(result.done.first?.auditID != nil)
      let run = try await desk.startAnother()
      #expect(try await desk.service.run(run).run.workflowVersion == 2)
      #expect(Set(try await desk.ordered(run)) == ["a", "e"])
      try await desk.finish("a", "b", "c", "d", of: old)
      let ended = try await desk.service.run(old).run
      #expect(ended.state == .succeeded && ended.workflowVersion == 1)

      let detail = try await desk.service.detail("diamond", version: nil)
      #expect(detail.summary.document == new && detail.source == "# ours")
      #expect(detail.versions.first?.actor == "olga" && detail.versions.first?.reason == "faster")
      let missing = await #expect(throws: Failure.self) { try await desk.service.detail("diamond", version: 9) }
      #expect(missing?.errorCode == "not_found")
    }
  }

  @Test func aVersionThatIsNotHigherIsRefused() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      for version in [1, 0] {
        #expect(try await desk.service.previewApply(changed(version: version)).eligible.isEmpty)
        let refusal = await #expect(throws: Failure.self) {
          try await desk.service.apply(changed(version: version), source: "", reason: "why")
        }
        #expect(
          refusal?.errorCode == "workflow_version_not_higher" && refusal?.nextStep?.contains("version: 2") == true)
      }
      // Of two who apply the same version, one does.
      async let one = desk.service.apply(changed(version: 2), source: "one", reason: "why")
      async let two = desk.service.apply(changed(version: 2), source: "two", reason: "why")
      let outcomes = [try? await one, try? await two].compactMap(\.self)
      #expect(outcomes.count == 1)
      let forbidden = await #expect(throws: Failure.self) {
        try await desk.service(as: .viewer).apply(changed(version: 3), source: "", reason: "why")
      }
      #expect(forbidden?.errorCode == "forbidden")
      await #expect(throws: Failure.self) { try await desk.service.apply(changed(version: 3), source: "", reason: " ") }
    }
  }

  @Test func aProgramsDocumentsAreRegisteredAsTheyAreWritten() async throws {
    try await TestPlatform.run { platform in
      let desk = try Desk(platform)
      let functions = Set(
        ["validate", "standardize", "clean", "load_ods", "build_dwd", "empty_ods", "empty_dwd", "verify_file"].map {
          "processing.\($0)"
        } + ["plan_profile", "profile_columns", "summarize_profile"].map { "processing.\($0)" }
          + ["publish", "withdraw", "roll_back"].map { "metadata.\($0)" })
      let documents = try WorkflowCatalog.load(knownFunctions: functions)
      for _ in 0..<2 {
        try await desk.pool.withConnection {
          try await WorkflowCatalog.register(documents, environment: .live, on: $0)
        }
      }
      let load = try await desk.service.detail("dataset.load", version: nil)
      #expect(load.source.hasPrefix("# A file becomes") && load.versions.count == 1)
      #expect(try WorkflowCatalog.parse(load.source, knownFunctions: functions) == load.summary.document)
      #expect(load.versions.first?.actor == nil && load.versions.first?.createdAt != nil)
    }
  }
}
