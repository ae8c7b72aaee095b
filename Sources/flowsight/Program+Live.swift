import Foundation
import Model

extension Program {
  /// The program as it runs: this process's streams, environment and servers.
  static func live() -> Program {
    Program(streams: .live(), environment: ProcessInfo.processInfo.environment, engine: .direct)
  }
}

extension Engine {
  /// Over PostgreSQL and Redis, with the services' code in this process.
  static let direct = Engine(
    connect: { _ in throw Failure("unavailable", "this build has no direct client") }, readProfiles: { _ in nil })
}
