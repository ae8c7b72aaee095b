/// The order of a list: by a field, and among equals by the row's id.
public struct ListSort: Hashable, Sendable, Codable {
  public var field: String
  public var isDescending: Bool

  public init(_ field: String, isDescending: Bool = false) {
    self.field = field
    self.isDescending = isDescending
  }

  /// `sort:age`, `sort:-age`
  public var text: String { "sort:" + (isDescending ? "-" : "") + field }
}

/// Which rows of a list are wanted, and in which order.
public struct ListQuery: Hashable, Sendable, Codable {
  public var filter: Filter
  /// `nil`: the list's own order, which for most lists is newest first.
  public var sort: ListSort?

  public init(_ filter: Filter = .none, sort: ListSort? = nil) {
    self.filter = filter
    self.sort = sort
  }

  /// Reads `state=dead age>2h sort:-age`. Fails with a ``FilterError`` that says where it stopped to make sense.
  public init(parsing text: String, fields: [FieldInfo]) throws(FilterError) {
    var parser = FilterParser(text, fields: fields)
    self = try parser.query()
  }

  /// The order that rows are read in: as asked, or newest first by the time that the filter bounds, so that a list of
  /// millions is entered at that time instead of searched for it. `nil`: the list's own order.
  public func order(among fields: [FieldInfo]) -> ListSort? {
    if let sort { return sort }
    for term in filter.terms where !term.isNegated {
      guard case .compares(let name, _, let bound) = term.test, bound.isTime,
        let field = fields.first(where: { $0.name == name }), field.isSortable
      else { continue }
      // An age grows as its instant goes back.
      return ListSort(name, isDescending: field.kind != .age)
    }
    return nil
  }

  /// As it is typed: the filter, then the order.
  public var text: String { [filter.text, sort?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ") }
  public var isPlain: Bool { filter.isEmpty && sort == nil }
}
