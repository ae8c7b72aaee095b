import Foundation
import Model
import Support
import Testing

@testable import flowsight

/// What workers logged: as a list, and as it comes.
@Suite struct RunLogTests {
  private static func line(
    _ id: Int, step: String = "validate", attempt: Int = 1, level: Log.Level = .info, _ message: String = "committed"
  ) -> LogLine {
    LogLine(
      id: Int64(id), at: Samples.time.addingTimeInterval(Double(id)), level: level, runID: Samples.id(4),
      jobID: Samples.id(40), step: step, traceID: Samples.id(3), datasetID: Samples.id(2), worker: "host:1",
      attempt: attempt, leaseEpoch: 2, number: Int64(id), message: message, fields: ["done": JSON(id)])
  }

  private func shell(_ lines: [LogLine], _ states: JobState...) -> Shell {
    var state = FakePlatform.State()
    state.logLines = lines
    state.runDetails = states.map { state in
      RunDetail(
        run: Samples.run(state),
        steps: ["validate", "clean"].map {
          Step(id: Samples.id(40), name: $0, function: "f", dependsOn: [], state: .running)
        }, log: [], letters: [])
    }
    return Shell(FakePlatform(state))
  }

  private let run = "\(Samples.id(4) as RunID)"

  private func ids(_ outcome: Shell.Outcome) throws -> [Int64?] {
    try #require(try JSON(parsing: outcome.output)["items"]?.array).map { $0["id"]?.integer }
  }

  @Test func linesAreListedFilteredAndHarmless() async throws {
    let shell = shell(
      [
        Self.line(1), Self.line(2, step: "clean", "a\u{1b}[31m"), Self.line(3, attempt: 2, level: .warning),
        Self.line(4, attempt: 2, level: .error),
      ], .running)
    let table = await shell.run("runs", "logs", run)
    #expect(table.status == .success && table.output.contains("committed done=1") && !table.output.contains("\u{1b}"))
    #expect(try ids(await shell.run("runs", "logs", run, "--step", "clean", "-o", "json")) == [2])
    #expect(try ids(await shell.run("runs", "logs", run, "--attempt", "2", "-o", "json")) == [3, 4])
    #expect(try ids(await shell.run("runs", "logs", run, "--level", "error", "-o", "json")) == [4])
    #expect(
      try ids(await shell.run("runs", "logs", run, "--level", "warning", "--filter", "done", "-o", "json")) == [3, 4])
    let unknown = await shell.run("runs", "logs", run, "--step", "none")
    #expect(unknown.error.hasPrefix("error[invalid_argument]") && unknown.error.contains("validate, clean"))
    #expect(await shell.run("runs", "logs", run, "--level", "loud").status == .usage)
    #expect(await shell.run("runs", "logs", run, "--attempt", "0").status == .usage)
  }

  @Test func whatIsFollowedEndsWithTheRunAndSaysNothingTwice() async throws {
    let ended = shell([Self.line(1), Self.line(2)], .failed)
    let outcome = await ended.run("runs", "logs", run, "--follow")
    #expect(outcome.status == .success, "that the run failed is no failure of its log")
    #expect(
      outcome.output.split(separator: "\n").map { $0.hasSuffix("validate#1  committed done=1") } == [true, false])
    let working = shell([Self.line(1)], .running, .running, .running, .succeeded)
    for _ in 0..<8 { working.platform.hint(.logs) }
    let json = await working.run("runs", "logs", run, "-f", "-o", "json")
    #expect(json.status == .success && json.output.split(separator: "\n").count == 1)
    #expect(try JSON(parsing: json.output)["trace_id"]?.string == "\(Samples.id(3) as TraceID)")
    #expect(await ended.run("runs", "logs", run, "-f", "--sort", "at").status == .usage)
  }
}
