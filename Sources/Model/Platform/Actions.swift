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

  public var action: String
  public var items: [Item]
  /// What will change, in words, a line each.
  public var effects: [String]

  public init(action: String, items: [Item], effects: [String]) {
    self.action = action
    self.items = items
    self.effects = effects
  }

  public var eligible: [Item] { items.filter { $0.skippedBecause == nil } }
  public var skipped: [Item] { items.filter { $0.skippedBecause != nil } }
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

  public init(action: String, items: [Item]) {
    self.action = action
    self.items = items
  }

  public var done: [Item] { items.filter { $0.failure == nil } }
  public var failed: [Item] { items.filter { $0.failure != nil } }
}
