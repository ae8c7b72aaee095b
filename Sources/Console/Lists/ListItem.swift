/// A row of a list: told apart by its id, found by its fields.
protocol ListItem: Hashable, Sendable, Codable {
  /// The same for the same thing, whatever else changes.
  var itemID: String { get }
  /// What `/` searches: names for `state=dead`, values for words.
  var searchFields: [SearchField] { get }
}

struct SearchField: Hashable, Sendable {
  var name: String
  var value: String

  init(_ name: String, _ value: String?) {
    self.name = name
    self.value = value ?? ""
  }
}
