public import Support

/// Files on their way in: a session, chunks, completion.
public protocol UploadOperations: Sendable {
  /// Opens, finds again, or recognises as done. Idempotent: the same request gives the same session.
  /// Fails with `file_empty`, `media_type_not_allowed`, `media_type_mismatch`, `file_too_large`, `version_conflict`
  /// (the version holds other bytes), `template_unknown`, `header_unreadable`.
  func openUpload(_ request: UploadRequest) async throws -> OpenedUpload
  /// Stores the bytes at `offset`; they are durable when it returns. `offset_conflict` names the expected offset.
  func appendChunk(to upload: UploadID, at offset: Int64, _ bytes: [UInt8]) async throws -> UploadSession
  /// Checks length and checksum, moves the file to the object store and publishes `dataset.ingested`. Idempotent.
  func completeUpload(_ upload: UploadID) async throws -> UploadSession
  func uploads(_ query: ListQuery, _ page: PageRequest) async throws -> Page<UploadSession>
  /// With its chunks, its log, and the run that works on it.
  func upload(_ id: UploadID) async throws -> UploadDetail
}

/// Datasets and their versions: what became of the files.
public protocol CatalogOperations: Sendable {
  func datasets(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Dataset>
  func dataset(named name: String) async throws -> Dataset
  func versions(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DatasetVersion>
  func version(dataset: DatasetID, version: String) async throws -> DatasetVersion
  /// With its columns, its log, and what it was made from and what was made from it.
  func versionDetail(dataset: DatasetID, version: String) async throws -> VersionDetail
}

/// Workflows and their runs.
public protocol RunOperations: Sendable {
  func runs(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Run>
  /// With its steps, its log, and the letters of it that wait.
  func run(_ id: RunID) async throws -> RunDetail
  /// The run that works, or last worked, on a version, those that undo left aside; `nil` while none was started.
  func latestRun(dataset: DatasetID, version: String) async throws -> Run?
  /// The validation report of a run's file.
  func report(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<RowIssue>
  /// What workers logged about a run's jobs, oldest first. Of each attempt the newest lines are kept.
  func logLines(of run: RunID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<LogLine>
  func workflows(_ query: ListQuery, _ page: PageRequest) async throws -> Page<WorkflowSummary>
  /// One version of a workflow's document, the newest unless another is named.
  func workflow(_ name: String, version: Int?) async throws -> WorkflowDetail
}

/// One piece of data through all services.
public protocol TraceOperations: Sendable {
  /// All that happened under one `trace_id`, oldest first; audit entries for those who may read them.
  func trace(_ id: TraceID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<TraceEvent>
}

/// The streams between the services, and who reads them.
public protocol QueueOperations: Sendable {
  /// Every consumer group on every stream. Fails with `queues_unavailable` while Redis does not answer.
  func queues(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Queue>
  /// With its consumers, its leases, and the entries at its front. Fails as ``queues(_:_:)`` does.
  func queue(_ id: Queue.ID) async throws -> QueueDetail
}

/// What was given up, and what is to become of it.
public protocol DeadLetterOperations: Sendable {
  /// Letters by what caused them.
  func letterGroups(_ query: ListQuery, _ page: PageRequest) async throws -> Page<LetterGroup>
  func letters(_ query: ListQuery, _ page: PageRequest) async throws -> Page<DeadLetter>
  /// With the revisions of its payload.
  func letter(_ id: LetterID) async throws -> DeadLetter
  /// What an action on these letters would do: who is eligible, who is not and why.
  func preview(_ action: LetterAction, _ letters: [LetterID]) async throws -> ActionPreview
  /// Acts on exactly the letters named. Those that changed since are left alone and say so in the result.
  func perform(_ action: LetterAction, _ letters: [LetterID], reason: String) async throws -> ActionResult
  /// Freezes all letters that the query finds and the action applies to, as an operation that has not begun, and tells
  /// what it would do. `bulk.operation` is started by ``Intervention/startOperation(_:parameters:ratePerSecond:)``; within
  /// an hour, or it is forgotten.
  func prepare(_ action: LetterAction, _ query: ListQuery) async throws -> ActionPreview
}

/// Acts on many letters or versions, which go on by themselves. Steered by an ``Intervention``.
public protocol BulkOperations: Sendable {
  /// Freezes the versions that the backfill is about, in the same way. Fails with `not_found` when there is no such
  /// workflow, with `filter_invalid` or `invalid_argument` when the backfill makes no sense.
  func prepare(_ backfill: Backfill) async throws -> ActionPreview
  func bulkOperations(_ query: ListQuery, _ page: PageRequest) async throws -> Page<BulkOperation>
  func bulkOperation(_ id: BulkOperationID) async throws -> BulkOperation
  /// The items of an operation and what became of each.
  func bulkOperationItems(
    _ id: BulkOperationID, _ query: ListQuery, _ page: PageRequest
  ) async throws -> Page<BulkOperationItem>
}

/// Backfills on a clock. Changed by an ``Intervention``.
public protocol ScheduleOperations: Sendable {
  func schedules(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Schedule>
  /// By its name or id.
  func schedule(named name: String) async throws -> Schedule
  /// What became of a schedule's times.
  func scheduleFires(_ id: ScheduleID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<ScheduleFire>
}

/// Who did what, on what, and why.
public protocol AuditOperations: Sendable {
  func auditEntries(_ query: ListQuery, _ page: PageRequest) async throws -> Page<AuditEntry>
  /// `not_found` for a moment after an act: the entry is on its way to the log.
  func auditEntry(_ id: AuditID) async throws -> AuditEntry
}

/// How everything stands.
public protocol OverviewOperations: Sendable {
  /// Counts by state, workers, and the causes of what is wrong, the worst first.
  func overview() async throws -> Overview
}

/// What can be done with dead letters.
public enum LetterAction: Hashable, Sendable {
  /// Starts a new run of the failed work; `parameters` replace those of the run (such as `mode`). `revision` says which
  /// payload: 0 the original, `nil` the newest that there is.
  case redrive(parameters: JSON, revision: Int? = nil)
  case discard
  /// Marks what was done by other means: nothing is left to redrive.
  case resolve
  /// Takes a discard, a mark as resolved, or a quarantine back.
  case restore

  public var right: Right {
    switch self {
    case .redrive: .redrive
    case .discard, .resolve, .restore: .discard
    }
  }

  public var name: String {
    switch self {
    case .redrive: "redrive"
    case .discard: "discard"
    case .resolve: "resolve"
    case .restore: "restore"
    }
  }

  /// Letters in other states are left alone.
  public var eligibleStates: [LetterState] {
    switch self {
    case .redrive: [.dead]
    case .discard, .resolve: LetterState.waiting
    case .restore: [.discarded, .resolved, .quarantined]
    }
  }

  /// What it does to a letter in one step; `nil` for a redrive, which takes a run.
  public var mark: (event: LetterState.Event, to: LetterState)? {
    switch self {
    case .redrive: nil
    case .discard: (.discarded, .discarded)
    case .resolve: (.resolved, .resolved)
    case .restore: (.restored, .dead)
    }
  }

  /// Restoring takes it back.
  public var isUndone: Bool { self == .discard || self == .resolve }

  public var isRedrive: Bool { if case .redrive = self { true } else { false } }
}

extension LetterAction: Codable {
  private enum CodingKeys: CodingKey { case name, parameters, revision }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .name)
    switch name {
    case "redrive":
      self = .redrive(
        parameters: try container.decodeIfPresent(JSON.self, forKey: .parameters) ?? [:],
        revision: try container.decodeIfPresent(Int.self, forKey: .revision))
    case "discard": self = .discard
    case "resolve": self = .resolve
    case "restore": self = .restore
    default:
      throw DecodingError.dataCorruptedError(forKey: .name, in: container, debugDescription: "'\(name)' is no action")
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    guard case .redrive(let parameters, let revision) = self else { return }
    try container.encode(parameters, forKey: .parameters)
    try container.encodeIfPresent(revision, forKey: .revision)
  }
}
