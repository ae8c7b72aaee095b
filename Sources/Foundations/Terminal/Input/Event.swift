/// What comes from the terminal.
public enum Event: Sendable, Hashable, Codable {
  case key(Key)
  /// Text that was pasted, as the terminal sent it: it may hold anything, and is never taken for keys.
  case paste(String)
  case mouse(Mouse)
  case resize(Size)
}

/// A mouse event, at a cell of the screen.
public struct Mouse: Sendable, Hashable, Codable {
  public enum Action: String, Sendable, Hashable, Codable { case press, release, wheelUp, wheelDown }

  public var action: Action
  /// 1 left, 2 middle, 3 right; 0 for the wheel.
  public var button: Int
  public var at: Point

  public init(_ action: Action, button: Int = 0, at: Point) {
    self.action = action
    self.button = button
    self.at = at
  }
}
