import Foundation
import Model
import Support
import Terminal

extension Option {
  static let ofStep = value("step", "STEP", "only of these steps (repeatable)", isRepeatable: true)
  static let attempt = value("attempt", "N", "only of this attempt")
  static let level = value(
    "level", "LEVEL", "only of this level and above", choices: Log.Level.allCases.map(\.rawValue))
  static let follow = flag("follow", short: "f", "go on with what is logged, until the run has ended")
}

extension Command {
  static let runLogs = Command(
    "runs logs", "show what workers logged while they did a run's jobs, oldest first",
    details: """
      Of each attempt the newest 1,000 lines are kept, for 14 days (`serve --keep-logs DAYS`). With --follow it writes
      each line as it comes, with `-o json` an object a line, and ends with the run.
      """,
    operands: [Operand("ID", "the run's id")], options: [.ofStep, .attempt, .level, .follow] + Option.listing
  ) { invocation in
    let named = try invocation.named(Run.self)
    let scope = try invocation.arguments.ofLog()
    return try await invocation.withPlatform { platform in
      let id = try await platform.identify(named)
      // What does not exist is not the same as what said nothing.
      let steps = try await platform.run(id).steps.map(\.name)
      for step in invocation.arguments.values(.ofStep) where !steps.contains(step) {
        throw Failure.invalid(
          "the run has no step '\(step)'", nextStep: "its steps are \(steps.joined(separator: ", "))")
      }
      guard invocation.arguments.has(.follow) else {
        return try await invocation.list(LogLine.columns, empty: "nothing was logged", scope: scope) {
          try await platform.logLines(of: id, $0, $1)
        }
      }
      var query = try invocation.arguments.query(LogLine.fieldInfos)
      query.filter = scope.and(query.filter)
      guard query.sort == nil else {
        throw UsageError.conflict("--follow and --sort exclude each other", command: "runs logs")
      }
      try await LogFollower(invocation: invocation, platform: platform, run: id, query: query).follow()
      return .success
    }
  }
}

extension Arguments {
  fileprivate func ofLog() throws -> Filter {
    var filter = Filter.field("step", is: values(.ofStep))
    if let attempt = try integer(.attempt, in: 1...1_000_000) {
      filter = filter.and(try ListQuery(parsing: "attempt=\(attempt)", fields: LogLine.fieldInfos).filter)
    }
    if let least = value(.level).flatMap(Log.Level.init(rawValue:)) {
      filter = filter.and(.field("level", is: Log.Level.allCases.filter { $0 >= least }.map(\.rawValue)))
    }
    return filter
  }
}

extension LogLine {
  static let columns: [Column<LogLine>] = [
    Column("at") { $0.at.iso8601 }, Column("level") { $0.level.rawValue }, Column("step") { $0.step },
    Column("attempt", .trailing) { String($0.attempt) }, Column("message", isFlexible: true) { $0.text },
    Column("worker") { $0.worker },
  ]
}

/// Writes what workers log about a run, as it comes. It looks again whenever the platform says that something changed,
/// and every few seconds in case a hint was lost.
struct LogFollower: Sendable {
  static let secondsBetweenLooks = 2.0
  /// Looks in a row that may fail for a passing reason.
  static let failedLooksMax = 30
  /// Workers write their last lines a moment after the run has ended.
  static let secondsAfterEnd = 1.0

  let invocation: Invocation
  let platform: any Platform
  let run: RunID
  let query: ListQuery

  func follow() async throws {
    try await platform.withLooks(everySeconds: Self.secondsBetweenLooks) { looks in
      var last: Int64?
      var failedLooks = 0
      var look = looks.makeAsyncIterator()
      repeat {
        do {
          // Asked before reading: what was said before the end is there.
          let run = try await platform.run(run).run
          last = try await write(after: last)
          if run.state.isTerminal { return try await finish(run, after: last) }
          failedLooks = 0
        } catch let failure as Failure where failure.isTransient && failedLooks < Self.failedLooksMax {
          failedLooks += 1
        }
      } while await look.next() != nil
    }
  }

  private func finish(_ run: Run, after last: Int64?) async throws {
    guard let end = run.finishedAt, end > Date(timeIntervalSinceNow: -10 * Self.secondsAfterEnd) else { return }
    try await Task.sleep(for: .seconds(Self.secondsAfterEnd))
    _ = try await write(after: last)
  }

  /// Returns the last line that was written.
  private func write(after: Int64?) async throws -> Int64? {
    var last = after
    var page: Page<LogLine>
    repeat {
      page = try await platform.logLines(
        of: run, query, PageRequest(limit: PageRequest.limitMax, after: last.map { String($0) }))
      for line in page.items {
        try write(line, isFirst: last == nil)
        last = line.id
      }
    } while page.next != nil
    return last
  }

  private func write(_ line: LogLine, isFirst: Bool) throws {
    switch invocation.format {
    case .json: invocation.streams.output(try JSON(encoding: line).text() + "\n")
    case .csv: invocation.streams.output(Table(columns: LogLine.columns).csv([line], hasHeader: isFirst))
    case .table:
      let level = line.level.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
      let text = "\(line.at.iso8601)  \(level)  \(line.step)#\(line.attempt)  \(line.text)"
      invocation.streams.output(Text.sanitised(text) + "\n")
    }
  }
}

extension Platform {
  /// Gives `body` a stream that ticks whenever the platform says that something changed, and every so often in case a hint
  /// was lost.
  func withLooks<Value: Sendable>(
    everySeconds seconds: Double, _ body: (AsyncStream<Void>) async throws -> Value
  ) async throws -> Value {
    let (looks, look) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    let changes = changes()
    let hints = Task { for await _ in changes { look.yield() } }
    let clock = Task {
      while !Task.isCancelled {
        try await Task.sleep(for: .seconds(seconds))
        look.yield()
      }
    }
    defer {
      hints.cancel()
      clock.cancel()
    }
    return try await body(looks)
  }
}
