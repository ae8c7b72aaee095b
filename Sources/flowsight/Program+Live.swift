import Direct
import Foundation
import Model
import Support
import YAML

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
    readProfiles: { environment in
      guard let path = ProfileLocation.path(environment: environment),
        FileManager.default.fileExists(atPath: path)
      else { return nil }
      do {
        return try YAML.parse(try String(contentsOfFile: path, encoding: .utf8)).decode(as: ProfileFile.self)
      } catch {
        throw Failure(
          "profile_unreadable", "the profile file \(path) cannot be read: \(error)", nextStep: "repair it, or remove it"
        )
      }
    })
}
