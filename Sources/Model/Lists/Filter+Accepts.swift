public import Foundation

extension Filter {
  /// Whether the row belongs to the list at `now`.
  public func accepts<Item: Listed>(_ item: Item, at now: Date) -> Bool {
    terms.allSatisfy { $0.isNegated != $0.test.accepts(item, at: now) }
  }
}

extension Filter.Test {
  fileprivate func accepts<Item: Listed>(_ item: Item, at now: Date) -> Bool {
    switch self {
    case .word(let word):
      let letters = Folded(word)
      return Item.fields.contains { field in
        guard let text = field.info.kind.searched, let held = field.value(item)?.text else { return false }
        return text == .fuzzy ? Folded(held).holds(inOrder: letters) : Folded(held).holds(letters)
      }
    case .pattern(let pattern):
      return Item.fields.contains { field in
        guard field.info.kind.searched != nil, let held = field.value(item)?.text else { return false }
        return pattern.matches(held)
      }
    case .contains(let name, let parts):
      guard let held = Item.value(name, item)?.text else { return false }
      let folded = Folded(held)
      return parts.contains { folded.holds(Folded($0)) }
    case .ends(let name, let ids):
      guard let held = Item.value(name, item)?.text else { return false }
      return ids.contains { $0.ends(held) }
    case .equals(let name, let values):
      let held = Item.value(name, item) ?? .text("")
      return values.contains { $0.isSame(as: held) }
    case .compares(let name, let comparison, let bound):
      guard let held = Item.value(name, item) else { return false }
      return switch (held, bound) {
      case (.number(let held), .number(let bound)): comparison.holds(held, bound)
      case (.time(let held), .time(let bound)): comparison.holds(held, bound)
      case (.time(let held), .age(let seconds)): comparison.holds(now.timeIntervalSince(held), seconds)
      default: false
      }
    }
  }
}

extension Listed {
  static func value(_ field: String, _ item: Self) -> ListValue? {
    fields.first { $0.info.name == field }?.value(item)
  }
}

extension FieldKind {
  public enum Search: Hashable, Sendable {
    /// The letters in order.
    case fuzzy
    /// The whole word.
    case whole
  }

  /// How words and patterns look at such a field; `nil` when they do not.
  public var searched: Search? {
    switch self {
    case .name, .choice: .fuzzy
    case .text, .id: .whole
    case .number, .duration, .time, .age: nil
    }
  }
}

extension ListValue {
  var text: String? { if case .text(let text) = self { text } else { nil } }

  /// Equal to the last code point, as databases compare.
  func isSame(as other: ListValue) -> Bool {
    if case .text(let left) = self, case .text(let right) = other { return left.utf8.elementsEqual(right.utf8) }
    return self == other
  }
}

extension Filter.Comparison {
  func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
    switch self {
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

/// Text in which A to Z are a to z, as code points: what `lower(… COLLATE "C")` makes of it in PostgreSQL.
struct Folded {
  let scalars: [Unicode.Scalar]

  init(_ text: String) { scalars = text.unicodeScalars.map(\.folded) }

  func holds(inOrder letters: Folded) -> Bool {
    var rest = letters.scalars[...]
    for scalar in scalars where scalar == rest.first { rest = rest.dropFirst() }
    return rest.isEmpty
  }

  func holds(_ part: Folded) -> Bool {
    let (count, wanted) = (part.scalars.count, part.scalars)
    if count == 0 { return true }
    guard count <= scalars.count else { return false }
    return (0...(scalars.count - count)).contains { start in
      scalars[start] == wanted[0] && scalars[start..<(start + count)].elementsEqual(wanted)
    }
  }
}

extension Unicode.Scalar {
  var folded: Unicode.Scalar {
    (65...90).contains(value) ? Unicode.Scalar(UInt8(truncatingIfNeeded: value + 32)) : self
  }
}
