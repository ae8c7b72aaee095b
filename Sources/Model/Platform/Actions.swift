/// What an action would do, before it does it.
public struct ActionPreview: Hashable, Sendable, Codable {
  public struct Item: Hashable, Sendable, Codable {
    public var id: String
    /// What the item is, for a person.
    public var title: String
    /// Why it is left out; `nil` when it is acted on.
    public var skippedBecause: String?

    public init(id: String, title: String, skippedBecause: String? = nil) {
      self.id = id
      self.title = title
      self.skippedBecause = skippedBecause
    }
  }

  /// So many of a kind are left out.
  public struct Skipped: Hashable, Sendable, Codable {
    public var because: String
    public var count: Int

    public init(_ because: String, count: Int) {
      self.because = because
      self.count = count
    }
  }

  /// More items than can be shown: they are frozen as an operation, and `items` is a sample of them.
  public struct Bulk: Hashable, Sendable, Codable {
    /// `nil` when there is nothing to act on.
    public var operation: BulkOperationID?
    public var count: Int
    public var skipped: [Skipped]

    public init(operation: BulkOperationID?, count: Int, skipped: [Skipped]) {
      self.operation = operation
      self.count = count
      self.skipped = skipped
    }
  }

  /// Items of a ``Bulk`` that are shown, and causes that are named.
  public static let (sampleMax, causesMax) = (5, 5)

  public var action: String
  public var items: [Item]
  /// What will change, in words, a line each.
  public var effects: [String]
  public var bulk: Bulk?
  /// Whether any of the items takes parameters: events that go back to a stream take none.
  public var takesParameters: Bool

  public init(
    action: String, items: [Item], effects: [String], bulk: Bulk? = nil, takesParameters: Bool = true
  ) {
    self.takesParameters = takesParameters
    self.action = action
    self.items = items
    self.effects = effects
    self.bulk = bulk
  }

  public var eligible: [Item] { items.filter { $0.skippedBecause == nil } }
  public var skipped: [Item] { items.filter { $0.skippedBecause != nil } }
  /// How many items are acted on, shown or not.
  public var eligibleCount: Int { bulk?.count ?? eligible.count }

  /// Why items are left out, the commonest reason first.
  public var reasons: [Skipped] {
    if let bulk { return bulk.skipped }
    let counts = skipped.reduce(into: [String: Int]()) { $0[$1.skippedBecause ?? "", default: 0] += 1 }
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { Skipped($0.key, count: $0.value) }
  }
}

/// What an action did.
public struct ActionResult: Hashable, Sendable, Codable {
  public struct Item: Hashable, Sendable, Codable {
    public var id: String
    public var auditID: AuditID?
    /// The run that was started, if one was.
    public var runID: RunID?
    public var failure: Failure?

    public init(id: String, auditID: AuditID? = nil, runID: RunID? = nil, failure: Failure? = nil) {
      self.id = id
      self.auditID = auditID
      self.runID = runID
      self.failure = failure
    }
  }

  public var action: String
  public var items: [Item]
  /// The operation that was begun or changed, when it is about one.
  public var operation: BulkOperationID?

  public init(action: String, items: [Item], operation: BulkOperationID? = nil) {
    self.action = action
    self.items = items
    self.operation = operation
  }

  public var done: [Item] { items.filter { $0.failure == nil } }
  public var failed: [Item] { items.filter { $0.failure != nil } }
}
