import Identity
import Ingestion
import Labeling
import Messaging
import Metadata
public import Model
import Postgres
import Processing
import Support
import Workflow

extension DirectPlatform {
  /// What each service tells of a kind; a trace that has more says so.
  private static let eventsMax = 5000

  public func trace(_ id: TraceID, _ query: ListQuery, _ page: PageRequest) async throws -> Page<TraceEvent> {
    try await translatingFailures {
      let events = try await events(of: id)
      guard !events.isEmpty else {
        throw Failure.notFound("trace", id.description, list: "flowsight runs list --columns id,dataset,trace")
      }
      return query.page(of: TraceEvent.ordered(events), page, at: environment.now())
    }
  }

  private func events(of id: TraceID) async throws -> [TraceEvent] {
    let limit = Self.eventsMax
    async let uploads = viewed.ingestion.trace(id, limit: limit + 1)
    async let runs = viewed.workflow.trace(id, limit: limit)
    async let leases = processing.trace(id, limit: limit + 1)
    async let versions = metadata.trace(id, limit: limit + 1)
    async let labeled = labels(under: id)
    async let audited = acts(under: id)
    async let events = said(under: id)
    async let logged = logged(under: id)
    let alike = try await [uploads, events, leases, logged, versions, audited]
    return try await alike.flatMap { TraceEvent.told($0, limit: limit) } + runs + labeled
  }

  private func said(under id: TraceID) async throws -> [TraceEvent] {
    try await reading.withConnection { try await SaidEventRepository.events(of: id, limit: Self.eventsMax + 1, $0) }
  }

  private func logged(under id: TraceID) async throws -> [TraceEvent] {
    try await reading.withConnection { try await JobLineRepository.events(of: id, limit: Self.eventsMax + 1, $0) }
  }

  private func acts(under id: TraceID) async throws -> [TraceEvent] {
    guard actor.role.rights.contains(.readAudit) else { return [] }
    return try await identity.trace(id, limit: Self.eventsMax + 1)
  }

  private func labels(under id: TraceID) async throws -> [TraceEvent] {
    var events: [TraceEvent] = []
    for source in try await metadata.versions(under: id) {
      events += try await labeling.trace(dataset: source.dataset, version: source.version)
    }
    return events
  }
}
