/// A state machine as a table: everything it allows is in `transitions`, everything else is refused.
///
/// `Self` is the state. The table is the single source of the code, of the generated document, and of the test that
/// walks every pair.
public protocol StateMachine: RawRepresentable<String>, Hashable, CaseIterable, Sendable, Codable,
  CodingKeyRepresentable
{
  associatedtype Event: RawRepresentable<String> & Hashable & CaseIterable & Sendable

  /// What the machine is about, for the document.
  static var title: String { get }
  static var initial: Self { get }
  static var transitions: [Transition<Self>] { get }
}

/// `from` + `event` → `to`.
public struct Transition<State: StateMachine>: Hashable, Sendable {
  public var from: State
  public var event: State.Event
  public var to: State

  public init(_ from: State, _ event: State.Event, _ to: State) {
    self.from = from
    self.event = event
    self.to = to
  }
}

/// An event that the state does not accept.
public struct IllegalTransition: Error, Hashable, Sendable {
  public var machine: String
  public var state: String
  public var event: String
}

extension StateMachine {
  /// The state after `event`, or the refusal.
  public func after(_ event: Event) throws(IllegalTransition) -> Self {
    guard let transition = Self.transitions.first(where: { $0.from == self && $0.event == event }) else {
      throw IllegalTransition(machine: Self.title, state: rawValue, event: event.rawValue)
    }
    return transition.to
  }

  public func accepts(_ event: Event) -> Bool {
    Self.transitions.contains { $0.from == self && $0.event == event }
  }

  /// Nothing leads out of the state.
  public var isTerminal: Bool { !Self.transitions.contains { $0.from == self } }
}
