import Foundation
import Messaging
import Model
import Postgres
import Support

/// Repeats failed runs: a new run under the same trace and root, which carries over what succeeded and does the rest
/// again with a fresh budget of attempts.
struct RunRepeater {
  let orchestrator: Orchestrator
  let actor: Actor

  private var environment: Environment { orchestrator.environment }
  private var letters: LetterBox { LetterBox(outbox: orchestrator.outbox, environment: environment) }

  /// Why a run may not be repeated; `nil` when it may.
  static func obstacle(_ run: Run) -> String? {
    switch run.state {
    case .failed: nil
    case .succeeded: localized("it succeeded; ingest a new version instead", "它已成功；请接入新版本")
    case .pending, .running: localized("it is still at work", "它还在运行")
    }
  }

  /// The parameters that a person may change, and their values.
  static func checked(_ parameters: JSON) throws(Failure) -> [JSON.Member] {
    for member in parameters.members ?? [] {
      guard member.name == "mode", LoadMode(rawValue: member.value.string ?? "") != nil else {
        throw Failure.invalid(
          "\(member.name)=\(member.value.string ?? member.value.text()) is no parameter of a run",
          nextStep: "the parameter is mode, strict or lenient")
      }
    }
    return parameters.members ?? []
  }

  /// Starts the new run. All letters of the old one that wait for a decision are redriven by it. With `auditedBy`, the
  /// act is part of one that has its audit entry already.
  func repeatRun(
    _ id: RunID, parameters: JSON, reason: String, action: String, auditedBy entry: AuditID? = nil,
    on connection: PostgresConnection
  ) async throws -> (run: RunID, audit: AuditID) {
    let changes = try RunRepeater.checked(parameters)
    guard let found = try await RunRepository.find(id, lock: true, connection) else {
      throw Failure.notFound("run", id.description, list: "flowsight runs list")
    }
    if let obstacle = RunRepeater.obstacle(found.run) {
      throw Failure("run_not_repeatable", "run \(id) cannot be repeated: \(obstacle)")
    }
    if let newest = try await RunRepository.latest(
      dataset: found.run.datasetID, version: found.run.datasetVersion, connection), newest.id != id
    {
      throw Failure(
        "run_superseded", "run \(newest.id) has already repeated this one",
        nextStep: "look at it with `flowsight runs show \(newest.id)`")
    }
    var run = found.run
    run.id = RunID(environment.newID())
    run.parentID = found.run.id
    run.state = .initial
    run.failure = nil
    run.createdAt = environment.now()
    for change in changes { run.parameters[change.name] = change.value }
    try await RunRepository.insert(run, input: found.input, connection)
    try await copySteps(of: found.run.id, to: run.id, on: connection)
    try await redriveLetters(of: found.run.id, by: run.id, reason: reason, on: connection)
    let audit =
      if let entry { entry } else {
        try await orchestrator.outbox.audit(
          actor, action: action, target: "run \(id)", reason: reason,
          before: ["run_id": .string(id.description), "parameters": found.run.parameters],
          after: ["run_id": .string(run.id.description), "parameters": run.parameters], traceID: run.traceID,
          on: connection)
      }
    try await orchestrator.advance(run, input: found.input, cause: actor.name, on: connection)
    return (run.id, audit)
  }

  private func copySteps(of old: RunID, to new: RunID, on connection: PostgresConnection) async throws {
    for (position, record) in try await StepRepository.list(of: old, connection).enumerated() {
      var step = Step.pending(record.definition, id: StepID(environment.newID()))
      if record.step.state == .succeeded {
        step.state = .succeeded
        step.isCarriedOver = true
        step.output = record.step.output
        step.startedAt = record.step.startedAt
        step.finishedAt = record.step.finishedAt
      }
      try await StepRepository.insert(
        step, of: new, position: position, definition: record.definition, connection)
    }
  }

  private func redriveLetters(
    of old: RunID, by new: RunID, reason: String, on connection: PostgresConnection
  ) async throws {
    for letter in try await LetterRepository.list(ofRun: old, states: [.dead], connection) {
      try await letters.move(letter, .redriveRequested, actor: actor.name, detail: reason, on: connection) {
        $0.redriveRunID = new
        $0.redriveCount += 1
        $0.actor = actor.name
      }
    }
  }
}
