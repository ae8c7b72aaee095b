import Support

/// What a document says of its runs as a whole. A run keeps the policy that it was started with.
public struct RunPolicy: Hashable, Sendable, Codable {
  /// How much comes first: each point doubles the share of the workers.
  public static let priorityRange = -5...5

  public var priority: Int
  /// From its first step on, a run may take so long.
  public var deadlineSeconds: Int?
  public var concurrency: Concurrency?

  public init(priority: Int = 0, deadlineSeconds: Int? = nil, concurrency: Concurrency? = nil) {
    self.priority = priority
    self.deadlineSeconds = deadlineSeconds
    self.concurrency = concurrency
  }

  /// So many runs at once; others wait for their turn.
  public struct Concurrency: Hashable, Sendable, Codable {
    public enum Scope: String, Hashable, Sendable, Codable, CaseIterable { case workflow, dataset }

    public var max: Int
    public var per: Scope

    public init(max: Int, per: Scope = .workflow) {
      self.max = max
      self.per = per
    }
  }
}

extension RunPolicy {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      priority: try container.decodeIfPresent(Int.self, forKey: .priority) ?? 0,
      deadlineSeconds: try container.decodeIfPresent(Int.self, forKey: .deadlineSeconds),
      concurrency: try container.decodeIfPresent(Concurrency.self, forKey: .concurrency))
  }

  private enum CodingKeys: CodingKey { case priority, deadlineSeconds, concurrency }
}

extension RunPolicy.Concurrency {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      max: try container.decode(Int.self, forKey: .max),
      per: try container.decodeIfPresent(Scope.self, forKey: .per) ?? .workflow)
  }

  private enum CodingKeys: CodingKey { case max, per }
}

/// Why a run does not begin, or does not go on.
public enum RunHold: Hashable, Sendable, Codable {
  case paused(Gate.ID)
  /// As many as its document allows are at work, or wait before it.
  case concurrency(RunPolicy.Concurrency)

  /// In words.
  public var text: String {
    switch self {
    case .paused(let gate): localized("\(gate) is paused", "\(gate) 已暂停")
    case .concurrency(let limit):
      switch limit.per {
      case .workflow: localized("at most \(limit.max) of the workflow at once", "该工作流同时最多 \(limit.max) 次运行")
      case .dataset: localized("at most \(limit.max) of the dataset at once", "该数据集同时最多 \(limit.max) 次运行")
      }
    }
  }
}
