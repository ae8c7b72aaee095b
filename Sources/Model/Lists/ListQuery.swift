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

  /// As it is typed: the filter, then the order.
  public var text: String { [filter.text, sort?.text ?? ""].filter { !$0.isEmpty }.joined(separator: " ") }
  public var isPlain: Bool { filter.isEmpty && sort == nil }
}
