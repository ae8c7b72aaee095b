import Foundation
import Messaging
import Model
import Postgres
import Support

// What a person does with a run: have it done again, end it, leave a step out.

extension WorkflowService {
  // MARK: - Again

  func previewRerun(_ id: RunID, _ scope: RerunScope, _ parameters: JSON) async throws -> ActionPreview {
    let detail = try await run(id)
    let found = detail.run
    try await pool.withConnection { try await orchestrator.check(parameters, of: found, on: $0) }
    if scope == .all, parameters.members?.isEmpty == false { throw RunRepeater.replayTakesNoParameters }
    let definitions = try await pool.withConnection { try await StepRepository.list(of: id, $0).map(\.definition) }
    let (newest, busy) = try await pool.withConnection { connection in
      (
        try await RunRepository.latest(
          of: found.workflow, dataset: found.datasetID, version: found.datasetVersion, connection),
        try await orchestrator.obstacle(
          found.datasetID, found.datasetVersion, for: found.workflow,
          writes: RunRepeater.writes(found, detail.steps), on: connection)
      )
    }
    let states = Dictionary(detail.steps.map { ($0.name, $0.state) }, uniquingKeysWith: { first, _ in first })
    let sorting = try RunRepeater.sorted(
      definitions, states, scope, changes: !WorkflowService.difference(from: found.parameters, to: parameters).isEmpty)
    let again = detail.steps.map(\.name).filter { name in
      ![sorting.kept, sorting.skipped, sorting.dropped].contains { $0.contains(name) }
    }
    var effects = [
      again.isEmpty
        ? localized("a new run does nothing again", "新的运行不重做任何步骤")
        : localized(
          "a new run does again: \(again.joined(separator: ", "))", "新的运行将重做：\(again.joined(separator: "、"))")
    ]
    if scope == .all {
      effects += try await recorded(found, newest: newest)
    } else {
      effects.append(
        localized(
          "carried over: \(sorting.kept.count) of \(counted(detail.steps.count, "step"))",
          "沿用 \(detail.steps.count) 个步骤中的 \(sorting.kept.count) 个"))
    }
    effects += sorting.skipped.map { localized("left out: \($0)", "省略：\($0)") }
    effects += WorkflowService.difference(from: found.parameters, to: parameters)
    effects += try await redriven(with: id)
    let queues = Set(definitions.filter { again.contains($0.name) }.map(\.queue))
    effects += try await pool.withConnection { try await holds(of: [found.workflow], in: queues, on: $0) }
    let obstacle = RunRepeater.obstacle(found, scope) ?? RunRepeater.obstacle(found, scope, newest: newest) ?? busy
    return preview(scope.act, found, skippedBecause: obstacle, effects: effects)
  }

  /// The letters that a repetition of the run redrives, and what it does not send of them.
  private func redriven(with run: RunID) async throws -> [String] {
    let (letters, edits) = try await pool.withConnection { connection in
      (
        try await LetterRepository.waiting(on: [run], connection).count,
        try await LetterRevisionRepository.newest(waitingOn: [run], connection)
      )
    }
    let count = localized(
      "redrives \(counted(letters, "dead letter")) of this run", "重投这次运行的 \(letters) 封死信")
    return (letters > 0 ? [count] : [])
      + edits.map {
        localized(
          "the edited payload of letter \($0.letterID) is not sent: redrive the letter for that",
          "不发送死信 \($0.letterID) 的修订内容：需要它时请重投该死信")
      }
  }

  /// What a replay takes from the run, and what takes the place of what.
  private func recorded(_ run: Run, newest: Run?) async throws -> [String] {
    let (file, document) = try await pool.withConnection { connection in
      (
        try await RunRepository.find(run.id, connection)?.input,
        try await orchestrator.documents(on: connection).first { $0.name == run.workflow }
      )
    }
    var effects: [String] = []
    if let file {
      let digest = file.sha256.prefix(12)
      effects.append(
        localized(
          "the file as recorded: \(file.fileName), sha256 \(digest)…", "所记录的文件：\(file.fileName)，sha256 \(digest)…"))
    }
    effects += (run.parameters.members ?? []).map { "\($0.name): \($0.value.string ?? $0.value.text())" }
    if let document, document.version != run.workflowVersion {
      effects.append(
        localized(
          "the document as recorded: v\(run.workflowVersion), not v\(document.version) of today",
          "所记录的文档：v\(run.workflowVersion)，而非现在的 v\(document.version)"))
    }
    if let newest, newest.id != run.id, newest.state == .succeeded {
      effects.append(
        localized("what it makes takes the place of what run \(newest.id) made", "其结果将取代运行 \(newest.id) 的结果"))
    }
    return effects
  }

  /// A line for each parameter that changes: `mode: strict → lenient`.
  static func difference(from old: JSON, to new: JSON) -> [String] {
    func text(_ value: JSON?) -> String { value.map { $0.string ?? $0.text() } ?? "–" }
    return (new.members ?? []).filter { old[$0.name] != $0.value }
      .map { "\($0.name): \(text(old[$0.name])) → \(text($0.value))" }
  }

  func rerun(_ id: RunID, _ scope: RerunScope, _ parameters: JSON, reason: String) async throws -> ActionResult {
    try actor.require(.rerun)
    let started = try await pool.withTransaction { connection in
      try await RunRepeater(orchestrator: orchestrator, actor: actor)
        .repeatRun(
          id, scope, parameters: parameters, reason: reason, act: scope.act, on: connection)
    }
    return ActionResult(
      action: scope.act.rawValue,
      items: [ActionResult.Item(id: id.description, auditID: started.audit, runID: started.run)])
  }

  // MARK: - No further

  func previewCancel(_ id: RunID) async throws -> ActionPreview {
    let detail = try await run(id)
    let open = detail.steps.filter { !$0.state.isTerminal }
    let running = open.filter { $0.state == .running }.map(\.name)
    var effects = [
      localized(
        "the run ends; not done: \(open.count) of \(counted(detail.steps.count, "step"))",
        "运行就此结束；\(detail.steps.count) 个步骤中有 \(open.count) 个不再执行")
    ]
    if !running.isEmpty {
      let names = running.joined(separator: ", ")
      effects.append(localized("stopped at its next commit: \(names)", "在下一次提交时停下：\(names)"))
    }
    effects.append(localized("it cannot be revived, only done again by a new run", "它不能复活，只能由新的运行重做"))
    return preview(
      .cancelRun, detail.run, skippedBecause: WorkflowService.obstacle(toEnding: detail.run), effects: effects)
  }

  func cancel(_ id: RunID, reason: String) async throws -> ActionResult {
    try await change(id, .cancelRun, reason: reason, obstacle: WorkflowService.obstacle(toEnding:)) {
      found, connection in
      try await orchestrator.cancel(found, actor: actor.name, reason: reason, on: connection)
      return (
        before: ["status": .string(found.run.state.rawValue)],
        after: ["status": .string(JobState.cancelled.rawValue)]
      )
    }
  }

  // MARK: - Without a step

  func previewSkip(_ id: RunID, _ name: String) async throws -> ActionPreview {
    let detail = try await run(id)
    if detail.run.state.isTerminal { return try await previewRerun(id, .skipping(name), [:]) }
    let definitions = try await pool.withConnection { try await StepRepository.list(of: id, $0).map(\.definition) }
    let definition = try RunRepeater.step(name, of: definitions)
    let state = detail.steps.first { $0.name == name }?.state ?? .pending
    let waiting = definitions.filter { $0.dependsOn.contains(name) }.map(\.name).joined(separator: ", ")
    return preview(
      .skipStep, detail.run, step: name, skippedBecause: WorkflowService.obstacle(toSkipping: definition, in: state),
      effects: [
        localized("step \(name) is left out; it makes nothing", "步骤 \(name) 被省略；它不产生任何结果"),
        waiting.isEmpty
          ? localized("nothing waits for it", "没有步骤等待它")
          : localized("these no longer wait for it: \(waiting)", "这些步骤不再等待它：\(waiting)"),
      ])
  }

  private static func obstacle(toSkipping step: Workflow.Step, in state: JobState) -> String? {
    if let obstacle = RunRepeater.obstacle(toSkipping: step, in: state) { return obstacle }
    return state.accepts(.skipped) ? nil : LetterActions.stands(state.rawValue)
  }

  func skip(_ id: RunID, _ name: String, reason: String) async throws -> ActionResult {
    if try await run(id).run.state.isTerminal { return try await rerun(id, .skipping(name), [:], reason: reason) }
    return try await change(
      id, .skipStep, reason: reason, obstacle: WorkflowService.obstacle(toEnding:)
    ) { found, connection in
      let records = try await StepRepository.list(of: id, connection)
      _ = try RunRepeater.step(name, of: records.map(\.definition))
      guard let record = records.first(where: { $0.step.name == name }) else {
        throw WorkflowService.refused("run \(id) has no step '\(name)' any more")
      }
      if let obstacle = WorkflowService.obstacle(toSkipping: record.definition, in: record.step.state) {
        throw WorkflowService.refused(obstacle)
      }
      try await orchestrator.skip(record, of: found, actor: actor.name, reason: reason, on: connection)
      return (
        before: ["step": .string(name), "status": .string(record.step.state.rawValue)],
        after: ["step": .string(name), "status": .string(JobState.skipped.rawValue)]
      )
    }
  }

  // MARK: - Both

  private static func obstacle(toEnding run: Run) -> String? {
    run.state.isTerminal ? LetterActions.stands(run.state.rawValue) : nil
  }

  private func preview(
    _ act: Act, _ run: Run, step: String? = nil, skippedBecause obstacle: String?, effects: [String]
  ) -> ActionPreview {
    let title = [run.datasetName, run.datasetVersion, step].compactMap(\.self).joined(separator: " ")
    return ActionPreview(
      action: act.rawValue,
      items: [ActionPreview.Item(id: run.id.description, title: title, skippedBecause: obstacle)],
      effects: obstacle == nil ? effects : [])
  }

  /// Changes a run that is locked meanwhile, and writes the audit entry beside it. `body` returns what was and what is.
  private func change(
    _ id: RunID, _ act: Act, reason: String, obstacle: @Sendable (Run) -> String?,
    _ body: @Sendable (RunRepository.Record, PostgresConnection) async throws -> (before: JSON, after: JSON)
  ) async throws -> ActionResult {
    try actor.require(.control)
    let audit = try await pool.withTransaction { connection in
      guard let found = try await RunRepository.find(id, lock: true, connection) else {
        throw Failure.notFound("run", id.description, list: "flowsight runs list")
      }
      if let obstacle = obstacle(found.run) { throw WorkflowService.refused("run \(id): \(obstacle)") }
      let (before, after) = try await body(found, connection)
      return try await orchestrator.outbox.audit(
        actor, act, target: .run(id), reason: reason,
        before: before, after: after, traceID: found.run.traceID, on: connection)
    }
    return ActionResult(action: act.rawValue, items: [ActionResult.Item(id: id.description, auditID: audit)])
  }
}
