import Direct
import Foundation
import Model
import Support

extension Program {
  /// The program as it runs: this process's streams, environment and servers.
  static func live() -> Program {
    Program(streams: .live(), environment: ProcessInfo.processInfo.environment, engine: .direct)
  }
}

extension Engine {
  /// Over PostgreSQL and Redis, with the services' code in this process.
  static let direct = Engine(
    connect: { settings in
      let platform = try await DirectPlatform.connect(settings.connection)
      return Connection(platform: platform, close: { await platform.close() })
    },
    configuration: { environment in
      guard let path = ConfigurationFile.path(environment: environment) else { return nil }
      return try ConfigurationFile(path: path)
    },
    survey: { await PlatformSurvey.of($0.connection) }, surroundings: { Surroundings.look($0) })
}
