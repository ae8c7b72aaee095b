import Messaging
public import Model
import Processing
import Redis
import Support
import Workflow

extension DirectPlatform {
  /// How long Redis may keep others waiting.
  private static let redisLimit = Duration.seconds(2)
  private static let (entriesMax, leasesMax) = (20, 100)

  public func queues(_ query: ListQuery, _ page: PageRequest) async throws -> Page<Queue> {
    try await translatingFailures { query.page(of: try await queues(), page, at: environment.now()) }
  }

  public func queue(_ id: Queue.ID) async throws -> QueueDetail {
    try await translatingFailures {
      guard let queue = try await queues().first(where: { $0.id == id }) else {
        throw Failure.notFound("queue", id.description, list: "flowsight queues list")
      }
      let reader = QueueReader(redis: redis)
      var (consumers, entries) = try await asked {
        (try await reader.consumers(of: id), try await reader.entries(of: id, limit: Self.entriesMax))
      }
      // What was audited is for those who may read the audit log.
      if id.stream == Streams.auditEvents, !actor.role.rights.contains(.readAudit) {
        for index in entries.indices { entries[index].payload = nil }
      }
      let leases =
        if queue.jobs != nil, let gate = queue.gate {
          try await processing.leases(queue: gate.id.name, limit: Self.leasesMax)
        } else { [JobLease]() }
      consumers.sort { ($0.idleSeconds, $0.name) < ($1.idleSeconds, $1.name) }
      return QueueDetail(queue: queue, consumers: consumers, leases: leases, entries: entries)
    }
  }

  private func queues() async throws -> [Queue] {
    let reader = QueueReader(redis: redis)
    async let jobs = processing.jobs()
    var queues = try await viewed.workflow.complete(try await asked { try await reader.queues() })
    let known = try await jobs
    for index in queues.indices { queues[index].jobs = queues[index].gate.flatMap { known[$0.id.name] } }
    return queues
  }

  private func asked<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
    do {
      return try await within(Self.redisLimit, body)
    } catch {
      throw Failure(
        "queues_unavailable", "Redis cannot be asked: \(error)",
        nextStep: "nothing is lost: events wait in the outboxes until it is back", isTransient: true)
    }
  }
}
