import Foundation
import Messaging
import Model
import Postgres
import Support

/// Repeats runs: a new run under the same trace and root, which carries over what succeeded and does the rest again with
/// a fresh budget of attempts, or replays all of it.
struct RunRepeater {
  let orchestrator: Orchestrator
  let actor: Actor
  /// The operation that the repetition is a part of, with the audit entry of all of it.
  var operation: BulkOperation?

  private var environment: Environment { orchestrator.environment }
  private var origin: RunOrigin { RunOrigin(actor: actor.name, in: operation) }

  /// Why a run may not be repeated; `nil` when it may.
  static func obstacle(_ run: Run, _ scope: RerunScope) -> String? {
    if scope == .all, run.compensates != nil {
      return localized("it undoes another run; undo that one again instead", "它是撤销运行；请再次撤销原运行")
    }
    return switch run.state {
    case .failed, .cancelled, .skipped: nil
    case .succeeded:
      scope == .all ? nil : localized("it succeeded; replay it, or ingest a new version", "它已成功；请重放它，或接入新版本")
    case .pending, .running: localized("it is still at work", "它还在运行")
    }
  }

  /// Why no new run may take the place of the newest one for the version.
  static func obstacle(_ run: Run, _ scope: RerunScope, newest: Run?) -> String? {
    guard let newest, newest.id != run.id else { return nil }
    if scope != .all, newest.compensates != nil, run.compensates == nil {
      return localized(
        "run \(newest.id) undoes what was done to its version; replay it instead",
        "运行 \(newest.id) 撤销对该版本所做的处理；请改为重放它")
    }
    if scope != .all { return localized("run \(newest.id) repeats it already", "运行 \(newest.id) 已在重复它") }
    return newest.state.isTerminal
      ? nil : localized("run \(newest.id) is at work on its version", "运行 \(newest.id) 正在处理这个版本")
  }

  /// The same of a run that is known by how it stands.
  static func obstacle(_ standing: RunRepository.Standing) -> String? {
    obstacle(standing.run, .failed) ?? obstacle(standing.run, .failed, newest: standing.newest)
  }

  /// The edits that are not sent when the run is made from this payload: one is sent for all letters that wait for its
  /// work, and others of them were edited to something else. `edits` are the newest of these letters.
  static func dropped(sending payload: LetterPayload, _ edits: [LetterRevisionRepository.Record]) -> [LetterID] {
    guard let sent = try? payload.order() else { return [] }
    return edits.filter { edit in
      guard edit.letterID != payload.letter.id else { return false }
      let other = try? LetterPayload(payload.letter, edit).order()
      return other?.parameters != sent.parameters || other?.file != sent.file
    }.map(\.letterID)
  }

  /// Why the run may not be made from this payload; `nil` when no edit is dropped, or somebody chose that.
  static func obstacle(toSending payload: LetterPayload, _ edits: [LetterRevisionRepository.Record]) -> String? {
    guard !payload.isChosen, let other = dropped(sending: payload, edits).first else { return nil }
    return localized(
      "letter \(other) of the same run was edited to something else, and one payload is sent for both: \(waysOut)",
      "同一次运行的死信 \(other) 有不同的修订，而两者只发送一份内容：\(waysOut)")
  }

  /// Of letters of one run that were edited to different things.
  static var waysOut: String {
    localized(
      "say which with `--revision N` (in the console open that letter and redrive it there), or discard the other",
      "用 `--revision N` 指明发送哪一版（在控制台打开该死信并在那里重投），或丢弃另一封")
  }

  /// What becomes of the steps of the old run in the new one; those that are not named are done again.
  struct Sorting: Hashable {
    var kept: Set<String>
    var skipped: Set<String> = []
    /// Parts of a step that becomes parts anew.
    var dropped: Set<String> = []
  }

  /// With `changes`, the parameters are others. Fails with `invalid_argument` when the scope names a step that there is not, or that cannot be skipped.
  static func sorted(
    _ steps: [Workflow.Step], _ states: [String: JobState], _ scope: RerunScope, changes: Bool = false
  ) throws(Failure) -> Sorting {
    // A condition that did not hold may hold now, with other parameters.
    let mayHold = steps.filter { $0.when != nil && !$0.isOptional && states[$0.name] == .skipped }.map(\.name)
    // A step with parts waits for them too.
    let links: [(name: String, dependsOn: [String])] = steps.map { step in
      (step.name, step.dependsOn + steps.filter { $0.part?.of == step.name }.map(\.name))
    }
    // What comes behind it is then made of what it leaves.
    let asked = mayHold.reduce(into: Set<String>()) { asked, name in
      asked.formUnion(changes ? Workflow.downstream(of: name, in: links) : [name])
    }
    let kept = Set(steps.map(\.name).filter { states[$0]?.isSatisfied == true }).subtracting(asked)
    switch scope {
    case .failed: return Sorting(kept: kept)
    case .all: return Sorting(kept: [], dropped: Set(steps.filter { $0.part != nil }.map(\.name)))
    case .from(let name):
      _ = try step(name, of: steps)
      let again = Workflow.downstream(of: name, in: links)
      let dropped = steps.filter { $0.part?.of == name || ($0.part != nil && !again.isDisjoint(with: $0.dependsOn)) }
      return Sorting(kept: kept.subtracting(again).subtracting(dropped.map(\.name)), dropped: Set(dropped.map(\.name)))
    case .skipping(let name):
      let step = try step(name, of: steps)
      if let obstacle = obstacle(toSkipping: step, in: states[name] ?? .pending) { throw Failure.invalid(obstacle) }
      let parts = Set(steps.filter { $0.part?.of == name }.map(\.name))
      return Sorting(kept: kept.subtracting(parts), skipped: [name], dropped: parts)
    }
  }

  static func step(_ name: String, of steps: [Workflow.Step]) throws(Failure) -> Workflow.Step {
    guard let step = steps.first(where: { $0.name == name }) else {
      throw Failure.invalid(
        "the run has no step '\(name)'", nextStep: "its steps are \(steps.map(\.name).joined(separator: ", "))")
    }
    return step
  }

  /// Why a step may not be left out; `nil` when it may.
  static func obstacle(toSkipping step: Workflow.Step, in state: JobState) -> String? {
    if !step.isOptional {
      return localized(
        "step \(step.name) is not optional: others need what it makes", "步骤 \(step.name) 不可省略：后续步骤需要它的结果")
    }
    return state.isSatisfied ? localized("step \(step.name) is done already", "步骤 \(step.name) 已完成") : nil
  }

  /// Starts the new run. All letters that wait for the old one's work are redriven by it. With the `payload` of one of
  /// them it is made from that, as it came or as it was edited: its parameters, its file.
  func repeatRun(
    _ id: RunID, _ scope: RerunScope = .failed, parameters: JSON, payload: LetterPayload? = nil, reason: String,
    act: Act, on connection: PostgresConnection
  ) async throws -> (run: RunID, audit: AuditID) {
    try await RunTurnRepository.lockVersion(of: id, connection)
    guard var found = try await RunRepository.find(id, lock: true, connection) else {
      throw Failure.notFound("run", id.description, list: "flowsight runs list")
    }
    let before = found.run.parameters
    if let payload {
      let order = try payload.order()
      found.run.parameters = order.parameters
      found.input = order.file
      if let obstacle = RunRepeater.obstacle(
        toSending: payload, try await LetterRevisionRepository.newest(waitingOn: [id], connection))
      {
        throw LetterActions.refused(payload.letter, obstacle)
      }
    }
    try await orchestrator.check(parameters, of: found.run, on: connection)
    let records = try await StepRepository.list(of: id, connection)
    try await checkMayRepeat(found.run, scope, parameters, records, on: connection)
    var run = found.run
    run.id = RunID(environment.newID())
    run.parentID = found.run.id
    run.state = .initial
    run.failure = nil
    (run.hold, run.deadlineAt, run.origin) = (nil, nil, origin)
    run.createdAt = environment.now()
    for change in parameters.members ?? [] { run.parameters[change.name] = change.value }
    var edit = payload?.edit
    if payload == nil { edit = try await RunRepository.edit(of: id, connection) }
    let steps = try RunRepeater.copies(
      of: records, for: run.id, scope, changes: run.parameters != before, at: run.createdAt, newID: environment.newID)
    let begin = StateChange(
      at: run.createdAt, subject: "run", event: scope.verb, from: nil, to: run.state.rawValue, actor: actor.name,
      detail: "of run \(id)\(operation == nil ? "" : " by \(origin.text)"): \(reason)")
    _ = try await connection.pipeline(
      [try RunRepository.insertion(run, input: found.input, edit: edit), RunRepository.logging(run.id, begin)]
        + steps.map(StepRepository.insertion))
    try await redriveLetters(of: found.run.id, by: run.id, reason: reason, on: connection)
    let audit =
      if let entry = operation?.auditID { entry } else {
        try await orchestrator.outbox.audit(
          actor, act, target: .run(id), reason: reason,
          before: ["run_id": .string(id.description), "parameters": before],
          after: .object(
            [JSON.Member("run_id", .string(run.id.description)), JSON.Member("parameters", run.parameters)]
              + (payload?.audited ?? [])), traceID: run.traceID, on: connection)
      }
    try await orchestrator.advance(run, input: found.input, known: steps, cause: actor.name, on: connection)
    return (run.id, audit)
  }

  private func checkMayRepeat(
    _ run: Run, _ scope: RerunScope, _ parameters: JSON, _ records: [StepRepository.Record],
    on connection: PostgresConnection
  ) async throws {
    guard scope != .all || parameters.members?.isEmpty ?? true else { throw RunRepeater.replayTakesNoParameters }
    if let obstacle = RunRepeater.obstacle(run, scope) {
      throw Failure("run_not_repeatable", "run \(run.id) cannot be repeated: \(obstacle)")
    }
    let newest = try await RunRepository.latest(
      of: run.workflow, dataset: run.datasetID, version: run.datasetVersion, connection)
    if let newest, let obstacle = RunRepeater.obstacle(run, scope, newest: newest) {
      throw Failure(
        scope == .all ? "run_not_repeatable" : "run_superseded", "run \(run.id) cannot be repeated: \(obstacle)",
        nextStep: "look at it with `flowsight runs show \(newest.id)`")
    }
    try await orchestrator.claim(
      run.datasetID, run.datasetVersion, for: run.workflow, writes: RunRepeater.writes(run, records.map(\.step)),
      on: connection)
  }

  /// Whether a run with these steps changes the version that it is about.
  static func writes(_ run: Run, _ steps: [Step]) -> Bool {
    run.compensates != nil || steps.contains { Workflow.writers.contains($0.function) }
  }

  static let replayTakesNoParameters = Failure.invalid(
    "a replay takes the parameters that the run recorded",
    nextStep: "with others it is `flowsight runs rerun`, or `flowsight backfill start … --reprocess all`")

  /// Starts a run of the newest document in place of one that has ended, from the first step, with its parameters as far
  /// as the document still has them. Letters of the old one that wait for a decision are redriven by it.
  func startAnew(
    _ id: RunID, parameters: JSON, reason: String, on connection: PostgresConnection
  ) async throws -> RunID {
    try await RunTurnRepository.lockVersion(of: id, connection)
    guard let found = try await RunRepository.find(id, lock: true, connection) else {
      throw Failure.notFound("run", id.description, list: "flowsight runs list")
    }
    let old = found.run
    let known = try await orchestrator.document(old.workflow, on: connection).parameters
    var wanted = JSON.object((old.parameters.members ?? []).filter { known[$0.name] != nil })
    for change in parameters.members ?? [] { wanted[change.name] = change.value }
    let run = try await orchestrator.start(
      RunRequest(
        workflow: old.workflow, datasetID: old.datasetID, datasetVersion: old.datasetVersion, parameters: wanted),
      repeating: old, origin: origin, on: connection)
    try await redriveLetters(of: id, by: run.id, reason: reason, on: connection)
    return run.id
  }

  /// The steps of the new run, which is made at a time: some as they were left, some left out, the others to be done.
  static func copies(
    of records: [StepRepository.Record], for new: RunID, _ scope: RerunScope, changes: Bool, at now: Date,
    newID: () -> UUID
  ) throws -> [StepRepository.Record] {
    let states = Dictionary(records.map { ($0.step.name, $0.step.state) }, uniquingKeysWith: { first, _ in first })
    let sorting = try sorted(records.map(\.definition), states, scope, changes: changes)
    let stay = records.filter { !sorting.dropped.contains($0.step.name) }
    return try stay.map { record in
      var copy = StepRepository.Record.pending(
        record.definition, of: new, position: record.position, id: StepID(newID()))
      let name = record.step.name
      if sorting.kept.contains(name) {
        copy.step.state = record.step.state
        copy.step.isCarriedOver = true
        copy.step.output = record.step.output
        copy.step.startedAt = record.step.startedAt
        copy.step.finishedAt = record.step.finishedAt
      } else if sorting.skipped.contains(name) {
        copy.step.state = try copy.step.state.after(.skipped)
        copy.step.finishedAt = now
      } else if stay.contains(where: { $0.definition.part?.of == name }) {
        copy.step.state = try copy.step.state.after(.started)
        copy.step.startedAt = now
      }
      return copy
    }
  }

  private func redriveLetters(
    of old: RunID, by new: RunID, reason: String, on connection: PostgresConnection
  ) async throws {
    try await LetterRepository.move(
      try await LetterRepository.waiting(on: [old], connection),
      LetterMove(
        ways: LetterMove.repeated, from: LetterState.waiting, actor: actor.name, reason: reason,
        at: environment.now(), run: new, operation: operation?.action.backfill == nil ? operation?.id : nil),
      connection)
  }
}
