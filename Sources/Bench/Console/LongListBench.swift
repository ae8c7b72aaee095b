import Foundation

/// The console on a list of a million rows, and on one that changes thousands of times a second.
struct LongListBench {
  let platform: BenchPlatform
  /// What the console is started with.
  let environment: [String: String]
  let rows: Int
  var changesPerSecond = 5000
  var seconds = 10

  struct Figures {
    /// Seconds from the last key to the last byte, by what was done.
    var steps: [(name: String, seconds: Double)] = []
    var residentBytes = 0
    var storm = Storm()
  }

  struct Storm {
    /// Asked for, and reached in the database.
    var wantedPerSecond = 0
    var changesPerSecond = 0.0
    /// From a change that is committed to its being on the screen.
    var lag = Spread([])
    /// Changes that were not on the screen within ``patience``.
    var missed = 0
    var framesPerSecond = 0.0
    /// From a cursor key to its first byte.
    var key = Spread([])
    var bytesPerSecond = 0.0
    var residentBytes = 0
    /// Whether the cursor was on the same letter before and after.
    var keptItsRow = false
  }

  private static let runs = 5
  /// How many of the newest letters change; a screen shows the first of them. One on the screen does not.
  private static let changing = 500
  private static let still = 12
  private static let patience = 5.0

  private var command: [String] { [platform.binary, "console", "--pane", "dlq/\(LetterBenchRepository.signature)"] }

  func run() throws -> Figures {
    var figures = Figures()
    let program = try TerminalProgram(command, environment: environment)
    defer { program.end() }
    try program.wait(for: "bench-data")
    _ = program.idle(seconds: 2)
    for (name, keys, back) in [
      ("jump to the end", "G", "g"), ("filter by an index", "/state=discarded\r", "\u{1b}"),
      ("filter, 1 row in 10", "/dataset=bench-other\r", "\u{1b}"),
      ("filter, 1 row in 1,000", "/dataset=bench-rare\r", "\u{1b}"), ("sort by age", "/sort:age\r", "\u{1b}"),
      ("sort by dataset, descending", "/sort:-dataset\r", "\u{1b}"),
    ] {
      var times: [Double] = []
      for _ in 0..<Self.runs {
        times.append(try time(of: name, keys, program))
        _ = program.press(back, quietMilliseconds: 700)
      }
      figures.steps.append((name, Spread(times).median))
    }
    figures.residentBytes = program.residentBytes
    figures.storm = try storm()
    return figures
  }

  /// Seconds from the last key to the last byte. Fails when that would be no figure: nothing was drawn, or what was
  /// drawn is not yet what the database has to say.
  private func time(of name: String, _ keys: String, _ program: TerminalProgram) throws -> Double {
    let answer = program.press(keys, quietMilliseconds: 700)
    guard answer.bytes > 0 else { throw BenchPlatform.Broken(description: "'\(name)' drew nothing") }
    let reading = try platform.psql(LetterBenchRepository.reading).trimmingCharacters(in: .whitespacesAndNewlines)
    guard reading == "0" else {
      throw BenchPlatform.Broken(description: "'\(name)' is still being read after \(answer.last) s and a pause")
    }
    return answer.last
  }

  /// The list while it changes.
  func storm() throws -> Storm {
    var storm = Storm()
    storm.wantedPerSecond = changesPerSecond
    let program = try TerminalProgram(command, environment: environment)
    defer { program.end() }
    try program.wait(for: "bench-data")
    // Five below the newest, whose rows are on the screen.
    _ = program.press("jjjjj", quietMilliseconds: 500)
    let before = clipboard(program)
    let start = ContinuousClock.now
    let changes = try platform.startPsql([
      "SET synchronous_commit = off",
      LetterBenchRepository.changes(
        seconds: seconds, rate: changesPerSecond, among: Self.changing, but: rows - Self.still, of: rows),
    ])
    var lags: [Double] = []
    var keys: [Double] = []
    let (bytes, frames) = (program.bytes, program.frames)
    for round in 0..<(seconds - 1) {
      let marker = "z\(round)x"
      _ = program.press("", quietMilliseconds: 0)
      let mark = LetterBenchRepository.mark(letter: rows - Self.still, version: marker)
      let text = try platform.psql(mark, LetterBenchRepository.clock)
      let committed = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
      func waited() -> Double { Date().timeIntervalSince1970 - committed }
      while !program.shows(marker), waited() < Self.patience { program.read(waitMilliseconds: 5) }
      if program.shows(marker) { lags.append(max(0, waited())) } else { storm.missed += 1 }
      for key in ["j", "k"] { keys.append(program.press(key, quietMilliseconds: 20).first ?? 1) }
      _ = program.idle(seconds: max(0, Double(round + 1) - start.duration(to: .now) / .seconds(1)))
    }
    let took = start.duration(to: .now) / .seconds(1)
    storm.bytesPerSecond = Double(program.bytes - bytes) / took
    storm.framesPerSecond = Double(program.frames - frames) / took
    changes.waitUntilExit()
    let count = try platform.psql(LetterBenchRepository.changeCount).trimmingCharacters(in: .whitespacesAndNewlines)
    storm.changesPerSecond = (Double(count) ?? 0) / Double(seconds)
    storm.lag = Spread(lags)
    storm.key = Spread(keys)
    storm.residentBytes = program.residentBytes
    _ = program.idle(seconds: 1)
    let after = clipboard(program)
    storm.keptItsRow = before != nil && before == after
    return storm
  }

  /// The id under the cursor, as `y` gives it to the clipboard.
  private func clipboard(_ program: TerminalProgram) -> String? {
    _ = program.press("y", quietMilliseconds: 500)
    return program.clipboard
  }
}
