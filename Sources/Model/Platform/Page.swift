public import Foundation

/// Asks for a page of a list.
public struct PageRequest: Hashable, Sendable, Codable {
  /// Where the page is. Keys are those that pages give.
  public enum Position: Hashable, Sendable, Codable {
    case first
    case after(String)
    case before(String)
    /// The end of the list, in one step.
    case last
  }

  public var limit: Int
  public var position: Position

  public static let limitMax = 1000

  public init(limit: Int = 100, _ position: Position = .first) {
    self.limit = max(1, min(limit, PageRequest.limitMax))
    self.position = position
  }

  /// Behind the `next` of the page before; the first page for `nil`.
  public init(limit: Int = 100, after key: String?) {
    self.init(limit: limit, key.map(Position.after) ?? .first)
  }

  /// Whether the page is read from its end towards the start of the list.
  public var isBackward: Bool {
    switch position {
    case .first, .after: false
    case .before, .last: true
    }
  }
}

/// A piece of a list in the list's order, read by key: no page moves when rows are added.
public struct Page<Item: Sendable & Codable & Hashable>: Hashable, Sendable, Codable {
  public var items: [Item]
  /// Where the next page begins; `nil` on the last.
  public var next: String?
  /// Where the page before ends; `nil` on the first.
  public var previous: String?

  public init(items: [Item], next: String?, previous: String? = nil) {
    self.items = items
    self.next = next
    self.previous = previous
  }

  /// All pages from the front to the back, as large as they may be: each is asked for while the one before it is taken.
  public static func each(
    _ load: @escaping @Sendable (PageRequest) async throws -> Page, take: (Page) throws -> Void
  ) async throws {
    var page = try await load(PageRequest(limit: PageRequest.limitMax))
    while let next = page.next {
      async let following = load(PageRequest(limit: PageRequest.limitMax, .after(next)))
      try take(page)
      page = try await following
    }
    try take(page)
  }

  /// The page that answers a request, of rows read in the direction of the request. One more than its limit were asked
  /// for: the surplus tells that there is more.
  public init(_ read: [Item], for request: PageRequest, key: (Item) -> String) {
    var shown = Array(read.prefix(request.limit))
    if request.isBackward { shown.reverse() }
    let isCut = read.count > request.limit
    let comesAfter = if case .after = request.position { true } else { false }
    let comesBefore = if case .before = request.position { true } else { false }
    self.init(
      items: shown, next: (request.isBackward ? comesBefore : isCut) ? shown.last.map(key) : nil,
      previous: (request.isBackward ? isCut : comesAfter) ? shown.first.map(key) : nil)
  }
}

extension Page {
  public func map<Other>(_ change: (Item) throws -> Other) rethrows -> Page<Other> {
    Page<Other>(items: try items.map(change), next: next, previous: previous)
  }
}

extension ListQuery {
  /// A page of a list that is held whole. Its keys are the rows' ids.
  public func page<Item: Listed>(of items: [Item], _ request: PageRequest, at now: Date) -> Page<Item> {
    let chosen = apply(to: items, at: now)
    let count = request.limit + 1
    let read: [Item] =
      switch request.position {
      case .first: Array(chosen.prefix(count))
      case .last: chosen.suffix(count).reversed()
      case .after(let key): chosen.drop { $0.listID != key }.dropFirst().prefix(count).map(\.self)
      case .before(let key): chosen.prefix { $0.listID != key }.suffix(count).reversed()
      }
    return Page(read, for: request) { $0.listID }
  }
}
