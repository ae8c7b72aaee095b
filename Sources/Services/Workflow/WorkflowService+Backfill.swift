import Foundation
import Listing
import Messaging
public import Model
import Postgres
import Support

// Backfills: a workflow run for versions that are there already, as a bulk operation of which the items are versions.

extension WorkflowService {
  /// Freezes the versions that the backfill is about, and tells what starting it would do.
  public func prepare(_ backfill: Backfill) async throws -> ActionPreview {
    try actor.require(.rerun)
    return try await pool.withTransaction { connection in
      let operation = try await freeze(backfill, on: connection)
      return try await preview(backfill, operation, on: connection)
    }
  }

  /// What the backfill would do if it began now; nothing is frozen by that.
  func foresee(_ backfill: Backfill) async throws -> ActionPreview {
    try actor.require(.rerun)
    return try await pool.withTransaction { connection in
      let operation = try await freeze(backfill, on: connection)
      let preview = try await preview(backfill, operation, on: connection)
      try await BulkOperationRepository.delete(operation.id, connection)
      return preview
    }
  }

  /// The operation, prepared; without items, it is there only until ``prepare(_:)`` has told so.
  func freeze(_ backfill: Backfill, on connection: PostgresConnection) async throws -> BulkOperation {
    try backfill.check()
    try await orchestrator.document(backfill.workflow, on: connection).check(backfill.parameters)
    let environment = orchestrator.environment
    var operation = BulkOperation(
      id: BulkOperationID(environment.newID()), state: .initial, action: .backfill(backfill), filter: backfill.filter,
      reason: nil, actor: actor.name, total: 0, outcomes: [:], ratePerSecond: nil, failure: nil, auditID: nil,
      createdAt: environment.now(), startedAt: nil, finishedAt: nil)
    try await BulkOperationRepository.insert(operation, by: actor, connection)
    operation.total = try await BackfillRepository.freeze(operation.id, backfill, connection)
    return operation
  }

  private func preview(
    _ backfill: Backfill, _ operation: BulkOperation, on connection: PostgresConnection
  ) async throws -> ActionPreview {
    let standings = try await BackfillRepository.standings(operation.id, backfill, connection)
    let sample = try await BackfillRepository.items(
      of: operation.id, backfill.order, limit: ActionPreview.sampleMax, connection)
    let last = try await BackfillRepository.items(
      of: operation.id, backfill.order, last: true, limit: 1, connection
    ).first
    let recent = try await BackfillRepository.recentSeconds(
      backfill.workflow, limit: BackfillWords.recentRuns, connection)
    let edited = try await BackfillRepository.countEdited(operation.id, backfill, connection)
    if operation.total == 0 { try await BulkOperationRepository.delete(operation.id, connection) }
    let document = try await orchestrator.document(backfill.workflow, on: connection)
    let holds = try await self.holds(of: [document.name], in: document.queues, on: connection)
    return ActionPreview(
      action: Act.backfillRun.rawValue,
      items: sample.map { ActionPreview.Item(id: $0.first.description, title: $0.title) },
      effects: BackfillWords.effects(
        backfill, count: operation.total, first: sample.first?.title, last: last?.title, recent)
        + BackfillWords.dropped(edited) + (operation.total > 0 ? holds : []),
      bulk: ActionPreview.Bulk(
        operation: operation.total > 0 ? operation.id : nil, count: operation.total,
        skipped: BackfillWords.leftOut(backfill, standings, taken: operation.total)))
  }

  /// Starts the run of one version of a backfill and records it, in one transaction. Returns whether it was started or
  /// refused; if not, its turn comes again.
  func act(_ first: RunID, _ backfill: Backfill, in operation: BulkOperation, _ log: Log) async -> Bool {
    let environment = orchestrator.environment
    do {
      return try await pool.withTransaction { connection in
        let candidate = try await lock(first, backfill, on: connection)
        guard try await BackfillRepository.take(operation.id, first, connection) else { return false }
        let run = try await start(candidate, backfill, in: operation, on: connection)
        try await BackfillRepository.settle(
          operation.id, first, .running, run: run, at: environment.now(), connection)
        return true
      }
    } catch {
      return await record(error, "a version", log) { outcome, failure, connection in
        try await BackfillRepository.settle(
          operation.id, first, outcome, failure: failure, at: environment.now(), connection)
      }
    }
  }

  /// Locks what starting another run is about, before the item, as ``LetterMove`` has it.
  private func lock(
    _ first: RunID, _ backfill: Backfill, on connection: PostgresConnection
  ) async throws -> BackfillCandidate? {
    try await RunTurnRepository.lockVersion(of: first, connection)
    let found = try await BackfillRepository.candidate(first, workflow: backfill.workflow, connection)
    if let newest = found?.newestRun { try await RunTurnRepository.lock([newest], connection) }
    return found
  }

  private func start(
    _ candidate: BackfillCandidate?, _ backfill: Backfill, in operation: BulkOperation,
    on connection: PostgresConnection
  ) async throws -> RunID {
    guard let candidate else { throw Failure.notFound("run", "of the version", list: "flowsight runs list") }
    let standing = candidate.standing
    if standing == .busy, let run = candidate.newestRun {
      throw Orchestrator.atWork(run, of: backfill.workflow, on: candidate.version)
    }
    guard backfill.reprocess.standings.contains(standing) else {
      throw Failure("version_changed", "since the backfill was prepared: \(BackfillWords.name(standing))")
    }
    let repeater = RunRepeater(orchestrator: orchestrator, actor: actor, operation: operation)
    let reason = operation.reason ?? "backfill"
    guard let newest = candidate.newestRun, standing != .fresh else {
      let request = RunRequest(
        workflow: backfill.workflow, datasetID: candidate.datasetID, datasetVersion: candidate.version,
        parameters: backfill.parameters)
      let origin = RunOrigin(actor: actor.name, in: operation)
      return try await orchestrator.start(request, origin: origin, on: connection).id
    }
    if backfill.reprocess == .failed {
      return try await repeater.repeatRun(
        newest, parameters: backfill.parameters, reason: reason, act: .backfillRun, on: connection
      ).run
    }
    return try await repeater.startAnew(
      newest, parameters: backfill.parameters, reason: reason, on: connection)
  }
}

/// What backfills say.
enum BackfillWords {
  /// Runs that the estimate is made from, at most.
  static let recentRuns = 20

  static func name(_ standing: BackfillCandidate.Standing) -> String {
    switch standing {
    case .fresh: localized("the workflow was never run for it", "从未对其运行此工作流")
    case .failed: localized("its newest run failed", "最近一次运行失败")
    case .undone: localized("its run was undone", "其运行已被撤销")
    case .cancelled: localized("its newest run was cancelled", "最近一次运行被取消")
    case .done: localized("its newest run succeeded", "最近一次运行成功")
    case .busy: localized("a run is at work on it", "正有运行在处理它")
    }
  }

  static func effects(
    _ backfill: Backfill, count: Int, first: String?, last: String?, _ recent: (mean: Double, runs: Int)?
  ) -> [String] {
    guard count > 0 else { return [] }
    let (most, name) = (backfill.concurrency, backfill.workflow)
    var effects = [
      localized(
        "starts \(counted(count, "run")) of \(name), at most \(most) at once",
        "启动 \(name) 的 \(count) 次运行，同时最多 \(most) 次")
    ]
    if let first, let last, first != last {
      effects.append(localized("from \(first) to \(last)", "从 \(first) 到 \(last)"))
    }
    switch backfill.reprocess {
    case .none: break
    case .failed: effects.append(localized("what failed goes on where it failed", "失败的从失败处继续"))
    case .all:
      effects.append(
        localized("each begins at the first step, by the newest document", "每次都按最新文档从第一步开始"))
    }
    if !(backfill.parameters.members ?? []).isEmpty {
      effects.append(localized("parameters: \(backfill.parameters.text())", "参数：\(backfill.parameters.text())"))
    }
    if let recent {
      let rounds = (Double(count) / Double(min(most, count))).rounded(.up)
      let (total, mean) = (duration(rounds * recent.mean), duration(recent.mean))
      effects.append(
        localized(
          "about \(total): the last \(counted(recent.runs, "run")) took \(mean) each",
          "约需 \(total)：最近 \(recent.runs) 次运行平均 \(mean)"))
    }
    return effects
  }

  /// What is not sent.
  static func dropped(_ edited: Int) -> [String] {
    edited == 0
      ? []
      : [
        localized(
          "edited payloads are not sent, of \(counted(edited, "dead letter")): redrive these first for that",
          "不发送 \(edited) 封死信的修订内容：需要时请先重投这些死信")
      ]
  }

  /// What is not run for, and why; what the limit leaves out too.
  static func leftOut(
    _ backfill: Backfill, _ standings: [BackfillCandidate.Standing: Int], taken: Int
  ) -> [ActionPreview.Skipped] {
    let accepted = Set(backfill.reprocess.standings)
    var skipped = BackfillCandidate.Standing.allCases.compactMap { standing in
      accepted.contains(standing) ? nil : standings[standing].map { ActionPreview.Skipped(name(standing), count: $0) }
    }
    let beyond = standings.filter { accepted.contains($0.key) }.values.reduce(0, +) - taken
    if beyond > 0 {
      skipped.append(ActionPreview.Skipped(localized("beyond the limit", "超出数量上限"), count: beyond))
    }
    return skipped
  }

  /// `1.5 s`, `4 min`, `2 h 5 min`.
  private static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return "\((seconds * 10).rounded() / 10) s" }
    let minutes = Int((seconds / 60).rounded(.up))
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}
