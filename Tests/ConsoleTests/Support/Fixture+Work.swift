import Foundation
import Model
import Support

extension Fixture {
  static let runs: [Run] = [
    run(202, "chat-sessions", "4", .running, done: 2, failure: nil),
    run(201, "chat-sessions", "3", .failed, done: 0, failure: missingField),
    run(203, "订单", "1", .succeeded, done: 6, failure: nil),
    run(204, hostile, "2", .pending, done: 0, failure: nil),
  ]

  static func run(_ number: Int, _ dataset: String, _ version: String, _ state: JobState, done: Int, failure: Failure?)
    -> Run
  {
    Run(
      id: id(number), workflow: "dataset.load", workflowVersion: 1, datasetID: id(1), datasetName: dataset,
      datasetVersion: version, traceID: id(800 + number), state: state, parentID: number == 202 ? id(201) : nil,
      rootID: id(201), parameters: number == 202 ? ["mode": "lenient"] : [:], stepsDone: done, stepsTotal: 6,
      failure: failure, createdAt: ago(Double(number - 200) * 300), startedAt: state == .pending ? nil : ago(130),
      finishedAt: state == .succeeded || state == .failed ? ago(58) : nil,
      successor: number == 201 ? RunSuccessor(id: id(202), state: .running, isUndoing: false) : nil,
      origin: number == 202
        ? RunOrigin(actor: "ann", operation: id(311), isBackfill: true, schedule: "nightly")
        : RunOrigin(actor: "ingestion-service: dataset.ingested"))
  }

  static let workflows: [WorkflowSummary] = [
    WorkflowSummary(
      document: Workflow(
        name: "dataset.load", version: 2, startsOn: "dataset.ingested", parameters: ["mode": ["strict", "lenient"]],
        steps: stepNames.enumerated().map { index, name in
          Workflow.Step(
            name: name, function: "processing.\(name)", queue: name == "publish" ? "metadata" : "processing",
            dependsOn: index == 0 ? [] : [stepNames[index - 1]], isOptional: name == "publish")
        }), gate: Gate(Gate.ID(.workflow, "dataset.load")),
      runs: [.running: 1, .pending: 1, .failed: 1, .succeeded: 10]),
    WorkflowSummary(
      document: Workflow(
        name: "labels.export", version: 1, startsOn: "labeling.results.published",
        steps: [Workflow.Step(name: "publish", function: "metadata.publish", queue: "metadata")]),
      gate: Gate(
        Gate.ID(.workflow, "labels.export"), state: .paused, revision: 3, actor: "ann", reason: "磁盘已满 \(hostile)",
        changedAt: ago(900)), runs: [:]),
  ]

  static func detail(of workflow: WorkflowSummary) -> WorkflowDetail {
    WorkflowDetail(
      summary: workflow,
      source: "# 一个文档 \(hostile)\nname: \(workflow.name)\nversion: \(workflow.document.version)\nsteps: []\n",
      versions: [
        WorkflowDetail.Version(
          version: workflow.document.version, createdAt: ago(3600), actor: "ann", reason: "磁盘 \(hostile)"),
        WorkflowDetail.Version(version: 1, createdAt: ago(90_000)),
      ])
  }

  static let stepNames = ["validate", "standardize", "clean", "load_ods", "build_dwd", "publish"]

  static func detail(of run: Run) -> RunDetail {
    let steps = stepNames.enumerated().map { index, name in
      let state: JobState =
        switch run.state {
        case .succeeded: .succeeded
        case .failed: index == 0 ? .failed : .pending
        case .running: index < 2 ? .succeeded : index == 2 ? .running : .pending
        case .pending, .cancelled, .skipped: .pending
        }
      return step(name, state, index: index, carriedOver: run.state == .running && index == 0)
    }
    let log = [
      StateChange(at: ago(131), subject: "run", event: "started", from: "PENDING", to: "RUNNING", actor: "worker-1"),
      StateChange(
        at: ago(58), subject: "validate", event: "failed", from: "RUNNING", to: "FAILED", actor: "工人-二",
        detail: hostile),
    ]
    return RunDetail(
      run: run, steps: steps, log: log, letters: run.state == .failed ? [id(301)] : [],
      edit: run.id == id(202)
        ? RunEdit(letterID: id(306), originalSHA256: String(repeating: "9f", count: 32), revision: revision) : nil)
  }

  static func step(_ name: String, _ state: JobState, index: Int, carriedOver: Bool) -> Step {
    let failure = state == .failed ? missingField : nil
    let attempts = (0..<(state == .failed ? 2 : state == .pending ? 0 : 1)).map { number in
      Attempt(
        number: number + 1, worker: "worker-1", leaseEpoch: Int64(number + 1),
        startedAt: ago(130 - Double(number) * 40),
        endedAt: ago(128 - Double(number) * 40), failure: failure, isCrash: number == 0 && state == .failed)
    }
    return Step(
      id: id(400 + index), name: name, function: "processing.\(name)",
      dependsOn: index == 0 ? [] : [stepNames[index - 1]], state: state, attempts: attempts,
      isCarriedOver: carriedOver,
      progress: state == .running ? Model.Progress(done: 45_000_000, total: 98_500_000) : nil,
      output: state == .succeeded ? ["rows": ["read": 5000, "rejected": 12], "table": "ods.ods_chat"] : nil,
      failure: failure, startedAt: state == .pending ? nil : ago(130),
      finishedAt: state == .succeeded || state == .failed ? ago(118) : nil, isOptional: name == "publish")
  }

  static let letters: [DeadLetter] =
    (0..<5).map { index in
      letter(301 + index, "5f1c0aa1", index == 3 ? .redriving : index == 4 ? .discarded : .dead, missingField)
    } + [
      letter(306, "77aa3be2", .dead, tableLocked, dataset: "订单"),
      letter(307, "77aa3be2", .quarantined, tableLocked, dataset: hostile),
    ]

  static func letter(
    _ number: Int, _ signature: String, _ state: LetterState, _ failure: Failure, dataset: String = "chat-sessions"
  ) -> DeadLetter {
    let payload: JSON = [
      "job_id": .string("\(number)"), "step": "validate", "file": ["name": .string(dataset), "rows": 5000],
      "parameters": [:], "note": .string(hostile),
    ]
    return DeadLetter(
      id: id(number), state: state, signature: signature, failure: failure, eventType: "workflow.job.ready",
      eventID: id(500 + number), sourceStream: "workflow.jobs.processing", sourceEntryID: "1772716000000-0",
      runID: id(201), step: "validate", function: "processing.validate", datasetID: id(1), datasetName: dataset,
      datasetVersion: "3", traceID: id(600 + number), payload: number == 302 ? order : payload.text(),
      payloadSHA256: String(repeating: "9f", count: 32),
      attempts: step("validate", .failed, index: 0, carriedOver: false).attempts, crashCount: 1,
      firstFailedAt: ago(7200), lastFailedAt: ago(Double(number - 300) * 50), redriveCount: 1, parentID: nil,
      rootID: id(number), redriveRunID: nil, discardReason: state == .discarded ? "test data" : nil,
      actor: state == .discarded ? "ann" : nil, createdAt: ago(7200), updatedAt: ago(50), revision: 1,
      revisions: number == 306 ? [revision] : [])
  }

  static let operations: [BulkOperation] = [
    operation(
      302, .letters(.redrive(parameters: ["mode": "lenient"])), total: 12_000, .stopped, filter: "signature=5f1c0aa1",
      outcomes: [.pending: 11_700, .running: 12, .done: 260, .failed: 28],
      failure: Failure(
        "operation_stopped", "28 of the last 100 items failed",
        nextStep: "find out why, then resume it, or cancel the rest")),
    operation(
      301, .letters(.discard), total: 40, .completed, filter: "dataset=订单 age>30d", outcomes: [.done: 40],
      isUndoable: true),
  ]

  static let backfill = Backfill(
    workflow: "dataset.load", filter: "dataset=orders created>2026-03-01", reprocess: .failed, concurrency: 2,
    parameters: ["mode": "lenient"])

  static let backfills: [BulkOperation] = [
    operation(
      311, .backfill(backfill), total: 120, .running, filter: backfill.filter,
      outcomes: [.pending: 80, .running: 2, .done: 35, .failed: 3], schedule: "nightly"),
    operation(
      310, .backfill(Backfill(dataset: "订单")), total: 40, .completed, filter: "dataset=订单", outcomes: [.done: 40]),
  ]

  static let backfillItems: [BulkOperationItem] = [
    BulkOperationItem(
      subject: (id(321) as RunID).rawValue, outcome: .failed, title: "orders 3", failure: nil, runID: id(202),
      at: ago(480)),
    BulkOperationItem(
      subject: (id(322) as RunID).rawValue, outcome: .refused, title: "orders 4",
      failure: Failure("version_changed", "since the backfill was prepared: a run is at work on it"), runID: nil,
      at: ago(470)),
    BulkOperationItem(
      subject: (id(323) as RunID).rawValue, outcome: .running, title: "订单 5", failure: nil, runID: id(201),
      at: ago(60)),
    BulkOperationItem(
      subject: (id(324) as RunID).rawValue, outcome: .pending, title: hostile, failure: nil, runID: nil, at: nil),
  ]

  static func operation(
    _ number: Int, _ action: BulkAction, total: Int, _ state: BulkOperationState, filter: String,
    outcomes: [BulkOutcome: Int]? = nil, failure: Failure? = nil, isUndoable: Bool = false, schedule: String? = nil
  ) -> BulkOperation {
    BulkOperation(
      id: id(number), state: state, action: action, filter: filter,
      reason: state == .prepared ? nil : "客户要求 \(hostile)",
      actor: "ann", total: total, outcomes: outcomes ?? [.pending: total], ratePerSecond: 50, failure: failure,
      auditID: id(9005), createdAt: ago(600), startedAt: state == .prepared ? nil : ago(500),
      finishedAt: state == .completed ? ago(440) : nil, isUndoable: isUndoable, schedule: schedule)
  }

  static let operationItems: [BulkOperationItem] = [
    BulkOperationItem(
      subject: (id(301) as LetterID).rawValue, outcome: .failed, title: "chat-sessions 3 validate rows_rejected",
      failure: nil,
      runID: id(202), at: ago(480)),
    BulkOperationItem(
      subject: (id(302) as LetterID).rawValue, outcome: .refused, title: "订单 1 validate table_locked",
      failure: tableLocked, runID: nil,
      at: ago(470)),
    BulkOperationItem(
      subject: (id(303) as LetterID).rawValue, outcome: .pending, title: hostile, failure: nil, runID: nil, at: nil),
  ]
}
