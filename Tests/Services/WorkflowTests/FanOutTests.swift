import Foundation
import Messaging
import Model
import Postgres
import Support
import TestSupport
import Testing

@testable import Workflow

/// Steps that are skipped, and steps that become several, on a server.
@Suite(.serialized) struct FanOutTests {
  private static func workflow() throws -> Workflow {
    Workflow(
      name: "wide", version: 1, startsOn: "dataset.ingested", parameters: ["mode": ["strict", "lenient"]],
      steps: [
        Workflow.Step(
          name: "extra", function: "f", queue: "processing",
          when: try Condition(parsing: "parameters.mode == 'lenient'")),
        Workflow.Step(name: "plan", function: "f", queue: "processing", priority: 3),
        Workflow.Step(
          name: "part", function: "f", queue: "processing", dependsOn: ["plan"],
          fanOut: FanOut(over: ValuePath("steps.plan.parts"), max: 4),
          compensation: Workflow.Step.Compensation(function: "undo.part", queue: "processing")),
        Workflow.Step(name: "join", function: "f", queue: "processing", dependsOn: ["part", "extra"]),
      ])
  }

  private func run(_ body: (Desk) async throws -> Void) async throws {
    try await TestPlatform.run { try await body(try Desk($0, try Self.workflow())) }
  }

  private func order(_ desk: Desk, _ run: RunID, _ step: String) async throws -> JobOrder {
    let payload = try await desk.pool.query(
      """
      SELECT event -> 'payload' AS payload FROM workflow.outbox WHERE event ->> 'event_type' = 'workflow.job.ready'
        AND event -> 'payload' ->> 'run_id' = $1 AND event -> 'payload' ->> 'step' = $2
      """, run.description, step
    ).decodeFirst("payload", as: JSON.self)
    return try #require(payload, "\(step) was not ordered").decode()
  }

  @Test func aStepIsSkippedWithItsReasonInTheLog() async throws {
    try await run { desk in
      let run = try await desk.start()
      #expect(try await desk.ordered(run) == ["plan"])
      let detail = try await desk.service.run(run)
      #expect(detail.steps.first { $0.name == "extra" }?.state == .skipped)
      let entry = try #require(detail.log.first { $0.subject == "extra" })
      #expect(entry.actor == "orchestrator" && entry.detail?.contains("parameters.mode is \"strict\"") == true)
      #expect(try await order(desk, run, "plan").priority == 3)
    }
  }

  @Test func theNextStepWaitsForAllPartsAndGetsWhatTheyLeft() async throws {
    try await run { desk in
      let run = try await desk.start()
      try await desk.finish("plan", of: run, leaving: ["parts": ["x", "y", "z"], "rows": 9])
      #expect(Set(try await desk.ordered(run)) == ["plan", "part[1]", "part[2]", "part[3]"])
      let second = try await order(desk, run, "part[2]")
      #expect(second.part == FanOut.Part(of: "part", number: 2, count: 3, item: "y"))
      #expect(second.inputs == ["plan": ["rows": 9]], "its element is not told twice")
      let shown = try await desk.service.run(run).steps
      #expect(shown.map(\.name) == ["extra", "plan", "part", "part[1]", "part[2]", "part[3]", "join"])
      #expect(shown.first { $0.name == "part" }?.dependsOn == ["part[1]", "part[2]", "part[3]"])

      try await desk.finish("part[3]", of: run, leaving: 3)
      try await desk.finish("part[1]", of: run, leaving: 1)
      #expect(try await !desk.ordered(run).contains("join"))
      try await desk.finish("part[2]", of: run, leaving: 2)
      #expect(try await order(desk, run, "join").inputs["part"] == [1, 2, 3])
      try await desk.finish("join", of: run)
      let detail = try await desk.service.run(run)
      #expect(detail.run.state == .succeeded && detail.run.stepsDone == detail.run.stepsTotal)

      let preview = try await desk.service.preview(.undoRun(run, downTo: nil))
      #expect(preview.effects.count == 1, "parts are undone with their step")
    }
  }

  /// The end of one of a thousand parts does not read the others.
  @Test func theEndOfAPartReadsNoOthersUntilTheLast() async throws {
    try await run { desk in
      let run = try await desk.start()
      try await desk.finish("plan", of: run, leaving: ["parts": ["x", "y", "z"]])
      func seen(atEndOf name: String) async throws -> [String] {
        let step = try await desk.step(name, of: run)
        return try await desk.pool.withConnection { connection in
          try await connection.query(StepRepository.listing(atEndOf: step.id, of: run)).map { try $0.decode("name") }
        }
      }
      #expect(try await seen(atEndOf: "part[2]") == ["part[2]"])
      try await desk.finish("part[2]", "part[1]", of: run)
      let all = ["extra", "plan", "part", "part[1]", "part[2]", "part[3]", "join"]
      #expect(try await seen(atEndOf: "part[3]") == all)
      #expect(try await seen(atEndOf: "plan") == all, "no part")
    }
  }

  @Test func aPartThatFailsIsALetterOfItsOwnAndOnlyItIsDoneAgain() async throws {
    try await run { desk in
      let run = try await desk.start()
      try await desk.finish("plan", of: run, leaving: ["parts": ["x", "y", "z"]])
      try await desk.fail("part[2]", of: run)
      #expect(try await desk.service.run(run).run.state == .running, "the others go on")
      try await desk.finish("part[1]", "part[3]", of: run)
      let failed = try await desk.service.run(run)
      #expect(failed.run.state == .failed && failed.run.failure?.errorCode == "broken")
      #expect(failed.steps.first { $0.name == "part" }?.failure?.message.contains("part[2]") == true)
      let letters = try await desk.service.letters(ListQuery(), PageRequest()).items
      #expect(letters.map(\.step) == ["part[2]"])

      let result = try await desk.service.perform(
        .redrive(parameters: [:]), letters.map(\.id), reason: "it was the disk")
      let second = try #require(result.done.first?.runID)
      #expect(try await desk.ordered(second) == ["part[2]"])
      let again = try await desk.service.run(second)
      #expect(again.steps.first { $0.name == "part" }?.state == .running)
      #expect(again.steps.filter(\.isCarriedOver).map(\.name) == ["plan", "part[1]", "part[3]"])
      try await desk.finish("part[2]", of: second, leaving: "late")
      #expect(
        try await order(desk, second, "join").inputs["part"] == [["from": "part[1]"], "late", ["from": "part[3]"]])
      try await desk.finish("join", of: second)
      #expect(try await desk.service.run(second).run.state == .succeeded)
      #expect(try await desk.service.letter(letters[0].id).state == .redriven)
    }
  }

  @Test func aListThatIsTooLongFailsTheRunWithItsReason() async throws {
    try await run { desk in
      let run = try await desk.start()
      try await desk.finish("plan", of: run, leaving: ["parts": [1, 2, 3, 4, 5]])
      let failed = try await desk.service.run(run).run
      #expect(failed.state == .failed && failed.failure?.errorCode == "fan_out_invalid")

      let result = try await desk.service.perform(.rerun(run, .from("plan"), parameters: [:]), reason: "fewer parts")
      let second = try #require(result.done.first?.runID)
      try await desk.finish("plan", of: second, leaving: ["parts": [1]])
      #expect(try await desk.ordered(second) == ["plan", "part[1]"])
      _ = try await desk.service.perform(.cancelRun(second), reason: "enough")
      #expect(try await desk.takenBack(second) == ["part[1]"])
      let third = try #require(
        try await desk.service.perform(.rerun(second, .failed, parameters: [:]), reason: "no").done.first?.runID)
      #expect(try await desk.ordered(third) == ["part[1]"], "its list is known")
    }
  }

  @Test func aConditionIsAskedAgainWithOtherParameters() async throws {
    try await run { desk in
      let run = try await desk.start()
      try await desk.fail("plan", of: run)
      let result = try await desk.service.perform(
        .rerun(run, .failed, parameters: ["mode": "lenient"]), reason: "with the rest")
      let second = try #require(result.done.first?.runID)
      #expect(Set(try await desk.ordered(second)) == ["extra", "plan"])
    }
  }
}
