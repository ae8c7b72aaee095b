import Foundation
import Model
import Support
import Testing

@testable import Direct

@Suite struct OverviewCauseTests {
  @Test func aStoppedOperationIsACauseWithTheWayToIt() throws {
    let operation = BulkOperation(
      id: BulkOperationID(UUID()), state: .stopped, action: .letters(.redrive(parameters: [:])),
      filter: "code=table_locked",
      reason: "fixed", actor: "olga", total: 40, outcomes: [.pending: 30, .failed: 10], ratePerSecond: nil,
      failure: Failure("operation_stopped", "10 of the last 10 redriven letters failed again"), auditID: nil,
      createdAt: Date(), startedAt: Date(), finishedAt: nil)
    let cause = try #require(OverviewCauses.stopped([operation]).first)
    #expect(cause.severity == .critical && cause.address == "dlq/operations/\(operation.id)")
    #expect(cause.title.contains("30") && cause.why.contains("failed again"))
    #expect(OverviewCauses.stopped([]).isEmpty)
  }

  @Test func whatIsHeldIsACauseWithTheWayToItsGate() {
    let causes = OverviewCauses.held([
      Gate(Gate.ID(.workflow, "dataset.load"), state: .paused, actor: "olga", reason: "the disk is full"),
      Gate(Gate.ID(.queue, "processing"), state: .paused, actor: "ann", reason: "maintenance"),
    ])
    #expect(causes.map(\.address) == ["topology/workflows", "queues"])
    #expect(causes.map(\.why) == ["the disk is full", "maintenance"] && causes[0].title.contains("olga"))
  }
}
