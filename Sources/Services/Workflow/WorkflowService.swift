import Listing
import Messaging
public import Model
public import Postgres
public import Support

/// What people ask of the workflow service: runs, dead letters, and what to do with them.
public struct WorkflowService: Sendable {
  let pool: PostgresPool
  let orchestrator: Orchestrator
  let actor: Actor

  public init(pool: PostgresPool, orchestrator: Orchestrator, actor: Actor) {
    self.pool = pool
    self.orchestrator = orchestrator
    self.actor = actor
  }

  // MARK: - Runs

  public func runs(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Run> {
    try await pool.withConnection { try await RunRepository.list.page(query, page, $0) }
  }

  public func latestRun(dataset: DatasetID, version: String) async throws -> Run? {
    try await pool.withConnection { try await RunRepository.latest(dataset: dataset, version: version, $0) }
  }

  /// The run with its steps; the attempts of a step are those of all runs under the same root.
  public func run(_ id: RunID) async throws -> RunDetail {
    try await pool.withConnection { connection in
      guard let found = try await RunRepository.find(id, connection) else {
        throw Failure.notFound("run", id.description, list: "flowsight runs list")
      }
      let attempts = try await StepRepository.attempts(ofRunsUnder: found.run.rootID, connection)
      let steps = try await StepRepository.list(of: id, connection).map { record in
        var step = record.step
        step.attempts = attempts.filter { $0.step == step.name }.map(\.attempt)
        return step
      }
      let letters = try await LetterRepository.list(
        ofRun: id, states: [.dead, .redriving, .quarantined], connection)
      return RunDetail(
        run: found.run, steps: steps, log: try await RunRepository.changes(of: id, connection),
        letters: letters.map(\.id))
    }
  }

  public func previewRerun(_ id: RunID) async throws -> ActionPreview {
    let detail = try await run(id)
    let again = detail.steps.filter { $0.state != .succeeded }.map(\.name)
    let title = "\(detail.run.datasetName) \(detail.run.datasetVersion)"
    let (names, letters) = (again.joined(separator: ", "), detail.letters.count)
    let (done, total) = (detail.run.stepsDone, detail.run.stepsTotal)
    return ActionPreview(
      action: "rerun",
      items: [
        ActionPreview.Item(
          id: id.description, title: title, skippedBecause: RunRepeater.obstacle(detail.run))
      ],
      effects: [
        localized("a new run does again: \(names)", "新的运行将重做：\(names)"),
        localized("carried over: \(done) of \(total) steps", "沿用 \(total) 个步骤中的 \(done) 个"),
        localized("redrives \(letters) dead letters of this run", "重投这次运行的 \(letters) 封死信"),
      ])
  }

  public func rerun(_ id: RunID, parameters: JSON, reason: String) async throws -> ActionResult {
    try actor.require(.rerun)
    try WorkflowService.requireReason(reason)
    let started = try await pool.withTransaction { connection in
      try await RunRepeater(orchestrator: orchestrator, actor: actor)
        .repeatRun(id, parameters: parameters, reason: reason, action: "workflow.run.rerun", on: connection)
    }
    return ActionResult(
      action: "rerun",
      items: [ActionResult.Item(id: id.description, auditID: started.audit, runID: started.run)])
  }

  static func requireReason(_ reason: String) throws(Failure) {
    guard reason.contains(where: { !$0.isWhitespace }) else {
      throw Failure("reason_required", "the action needs a reason", nextStep: "say why, for the audit log")
    }
  }

  // MARK: - Figures

  public func counts() async throws -> (runs: [JobState: Int], letters: [LetterState: Int]) {
    try await pool.withConnection { connection in
      (
        try await RunRepository.countByState(connection), try await LetterRepository.countByState(connection)
      )
    }
  }
}
