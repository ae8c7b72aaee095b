/// Asks for a page of a list, newest first.
public struct PageRequest: Hashable, Sendable, Codable {
  public var limit: Int
  /// The `next` of the page before; `nil` for the first.
  public var after: String?

  public static let limitMax = 1000

  public init(limit: Int = 100, after: String? = nil) {
    self.limit = max(1, min(limit, PageRequest.limitMax))
    self.after = after
  }
}

/// A piece of a list, read by key: no page moves when rows are added.
public struct Page<Item: Sendable & Codable & Hashable>: Hashable, Sendable, Codable {
  public var items: [Item]
  /// Where the next page begins; `nil` on the last.
  public var next: String?

  public init(items: [Item], next: String?) {
    self.items = items
    self.next = next
  }

  /// Makes a page of `items`, of which one more than `limit` were asked for: the surplus tells that there is more.
  public init(_ items: [Item], limit: Int, key: (Item) -> String) {
    let shown = Array(items.prefix(limit))
    self.init(items: shown, next: items.count > limit ? shown.last.map(key) : nil)
  }
}
