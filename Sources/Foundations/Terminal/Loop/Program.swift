public import Foundation

/// A screen program as values: events become messages, messages change the state and ask for effects, the state makes
/// a picture. All four are pure, so a test is messages in and a ``Surface`` out.
public protocol Program {
  associatedtype State
  associatedtype Message: Sendable
  /// Work to do outside: a value that a runner executes. See ``Loop``.
  associatedtype Effect: Sendable

  /// The message for what the terminal sent; `nil` ignores it. A resize draws anew by itself.
  func message(for event: Event) -> Message?
  func update(_ state: inout State, _ message: Message) -> [Effect]
  func view(_ state: State, _ size: Size) -> Surface

  /// Whether the picture may be another after the message; asked before ``update(_:_:)``.
  func isSeen(_ message: Message, in state: State) -> Bool

  /// The theme to show it in; `nil` keeps the screen's.
  func theme(_ state: State) -> Theme?

  /// What the terminal's window is called; `nil` leaves its name alone.
  func title(_ state: State) -> String?

  /// When the picture changes by time alone (a clock, an age); `nil` when it does not. At that time the loop sends
  /// ``tick(at:)``.
  func deadline(_ state: State) -> Date?
  /// The message for a deadline that has come; `nil` only draws anew.
  func tick(at now: Date) -> Message?
  /// Whether the loop should end.
  func isFinished(_ state: State) -> Bool
}

extension Program {
  public func isSeen(_ message: Message, in state: State) -> Bool { true }
  public func theme(_ state: State) -> Theme? { nil }
  public func title(_ state: State) -> String? { nil }
  public func deadline(_ state: State) -> Date? { nil }
  public func tick(at now: Date) -> Message? { nil }
}
