import Foundation
import Model
import Support

/// Values for tests, all of one time and with ids that can be told apart.
enum Samples {
  static let time = Date(timeIntervalSince1970: 1_767_225_600)

  static func id<Entity>(_ number: Int) -> Identifier<Entity> {
    let digits = String(number)
    let text = "00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
    return Identifier(text) ?? Identifier(UUID())
  }

  static func session(_ request: UploadRequest) -> UploadSession {
    UploadSession(
      id: id(1), datasetID: id(2), datasetName: request.dataset, version: request.version ?? "1",
      fileName: request.fileName, byteCount: request.byteCount, receivedBytes: 0, sha256: request.sha256,
      state: .created, traceID: id(3), failure: nil, createdBy: "ann", createdAt: time, updatedAt: time)
  }

  static func version(_ state: VersionState, failure: Failure? = nil) -> DatasetVersion {
    DatasetVersion(
      datasetID: id(2), datasetName: "orders", version: "1", state: state,
      rows: RowCounts(read: 5, loaded: 4, rejected: 1), runID: id(4), traceID: id(3), odsTable: "ods.ods_orders",
      dwdTable: "dwd.dwd_orders", failure: failure, createdAt: time, updatedAt: time, publishedAt: nil)
  }

  static let dataset = Dataset(
    id: id(2), name: "orders", versions: 1, published: 1, latest: "1", state: .published, rows: 4, byteCount: 77,
    template: "orders", createdAt: time, updatedAt: time)

  static let auditEntry = AuditEntry(
    id: id(9), at: time, actor: Actor(name: "ann", credential: "ops", role: .operator),
    action: "workflow.letter.redrive", target: "letter \(id(1) as LetterID)", reason: "the lock is gone",
    before: ["state": "DEAD"], after: ["state": "REDRIVING"], traceID: nil)

  static func run(_ state: JobState) -> Run {
    Run(
      id: id(4), workflow: "dataset.load", workflowVersion: 1, datasetID: id(2), datasetName: "orders",
      datasetVersion: "1", traceID: id(3), state: state, parentID: nil, rootID: id(4), parameters: [:], stepsDone: 0,
      stepsTotal: 6, failure: nil, createdAt: time, startedAt: nil, finishedAt: nil)
  }

  static let queues: [Queue] = [
    Queue(stream: "dataset.events", group: "workflow-group", length: 9, lag: 0, pending: 0, consumers: 2),
    Queue(stream: "dataset.events", group: "metadata-group", length: 9, lag: nil, pending: 0, consumers: 2),
    Queue(
      stream: "workflow.jobs.processing", group: "processing-group", length: 3, lag: 2, pending: 1, consumers: 1,
      gate: Gate(Gate.ID(.queue, "processing")), jobs: Queue.Jobs(due: 5, later: 1, leased: 2, dueSince: time)),
  ]

  static let workflow = WorkflowSummary(
    document: Workflow(
      name: "dataset.load", version: 2, startsOn: "dataset.ingested", parameters: ["mode": ["strict", "lenient"]],
      steps: [
        Workflow.Step(name: "validate", function: "processing.validate", queue: "processing"),
        Workflow.Step(
          name: "publish", function: "metadata.publish", queue: "metadata", dependsOn: ["validate"], isOptional: true),
      ]),
    gate: Gate(
      Gate.ID(.workflow, "dataset.load"), state: .paused, revision: 1, actor: "bob", reason: "full", changedAt: time),
    runs: [.failed: 2])

  static let schedule = Schedule(
    id: id(71),
    settings: ScheduleSettings(
      name: "nightly", cron: "30 2 * * *", timeZone: "Europe/Berlin", backfill: Backfill(dataset: "订单")),
    state: .active, revision: 1, actor: "ann", createdAt: time, updatedAt: time, nextAt: time,
    last: ScheduleFire(dueAt: time, at: time, outcome: .missed, missed: 2))

  static func operation(
    _ action: BulkAction, _ state: BulkOperationState = .prepared, total: Int, filter: String
  ) -> BulkOperation {
    BulkOperation(
      id: id(70), state: state, action: action, filter: filter, reason: nil, actor: "ann", total: total,
      outcomes: [.pending: total], ratePerSecond: nil, failure: nil, auditID: id(9), createdAt: time, startedAt: nil,
      finishedAt: nil)
  }

  static func letter(_ number: Int, _ state: LetterState = .dead, message: String = "column a is not a date")
    -> DeadLetter
  {
    DeadLetter(
      id: id(number), state: state, signature: "5eed", failure: Failure("value_invalid", message),
      eventType: "workflow.job.ready", eventID: id(5), sourceStream: "workflow.jobs.processing", sourceEntryID: "1-0",
      runID: id(4), step: "validate", function: "validate", datasetID: id(2), datasetName: "订单", datasetVersion: "1",
      traceID: id(3), payload: "{\"a\":\"\u{1b}[31m\"}", payloadSHA256: "00", attempts: [], crashCount: 0,
      firstFailedAt: time, lastFailedAt: time, redriveCount: 0, parentID: nil, rootID: id(number), redriveRunID: nil,
      discardReason: nil, actor: nil, createdAt: time, updatedAt: time, revision: 1)
  }
}
