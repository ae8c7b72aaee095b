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

  func run() async throws {
    for first in stride(from: 0, to: letters, by: LetterBench.chunk) {
      let last = min(letters, first + LetterBench.chunk) - 1
      try platform.psql(LetterHistoryRepository.letters(first, to: last, of: letters))
    }
    try platform.psql(LetterHistoryRepository.analyze)
    print("\(letters) dead letters, \(try platform.psql(LetterHistoryRepository.size).trimmed) with their indexes")
    try await lists()
    if redrives { try await redrive() }
  }

  private func connect() async throws -> DirectPlatform {
    try await DirectPlatform.connect(
      ConnectionSettings(postgres: platform.postgres, redis: platform.redis, profile: "bench"))
  }

  // MARK: - Lists

  private func lists() async throws {
    let direct = try await connect()
    print("  lists, median and slowest of \(LetterBench.runs), ms; more than \(Int(LetterBench.limit)) is marked by !")
    try await time("grouped by cause") { _ = try await direct.letterGroups(ListQuery(), PageRequest()) }
    try await time("grouped by cause, the end") {
      _ = try await direct.letterGroups(ListQuery(), PageRequest(limit: 100, .last))
    }
    for text in LetterBench.filters {
      let query = try ListQuery(parsing: text, fields: DeadLetter.fieldInfos)
      let title = text.isEmpty ? "everything" : text
      func page(_ place: PageRequest.Position) async throws -> Page<DeadLetter> {
        try await direct.letters(query, PageRequest(limit: 100, place))
      }
      try await time(title) { _ = try await page(.first) }
      if let key = try await page(.first).next {
        try await time(title + ", next page") { _ = try await page(.after(key)) }
      }
      try await time(title + ", the end") { _ = try await page(.last) }
    }
    await direct.close()
  }

  private func time(_ title: String, _ body: () async throws -> Void) async throws {
    let clock = ContinuousClock()
    var times: [Double] = []
    for _ in 0..<LetterBench.runs {
      do {
        times.append(try await clock.measure { try await body() } / .milliseconds(1))
      } catch let failure as Failure where failure.errorCode == "list_too_slow" {
        print("  ! \(title.padded(to: 38)) \(failure.message)")
        return
      }
    }
    times.sort()
    let median = times[times.count / 2]
    print(
      "  \(median > LetterBench.limit ? "!" : " ") \(title.padded(to: 38))"
        + String(format: "%8.1f%8.1f", median, times[times.count - 1]))
  }

  // MARK: - A redrive of all

  private func redrive() async throws {
    var direct = try await connect()
    var begin = ContinuousClock.now
    let waiting = try ListQuery(parsing: "state=dead", fields: DeadLetter.fieldInfos)
    let preview = try await direct.prepare(.redrive(parameters: [:]), waiting)
    guard let id = preview.bulk?.operation else { throw BenchPlatform.Broken(description: "nothing was frozen") }
    let total = preview.eligibleCount
    print(String(format: "  a redrive of %d: frozen and previewed in %.1f s", total, seconds(since: begin)))
    _ = try await direct.perform(.startOperation(id, parameters: [:], ratePerSecond: nil), reason: "measured")
    let watch = Watch(platform: platform, id: id, total: total)
    try await watch.run(until: 0.2, direct)

    begin = .now
    _ = try await direct.perform(.pauseOperation(id), reason: "measured")
    print(String(format: "    held within %.0f ms", seconds(since: begin) * 1000))
    let held = try await watch.waiting(direct)
    try await Task.sleep(for: .seconds(3))
    let gone = held - (try await watch.waiting(direct))
    print("    \(gone == 0 ? "nothing" : "\(gone) letters, which is wrong,") went out in 3 s")
    _ = try await direct.perform(.resumeOperation(id), reason: "measured")
    try await watch.run(until: 0.5, direct)

    let before = try await watch.waiting(direct)
    await direct.close()
    begin = .now
    try platform.restart()
    direct = try await connect()
    print(String(format: "    services and servers stopped and started in %.1f s", seconds(since: begin)))
    begin = .now
    while try await watch.waiting(direct) == before, before > 0 { try await Task.sleep(for: .milliseconds(50)) }
    print(String(format: "    it went on after %.1f s more", seconds(since: begin)))
    let operation = try await watch.run(until: 2, direct)
    let outcomes = operation.outcomes.map { "\($0.value) \($0.key.rawValue)" }.sorted().joined(separator: ", ")
    print("    \(operation.state.rawValue): \(outcomes)")
    let redriven = try platform.psql(LetterHistoryRepository.redriven(by: id)).trimmed.split(separator: "|")
    print("    letters redriven: \(redriven[0]) of \(total); more than once: \(redriven[1])")
    print(String(format: "    peak memory of the services %.0f MiB", Double(try platform.peakMemory()) / 1_048_576))
    await direct.close()
  }

  private func seconds(since begin: ContinuousClock.Instant) -> Double { (ContinuousClock.now - begin) / .seconds(1) }

  /// Somebody who looks at an operation every quarter of a second.
  private struct Watch {
    let platform: BenchPlatform
    let id: BulkOperationID
    let total: Int

    private static let lines = 10

    func waiting(_ direct: DirectPlatform) async throws -> Int {
      try await direct.bulkOperation(id).left
    }

    /// Until so much of it was sent, or it runs no longer. Tells of each tenth.
    @discardableResult
    func run(until share: Double, _ direct: DirectPlatform) async throws -> BulkOperation {
      let begin = ContinuousClock.now
      var first: Int?
      var (looks, news, last, told) = (0, 0, -1, -1)
      var slowest = 0.0
      while true {
        let asked = ContinuousClock.now
        let operation = try await direct.bulkOperation(id)
        slowest = max(slowest, (ContinuousClock.now - asked) / .milliseconds(1))
        let sent = total - operation.left
        looks += 1
        if sent + operation.settled != last { news += 1 }
        last = sent + operation.settled
        let start = first ?? sent
        first = start
        let isOver = operation.state != .running || Double(sent) >= share * Double(total)
        let tenth = Watch.lines * sent / max(1, total)
        if tenth > told || isOver {
          told = tenth
          let seconds = (ContinuousClock.now - begin) / .seconds(1)
          print(
            String(
              format: "    %9d sent, %9d settled, %6.1f s, %5.0f/s, services %.0f MiB", sent, operation.settled,
              seconds, Double(sent - start) / max(seconds, 0.001), Double(try platform.memory()) / 1_048_576))
        }
        if isOver {
          print(
            String(format: "    %d looks at it, %d with news, the slowest %.0f ms", looks, news, slowest))
          return operation
        }
        try await Task.sleep(for: .milliseconds(250))
      }
    }
  }
}
