import Foundation
import Model

// What persons do in the middle of it. Each act is one transaction, and happens or does not.

extension Simulation {
  enum Act: String, CaseIterable { case cancel, skip, pauseWorkflow, pauseQueue, rerun, rerunFrom, redrive, undo }

  func intervene() {
    let act = random.choose(Act.allCases)
    guard perform(act) else { return }
    acts[act.rawValue, default: 0] += 1
  }

  /// `false`: there was nothing to be done.
  private func perform(_ act: Act) -> Bool {
    switch act {
    case .cancel:
      guard let run = choose({ !$0.state.isTerminal }) else { return false }
      order(runs.cancel(run.id))
    case .skip:
      let isOpen = { (row: RunTable.StepRow) in row.definition.isOptional && row.step.state == .pending }
      guard let run = choose({ !$0.state.isTerminal && $0.steps.contains(where: isOpen) }) else { return false }
      order(runs.skip(random.choose(run.steps.filter(isOpen)).step.name, of: run.id, at: databaseNow))
    case .pauseWorkflow: hold(Gate.ID(.workflow, random.choose(Simulation.policies).0))
    case .pauseQueue: hold(Gate.ID(.queue, random.choose(Simulation.queues)))
    case .rerun: return again { _ in .failed }
    case .rerunFrom: return again { .from(self.random.choose($0.steps).step.name) }
    case .redrive:
      let letters = runs.letters.filter { $0.state == .dead }
      guard !letters.isEmpty else { return false }
      let letter = random.choose(letters)
      return again(letter.redriveRun ?? letter.run, .failed)
    case .undo:
      guard let run = choose({ $0.state.isTerminal && $0.compensates == nil }) else { return false }
      guard let orders = runs.undo(run.id, as: RunID(newID()), at: databaseNow) else { return false }
      order(orders)
    }
    return true
  }

  private func choose(_ isMeant: (RunTable.RunRow) -> Bool) -> RunTable.RunRow? {
    let meant = runs.runs.values.filter(isMeant).sorted { $0.number < $1.number }
    return meant.isEmpty ? nil : random.choose(meant)
  }

  private func again(_ scope: (RunTable.RunRow) -> RerunScope) -> Bool {
    guard let run = choose({ $0.state == .failed || $0.state == .cancelled }) else { return false }
    return again(run.id, scope(run))
  }

  private func again(_ run: RunID, _ scope: RerunScope) -> Bool {
    guard let orders = runs.again(run, scope, as: RunID(newID()), at: databaseNow) else { return false }
    order(orders)
    return true
  }

  /// Somebody lets through again what was held, sooner or later.
  private func hold(_ gate: Gate.ID) {
    runs.pause(gate)
    time.after(random.seconds(1...40)) { self.order(self.runs.resume(gate)) }
  }
}
