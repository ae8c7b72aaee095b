import Foundation
import Postgres
import Servers

/// Two hosts with all services; the one that leads is killed by signal 9, again and again: how long until the other does.
struct LeaderBench {
  let folder: URL

  /// What only one host does at a time, by the names of its leaderships, each with a table that its look reads.
  private static let leaderships = [
    ("schedules", "workflow.wf_schedule"), ("leases", "processing.proc_job"), ("run deadlines", "workflow.wf_run"),
    ("operations", "workflow.wf_operation"), ("queues", "workflow.wf_queue_sample"),
    ("letter keeping", "workflow.wf_letter_count"), ("uploads", "ingestion.ing_upload_session"),
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
      for (name, table) in LeaderBench.leaderships {
        var seconds: [Double] = []
        for _ in 0..<LeaderBench.kills { seconds.append(try await takeOver(name, table, servers, pool)) }
        seconds.sort()
        print(
          "  \(name.padded(to: 26)) "
            + String(format: "median %.1f s, longest %.1f s", seconds[seconds.count / 2], seconds[seconds.count - 1]))
      }
      await pool.close()
    }
  }

  /// Kills the second host in the middle of its look, and returns how long it takes until the first one leads. A table
  /// that is held keeps whoever leads in its look.
  private func takeOver(
    _ name: String, _ table: String, _ servers: PrivateServers, _ pool: PostgresPool
  ) async throws -> Double {
    // It logs in under a name of its own, which tells its sessions from those of the other.
    let dsn = servers.postgresDSN.replacing("://flowsight@", with: "://\(LeaderBench.victim)@")
    let victim = try host(dsn, servers)
    defer { victim.kill() }
    var isKilled = false
    while !isKilled {
      try await pool.withTransaction { connection in
        try await LeaderBenchRepository.hold(table, connection)
        guard try await LeaderBenchRepository.leader(name, pool) == LeaderBench.victim else { return }
        victim.kill()
        isKilled = true
      }
    }
    let killed = ContinuousClock.now
    try await pool.withTransaction { connection in
      try await LeaderBenchRepository.hold(table, connection)
      while try await LeaderBenchRepository.leader(name, pool) == LeaderBench.victim {}
    }
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
