import Foundation
import Model
import Support

@testable import Workflow

// What persons do to runs: see `Workflow.RunRepeater`, `Workflow.RunUndo`, `Workflow.LetterBox` and the gates.

extension RunTable {
  struct Letter: Hashable {
    var run: RunID
    var step: String
    var state: LetterState
    var redriveRun: RunID?
    var redriveCount = 0
  }

  // MARK: - Runs at work

  /// A person ends a run that is at work.
  mutating func cancel(_ id: RunID) -> [Order] {
    guard let run = runs[id], !run.state.isTerminal else { return [] }
    let orders = end(run, .cancelled)
    runs[id]?.cancelled = Set(run.steps.filter { !$0.step.state.isTerminal }.map(\.step.id))
    return orders
  }

  /// A person leaves out a step that nobody works on.
  mutating func skip(_ name: String, of id: RunID, at now: Date = .distantPast) -> [Order] {
    guard var run = runs[id], !run.state.isTerminal, let at = run.steps.firstIndex(where: { $0.step.name == name }),
      RunRepeater.obstacle(toSkipping: run.steps[at].definition, in: run.steps[at].step.state) == nil,
      run.steps[at].step.state.accepts(.skipped)
    else { return [] }
    move(&run.steps[at].step, .skipped)
    let taken = run.steps[at].isOrdered ? [Order.cancelled(order(run.steps[at], of: id))] : []
    runs[id] = run
    return taken + advance(id, at: now)
  }

  // MARK: - Gates

  mutating func pause(_ gate: Gate.ID) { if gates[gate, default: 0] % 2 == 0 { gates[gate, default: 0] += 1 } }

  mutating func resume(_ gate: Gate.ID) -> [Order] {
    guard gates[gate, default: 0] % 2 == 1 else { return [] }
    gates[gate, default: 0] += 1
    return [.resumed(gate, gates[gate, default: 0])]
  }

  /// Sets going what waited for a gate, unless it has changed since.
  mutating func release(_ gate: Gate.ID, _ revision: Int, at now: Date = .distantPast) -> [Order] {
    guard gates[gate, default: 0] == revision else { return [] }
    let waiting = runs.values.filter { run in
      guard !run.state.isTerminal else { return false }
      return gate.kind == .workflow
        ? run.workflow == gate.name
        : run.steps.contains { $0.step.state == .pending && !$0.isOrdered && $0.definition.queue == gate.name }
    }
    return waiting.sorted { $0.number < $1.number }.flatMap { advance($0.id, at: now) }
  }

  // MARK: - Again, and back

  private func newest(about version: Int) -> RunRow? {
    runs.values.filter { $0.version == version }.max { $0.number < $1.number }
  }

  /// Does what is left of a run again: `nil` when it may not be.
  mutating func again(_ id: RunID, _ scope: RerunScope, as new: RunID, at now: Date = .distantPast) -> [Order]? {
    guard let old = runs[id], old.state == .failed || old.state == .cancelled, newest(about: old.version)?.id == id,
      let copies = try? RunRepeater.copies(
        of: old.steps.map(\.record), for: new, scope, changes: false, at: now, newID: newID)
    else { return nil }
    var run = old
    (run.id, run.number, run.state, run.hold, run.deadlineAt) = (new, runs.count, .initial, nil, nil)
    (run.isExpired, run.cancelled) = (false, nil)
    run.steps = copies.map { StepRow($0) }
    runs[new] = run
    let lines = LetterMove(ways: LetterMove.repeated, from: LetterState.waiting, actor: "", at: now).lines
    for index in letters.indices where waits(letters[index], on: id) {
      guard let line = lines.first(where: { $0.start == letters[index].state && $0.isLast }) else { continue }
      letters[index].state = line.after
      letters[index].redriveRun = new
      letters[index].redriveCount += 1
    }
    return advance(new, at: now)
  }

  private func waits(_ letter: Letter, on run: RunID) -> Bool {
    (letter.redriveRun ?? letter.run) == run && LetterState.waiting.contains(letter.state)
  }

  /// What is left to undo of a run.
  private func undoing(_ run: RunRow) -> [StepRepository.Record] {
    let undone = runs.values.filter { undoing in
      undoing.version == run.version && undoing.compensates.flatMap { runs[$0] }.map { $0.number >= run.number } == true
    }.flatMap(\.steps).filter { $0.step.state == .succeeded }
    let plan = try? RunUndo.plan(run.steps.map(\.record), downTo: nil, undone: Set(undone.map(\.step.function)))
    return plan ?? []
  }

  private func standsInTheWay(_ later: RunRow) -> Bool {
    !later.state.isTerminal || (later.compensates == nil && !undoing(later).isEmpty)
  }

  /// Undoes a run that has ended: `nil` when it may not be, or nothing is left of it.
  mutating func undo(_ id: RunID, as new: RunID, at now: Date = .distantPast) -> [Order]? {
    guard let old = runs[id], old.compensates == nil, old.state.isTerminal,
      !runs.values.contains(where: { $0.version == old.version && $0.number > old.number && standsInTheWay($0) })
    else { return nil }
    let plan = undoing(old)
    guard !plan.isEmpty else { return nil }
    var run = old
    (run.id, run.number, run.state, run.hold, run.deadlineAt) = (new, runs.count, .initial, nil, nil)
    (run.isExpired, run.cancelled, run.policy, run.compensates) = (false, nil, RunPolicy(), id)
    run.steps = RunUndo.steps(of: new, by: plan, newID: newID).map { StepRow($0) }
    return begin(run, at: now)
  }

  // MARK: - Letters

  mutating func giveUp(_ step: Step, of run: RunID) {
    let parent = letters.first { $0.redriveRun == run && $0.step == step.name }
    let count = parent?.redriveCount ?? 0
    letters.append(
      Letter(
        run: run, step: step.name, state: count >= LetterBox.redrivesMax ? .quarantined : .dead, redriveCount: count))
  }

  mutating func settleLetters(redrivenBy run: RunID, at end: JobState.Event) {
    let event = LetterBox.event(at: end, gaveUp: letters.contains { $0.run == run })
    for index in letters.indices where letters[index].redriveRun == run {
      if let state = try? letters[index].state.after(event) { letters[index].state = state }
    }
  }
}

extension RunTable {
  /// What is wrong with all runs together in the end.
  var problems: [String] {
    var problems = runs.values.sorted { $0.number < $1.number }.flatMap(\.problems)
    for (workflow, most) in mostAtWork.sorted(by: { $0.key < $1.key }) {
      let limit = runs.values.first { $0.workflow == workflow && $0.compensates == nil }?.policy.concurrency?.max
      if let limit, most > limit { problems.append("\(most) runs of \(workflow) were at work at once, of \(limit)") }
    }
    for letter in letters {
      if letter.state == .redriving { problems.append("a letter of run \(letter.run) is on its way for ever") }
      guard let redrive = letter.redriveRun.flatMap({ runs[$0] }) else { continue }
      if letter.state == .redriven, redrive.state == .cancelled {
        problems.append("a letter of run \(letter.run) is settled by a run that was cancelled")
      }
      if LetterState.waiting.contains(letter.state), redrive.state == .succeeded {
        problems.append("a letter of run \(letter.run) waits, and its work is done")
      }
    }
    let undone = runs.values.filter { $0.compensates != nil }.flatMap { run in
      run.steps.filter { $0.step.state == .succeeded && !$0.step.isCarriedOver }.map {
        "\(run.version) \($0.step.name)"
      }
    }
    if Set(undone).count < undone.count { problems.append("a step was undone twice") }
    return problems
  }
}
