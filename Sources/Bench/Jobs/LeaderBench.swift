import Foundation
import Postgres
import Servers

/// Two hosts with all services; the one that leads is killed by signal 9, again and again. How long nobody leads.
struct LeaderBench {
  let folder: URL

  /// What only one host does at a time, by the names of its leaderships.
  private static let leaderships = [
    "schedules", "leases", "run deadlines", "operations", "queues", "letter keeping", "uploads",
  ]
  private static let kills = 5
  private static let victim = "victim"

  func run() async throws {
    try await withServers(in: folder) { servers in
      let pool = PostgresPool(PostgresConfiguration(dsn: servers.postgresDSN, applicationName: "bench"))
      try await LeaderBenchRepository.prepare(login: LeaderBench.victim, pool)
      let survivor = try host(servers.postgresDSN, servers)
      defer { survivor.kill() }
      print("the process that leads killed (-9), \(LeaderBench.kills) times each: until the other one leads")
      for name in LeaderBench.leaderships {
        var seconds: [Double] = []
        for _ in 0..<LeaderBench.kills { seconds.append(try await takeOver(name, servers, pool)) }
        seconds.sort()
        print(
          "  \(name.padded(to: 26)) "
            + String(format: "median %.1f s, longest %.1f s", seconds[seconds.count / 2], seconds[seconds.count - 1]))
      }
      await pool.close()
    }
  }

  /// Kills the second host when it leads, and returns how long it takes until the first one does.
  private func takeOver(_ name: String, _ servers: PrivateServers, _ pool: PostgresPool) async throws -> Double {
    // It logs in under a name of its own, which tells its sessions from those of the other.
    let dsn = servers.postgresDSN.replacing("://flowsight@", with: "://\(LeaderBench.victim)@")
    let victim = try host(dsn, servers)
    defer { victim.kill() }
    while try await LeaderBenchRepository.leader(name, pool) != LeaderBench.victim {}
    victim.kill()
    let killed = ContinuousClock.now
    while try await LeaderBenchRepository.leader(name, pool) == LeaderBench.victim {}
    return (ContinuousClock.now - killed) / .seconds(1)
  }

  private func host(_ dsn: String, _ servers: PrivateServers) throws -> ChildProcess {
    try ChildProcess(
      [
        JobBench.binary("flowsight"), "serve", "--object-store", folder.appending(path: "objects").path,
      ],
      environment: JobBench.environment(servers).merging(["FLOWSIGHT_POSTGRES": dsn]) { $1 },
      streams: .files(output: "/dev/null", dropsErrors: true))
  }
}
