import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// What repeats a run is made from the document that the run was made from: its parameters are those of that document.
@Suite(.serialized) struct DocumentOfRunTests {
  private static let redrive = LetterAction.redrive(parameters: ["mode": "lenient"])

  /// A desk of a newer document, in which the parameter has another name.
  private func newer(_ platform: TestPlatform) async throws -> Desk {
    var workflow = Desk.diamond
    workflow.version = 2
    workflow.parameters = ["manner": ["strict", "lenient"]]
    let desk = try Desk(platform, workflow)
    try await desk.pool.withConnection {
      try await WorkflowCatalog.register([Desk.diamond, workflow], environment: .live, on: $0)
    }
    return desk
  }

  @Test func aRedriveTakesTheParametersOfItsOwnDocument() async throws {
    try await TestPlatform.run { platform in
      let old = try Desk(platform)
      let run = try await old.start()
      try await old.fail("a", of: run)
      let desk = try await newer(platform)
      let letter = try #require(try await desk.service.letters(ListQuery(), PageRequest()).items.first)
      let wrong = LetterAction.redrive(parameters: ["manner": "lenient"])
      await #expect(throws: Failure.self) { try await desk.service.preview(wrong, [letter.id]) }
      let refused = try await desk.service.perform(wrong, [letter.id], reason: "why")
      #expect(refused.failed.first?.failure?.errorCode == "invalid_argument")
      #expect(try await desk.service.preview(Self.redrive, [letter.id]).eligible.count == 1)
      let done = try await desk.service.perform(Self.redrive, [letter.id], reason: "lenient will do")
      let again = try await desk.service.run(try #require(done.done.first?.runID, "\(done)")).run
      #expect(again.workflowVersion == 1 && again.parameters == ["mode": "lenient"])
    }
  }

  @Test func soDoesARerun() async throws {
    try await TestPlatform.run { platform in
      let old = try Desk(platform)
      let run = try await old.start()
      try await old.fail("a", of: run)
      let desk = try await newer(platform)
      let wrong = Intervention.rerun(run, .failed, parameters: ["manner": "lenient"])
      await #expect(throws: Failure.self) { try await desk.service.preview(wrong) }
      await #expect(throws: Failure.self) { try await desk.service.perform(wrong, reason: "why") }
      let right = Intervention.rerun(run, .failed, parameters: ["mode": "lenient"])
      #expect(try await desk.service.preview(right).eligibleCount == 1)
      #expect(try await desk.service.perform(right, reason: "lenient will do").failed.isEmpty)
    }
  }

  /// Of many, those that take no such parameters are counted and left out.
  @Test func thePreviewOfManyCountsThoseOfOtherDocuments() async throws {
    try await TestPlatform.run { platform in
      let old = try Desk(platform)
      try await old.fail("a", of: try await old.start())
      let desk = try await newer(platform)
      try await desk.fail("a", of: try await desk.startAnother())
      let preview = try await desk.service.prepare(Self.redrive, ListQuery())
      #expect(preview.eligibleCount == 1 && preview.bulk?.skipped.map(\.count) == [1], "\(preview)")
      #expect(preview.bulk?.skipped.first?.because.contains("no parameter 'mode'") == true)
      let unknown = LetterAction.redrive(parameters: ["unknown": "x"])
      await #expect(throws: Failure.self) { try await desk.service.prepare(unknown, ListQuery()) }
    }
  }
}
