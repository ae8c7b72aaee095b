import Foundation
import Model

/// The reference document of the state machines, made from their tables.
enum StateMachineDocument {
  static let path = "docs/reference/state-machines.md"

  static var text: String {
    """
    # State machines

    Every state that FlowSight keeps is one of these machines. A machine is a table: what is not in it is refused. This
    page is made from the tables in `Sources/Model/States`, and a test compares it with them; after a change, run
    `UPDATE_GOLDEN=1 swift test --filter ModelTests`.

    In the tables, a row is the state before, a column the event, a cell the state after; `·` is refused.

    \(Machines.all.map(\.section).joined(separator: "\n"))
    """
  }

  static func section<State: StateMachine>(_ machine: State.Type) -> String {
    let events = Array(State.Event.allCases)
    let states = Array(State.allCases)
    let header = "| | " + events.map { "`\($0.rawValue)`" }.joined(separator: " | ") + " |"
    let rule = "| --- |" + String(repeating: " --- |", count: events.count)
    let rows = states.map { state in
      let cells = events.map { event in (try? state.after(event))?.rawValue ?? "·" }
      return "| **\(state.rawValue)** | " + cells.joined(separator: " | ") + " |"
    }
    let edges = State.transitions.map { "    \($0.from.rawValue) --> \($0.to.rawValue): \($0.event.rawValue)" }
    let ends = states.filter(\.isTerminal).map { "    \($0.rawValue) --> [*]" }
    return """
      ## \(State.title)

      \(([header, rule] + rows).joined(separator: "\n"))

      ```mermaid
      stateDiagram-v2
          [*] --> \(State.initial.rawValue)
      \((edges + ends).joined(separator: "\n"))
      ```

      """
  }
}

/// The machines, with their types forgotten.
struct Machines: Sendable {
  let title: String
  let section: String

  static let all: [Machines] = [
    Machines(UploadState.self), Machines(JobState.self), Machines(VersionState.self), Machines(LeaseState.self),
    Machines(LetterState.self), Machines(BulkOperationState.self),
    Machines(BulkOutcome.self), Machines(GateState.self), Machines(LabelTaskState.self),
    Machines(AssignmentState.self),
  ]

  private init<State: StateMachine>(_ machine: State.Type) {
    title = State.title
    section = StateMachineDocument.section(machine)
  }
}
