import Foundation

/// The console in a pseudo-terminal of 80×24: how soon its first screen with live data is there, and what it writes
/// while nothing happens.
struct ConsoleBench {
  var platform: BenchPlatform
  var runs = 9
  var idleSeconds = 5.0

  func run() throws -> String {
    var first: [Double] = []
    var idle = 0
    var memory = 0
    for run in 0..<runs {
      let terminal = try PseudoTerminal(columns: 80, rows: 24)
      let start = ContinuousClock().now
      let process = try terminal.start(
        platform.binary, ["console", "--pane", "topology"], environment: platform.environment)
      defer { terminal.end(process) }
      // A dataset's name stands only on a screen that has loaded its data.
      try terminal.read(until: "bench1", within: 10)
      let elapsed = ContinuousClock().now - start
      first.append(Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18)
      if run == runs - 1 {
        _ = terminal.drain(seconds: 1)
        idle = terminal.drain(seconds: idleSeconds)
        memory = terminal.residentMemory(process)
      }
    }
    return """
      console: 80×24, \(runs) runs, median (range)
        first screen with live data \(Spread(first))
        written while idle          \(Int(Double(idle) / idleSeconds)) bytes/s
        resident                    \(memory >> 20) MiB
      """
  }
}
