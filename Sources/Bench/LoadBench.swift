import Foundation
import Sample
import Support

/// The chat-session file from upload to PUBLISHED, against `\copy` of the same file into a bare table.
struct LoadBench {
  var platform: BenchPlatform
  var folder: URL
  var rows: Int
  var runs: Int

  private struct Figures {
    var copy: [Double] = []
    var whole: [Double] = []
    var load: [Double] = []
    var steps: [String: [Double]] = [:]
  }

  func run() throws -> String {
    let file = folder.appending(path: "sessions.csv")
    // What \copy cannot take, rows of another width, is left out.
    let errors = SampleFile.ErrorRates(missing: 0.004, badDates: 0.006, duplicates: 0.008)
    try SampleFile(rows: rows, errors: errors).generate(to: file.path)
    let bytes = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    var figures = Figures()
    for run in 1...runs {
      figures.copy.append(try copy(file))
      try ingest(file, run, &figures)
    }
    return try report(figures, bytes)
  }

  /// Seconds that `\copy` needs.
  private func copy(_ file: URL) throws -> Double {
    let columns = SampleFile.columnNames.map { "\"\($0)\" text" }.joined(separator: ", ")
    try platform.psql("DROP TABLE IF EXISTS bare", "CREATE TABLE bare (\(columns))", "CHECKPOINT")
    return try seconds { try platform.psql("\\copy bare FROM '\(file.path)' (FORMAT csv, HEADER true)") }
  }

  private func ingest(_ file: URL, _ run: Int, _ figures: inout Figures) throws {
    try platform.psql("CHECKPOINT")
    var result: JSON = nil
    figures.whole.append(
      try seconds {
        result = try platform.flowsight([
          "ingest", file.path, "--dataset", "bench\(run)", "--template", "doudian_chat_session", "--wait", "-o", "json",
        ])
      })
    guard result["state"] == "PUBLISHED", let id = result["run_id"]?.string else {
      throw BenchPlatform.Broken(description: "the file was not published: \(result.text())")
    }
    let detail = try platform.flowsight(["runs", "show", id, "-o", "json"])
    var load = 0.0
    for step in detail["steps"]?.array ?? [] {
      guard let name = step["name"]?.string, let start = step["started_at"]?.string.flatMap(Date.init(iso8601:)),
        let end = step["finished_at"]?.string.flatMap(Date.init(iso8601:))
      else { continue }
      let seconds = end.timeIntervalSince(start)
      figures.steps[name, default: []].append(seconds)
      if name == "load_ods" { load = seconds }
    }
    figures.load.append(load)
  }

  private func report(_ figures: Figures, _ bytes: Int) throws -> String {
    let copy = Spread(figures.copy)
    func ratio(_ spread: Spread) -> String { String(format: "%.2f × \\copy", copy.median / spread.median) }
    func rate(_ spread: Spread) -> String { "\(Int(Double(rows) / spread.median)) rows/s" }
    let whole = Spread(figures.whole)
    let load = Spread(figures.load)
    var lines = [
      "load: \(rows) rows, \(bytes >> 20) MiB, \(runs) runs, median (range)",
      "  \\copy into a bare table     \(copy)  \(rate(copy))",
      "  load step                   \(load)  \(rate(load))  \(ratio(load))",
      "  upload to PUBLISHED         \(whole)  \(rate(whole))  \(ratio(whole))",
    ]
    for name in ["validate", "standardize", "clean", "load_ods", "build_dwd", "publish"] {
      if let seconds = figures.steps[name] {
        lines.append("    \(name.padding(toLength: 24, withPad: " ", startingAt: 0))  \(Spread(seconds))")
      }
    }
    lines.append("  peak memory of the services \(try platform.peakMemory() >> 20) MiB")
    return lines.joined(separator: "\n")
  }
}

/// The median and the range of several measurements in seconds.
struct Spread: CustomStringConvertible {
  var median: Double
  var range: ClosedRange<Double>

  init(_ values: [Double]) {
    let sorted = values.sorted()
    median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    range = (sorted.first ?? 0)...(sorted.last ?? 0)
  }

  var description: String { String(format: "%.3f s (%.3f–%.3f)", median, range.lowerBound, range.upperBound) }
}

func seconds(_ work: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let time = try clock.measure(work)
  return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
}
