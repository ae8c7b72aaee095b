public import Messaging
import Model
public import Postgres
import Support

/// The consumer of the service's queue: records orders and wakes the worker. The stream entry is acknowledged as soon
/// as the order is recorded; from then on the lease in PostgreSQL carries the work.
public struct JobIntake: EventHandler {
  private let worker: Worker

  public init(worker: Worker) { self.worker = worker }

  /// Orders come many at once: those that follow each other are recorded as one.
  public func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws {
    var orders: [Statement] = []
    for delivery in deliveries {
      if delivery.event.eventType == .jobReady {
        orders += try registration(delivery)
        continue
      }
      if !orders.isEmpty { _ = try await connection.pipeline(orders) }
      orders = []
      try await handle(delivery, on: connection)
    }
    if !orders.isEmpty { _ = try await connection.pipeline(orders) }
  }

  private func registration(_ delivery: Delivery) throws -> [Statement] {
    let order = try delivery.event.payload.decode(as: JobOrder.self)
    guard worker.functions[order.function] != nil else {
      throw Failure(
        "function_unknown", "the function '\(order.function)' of step '\(order.step)' is not in the registry",
        nextStep: "correct the workflow document, or deploy the version that has the function")
    }
    return try JobRepository.registration(delivery, order)
  }

  public func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
    switch delivery.event.eventType {
    case .jobReady: _ = try await connection.pipeline(try registration(delivery))
    case .jobCancelled:
      // Recorded even when the order has not been seen: should it come after all, it is known, and cancelled.
      let order = try delivery.event.payload.decode(as: JobOrder.self)
      try await JobRepository.register(delivery, order, connection)
      try await JobRepository.cancel(order.jobID, connection)
    case .jobReleased:
      let release = try delivery.event.payload.decode(as: JobRelease.self)
      guard let claim = try await JobRepository.leased(release, connection) else { return }
      let failure = Failure("lease_released", "released by \(release.actor): \(release.reason)", isTransient: true)
      _ = try await worker.reporter.returned(claim, failure, on: connection)
    case .queueChanged:
      try await JobRepository.setQueue(try delivery.event.payload.decode(as: GateReport.self).gate, connection)
    default: break
    }
  }

  public func committed() async { worker.wake() }
}
