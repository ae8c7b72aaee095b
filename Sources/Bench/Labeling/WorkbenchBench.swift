import Foundation

/// An annotator's console in a pseudo-terminal of 80×24: how soon after the key that submits the next item is on the
/// screen, and how many items a minute a scripted annotator gets through.
struct WorkbenchBench {
  let platform: BenchPlatform
  let folder: URL
  var items = 300
  /// The next items are fetched meanwhile, as they are while a person reads.
  var pause = 0.1

  func run() throws -> String {
    let file = folder.appending(path: "shown.jsonl")
    try Data((0..<items + 10).map(line).joined().utf8).write(to: file)
    let schema = folder.appending(path: "mood.yaml").path
    _ = try platform.flowsight(["label", "create", "shown", "--schema", schema, "-o", "json"])
    _ = try platform.flowsight(["label", "import", "shown", file.path, "-o", "json"])
    var environment = platform.environment
    environment["FLOWSIGHT_AS"] = "bench/annotator"
    let terminal = try TerminalProgram([platform.binary, "label", "work", "shown"], environment: environment)
    defer { terminal.end() }
    try terminal.wait(for: text(0), within: 20)
    var seconds: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    for item in 1...items {
      Thread.sleep(forTimeInterval: pause)
      seconds.append(try terminal.press("1", until: text(item)))
    }
    let minutes = (clock.now - start) / .seconds(60)
    let times = Percentiles(values: seconds.map { Int64($0 * 1e6) }.sorted())
    return "  submit to next on screen      \(times), 1 key an item, \(Int(Double(items) / minutes)) items a minute"
  }

  /// Each item is written anew as a whole, so that its text is found in what a terminal is sent.
  private func text(_ item: Int) -> String {
    String(repeating: Character(UnicodeScalar(UInt8(ascii: "A") + UInt8(item % 26))), count: 24)
  }

  private func line(_ item: Int) -> String { "{\"key\": \"item-\(item)\", \"text\": \"\(text(item))\"}\n" }
}
