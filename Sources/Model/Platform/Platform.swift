/// Everything a person or a program can do to FlowSight. The doors (console, command line) know this and nothing behind
/// it.
///
/// Every method throws a ``Failure``: with `forbidden` when the actor's role lacks the right, `not_found` when the
/// thing named does not exist, `unavailable` (transient) when a server does not answer.
///
/// Every list takes a query (filter and order; all, the newest first, unless it says otherwise) and gives a page of it. It
/// fails with `list_too_slow` when the rows are not found within seconds, with `page_key_invalid` for a place that the
/// list did not give.
///
/// Every act has a preview that changes nothing and says what it would do, is done with a reason, and gives the id of its
/// audit entry.
public protocol Platform: Sendable, UploadOperations, CatalogOperations, RunOperations, TraceOperations,
  QueueOperations, DeadLetterOperations, BulkOperations, ScheduleOperations, InterventionOperations, AuditOperations,
  OverviewOperations, LabelingOperations
{
  /// Who acts through this value.
  var actor: Actor { get }
  /// What stands behind, for the context line: `direct`, the server's name, the connection's profile.
  var backend: BackendDescription { get }
  /// Whether the platform answers, told within a few seconds. Throws `unavailable` or another transient failure when
  /// it does not; returns what is wrong with servers that it does without for a while, such as the one that wakes
  /// workers.
  func ping() async throws -> [Failure]
  /// Tells what changed, as it changes, until the consumer stops. A change says only where to look again.
  func changes() -> AsyncStream<Change>
  /// Whether the login may act as anybody: one's own platform, to be tried out.
  var mayActAs: Bool { get }
  /// The same platform in somebody else's hands, to be closed by who asked. Fails with `forbidden`.
  func acting(as persona: Actor.Persona) async throws -> any Platform
  /// Gives the connections back. The platform must not be used afterwards.
  func close() async
}

extension Platform {
  public var mayActAs: Bool { false }
  public func acting(as persona: Actor.Persona) async throws -> any Platform {
    throw Failure("forbidden", "\(actor.name) may not act as \(persona.name)")
  }
  public func close() async {}
}

extension Platform {
  /// The dataset of this id or name.
  public func datasetID(_ text: String) async throws -> DatasetID {
    if let id = DatasetID(text) { return id }
    return try await dataset(named: text).id
  }
}

/// What stands behind a ``Platform``, as people tell platforms apart.
public struct BackendDescription: Hashable, Sendable, Codable {
  public var kind: String
  public var profile: String
  public var server: String
  /// Real customers' data: said on every screen, and an action is agreed to by typing the profile's name.
  public var isProduction: Bool

  public init(kind: String, profile: String, server: String, isProduction: Bool = false) {
    self.kind = kind
    self.profile = profile
    self.server = server
    self.isProduction = isProduction
  }
}

/// A hint that something changed.
public enum Change: Hashable, Sendable, Codable {
  case uploads, runs, logs, queues, letters, operations, versions, labeling, audit
  /// The connection that carries the hints was lost, and is back: look at everything again.
  case disconnected, reconnected
}
