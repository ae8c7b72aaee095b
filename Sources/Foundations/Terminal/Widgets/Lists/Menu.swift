/// A few choices in a popup, over what is there (which is dimmed). Arrows and enter choose, or a choice's own key.
///
///     ┌ Open with ───────────┐
///     │ s  strict            │     (cursor row, on the ground `.selection`)
///     │ l  lenient           │
///     │ a  ask – not allowed │     (cannot be chosen, and why)
///     └──────────────────────┘
public struct Menu<Value: Sendable>: Widget, Sendable {
  public let title: String
  public let choices: [Choice<Value>]
  public private(set) var scroll = Scroll()

  private static var columnsMax: Int { 64 }
  private static var rowsMax: Int { 16 }

  public init(_ title: String, _ choices: [Choice<Value>]) {
    self.title = title
    self.choices = choices
  }

  /// What enter chooses; `nil` when it cannot be chosen.
  public var chosen: Value? {
    guard choices.indices.contains(scroll.cursor), choices[scroll.cursor].obstacle == nil else { return nil }
    return choices[scroll.cursor].value
  }

  /// Moves, or chooses: returns the choice that enter or its own key took.
  public mutating func handle(_ key: Key) -> Value? {
    if key == .enter { return chosen }
    if let index = choices.firstIndex(where: { $0.key == key.description }) {
      scroll.move(to: index, count: choices.count, height: Self.rowsMax)
      return chosen
    }
    if let motion = Motion(key) { scroll.move(motion, count: choices.count, height: Self.rowsMax) }
    return nil
  }

  public func draw(on surface: inout Surface) {
    let keys = choices.keyColumns()
    let texts = choices.reduce(Text.width(title)) { width, choice in
      max(width, Text.width(choice.title) + (choice.obstacle.map { Text.width($0) + 3 } ?? 0))
    }
    let width = min(Self.columnsMax, keys + texts + 7)
    let size = Size(width, min(Self.rowsMax, max(1, choices.count)) + 2)
    let inner = surface.popup(size, title: title)
    surface.within(Rect(inner.x - 1, inner.y, inner.width + 2, inner.height)) {
      $0.draw(choices, scroll, keyColumns: keys)
    }
  }
}
