public import Foundation

extension ListQuery {
  /// The rows that are wanted, in their order; without one in the order given. For lists that are held whole.
  public func apply<Item: Listed>(to items: [Item], at now: Date) -> [Item] {
    let chosen = filter.isEmpty ? items : items.filter { filter.accepts($0, at: now) }
    guard let sort = order(among: Item.fieldInfos),
      let field = Item.fields.first(where: { $0.info.name == sort.field })
    else { return chosen }
    // An age grows as its instant goes back.
    let isDescending = sort.isDescending != (field.info.kind == .age)
    let keyed = chosen.map { (item: $0, value: field.value($0), id: $0.listID) }
    return keyed.sorted { left, right in
      let (before, after) = isDescending ? (right, left) : (left, right)
      return ListQuery.order(before.value, after.value, field.info.kind) ?? (before.id < after.id)
    }.map(\.item)
  }

  /// Whether the left comes first; `nil` among equals. A text that is missing is empty, a number that is missing less
  /// than all others, an instant that is missing after all others.
  private static func order(_ left: ListValue?, _ right: ListValue?, _ kind: FieldKind) -> Bool? {
    switch (left ?? kind.missing, right ?? kind.missing) {
    case (.number(let left), .number(let right)): left == right ? nil : left < right
    case (.time(let left), .time(let right)): left == right ? nil : left < right
    case (.text(let left), .text(let right)):
      left.utf8.elementsEqual(right.utf8) ? nil : left.utf8.lexicographicallyPrecedes(right.utf8)
    default: nil
    }
  }
}

extension FieldKind {
  /// What a missing value is in an order.
  public var missing: ListValue {
    switch self {
    case .name, .text, .choice, .id: .text("")
    case .number, .duration: .number(-1)
    case .time, .age: .time(.distantFuture)
    }
  }
}
