import Messaging
import Postgres
import Support

/// Wakes the relays of this process when something was written to their outboxes, over one connection for all.
struct OutboxSignals: Sendable {
  private let wakeups: [ServiceSchema: Wakeup]

  init(_ services: [ServiceSchema]) {
    wakeups = Dictionary(uniqueKeysWithValues: services.map { ($0, Wakeup()) })
  }

  subscript(service: ServiceSchema) -> Wakeup? { wakeups[service] }

  /// Listens until cancelled.
  func listen(_ configuration: PostgresConfiguration) async {
    let listener = PostgresListener(configuration, channels: ["flowsight_outbox"])
    await withTaskCancellationHandler {
      for await event in listener.events {
        switch event {
        case .notification(_, let schema): ServiceSchema(rawValue: schema).flatMap { wakeups[$0] }?.signal()
        case .listening, .reconnected, .overflowed: for wakeup in wakeups.values { wakeup.signal() }
        case .disconnected: break
        }
      }
    } onCancel: {
      listener.stop()
    }
  }
}
