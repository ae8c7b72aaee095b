import Direct
import Foundation
import Messaging
import Model
import Postgres
import Redis
import Servers
import Support

/// Jobs that do nothing, through the consumer runtime of every service: a message, one transaction with the inbox row
/// and the state row, the acknowledgement. How many a second, how soon one starts, and how long a dead worker's jobs
/// wait; beside other queues on the same servers.
struct JobBench {
  let folder: URL
  let jobs: Int
  let runs: Int

  static let queue = "bench"
  static let group = "bench-group"
  static var stream: String { Streams.jobs(queue: queue) }
  /// What each job carries besides its envelope.
  static let payloadBytes = 200
  private static let processes = 2
  private static let pgqueuer = Peer(
    name: "pgqueuer", package: "pgqueuer asyncpg", variable: "PGQUEUER", script: "Sources/Bench/Peers/job-peers.py")

  struct Broken: Error, CustomStringConvertible { var description: String }

  func run() async throws {
    try await withServers(in: folder) { servers in
      let pool = PostgresPool(PostgresConfiguration(dsn: servers.postgresDSN, applicationName: "bench"))
      let redis = RedisConnection(try RedisConfiguration(url: servers.redisURL), name: "bench")
      try await JobBenchRepository.prepare(pool)
      print("jobs that do nothing, \(JobBench.processes) processes, \(runs) runs, median (range)")
      for batch in [Consumer.batchMax, 1] {
        var rates: [Double] = []
        // One transaction a message is a tenth of the speed: a tenth of the jobs tells as much.
        let count = batch == 1 ? jobs / 10 : jobs
        for _ in 0..<runs { rates.append(try await rate(count, batch, servers, pool, redis)) }
        let title = batch == 1 ? "a transaction each" : "a transaction for up to \(batch)"
        print("  flowsight, \(title.padded(to: 27)) \(Rates(rates))")
      }
      let starts = try await latency(servers, pool, redis)
      print("    from the order to the start, 30 a second   \(starts.fromOrder)")
      print("    from its commit to the start               \(starts.fromCommit)")
      await redis.close()
      await pool.close()
      JobBench.pgqueuer.run([servers.postgresDSN, "\(jobs)", "\(runs)"])
      print(try await RecoveryBench(folder: folder).run(on: servers))
    }
  }

  /// Jobs a second from the tenth to the ninetieth of a hundred.
  private func rate(
    _ count: Int, _ batch: Int, _ servers: PrivateServers, _ pool: PostgresPool, _ redis: RedisConnection
  ) async throws -> Double {
    _ = try await redis.del([JobBench.stream])
    try await JobBenchRepository.clear(pool)
    let payload = JSON.object([JSON.Member("text", .string(String(repeating: "x", count: JobBench.payloadBytes)))])
    for first in stride(from: 0, to: count, by: 1000) {
      let events = (first..<min(count, first + 1000)).map { _ in
        Event(
          eventID: EventID(UUID()), eventType: .jobReady, occurredAt: Date(), traceID: TraceID(UUID()),
          producer: "bench", datasetID: nil, datasetVersion: nil, payload: payload)
      }
      try await JobBenchRepository.insert(events.map(\.eventID), pool)
      for result in try await redis.xadd(events.map { JobBench.addition($0) }) { _ = try result.get() }
    }
    try await JobBenchRepository.settle(pool)
    let clients = try (0..<JobBench.processes).map { _ in try client("work", ["--batch", "\(batch)"], servers) }
    defer { for client in clients { client.kill() } }
    while try await JobBenchRepository.finished(pool) < count { try await Task.sleep(for: .milliseconds(250)) }
    return 0.8 * Double(count) / (try await JobBenchRepository.window(pool))
  }

  private static func addition(_ event: Event) -> RedisStreamAddition {
    RedisStreamAddition(stream: stream, fields: EventFields.written(event))
  }

  /// How long jobs wait: since somebody began to order them, and since that one has the answer that it is done.
  private struct Starts {
    var fromOrder: Percentiles
    var fromCommit: Percentiles
  }

  /// Through the outbox and the relay of a service to a consumer.
  private func latency(
    _ servers: PrivateServers, _ pool: PostgresPool, _ redis: RedisConnection
  ) async throws -> Starts {
    _ = try await redis.del([JobBench.stream])
    try await JobBenchRepository.clear(pool)
    let log = folder.appending(path: "starts").path
    let service = try JobBench.start(
      "flowsight",
      ["serve", "--services", "processing", "--object-store", folder.appending(path: "objects").path], servers)
    defer { service.kill() }
    let client = try client("start", [], servers, output: log)
    defer { client.kill() }
    let outbox = Outbox(schema: .processing, environment: .live)
    // In microseconds, as the client writes.
    func now() -> Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
    var ordered: [Int64] = []
    var committed: [Int64] = []
    func order() async throws {
      let number = ordered.count
      ordered.append(now())
      try await pool.withTransaction { connection in
        try await outbox.append(
          [
            EventDraft(
              .jobReady, traceID: TraceID(UUID()), datasetID: nil, datasetVersion: nil,
              payload: ["number": JSON(number)], queue: JobBench.queue)
          ], on: connection)
      }
      committed.append(now())
    }
    func starts() -> [(number: Int, at: Int64)] {
      guard let text = try? String(contentsOfFile: log, encoding: .utf8) else { return [] }
      return text.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        guard words.count == 2, let number = Int(words[0]), let at = Int64(words[1]) else { return nil }
        return (number, at)
      }
    }
    func wait(for count: Int) async throws {
      let end = ContinuousClock.now + .seconds(60)
      while starts().count < count {
        guard ContinuousClock.now < end else { throw Broken(description: "\(starts().count) of \(count) jobs began") }
        try await Task.sleep(for: .milliseconds(50))
      }
    }
    // The first one tells when everything runs, and is not counted.
    try await order()
    try await wait(for: 1)
    let count = 300
    for _ in 0..<count {
      try await order()
      try await Task.sleep(for: .seconds(1.0 / 30))
    }
    try await wait(for: count + 1)
    let counted = starts().filter { $0.number > 0 }
    return Starts(
      fromOrder: Percentiles(values: counted.map { $0.at - ordered[$0.number] }.sorted()),
      fromCommit: Percentiles(values: counted.map { $0.at - committed[$0.number] }.sorted()))
  }

  private func client(
    _ mode: String, _ arguments: [String], _ servers: PrivateServers, output: String = "/dev/null"
  ) throws -> ChildProcess {
    try JobBench.start("Bench", ["job-client", mode] + arguments, servers, output: output)
  }

  /// Starts a program of this build on the servers; what it says of errors is dropped.
  static func start(
    _ program: String, _ arguments: [String], _ servers: PrivateServers, output: String = "/dev/null"
  ) throws -> ChildProcess {
    try ChildProcess(
      [binary(program)] + arguments, environment: environment(servers),
      streams: .files(output: output, dropsErrors: true))
  }

  static func binary(_ name: String) -> String {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: name).path
  }

  static func environment(_ servers: PrivateServers) -> [String: String] {
    ProcessInfo.processInfo.environment.merging(
      ["FLOWSIGHT_POSTGRES": servers.postgresDSN, "FLOWSIGHT_REDIS": servers.redisURL]
    ) { _, new in new }
  }
}

/// The median and the range of several rates.
struct Rates: CustomStringConvertible {
  let values: [Double]

  init(_ values: [Double]) { self.values = values.sorted() }

  var median: Double { values.isEmpty ? 0 : values[values.count / 2] }
  var description: String {
    String(format: "%6.0f/s (%.0f–%.0f)", median, values.first ?? 0, values.last ?? 0)
  }
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }

  func padded(to width: Int) -> String { padding(toLength: max(width, count), withPad: " ", startingAt: 0) }
}
