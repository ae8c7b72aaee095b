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

  /// What undoing comes to, the last step first. `undone`: the functions that have succeeded in undoing it, or what came
  /// after it; what they did is left out. Fails with `invalid_argument` when there is no such step.
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
      record.step.mayHaveEffects && record.definition.compensation.map { !undone.contains($0.function) } == true
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

  /// A run of the same version that stands in the way of undoing another.
  struct Obstacle {
    var run: Run
    /// It came after the one that is to be undone; else what that one would take away is its own work.
    var isLater: Bool
    /// Its document says how what stands of it is undone.
    var isUndoable: Bool
  }

  /// The newest run of the version that stands in the way of carrying out a plan: one at work; one that came later and
  /// has done what is not undone; and one that came before and made what the plan would take away, which the run itself
  /// did not make. `nil` when there is none.
  static func inTheWay(
    of run: Run, _ records: [StepRepository.Record], plan: [StepRepository.Record], _ connection: PostgresConnection
  ) async throws -> Obstacle? {
    let foreign = Set(plan.compactMap(\.definition.compensation?.function))
      .intersection(Workflow.undoings.values).subtracting(made(by: records))
    for (other, isLater) in try await RunRepository.beside(run, earlier: !foreign.isEmpty, connection) {
      let isOfSame = other.workflow == run.workflow
      if !other.state.isTerminal {
        // That of another workflow is asked for when the version is claimed.
        if isOfSame, isLater { return Obstacle(run: other, isLater: true, isUndoable: true) }
        continue
      }
      if other.compensates != nil { continue }
      let undone = try await StepRepository.succeeded(inRunsThatUndo: other, connection)
      let records = try await StepRepository.list(of: other.id, connection)
      let standing = made(by: records, notUndoneBy: undone)
      let plan = try RunUndo.plan(records, downTo: nil, undone: undone)
      let isInTheWay =
        isLater ? !standing.isEmpty || (isOfSame && !plan.isEmpty) : !standing.isDisjoint(with: foreign)
      if isInTheWay { return Obstacle(run: other, isLater: isLater, isUndoable: !plan.isEmpty) }
    }
    return nil
  }

  /// What takes away what steps have made of their version, of what has not gone by that or in their document's own way.
  private static func made(
    by records: [StepRepository.Record], notUndoneBy undone: Set<String> = []
  ) -> Set<String> {
    let standing = records.filter { record in
      record.step.mayHaveEffects && record.definition.compensation.map { undone.contains($0.function) } != true
    }
    return Set(standing.compactMap { Workflow.undoings[$0.step.function] }).subtracting(undone)
  }

  /// Why a run may not be undone; `nil` when it may. `other` is the one in its way.
  static func obstacle(_ run: Run, _ other: Obstacle?) -> String? {
    if run.compensates != nil { return localized("it undoes another run itself", "它本身就是撤销运行") }
    if !run.state.isTerminal { return localized("it is still at work; cancel it first", "它还在运行，请先取消") }
    guard let other else { return nil }
    let id = other.run.id
    if other.run.compensates == run.id { return localized("run \(id) undoes it now", "运行 \(id) 正在撤销它") }
    if !other.run.state.isTerminal {
      return localized("run \(id) is at work on its version", "运行 \(id) 正在处理这个版本")
    }
    let what =
      other.isLater
      ? localized("run \(id) came after it, and what it did stands", "运行 \(id) 在它之后，其结果仍有效")
      : localized("it would take away what run \(id) made", "它会移除运行 \(id) 的结果")
    return what
      + (other.isUndoable
        ? localized("; undo that one first", "；请先撤销那次运行")
        : localized(", and its document does not say how that is undone", "，而其文档没有说明如何撤销"))
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
    let undone = try await StepRepository.succeeded(inRunsThatUndo: found.run, connection)
    let records = try await StepRepository.list(of: id, connection)
    let plan = try RunUndo.plan(records, downTo: last, undone: undone)
    let other = try await RunUndo.inTheWay(of: found.run, records, plan: plan, connection)
    if let obstacle = RunUndo.obstacle(found.run, other) { throw WorkflowService.refused("run \(id): \(obstacle)") }
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
