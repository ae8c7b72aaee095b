import Foundation
public import Messaging
import Model
public import ObjectStore
public import Postgres
public import Support

/// Gives up upload sessions that nobody has continued for long, and removes the bytes that they hold. Their versions
/// are free again. Any number may run: each look has one leader.
public struct UploadJanitor: Sendable {
  private static let lookEvery = Duration.seconds(5)
  private static let batchMax = 100

  private let service: IngestionService
  private let silentDaysMax: Int
  private let log: Log

  /// A session that was silent for more than `silentDaysMax` is given up.
  public init(
    pool: PostgresPool, store: LocalObjectStore, outbox: Outbox, silentDaysMax: Int, environment: Environment, log: Log
  ) {
    let name = ServiceSchema.ingestion.producer
    service = IngestionService(
      pool: pool, store: .success(store), outbox: outbox, actor: Actor(name: name, credential: name, role: .operator),
      environment: environment)
    self.silentDaysMax = silentDaysMax
    self.log = log
  }

  /// Looks until cancelled.
  public func run() async {
    await Lookout(every: UploadJanitor.lookEvery, problem: "cannot look for abandoned uploads", log: log).run {
      let count = try await giveUpSilent()
      if count > 0 { log(.info, "abandoned uploads were given up", ["count": JSON(count)]) }
      return false
    }
  }

  /// Returns how many it gave up. One that cannot be given up now is told of, and stands in no other's way.
  func giveUpSilent() async throws -> Int {
    try await Leadership.take("uploads", in: service.pool) { leadership in
      try await leadership.meanwhile { try await giveUpAllSilent() }
    } ?? 0
  }

  private func giveUpAllSilent() async throws -> Int {
    let end = service.environment.now().addingTimeInterval(-Double(silentDaysMax) * 86_400)
    let failure = Failure(
      "upload_expired", "no bytes came for more than \(silentDaysMax) days", nextStep: "upload the file again")
    var count = 0
    var stuck: [UploadID] = []
    while !Task.isCancelled {
      let silent = try await service.pool.withConnection { [stuck] in
        try await UploadRepository.silent(since: end, except: stuck, limit: UploadJanitor.batchMax, $0)
      }
      for id in silent {
        do {
          try await service.fail(id, failure, ifSilentSince: end)
          count += 1
        } catch {
          try Task.checkCancellation()
          stuck.append(id)
          log(
            .warning, "an abandoned upload cannot be given up",
            ["upload_id": .string(id.description), "error": .string("\(error)")])
        }
      }
      if silent.count < UploadJanitor.batchMax { break }
    }
    return count
  }
}
