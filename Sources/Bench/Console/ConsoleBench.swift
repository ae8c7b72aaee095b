import Foundation

/// The console on the demo's servers beside programs that people know, each in a terminal of 80×24, in one run.
struct ConsoleBench {
  let platform: BenchPlatform
  let folder: URL
  let rows: Int
  let longRows: Int
  let peers: String
  /// The one peer that is driven; `nil` drives all.
  var only: String?

  /// What the console is to keep to.
  private enum Goal {
    static let firstScreen = 0.050
    static let residentBytes = 30 << 20
    static let idleCPU = 0.001
    static let bytesPerKey = 250.0
    static let keySeconds = 0.002
    static let longListSeconds = 0.100
  }

  func run() throws {
    try platform.psql(LetterBenchRepository.letters(1...rows))
    try platform.psql(LetterBenchRepository.settled)
    let ours = TerminalSubject(
      name: "flowsight, \(Self.grouped(rows)) rows",
      command: [platform.binary, "console", "--pane", "dlq/\(LetterBenchRepository.signature)"], marker: "bench-data",
      runs: 9)
    say("console: 80×24, xterm-256color, medians\n")
    say(Self.line("", Self.headings))
    let figures = try measure(ours)
    var (subjects, missing) = try TerminalPeers(environment: peers, folder: folder, postgres: platform.postgres).found()
    var others: [(name: String, figures: TerminalFigures)] = []
    for subject in subjects where only == nil || subject.name.hasPrefix(only ?? "") {
      do {
        others.append((subject.name, try measure(subject)))
      } catch {
        missing.append("\(subject.name) could not be driven: \(error)")
      }
    }
    say("\nagainst the console, times as much")
    for (name, peer) in others { say(Self.line("  " + name, peer.ratios(to: figures))) }
    for line in missing { say("  " + line) }
    say(slow(figures))
    say("\ngoals")
    say(goals(figures))
    if only != nil { return }
    if longRows > rows {
      try platform.psql(LetterBenchRepository.letters((rows + 1)...longRows))
      try platform.psql(LetterBenchRepository.settled)
    }
    report(try LongListBench(platform: platform, environment: environment, rows: max(rows, longRows)).run())
  }

  /// The list while it changes, by itself.
  func storm(changesPerSecond: Int, seconds: Int) throws {
    try platform.psql(LetterBenchRepository.letters(1...longRows))
    try platform.psql(LetterBenchRepository.settled)
    var bench = LongListBench(platform: platform, environment: environment, rows: longRows)
    bench.changesPerSecond = changesPerSecond
    bench.seconds = seconds
    report(try bench.storm())
  }

  /// The console by itself, on what the platform holds.
  func alone() throws {
    say("console: 80×24, xterm-256color, medians\n")
    say(Self.line("", Self.headings))
    _ = try measure(
      TerminalSubject(
        name: "flowsight, overview", command: [platform.binary, "console"], marker: "workflow-group", runs: 9))
  }

  private static let headings = ["first ms", "RSS MB", "idle CPU %", "idle B/s", "B a key", "key ms", "starts"]

  private func measure(_ subject: TerminalSubject) throws -> TerminalFigures {
    let figures = try TerminalFigures(of: subject, environment: environment)
    say(Self.line("  " + subject.name, figures.cells + ["\(subject.runs)"]))
    if figures.unansweredKeys > 0 {
      say("    \(figures.unansweredKeys) of \(TerminalFigures.keyCount) keys drew nothing")
    }
    return figures
  }

  /// The same for all of them, and a home without anybody's settings.
  private var environment: [String: String] {
    let kept: Set = ["PATH", "FLOWSIGHT_POSTGRES", "FLOWSIGHT_REDIS"]
    var environment = platform.environment.filter { kept.contains($0.key) }
    environment["TERM"] = "xterm-256color"
    environment["LANG"] = "C.UTF-8"
    environment["HOME"] = folder.path
    return environment
  }

  private func slow(_ figures: TerminalFigures) -> String {
    let links = [9600, 56_000].map { rate in
      let seconds = [Double(figures.firstScreenBytes), figures.bytesPerKey].map { $0 * 10 / Double(rate) }
      return String(format: "  at %d bit/s: first screen %.2f s, a cursor key %.3f s", rate, seconds[0], seconds[1])
    }
    return "\nover a slow link: first screen \(figures.firstScreenBytes) bytes\n" + links.joined(separator: "\n")
  }

  private func goals(_ figures: TerminalFigures) -> String {
    [
      Self.goal("first screen with live data ≤ 50 ms", figures.firstScreen <= Goal.firstScreen),
      Self.goal("resident ≤ 30 MB at \(Self.grouped(rows)) rows", figures.residentBytes <= Goal.residentBytes),
      Self.goal("idle CPU < 0.1 %", figures.idleCPU < Goal.idleCPU),
      Self.goal("idle 0 bytes", figures.idleBytesPerSecond == 0),
      Self.goal("a cursor key ≤ 250 bytes", figures.bytesPerKey <= Goal.bytesPerKey),
      Self.goal("a cursor key ≤ 2 ms to its first byte", figures.keySeconds <= Goal.keySeconds),
    ].joined(separator: "\n")
  }

  private func report(_ figures: LongListBench.Figures) {
    say("\na list of \(Self.grouped(max(rows, longRows))) rows, from the last key to the last byte")
    for step in figures.steps {
      let time = String(format: "%7.1f ms", step.seconds * 1000)
      say(
        Self.goal(
          step.name.padding(toLength: 26, withPad: " ", startingAt: 0) + time, step.seconds < Goal.longListSeconds))
    }
    say("  resident after it          \(figures.residentBytes >> 20) MB")
    report(figures.storm)
  }

  private func report(_ storm: LongListBench.Storm) {
    let reached = storm.changesPerSecond / Double(max(1, storm.wantedPerSecond))
    say(
      String(
        format: "\n%.0f changes a second, each a transaction that announces itself (asked for: %d)",
        storm.changesPerSecond, storm.wantedPerSecond))
    if reached < 0.95 { say("  one session commits no faster beside the servers, the services and the console") }
    say("  from the commit to the screen  \(storm.lag)" + (storm.missed > 0 ? ", \(storm.missed) not seen" : ""))
    say("    a view is read 250 ms after the first change, and takes the time of its query")
    say(String(format: "  frames                         %.1f a second", storm.framesPerSecond))
    say("  from a cursor key to a byte    \(storm.key)")
    say(String(format: "  written                        %.0f bytes/s", storm.bytesPerSecond))
    say("  resident                       \(storm.residentBytes >> 20) MB")
    say(Self.goal("the cursor stays on its row", storm.keptItsRow))
  }

  private static func goal(_ text: String, _ isReached: Bool) -> String { "  \(isReached ? "✓" : "✗ MISSED:") \(text)" }

  private static func grouped(_ number: Int) -> String {
    let digits = Array(String(number))
    return digits.enumerated().map { index, digit in
      String(digit) + ((digits.count - index - 1) % 3 == 0 && index < digits.count - 1 ? "," : "")
    }.joined()
  }

  static func line(_ name: String, _ cells: [String]) -> String {
    name.padding(toLength: 26, withPad: " ", startingAt: 0)
      + cells.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
  }

  /// At once: the run takes minutes.
  private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
  }
}

extension TerminalFigures {
  fileprivate var values: [(value: Double, format: String)] {
    [
      (firstScreen * 1000, "%.0f"), (Double(residentBytes) / 1_048_576, "%.0f"), (idleCPU * 100, "%.2f"),
      (idleBytesPerSecond, "%.0f"), (bytesPerKey, "%.0f"), (keySeconds * 1000, "%.2f"),
    ]
  }

  var cells: [String] { values.map { String(format: $0.format, $0.value) } }

  /// Each figure in units of the other's; `–` where that has none.
  func ratios(to other: TerminalFigures) -> [String] {
    zip(values, other.values).map { $1.value == 0 ? "–" : String(format: "%.2f×", $0.value / $1.value) }
  }
}
