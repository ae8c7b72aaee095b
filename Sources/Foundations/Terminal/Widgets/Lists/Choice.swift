/// One of several things to choose.
public struct Choice<Value: Sendable>: Sendable {
  public var title: String
  /// The key that chooses it directly, as it is shown.
  public var key: String
  /// Why it cannot be chosen now.
  public var obstacle: String?
  public var value: Value

  public init(_ title: String, key: String = "", obstacle: String? = nil, _ value: Value) {
    self.title = title
    self.key = key
    self.obstacle = obstacle
    self.value = value
  }
}

extension Choice: Equatable where Value: Equatable {}
extension Choice: Hashable where Value: Hashable {}

extension Array {
  /// Columns that the keys of choices take.
  func keyColumns<Value>() -> Int where Element == Choice<Value> { reduce(0) { Swift.max($0, Text.width($1.key)) } }
}

extension Surface {
  /// Draws choices, a row each, their keys in a column of their own.
  mutating func draw<Value>(_ choices: [Choice<Value>], _ scroll: Scroll, keyColumns: Int) {
    let bounds = self.bounds
    guard !bounds.isEmpty else { return }
    var scroll = scroll
    scroll.fit(count: choices.count, height: bounds.height)
    let keys = min(keyColumns, bounds.width / 3)
    for index in scroll.top..<min(choices.count, scroll.top + bounds.height) {
      let (choice, y) = (choices[index], index - scroll.top)
      if index == scroll.cursor { ground(.selection, in: Rect(0, y, bounds.width, 1)) }
      draw(choice.key, at: Point(1, y), style: choice.obstacle == nil ? .key : .disabled, width: keys)
      let text = [choice.title, choice.obstacle].compactMap(\.self).joined(separator: " – ")
      let x = keys > 0 ? keys + 3 : 1
      draw(text, at: Point(x, y), style: choice.obstacle == nil ? .text : .disabled, width: max(0, bounds.width - x))
    }
  }
}
