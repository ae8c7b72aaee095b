/// Things of which some are chosen, in an order of one's own, in a popup.
///
///     ┌ Columns ─────────────┐
///     │ ● state              │
///     │ ● dataset            │     (cursor row, on the ground `.selection`)
///     │ ○ trace              │     (not chosen)
///     └──────────────────────┘
public struct CheckList<Value: Hashable & Sendable>: Widget, Sendable {
  public let title: String
  public private(set) var choices: [Choice<Value>]
  public private(set) var chosen: Set<Value>
  public private(set) var scroll = Scroll()

  private static var columnsMax: Int { 64 }
  private static var rowsMax: Int { 16 }

  /// The chosen ones come first, in their order.
  public init(_ title: String, _ choices: [Choice<Value>], chosen: [Value]) {
    self.title = title
    let first = chosen.compactMap { value in choices.first { $0.value == value } }
    self.choices = first + choices.filter { !chosen.contains($0.value) }
    self.chosen = Set(first.map(\.value))
  }

  /// What is chosen, in the order of the list.
  public var values: [Value] { choices.map(\.value).filter(chosen.contains) }

  public mutating func move(_ motion: Motion) { scroll.move(motion, count: choices.count, height: Self.rowsMax) }

  /// Chooses what the cursor is on, or no longer.
  public mutating func toggle() {
    guard choices.indices.contains(scroll.cursor) else { return }
    let value = choices[scroll.cursor].value
    if chosen.remove(value) == nil { chosen.insert(value) }
  }

  /// Takes what the cursor is on up or down, and the cursor with it.
  public mutating func shift(by rows: Int) {
    let target = scroll.cursor + rows
    guard choices.indices.contains(scroll.cursor), choices.indices.contains(target) else { return }
    choices.swapAt(scroll.cursor, target)
    scroll.move(to: target, count: choices.count, height: Self.rowsMax)
  }

  public func draw(on surface: inout Surface) {
    let marked = choices.map { choice in
      Choice((chosen.contains(choice.value) ? "● " : "○ ") + choice.title, choice.value)
    }
    let widest = marked.reduce(Text.width(title)) { max($0, Text.width($1.title)) }
    let size = Size(min(Self.columnsMax, widest + 6), min(Self.rowsMax, max(1, choices.count)) + 2)
    let inner = surface.popup(size, title: title)
    surface.within(Rect(inner.x - 1, inner.y, inner.width + 2, inner.height)) {
      $0.draw(marked, scroll, keyColumns: 0)
    }
  }
}
