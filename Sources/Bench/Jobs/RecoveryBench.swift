import Foundation
import Postgres
import Servers
import Support

/// Two hosts with all services load small files, six jobs each; one of them is killed by signal 9 in the middle.
struct RecoveryBench {
  let folder: URL

  private static let files = 70
  private static let rows = 20
  private static let secondsMax = 300.0

  func run(on servers: PrivateServers) async throws -> String {
    let pool = PostgresPool(PostgresConfiguration(dsn: servers.postgresDSN, applicationName: "bench"))
    try upload(servers)
    let survivor = try host(servers)
    defer { survivor.kill() }
    let victim = try host(servers)
    var isAlive = true
    defer { if isAlive { victim.kill() } }
    try await until(pool) { try await JobBenchRepository.succeeded("dataset.load", $0) >= RecoveryBench.files / 4 }
    try await until(pool) { try await JobBenchRepository.held(by: victim.processID, $0) > 0 }
    victim.kill()
    isAlive = false
    let killed = Date()
    try await until(pool) { try await JobBenchRepository.succeeded("dataset.load", $0) == RecoveryBench.files }
    let whole = Date().timeIntervalSince(killed)
    let takenOver = try await JobBenchRepository.lastExpiry(of: victim.processID, pool)
    let rows = try await JobBenchRepository.loadedRows(pool)
    let doubled = try await JobBenchRepository.doubled(pool)
    await pool.close()
    return """
        one of two hosts killed (-9) under \(RecoveryBench.files * 6) jobs, the steps of \(RecoveryBench.files) files
          its jobs were taken over after     \(takenOver.map { String(format: "%.1f s", $0.timeIntervalSince(killed)) } ?? "–")
          everything was done after          \(String(format: "%.1f s", whole))
          lost, done twice                   \(RecoveryBench.files * RecoveryBench.rows - rows) rows, \(doubled) jobs
      """
  }

  private var objects: String { folder.appending(path: "objects").path }

  private func host(_ servers: PrivateServers) throws -> ChildProcess {
    try JobBench.start("flowsight", ["serve", "--object-store", objects], servers)
  }

  private func upload(_ servers: PrivateServers) throws {
    for number in 0..<RecoveryBench.files {
      let file = folder.appending(path: "recovery-\(number).csv")
      let lines = (0..<RecoveryBench.rows).map { "\(number),\($0),text" }
      try Data((["file,row,text"] + lines).joined(separator: "\n").utf8).write(to: file)
      let ingest = try JobBench.start(
        "flowsight", ["ingest", file.path, "--dataset", "recovery", "--version", "v\(number)"], servers)
      guard ingest.wait() else { throw JobBench.Broken(description: "\(file.lastPathComponent) was not taken") }
    }
  }

  private func until(_ pool: PostgresPool, _ holds: (PostgresPool) async throws -> Bool) async throws {
    let end = Date(timeIntervalSinceNow: RecoveryBench.secondsMax)
    while try await !holds(pool) {
      guard Date() < end else {
        throw JobBench.Broken(description: "after \(Int(RecoveryBench.secondsMax)) s some of the runs had not ended")
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
