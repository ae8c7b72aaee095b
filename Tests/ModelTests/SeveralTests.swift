import Model
import Support
import Testing

/// The same intervention on several things.
@Suite struct SeveralTests {
  private static let runs: [RunID] = (0..<4).map { RunID("0195a000-0000-7000-8000-00000000020\($0)")! }
  private static let cancels = runs.map { Intervention.cancelRun($0) }

  @Test func onePreviewTellsOfAll() async throws {
    let preview = try await Stage(refuses: [Self.runs[1]]).preview(Self.cancels)
    #expect(preview.action == "run.cancel")
    #expect(preview.items.map(\.id) == Self.runs.map(\.description))
    #expect(preview.eligibleCount == 3)
    #expect(preview.reasons == [ActionPreview.Skipped("it is SUCCEEDED", count: 1)])
    #expect(
      preview.effects == ["what is at work stops", "chat 0, chat 2: 2 jobs are taken back"],
      "what holds of all is said once, and nothing of what is left alone")
  }

  @Test func whatIsNotThereIsLeftAlone() async throws {
    let preview = try await Stage(lacks: [Self.runs[3]]).preview(Self.cancels)
    #expect(preview.skipped.map(\.id) == [Self.runs[3].description])
    #expect(preview.reasons.map(\.because) == ["there is no run \(Self.runs[3])"])
  }

  @Test func eachHasItsOwnAuditEntryAndNoRefusalKeepsAnother() async throws {
    let result = try await Stage(refuses: [Self.runs[1]]).perform(Self.cancels, reason: "wrong file")
    #expect(result.items.map(\.id) == Self.runs.map(\.description))
    #expect(result.failed.map(\.id) == [Self.runs[1].description])
    #expect(Set(result.done.compactMap(\.auditID)).count == 3)
  }

  @Test func whatIsNamedTwiceIsDoneOnce() async throws {
    let result = try await Stage().perform([Self.cancels[0], Self.cancels[1], Self.cancels[0]], reason: "twice")
    #expect(result.items.count == 2)
  }

  @Test func withoutAnAnswerTheRestIsLeftAloneAndNamed() async throws {
    let result = try await Stage(silentFrom: Self.runs[2]).perform(Self.cancels, reason: "why")
    #expect(result.done.map(\.id) == Self.runs.prefix(2).map(\.description))
    #expect(result.failed.map(\.failure?.errorCode) == ["unavailable", "not_tried"])
    await #expect(throws: Failure.self, "nothing was done, so it is as with one alone") {
      try await Stage(silentFrom: Self.runs[0]).perform(Self.cancels, reason: "why")
    }
  }

  @Test func oneAloneIsAsItIs() async throws {
    await #expect(throws: Failure.self) {
      try await Stage(lacks: [Self.runs[0]]).preview([Self.cancels[0]])
    }
    await #expect(throws: Failure.self) {
      try await Stage(refuses: [Self.runs[0]]).perform([Self.cancels[0]], reason: "why")
    }
  }

  @Test func thereIsALimit() async throws {
    let many = (0...Intervention.severalMax).map { Intervention.limitQueue("q\($0)", QueueLimits()) }
    await #expect {
      try await Stage().preview(many)
    } throws: {
      ($0 as? Failure)?.errorCode == "too_many"
    }
  }
}

/// Cancels runs: those that it lacks or refuses it does not, and from one on it does not answer.
private struct Stage: InterventionOperations {
  var refuses: Set<RunID> = []
  var lacks: Set<RunID> = []
  var silentFrom: RunID?

  func preview(_ intervention: Intervention) async throws -> ActionPreview {
    guard case .cancelRun(let run) = intervention else { throw Failure("intervention_unknown", "no") }
    if lacks.contains(run) { throw Failure.notFound("run", "\(run)", list: "flowsight runs list") }
    let place = Int("\(run)".suffix(1)) ?? 0
    let item = ActionPreview.Item(
      id: "\(run)", title: "chat \(place)", skippedBecause: refuses.contains(run) ? "it is SUCCEEDED" : nil)
    return ActionPreview(
      action: intervention.name, items: [item],
      effects: ["what is at work stops"] + (place % 2 == 0 ? ["2 jobs are taken back"] : []))
  }

  func perform(_ intervention: Intervention, reason: String) async throws -> ActionResult {
    guard case .cancelRun(let run) = intervention else { throw Failure("intervention_unknown", "no") }
    if let silentFrom, "\(run)" >= "\(silentFrom)" { throw Failure("unavailable", "gone", isTransient: true) }
    if refuses.contains(run) { throw Failure("intervention_refused", "it is SUCCEEDED") }
    let item = ActionResult.Item(id: "\(run)", auditID: AuditID("\(run)".replacing("a000", with: "b000")))
    return ActionResult(action: intervention.name, items: [item])
  }
}
