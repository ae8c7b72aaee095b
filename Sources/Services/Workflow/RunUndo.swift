import Foundation
import Messaging
import Model
import Postgres
import Support

/// Undoes runs: a run of its own whose steps are the compensations of those that were begun, in reverse order. It is
/// retried, given up, redriven and traced as all runs are.
struct RunUndo {
  let orchestrator: Orchestrator
  let actor: Actor

  /// What undoing comes to, the last step first: what runs before have undone is left out. Fails with
  /// `invalid_argument` when there is no such step.
  static func plan(
    _ records: [StepRepository.Record], downTo last: String?, undone: Set<String>
  ) throws(Failure) -> [StepRepository.Record] {
    var from = 0
    if let last {
      _ = try RunRepeater.step(last, of: records.map(\.definition))
      from = records.firstIndex { $0.step.name == last } ?? 0
    }
    // A step that failed or was cancelled half way may have written something as well.
    return records[from...].filter { record in
      record.step.mayHaveEffects && record.definition.compensation != nil
        && !undone.contains(undoing(record.step.name))
    }.reversed()
  }

  /// The step that undoes a step.
  private static func undoing(_ step: String) -> String { "undo_\(step)" }

  /// Why there is nothing in a plan that has no steps.
  static func nothing(undone: Set<String>) -> String {
    undone.isEmpty
      ? localized("it has done nothing that can be undone", "它没有做过可撤销的事")
      : localized("what it did is undone already", "它做过的已经撤销")
  }

  /// The newest run that came after one of the same version and stands in the way of undoing it: one at work, or one
  /// that has done what its own undoing would undo. `nil` when there is none.
  static func inTheWay(of run: Run, _ connection: PostgresConnection) async throws -> Run? {
    for later in try await RunRepository.later(than: run, connection) {
      if !later.state.isTerminal { return later }
      if later.compensates != nil { continue }
      let undone = try await StepRepository.succeeded(inRunsThatUndo: later, connection)
      let records = try await StepRepository.list(of: later.id, connection)
      if try !plan(records, downTo: nil, undone: undone).isEmpty { return later }
    }
    return nil
  }

  /// Why a run may not be undone; `nil` when it may. `later` is the one in its way.
  static func obstacle(_ run: Run, later: Run?) -> String? {
    if run.compensates != nil { return localized("it undoes another run itself", "它本身就是撤销运行") }
    if !run.state.isTerminal { return localized("it is still at work; cancel it first", "它还在运行，请先取消") }
    guard let later else { return nil }
    if later.compensates == run.id { return localized("run \(later.id) undoes it now", "运行 \(later.id) 正在撤销它") }
    if !later.state.isTerminal {
      return localized("run \(later.id) is at work on its version", "运行 \(later.id) 正在处理这个版本")
    }
    return localized(
      "run \(later.id) came after it, and what it did stands; undo that one first",
      "运行 \(later.id) 在它之后，其结果仍有效；请先撤销那次运行")
  }

  /// What a step's undoing changes, in words.
  static func effect(of record: StepRepository.Record, in run: Run) -> String {
    let version = "\(run.datasetName) \(run.datasetVersion)"
    guard record.step.state == .succeeded else {
      return localized(
        "what \(record.step.name) has done half way is undone", "撤销 \(record.step.name) 未做完的部分")
    }
    let output = record.step.output ?? [:]
    // The step may be one that does not say what it wrote.
    func rows(_ count: JSON?, _ table: JSON?, in layer: String) -> String {
      guard let count = count?.integer, let table = table?.string else {
        return localized("all rows of \(version) leave its \(layer) table", "\(version) 在 \(layer) 表中的全部行被移除")
      }
      return localized("\(counted(count, "row leaves", "rows leave")) \(table)", "\(table) 中的 \(count) 行被移除")
    }
    switch record.definition.compensation?.function {
    case "metadata.withdraw": return localized("\(version) is published no more", "\(version) 不再是已发布")
    case "processing.empty_dwd": return rows(output["rows"]?["loaded"], output["dwd_table"], in: "DWD")
    case "processing.empty_ods": return rows(output["rows_loaded"], output["ods_table"], in: "ODS")
    case "metadata.roll_back": return localized("\(version) is ROLLED_BACK", "\(version) 变为已回滚")
    case let function:
      return localized(
        "\(record.step.name) is undone by \(function ?? "")", "\(record.step.name) 由 \(function ?? "") 撤销")
    }
  }

  /// The steps of the run that carries out a plan, one after the other.
  static func steps(of run: RunID, by plan: [StepRepository.Record], newID: () -> UUID) -> [StepRepository.Record] {
    var steps: [StepRepository.Record] = []
    for (position, record) in plan.enumerated() {
      guard let compensation = record.definition.compensation else { continue }
      let definition = Workflow.Step(
        name: undoing(record.step.name), function: compensation.function, queue: compensation.queue,
        dependsOn: steps.last.map { [$0.step.name] } ?? [], retry: record.definition.retry,
        timeoutSeconds: record.definition.timeoutSeconds)
      steps.append(.pending(definition, of: run, position: position, id: StepID(newID())))
    }
    return steps
  }

  func start(
    _ id: RunID, downTo last: String?, reason: String, on connection: PostgresConnection
  ) async throws -> (run: RunID, audit: AuditID) {
    let environment = orchestrator.environment
    try await RunTurnRepository.lockVersion(of: id, connection)
    guard let found = try await RunRepository.find(id, lock: true, connection) else {
      throw Failure.notFound("run", id.description, list: "flowsight runs list")
    }
    let later = try await RunUndo.inTheWay(of: found.run, connection)
    if let obstacle = RunUndo.obstacle(found.run, later: later) {
      throw WorkflowService.refused("run \(id): \(obstacle)")
    }
    let undone = try await StepRepository.succeeded(inRunsThatUndo: found.run, connection)
    let plan = try RunUndo.plan(try await StepRepository.list(of: id, connection), downTo: last, undone: undone)
    guard !plan.isEmpty else { throw WorkflowService.refused("run \(id): \(RunUndo.nothing(undone: undone))") }
    try await orchestrator.claim(
      found.run.datasetID, found.run.datasetVersion, for: found.run.workflow, writes: true, on: connection)
    var run = found.run
    run.id = RunID(environment.newID())
    run.parentID = found.run.id
    run.compensates = found.run.id
    run.state = .initial
    run.failure = nil
    (run.hold, run.deadlineAt, run.policy) = (nil, nil, RunPolicy(priority: run.policy.priority))
    run.origin = RunOrigin(actor: actor.name)
    run.createdAt = environment.now()
    let steps = RunUndo.steps(of: run.id, by: plan, newID: environment.newID)
    let audit = try await orchestrator.outbox.audit(
      actor, .undoRun, target: .run(id), reason: reason,
      before: ["status": .string(found.run.state.rawValue), "done": .array(plan.map { .string($0.step.name) })],
      after: ["run_id": .string(run.id.description), "undone": .array(plan.map { .string($0.step.name) })],
      traceID: run.traceID, on: connection)
    let statements = [try RunRepository.insertion(run, input: found.input)] + (try steps.map(StepRepository.insertion))
    try await orchestrator.advance(
      run, input: found.input, known: steps, writing: Orchestrator.Writing(statements: statements), cause: actor.name,
      on: connection)
    return (run.id, audit)
  }
}
