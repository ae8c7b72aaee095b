public import Foundation
import Listing
import Messaging
public import Model
public import Postgres
import Support

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
    try await pool.withConnection {
      try await RunRepository.latestMaking(dataset: dataset, version: version, $0)
    }
  }

  /// The run with its steps; the attempts of a step are its own and those of the runs before it, which name their run.
  public func run(_ id: RunID) async throws -> RunDetail {
    try await pool.withConnection { connection in
      guard let found = try await RunRepository.find(id, connection) else {
        throw Failure.notFound("run", id.description, list: "flowsight runs list")
      }
      let attempts = try StepRepository.attempts(
        try await connection.query(StepRepository.listingAttempts(ofRunsUnder: found.run.rootID, upTo: id)))
      let steps = try await StepRepository.list(of: id, connection).map { record in
        var step = record.step
        step.attempts = attempts.filter { $0.step == step.name }.map { run, _, attempt in
          var attempt = attempt
          attempt.runID = run == id ? nil : run
          return attempt
        }
        return step
      }.withParts()
      return RunDetail(
        run: found.run, steps: steps, log: try await RunRepository.changes(of: id, connection),
        letters: try await LetterRepository.unsettled(of: id, connection),
        edit: try await RunRepository.edit(of: id, connection))
    }
  }

  // MARK: - Workflows

  public func workflows(_ query: ListQuery, _ page: PageRequest) async throws -> Page<WorkflowSummary> {
    let all = try await summaries()
    return query.page(of: all, page, at: orchestrator.environment.now())
  }

  public func workflow(_ name: String) async throws -> WorkflowSummary {
    guard let found = try await summaries().first(where: { $0.name == name }) else {
      throw Failure.notFound("workflow", name, list: "flowsight workflows list")
    }
    return found
  }

  private func summaries() async throws -> [WorkflowSummary] {
    let (documents, gates, runs) = try await pool.withConnection { connection in
      (
        try await orchestrator.documents(on: connection), try await GateRepository.all(.workflow, connection),
        try await WorkflowRepository.countRuns(connection)
      )
    }
    return documents.map { document in
      WorkflowSummary(
        document: document, gate: gates[document.name] ?? Gate(Gate.ID(.workflow, document.name)),
        runs: runs[document.name] ?? [:])
    }
  }

  // MARK: - Figures

  /// How many runs of each workflow failed by their deadline since then and were not done again, the most first.
  public func overdueRuns(since: Date) async throws -> [(workflow: String, count: Int)] {
    try await pool.withConnection { try await RunRepository.countOverdue(since: since, $0) }
  }

  public func counts() async throws -> (runs: [JobState: Int], letters: [LetterState: Int]) {
    try await pool.withConnection { connection in
      (
        try await RunRepository.countByState(connection), try await LetterRepository.countByState(connection)
      )
    }
  }
}
