import Support

/// What people name by its id, or by the end of it.
public protocol NamedByID: Sendable {
  /// For a person: `dead letter`.
  static var noun: String { get }
  /// The command that lists them, with their ids.
  static var listCommand: String { get }
  /// Those whose ids end so, `limit` at most, and what each is.
  static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: Identifier<Self>, title: String)]
}

/// How something is named: by its whole id, or by the end of it.
public enum IDText<Entity: NamedByID>: Hashable, Sendable {
  case whole(Identifier<Entity>)
  case end(ShortID)

  /// Fails with `invalid_argument` for a text that is neither.
  public init(_ text: String) throws(Failure) {
    if let id = Identifier<Entity>(text) {
      self = .whole(id)
    } else if let short = ShortID(text) {
      self = .end(short)
    } else {
      throw .invalid(
        "'\(text)' is no \(Entity.noun) id, nor 6 or more digits of the end of one",
        nextStep: "list the ids with `flowsight \(Entity.listCommand)`")
    }
  }
}

extension Platform {
  /// The one thing that is named so; a whole id is not looked up.
  ///
  /// Fails with `not_found`, and with `id_ambiguous`, which tells some of those whose ids end so.
  public func identify<Entity: NamedByID>(_ text: IDText<Entity>) async throws -> Identifier<Entity> {
    let short: ShortID
    switch text {
    case .whole(let id): return id
    case .end(let end): short = end
    }
    let found = try await Entity.ending(in: short, limit: 6, on: self)
    guard let first = found.first else {
      throw Failure.notFound(Entity.noun, "\(short)", list: "flowsight \(Entity.listCommand)")
    }
    guard found.count == 1 else {
      let names = found.prefix(5).map { "\($0.id) \($0.title)" } + (found.count > 5 ? ["…"] : [])
      throw Failure(
        "id_ambiguous", "\(short) is the end of several ids: \(names.joined(separator: "; "))",
        nextStep: "give more of its end, or all of it")
    }
    return first.id
  }
}

extension Platform {
  /// Each of them once, however often it is named, in this order. Fails with the first that is not found.
  public func identify<Entity: NamedByID>(_ texts: [IDText<Entity>]) async throws -> [Identifier<Entity>] {
    var (ids, known): ([Identifier<Entity>], Set<Identifier<Entity>>) = ([], [])
    for text in texts {
      let id = try await identify(text)
      if known.insert(id).inserted { ids.append(id) }
    }
    return ids
  }
}

extension ListQuery {
  /// Those whose ids end so.
  public init(endingIn short: ShortID) { self.init(.field("id", endsIn: short)) }
}

extension Run: NamedByID {
  public static var noun: String { "run" }
  public static var listCommand: String { "runs list" }

  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: RunID, title: String)] {
    try await platform.runs(ListQuery(endingIn: short), PageRequest(limit: limit)).items.map {
      ($0.id, "\($0.datasetName) \($0.datasetVersion) \($0.state.rawValue)")
    }
  }
}

extension DeadLetter: NamedByID {
  public static var noun: String { "dead letter" }
  public static var listCommand: String { "dlq list" }

  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: LetterID, title: String)] {
    try await platform.letters(ListQuery(endingIn: short), PageRequest(limit: limit)).items.map {
      ($0.id, "\($0.subject) \($0.state.rawValue)")
    }
  }
}

extension BulkOperation: NamedByID {
  public static var noun: String { "operation" }
  public static var listCommand: String { "dlq operations" }

  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: BulkOperationID, title: String)] {
    try await platform.bulkOperations(ListQuery(endingIn: short), PageRequest(limit: limit)).items.map {
      ($0.id, "\($0.action.name) \($0.filter) \($0.state.rawValue)")
    }
  }
}

extension UploadSession: NamedByID {
  public static var noun: String { "upload" }
  public static var listCommand: String { "uploads list" }

  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: UploadID, title: String)] {
    try await platform.uploads(ListQuery(endingIn: short), PageRequest(limit: limit)).items.map {
      ($0.id, "\($0.datasetName) \($0.version) \($0.fileName)")
    }
  }
}

extension AuditEntry: NamedByID {
  public static var noun: String { "audit entry" }
  public static var listCommand: String { "audit list" }

  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: AuditID, title: String)] {
    try await platform.auditEntries(ListQuery(endingIn: short), PageRequest(limit: limit)).items.map {
      ($0.id, "\($0.action) \($0.target)")
    }
  }
}

extension LabelTask: NamedByID {
  public static var noun: String { "labeling task" }
  public static var listCommand: String { "label tasks" }

  /// Tasks are listed by project: each is asked.
  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: LabelTaskID, title: String)] {
    let projects = try await platform.labelProjects(ListQuery(), PageRequest(limit: PageRequest.limitMax)).items
    var found: [(id: LabelTaskID, title: String)] = []
    for project in projects where found.count < limit {
      found += try await platform.labelTasks(project.id, ListQuery(endingIn: short), PageRequest(limit: limit)).items
        .map { ($0.id, "\(project.name) \($0.key)") }
    }
    return Array(found.prefix(limit))
  }
}

extension Step: NamedByID {
  public static var noun: String { "job" }
  public static var listCommand: String { "queues show processing" }

  /// Jobs are named while somebody holds them.
  public static func ending(
    in short: ShortID, limit: Int, on platform: any Platform
  ) async throws -> [(id: StepID, title: String)] {
    let queues = try await platform.queues(ListQuery(), PageRequest(limit: PageRequest.limitMax)).items
    var found: [(id: StepID, title: String)] = []
    for queue in queues where queue.jobs != nil {
      found += try await platform.queue(queue.id).leases.filter { short.ends($0.jobID.description) }
        .map { ($0.jobID, "\($0.step) \($0.datasetName) \($0.datasetVersion)") }
    }
    return Array(found.prefix(limit))
  }
}
