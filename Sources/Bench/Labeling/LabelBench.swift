import Foundation
import Support

/// Annotators at once on a large project, killed at random, and the export of what they did.
struct LabelBench {
  let platform: BenchPlatform
  let folder: URL
  let tasks: Int
  let annotators: Int
  let seconds: Double

  struct Wrong: Error, CustomStringConvertible { var description: String }

  func run() throws -> String {
    let schema = folder.appending(path: "mood.yaml")
    try Data("fields:\n- {name: mood, kind: choice, options: [good, bad]}\n".utf8).write(to: schema)
    _ = try platform.flowsight(["label", "create", "bench", "--schema", schema.path, "-o", "json"])
    guard let project = try platform.flowsight(["label", "project", "bench", "-o", "json"])["id"]?.string else {
      throw Wrong(description: "no project")
    }
    for statement in LabelBenchRepository.tasks(tasks, in: project) { try platform.psql(statement) }
    for number in 0..<annotators { try platform.psql(LabelBenchRepository.login("ann\(number)")) }
    // At a pace that no person keeps, then as fast as they can, then with processes killed in the middle of it all.
    let paced = try crowd(project, pause: 0.5, kills: 0)
    let free = try crowd(project, pause: 0, kills: 0)
    let killed = try crowd(project, pause: 0.02, kills: annotators * 2)
    let doubles = try platform.psql(LabelBenchRepository.doubleClaims).trimmingCharacters(in: .whitespacesAndNewlines)
    let stored = Set(try platform.psql(LabelBenchRepository.submissions).split(separator: "\n").map(String.init))
    let acknowledged = paced.results + free.results + killed.results
    let lost = acknowledged.count { !stored.contains($0) }
    return """
      labeling: \(tasks) tasks, \(annotators) annotators at once, each a process of its own
        claim, a task every 0.5 s     \(paced.claims)
          while all of them start     \(paced.first)
        submit to the next task       \(paced.nexts)
        claim, as fast as they can    \(free.claims)
        labels a second, as fast      \(Int(Double(free.results.count) / (LabelBench.warm + seconds)))
        killed clients                \(killed.kills), claim \(killed.claims)
        double claims                 \(doubles)
        lost submits                  \(lost) of \(acknowledged.count) acknowledged
      \(try WorkbenchBench(platform: platform, folder: folder).run())
        export of \(LabelBench.exported) tasks       \(try export(schema))
        import of \(LabelBench.imported) tasks, ten labels each  \(try importLabels(schema))
        all measures of \(LabelBench.judgements) judgements   \(try agreement())
        figures of a project of as many \(try figures(schema))
      \(LabelPeers(platform: platform).run())
      """
  }

  /// Seconds at the start that are told of by themselves: every session reads the catalogue and plans anew.
  private static let warm = 5.0
  private static let exported = 100_000

  /// Labeled tasks as JSON Lines, through a pipe.
  private func export(_ schema: URL) throws -> String {
    _ = try platform.flowsight(["label", "create", "exported", "--schema", schema.path, "-o", "json"])
    guard let project = try platform.flowsight(["label", "project", "exported", "-o", "json"])["id"]?.string else {
      throw Wrong(description: "no project")
    }
    for statement in LabelBenchRepository.labeled(LabelBench.exported, in: project) { try platform.psql(statement) }
    let clock = ContinuousClock()
    let start = clock.now
    let last = try platform.flowsight(["label", "export", "exported", "-o", "jsonl"])
    let seconds = (clock.now - start) / .seconds(1)
    guard last["result"] != nil else { throw Wrong(description: "nothing was exported") }
    return String(format: "%.1f s", seconds)
  }

  private static let imported = 7_500

  /// Labels that people gave elsewhere, and that differ.
  private func importLabels(_ schema: URL) throws -> String {
    let file = folder.appending(path: "labels.jsonl")
    let lines = (0..<LabelBench.imported).map { item in
      let labels = (0..<10).map { rater in
        let mood = (item * 7 + rater * 3) % 5 < 3 ? "good" : "bad"
        return "{\"annotator\": \"rater-\(rater)\", \"annotation\": {\"mood\": \"\(mood)\"}}"
      }
      let text = "Is text \(item) kind?"
      return "{\"key\": \"l-\(item)\", \"payload\": {\"text\": \"\(text)\"}, \"overlap\": 10, \"annotations\": ["
        + labels.joined(separator: ", ") + "]}\n"
    }
    try Data(lines.joined().utf8).write(to: file)
    _ = try platform.flowsight(["label", "create", "imported", "--schema", schema.path, "-o", "json"])
    return try timed(["label", "import", "imported", file.path, "-o", "json"])
  }

  private static let judgements = 1_000_000

  /// Of 100,000 items by ten people, read from a file.
  private func agreement() throws -> String {
    let file = folder.appending(path: "judgements.jsonl")
    guard FileManager.default.createFile(atPath: file.path, contents: nil) else { throw Wrong(description: file.path) }
    let handle = try FileHandle(forWritingTo: file)
    for start in stride(from: 0, to: LabelBench.judgements, by: 10_000) {
      let lines = (start..<start + 10_000).map { number in
        let (item, rater) = (number / 10, number % 10)
        return
          "{\"item\": \"i\(item)\", \"annotator\": \"r\(rater)\", \"label\": \((item * 7 + rater * item % 3) % 5)}\n"
      }
      try handle.write(contentsOf: Data(lines.joined().utf8))
    }
    try handle.close()
    return try timed(["label", "agreement", file.path, "-o", "json"])
  }

  /// Of 100,000 tasks by ten people: as they stand, and by day.
  private func figures(_ schema: URL) throws -> String {
    _ = try platform.flowsight(["label", "create", "judged", "--schema", schema.path, "-o", "json"])
    guard let project = try platform.flowsight(["label", "project", "judged", "-o", "json"])["id"]?.string else {
      throw Wrong(description: "no project")
    }
    for statement in LabelBenchRepository.judged(LabelBench.judgements / 10, in: project) {
      try platform.psql(statement)
    }
    let screen = try timed(["label", "project", "judged", "-o", "json"])
    let all = try timed(["label", "stats", "judged", "-o", "json"])
    let days = try timed(["label", "stats", "judged", "--over", "day", "-o", "json"])
    return "\(all), by day \(days), the project itself \(screen)"
  }

  private func timed(_ arguments: [String]) throws -> String {
    let clock = ContinuousClock()
    let start = clock.now
    _ = try platform.flowsight(arguments)
    return String(format: "%.1f s", (clock.now - start) / .seconds(1))
  }

  private struct Outcome {
    var claims: Percentiles
    /// The claims while 64 programs start and connect at once.
    var first: Percentiles
    var nexts: Percentiles
    var results: [String]
    var kills: Int
  }

  private func crowd(_ project: String, pause: Double, kills: Int) throws -> Outcome {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(LabelBench.warm + seconds)
    var clients = try (0..<annotators).map { try client($0, project, pause: pause) }
    var logs: [URL] = clients.map(\.log)
    var killed = 0
    while clock.now < end {
      Thread.sleep(forTimeInterval: kills > 0 ? seconds / Double(kills + 1) : 0.2)
      guard killed < kills, let victim = clients.indices.randomElement() else { continue }
      kill(clients[victim].process.processIdentifier, SIGKILL)
      clients[victim].process.waitUntilExit()
      killed += 1
      clients[victim] = try client(victim, project, pause: pause)
      logs.append(clients[victim].log)
    }
    for client in clients { client.process.waitUntilExit() }
    var outcome = Outcome(
      claims: Percentiles(values: []), first: Percentiles(values: []), nexts: Percentiles(values: []), results: [],
      kills: killed)
    for log in logs {
      for line in try String(contentsOf: log, encoding: .utf8).split(separator: "\n") {
        let word = line.dropFirst(2)
        switch line.first {
        case "C": outcome.claims.values.append(Int64(word) ?? 0)
        case "c": outcome.first.values.append(Int64(word) ?? 0)
        case "N": outcome.nexts.values.append(Int64(word) ?? 0)
        // A line that was cut off by the kill is no acknowledgement.
        case "S": if word.count == 36 { outcome.results.append(String(word)) }
        default: break
        }
      }
    }
    outcome.claims.values.sort()
    outcome.first.values.sort()
    outcome.nexts.values.sort()
    return outcome
  }

  private func client(_ number: Int, _ project: String, pause: Double) throws -> (process: Process, log: URL) {
    let log = folder.appending(path: "client-\(UUID().uuidString).log")
    guard FileManager.default.createFile(atPath: log.path, contents: nil) else { throw Wrong(description: log.path) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    process.arguments = [
      "label-client", "--postgres", platform.postgres.replacingOccurrences(of: "flowsight@", with: "ann\(number)@"),
      "--redis", platform.redis, "--project", project, "--seconds", "\(LabelBench.warm + seconds)", "--pause",
      "\(pause)", "--warm", "\(LabelBench.warm)",
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: log)
    try process.run()
    return (process, log)
  }
}

/// Times in microseconds, in ascending order.
struct Percentiles: CustomStringConvertible {
  var values: [Int64]

  func at(_ share: Double) -> Double {
    guard !values.isEmpty else { return 0 }
    return Double(values[min(values.count - 1, Int(Double(values.count) * share))]) / 1000
  }

  var description: String {
    let text = [0.5, 0.95, 0.99].map { String(format: "%.1f", at($0)) }
    return "p50 \(text[0]) ms, p95 \(text[1]) ms, p99 \(text[2]) ms, n \(values.count)"
  }
}
