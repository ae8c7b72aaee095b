import Foundation

/// Where the servers' programs are on this machine.
struct ServerPrograms: Sendable {
  var initdb: String
  var postgres: String
  var redis: String
  var setpriv: String

  /// Looks in `PATH`, and for PostgreSQL first in Debian's folder of the newest version.
  static func find(
    path: String = (ProcessInfo.processInfo.environment["PATH"] ?? "") + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin",
    postgresRoot: String = "/usr/lib/postgresql"
  ) throws(ServerError) -> ServerPrograms {
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: postgresRoot)) ?? []
    let newestFirst = versions.compactMap(Int.init).sorted(by: >).map { "\(postgresRoot)/\($0)/bin" }
    let folders = path.split(separator: ":").map(String.init)

    func program(_ name: String, in folders: [String], package: String) throws(ServerError) -> String {
      let candidates = folders.map { "\($0)/\(name)" }
      guard let found = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
        throw .missingProgram(name: name, package: package)
      }
      return found
    }
    return ServerPrograms(
      initdb: try program("initdb", in: newestFirst + folders, package: "postgresql"),
      postgres: try program("postgres", in: newestFirst + folders, package: "postgresql"),
      redis: try program("redis-server", in: folders, package: "redis-server"),
      setpriv: try program("setpriv", in: folders, package: "util-linux"))
  }
}
