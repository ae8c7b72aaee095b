import Foundation
import Messaging
import Model
import Postgres
import Redis
import Support

/// One process of a service whose jobs do nothing: `work` marks them done, `start` writes for each its number and when
/// it began, in microseconds.
enum JobClient {
  static func run(_ mode: String, batch: Int) async throws {
    let variables = ProcessInfo.processInfo.environment
    guard let postgres = variables["FLOWSIGHT_POSTGRES"], let redis = variables["FLOWSIGHT_REDIS"] else { return }
    let pool = PostgresPool(
      PostgresConfiguration(dsn: postgres, applicationName: "bench", role: ServiceSchema.processing.role))
    let handler: any EventHandler = mode == "start" ? Starts() : Ends()
    await Consumer(
      group: JobBench.group, streams: [JobBench.stream], name: UUID().uuidString, schema: .processing, pool: pool,
      redis: try RedisConfiguration(url: redis), handler: handler, transactionMax: batch, environment: .live,
      log: .silent
    ).run()
  }

  private struct Ends: EventHandler {
    func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
      try await handle([delivery], on: connection)
    }

    func handle(_ deliveries: [Delivery], on connection: PostgresConnection) async throws {
      try await JobBenchRepository.finish(deliveries.map(\.event.eventID), connection)
    }
  }

  private struct Starts: EventHandler {
    func handle(_ delivery: Delivery, on connection: PostgresConnection) async throws {
      let now = Int64(Date().timeIntervalSince1970 * 1_000_000)
      guard case .integer(let number)? = delivery.event.payload["number"] else { return }
      FileHandle.standardOutput.write(Data("\(number) \(now)\n".utf8))
    }
  }
}
