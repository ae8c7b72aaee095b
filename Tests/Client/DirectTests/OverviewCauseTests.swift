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

  /// Where each cause leads, there is what cures it: the console opens it, and the list there has the fields.
  @Test func everyCauseLeadsToItsCure() throws {
    var overview = Overview(
      at: Date(), uploads: [.failed: 2], runs: [.pending: 1], versions: [:], letters: [:],
      queues: [
        Queue(stream: "dataset.events", group: "metadata-group", length: 5000, lag: 2000, pending: 0, consumers: 0)
      ],
      workers: [], causes: [])
    overview.causes = OverviewCauses.find(overview, groups: [], isRedisUp: false)
    let addresses = overview.causes.map(\.address)
    #expect(
      addresses == [
        "queues", "topology state=pending,running", "queues/dataset.events/metadata-group", "ingestion state=failed",
      ])
    for (query, fields) in [
      ("state=pending,running", Run.fieldInfos), ("state=failed", UploadSession.fieldInfos),
      ("name=dataset.load", WorkflowSummary.fieldInfos), ("queue=processing", Queue.fieldInfos),
      ("state=redriven,discarded,resolved sort:age", DeadLetter.fieldInfos),
    ] {
      #expect(throws: Never.self) { try ListQuery(parsing: query, fields: fields) }
    }
  }

  @Test func runsThatFailedByTheirDeadlineAreACauseWithTheWayToThem() throws {
    let cause = try #require(OverviewCauses.overdue([("op.dl", 1), ("dataset.load", 3)]).first)
    #expect(cause.severity == .critical && cause.title == "1 run of op.dl failed: run_deadline_exceeded")
    #expect(cause.address == "topology state=failed code=run_deadline_exceeded workflow=op.dl")
    #expect(throws: Never.self) { try ListQuery(parsing: String(cause.address.dropFirst(9)), fields: Run.fieldInfos) }
  }

  /// What struck most comes first, whenever it last did.
  @Test func theMostLettersComeFirst() {
    func group(_ signature: String, _ waiting: Int) -> LetterGroup {
      LetterGroup(
        signature: signature, errorCode: "x", message: "", step: nil, waiting: waiting, total: waiting,
        firstFailedAt: Date(), lastFailedAt: Date(), newest: LetterID(UUID()))
    }
    let overview = Overview(
      at: Date(), uploads: [:], runs: [:], versions: [:], letters: [:], queues: [], workers: [], causes: [])
    let causes = OverviewCauses.find(
      overview, groups: [group("a", 1), group("b", 40), group("c", 1)], isRedisUp: true)
    #expect(causes.map(\.address) == ["dlq/b", "dlq/a", "dlq/c"])
  }

  @Test func whatIsHeldIsACauseWithTheWayToItsGate() {
    let causes = OverviewCauses.held([
      Gate(Gate.ID(.workflow, "dataset.load"), state: .paused, actor: "olga", reason: "the disk is full"),
      Gate(Gate.ID(.queue, "processing"), state: .paused, actor: "ann", reason: "maintenance"),
    ])
    #expect(causes.map(\.address) == ["topology/workflows name=dataset.load", "queues queue=processing"])
    #expect(causes.map(\.why) == ["the disk is full", "maintenance"] && causes[0].title.contains("olga"))
  }
}
