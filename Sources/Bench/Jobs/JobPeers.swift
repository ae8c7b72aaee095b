import Foundation

/// Other queues, where they are installed: pgqueuer on the same PostgreSQL, by the same recipe.
struct JobPeers {
  let jobs: Int
  let runs: Int

  private static let script = "Sources/Bench/Peers/job-peers.py"

  func run(on postgres: String) throws -> String {
    guard let python = ProcessInfo.processInfo.environment["PGQUEUER"] else {
      return "  pgqueuer: not here; pip install pgqueuer asyncpg in a venv, and PGQUEUER=VENV/bin/python\n"
    }
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [JobPeers.script, "pgqueuer", postgres, "\(jobs)", "\(runs)"]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: bytes, as: UTF8.self)
    return process.terminationStatus == 0 ? text : text + "  pgqueuer: not measured\n"
  }
}
