import Foundation
import Model
import Testing

@Suite struct StateMachineTests {
  /// Every pair of a state and an event goes where the table says, or is refused with all that is needed to say so.
  private func walk<State: StateMachine>(_ machine: State.Type) {
    for state in State.allCases {
      for event in State.Event.allCases {
        let matching = State.transitions.filter { $0.from == state && $0.event == event }
        #expect(matching.count <= 1, "\(State.title): \(state) has two ways for \(event)")
        #expect(state.accepts(event) == !matching.isEmpty)
        if let transition = matching.first {
          #expect((try? state.after(event)) == transition.to)
        } else {
          let refusal = #expect(throws: IllegalTransition.self) { try state.after(event) }
          #expect(refusal?.machine == State.title)
          #expect(refusal?.state == state.rawValue)
          #expect(refusal?.event == event.rawValue)
        }
      }
    }
  }

  private func expectEveryStateIsReached<State: StateMachine>(
    _ machine: State.Type, beginningAlsoAt others: Set<State> = []
  ) {
    var reached = others.union([.initial])
    while true {
      let next = Set(State.transitions.filter { reached.contains($0.from) }.map(\.to))
      if next.isSubset(of: reached) { break }
      reached.formUnion(next)
    }
    #expect(reached == Set(State.allCases), "\(State.title)")
    #expect(Set(State.transitions.map(\.event)) == Set(State.Event.allCases), "\(State.title)")
  }

  @Test func everyPair() {
    walk(UploadState.self)
    walk(JobState.self)
    walk(VersionState.self)
    walk(LeaseState.self)
    walk(LetterState.self)
    walk(BulkOperationState.self)
    walk(BulkOutcome.self)
    walk(GateState.self)
    walk(LabelTaskState.self)
    walk(AssignmentState.self)
  }

  @Test func everyStateIsReachedAndEveryEventUsed() {
    expectEveryStateIsReached(UploadState.self)
    expectEveryStateIsReached(JobState.self)
    expectEveryStateIsReached(VersionState.self)
    expectEveryStateIsReached(LeaseState.self)
    expectEveryStateIsReached(LetterState.self, beginningAlsoAt: [.quarantined])
    expectEveryStateIsReached(BulkOperationState.self)
    expectEveryStateIsReached(BulkOutcome.self)
    expectEveryStateIsReached(GateState.self)
    expectEveryStateIsReached(LabelTaskState.self)
    expectEveryStateIsReached(AssignmentState.self)
  }

  @Test func whatIsFinal() {
    #expect(UploadState.allCases.filter(\.isTerminal) == [.ingested, .failed])
    #expect(JobState.allCases.filter(\.isTerminal) == [.succeeded, .failed, .cancelled, .skipped])
    #expect(LeaseState.allCases.filter(\.isTerminal) == [.done, .dead, .cancelled])
    #expect(VersionState.allCases.filter(\.isTerminal) == [])
    #expect(LetterState.allCases.filter(\.isTerminal) == [.redriven])
    #expect(LabelTaskState.allCases.filter(\.isTerminal) == [])
    #expect(
      AssignmentState.allCases.filter(\.isTerminal) == [.rejectedRemoved])
  }

  @Test func namesAreThoseOfTheDatabase() {
    for name in JobState.allCases.map(\.rawValue) + LetterState.allCases.map(\.rawValue)
      + UploadState.allCases.map(\.rawValue)
    {
      #expect(name == name.uppercased())
    }
    for event in LetterState.Event.allCases { #expect(event.rawValue == event.rawValue.lowercased()) }
  }

  /// The document is the second opinion: a table that changes by accident differs from it.
  @Test func theDocumentSaysTheSame() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = root.appending(path: StateMachineDocument.path)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try StateMachineDocument.text.write(to: url, atomically: true, encoding: .utf8)
    }
    let text = try String(contentsOf: url, encoding: .utf8)
    #expect(text == StateMachineDocument.text, "run UPDATE_GOLDEN=1 swift test --filter ModelTests")
  }
}
