import Direct
import Foundation
import Model
import Support

/// Dead letters in great number: how long lists of them take, and a redrive of all that wait, which is held, survives a
/// restart of everything, and goes on.
struct LetterBench {
  let platform: BenchPlatform
  let letters: Int
  let redrives: Bool

  private static let chunk = 100_000
  private static let runs = 7
  /// What a person does not notice.
  private static let limit = 100.0

  /// What an operator asks for first, as it is typed.
  private static let filters = [
    "state=dead", "", "signature=c4ca4238a0b92382", "code=timeout age<2d", "state=dead age>200d", "dataset=dataset_77",
    "state=redriving", "sort:age", "sort:-age", "state=dead sort:code",
  ]

  func run() async throws -> String {
    for first in stride(from: 0, to: letters, by: LetterBench.chunk) {
      let last = min(letters, first + LetterBench.chunk) - 1
      try platform.psql(LetterHistoryRepository.letters(first, to: last, of: letters))
    }
    try platform.psql(LetterHistoryRepository.analyze)
    let size = try platform.psql(LetterHistoryRepository.size).trimmingCharacters(in: .whitespacesAndNewlines)
    var lines = ["\(letters) dead letters, \(size) with their indexes"]
    lines += try await lists()
    if redrives { lines += try await redrive() }
    return lines.joined(separator: "\n") + "\n"
  }

  private func connect() async throws -> DirectPlatform {
    try await DirectPlatform.connect(
      ConnectionSettings(postgres: platform.postgres, redis: platform.redis, profile: "bench"))
  }

  // MARK: - Lists

  private func lists() async throws -> [String] {
    let direct = try await connect()
    var lines = [
      "  lists, median and slowest of \(LetterBench.runs), ms; more than \(Int(LetterBench.limit)) is marked by !"
    ]
    lines.append(try await line("grouped by cause") { _ = try await direct.letterGroups(ListQuery(), PageRequest()) })
    lines.append(
      try await line("grouped by cause, the end") {
        _ = try await direct.letterGroups(ListQuery(), PageRequest(limit: 100, .last))
      })
    for text in LetterBench.filters {
      let query = try ListQuery(parsing: text, fields: DeadLetter.fieldInfos)
      let title = text.isEmpty ? "everything" : text
      lines.append(try await line(title) { _ = try await direct.letters(query, PageRequest(limit: 100)) })
      if let key = try await direct.letters(query, PageRequest(limit: 100)).next {
        lines.append(
          try await line(title + ", next page") {
            _ = try await direct.letters(query, PageRequest(limit: 100, .after(key)))
          })
      }
      lines.append(
        try await line(title + ", the end") { _ = try await direct.letters(query, PageRequest(limit: 100, .last)) })
    }
    await direct.close()
    return lines
  }

  private func line(_ title: String, _ body: () async throws -> Void) async throws -> String {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<LetterBench.runs {
      do {
        times.append(try await clock.measure { try await body() } / .milliseconds(1))
      } catch let failure as Failure where failure.errorCode == "list_too_slow" {
        return "  ! \(padded(title)) \(failure.message)"
      }
    }
    times.sort()
    let median = times[times.count / 2]
    return "  \(median > LetterBench.limit ? "!" : " ") \(padded(title))"
      + String(format: "%8.1f%8.1f", median, times[times.count - 1])
  }

  private func padded(_ title: String) -> String { title.padding(toLength: 38, withPad: " ", startingAt: 0) }

  // MARK: - A redrive of all

  private func redrive() async throws -> [String] {
    var direct = try await connect()
    let clock = ContinuousClock()
    var begin = clock.now
    func seconds() -> Double { (clock.now - begin) / .seconds(1) }
    let waiting = try ListQuery(parsing: "state=dead", fields: DeadLetter.fieldInfos)
    let preview = try await direct.prepare(.redrive(parameters: [:]), waiting)
    guard let id = preview.bulk?.operation else { throw BenchPlatform.Broken(description: "nothing was frozen") }
    let total = preview.eligibleCount
    var lines = [String(format: "  a redrive of %d: frozen and previewed in %.1f s", total, seconds())]
    begin = clock.now
    _ = try await direct.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "measured")
    var told = 0
    var slowest = 0.0
    func progress(until share: Double) async throws -> BulkOperation {
      while true {
        let asked = clock.now
        let operation = try await direct.bulkOperation(id)
        slowest = max(slowest, (clock.now - asked) / .milliseconds(1))
        let sent = total - operation.outcomes[.pending, default: 0]
        if sent > told { told = sent }
        if operation.state != .running || Double(sent) >= share * Double(total) { return operation }
        try await Task.sleep(for: .milliseconds(250))
      }
    }
    var operation = try await progress(until: 0.2)
    lines.append(String(format: "    %d sent after %.0f s; held", told, seconds()))
    begin = clock.now
    _ = try await direct.perform(.pauseOperation(id), reason: "measured")
    let held = try await direct.bulkOperation(id).outcomes[.pending, default: 0]
    lines.append(String(format: "    held within %.0f ms", seconds() * 1000))
    try await Task.sleep(for: .seconds(3))
    let still = try await direct.bulkOperation(id).outcomes[.pending, default: 0]
    lines.append("    \(still == held ? "nothing" : "\(held - still) letters, which is wrong,") went out in 3 s")
    _ = try await direct.perform(.resumeOperation(id), reason: "measured")
    operation = try await progress(until: 0.5)
    begin = clock.now
    await direct.close()
    try platform.restart()
    direct = try await connect()
    let before = try await direct.bulkOperation(id).outcomes[.pending, default: 0]
    while try await direct.bulkOperation(id).outcomes[.pending, default: 0] == before, before > 0 {
      try await Task.sleep(for: .milliseconds(50))
    }
    lines.append(String(format: "    services and servers restarted at %d; went on after %.1f s", told, seconds()))
    (begin, told) = (clock.now, total - before)
    let restarted = told
    operation = try await progress(until: 2)
    let rate = Double(total - restarted) / max(seconds(), 0.001)
    lines.append(
      "    \(operation.state.rawValue) "
        + String(format: "after %.0f s more, %.0f a second; slowest look at it %.0f ms", seconds(), rate, slowest))
    lines.append(
      "    outcomes: \(operation.outcomes.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", "))")
    let twice = try platform.psql(LetterHistoryRepository.redrivenTwice).trimmingCharacters(in: .whitespacesAndNewlines)
    lines.append("    redriven more than once: \(twice); of \(total), not at all: \(total - operation.settled)")
    lines.append(
      String(format: "    peak memory of the services %.0f MiB", Double(try platform.peakMemory()) / 1_048_576))
    await direct.close()
    return lines
  }
}
