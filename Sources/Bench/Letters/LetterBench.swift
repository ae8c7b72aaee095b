import Foundation
import Support

/// Dead letters in great number: how long lists of them take, and an operation on very many.
struct LetterBench {
  let platform: BenchPlatform
  let letters: Int
  let redriven: Int

  private static let chunk = 100_000

  /// What an operator asks for first, each as the arguments of `flowsight dlq list`.
  private static let lists: [(title: String, arguments: [String])] = [
    ("by cause", ["--groups"]),
    ("newest", []),
    ("oldest (jump to the end)", ["--state", "ANY", "--sort", "id"]),
    ("one cause", ["--signature", "c4ca4238a0b92382"]),
    ("code=timeout age<2d", ["--filter", "code=timeout age<2d"]),
    ("state=dead age>200d", ["--filter", "state=dead age>200d"]),
    ("dataset=dataset_77", ["--filter", "dataset=dataset_77"]),
    ("state=redriving (none)", ["--state", "REDRIVING"]),
    ("sort:age", ["--state", "ANY", "--sort", "age"]),
  ]

  func run() throws -> String {
    // What the program needs to start and to connect is in every figure below.
    let start = try median { _ = try platform.flowsight(["dlq", "operations", "-o", "json"]) }
    for first in stride(from: 0, to: letters, by: LetterBench.chunk) {
      let last = min(letters, first + LetterBench.chunk) - 1
      try platform.psql(LetterHistoryRepository.letters(first, to: last, of: letters))
    }
    try platform.psql(LetterHistoryRepository.analyze)
    let size = try platform.psql(LetterHistoryRepository.size).trimmingCharacters(in: .whitespacesAndNewlines)
    var lines = [
      "\(letters) dead letters, \(size) with their indexes; `flowsight dlq list`, the whole command, median of 5:",
      line("an empty list", start),
    ]
    for list in LetterBench.lists {
      let time = try median {
        _ = try platform.flowsight(["dlq", "list", "--limit", "50", "-o", "json"] + list.arguments)
      }
      lines.append(line(list.title, time))
    }
    lines.append(try redrive())
    return lines.joined(separator: "\n") + "\n"
  }

  /// A bulk redrive, and what it does in a second.
  private func redrive() throws -> String {
    let clock = ContinuousClock()
    let begin = clock.now
    let share = Double(redriven) / Double(max(letters, 1)) * 300 / 0.8
    let result = try platform.flowsight([
      "dlq", "redrive", "--filter", "state=dead age<\(Int(share * 24))h", "--reason", "measured", "--yes", "--detach",
      "-o", "json",
    ])
    guard let operation = result["id"]?.string else {
      throw BenchPlatform.Broken(description: "no operation: \(result.text())")
    }
    let frozen = clock.now
    var total = 0
    while true {
      let found = try platform.flowsight(["dlq", "operations", "--filter", "id=\(operation)", "-o", "json"])
      guard let now = found["items"]?.array?.first else {
        throw BenchPlatform.Broken(description: "the operation is gone")
      }
      total = Int(now["total"]?.integer ?? 0)
      if now["state"]?.string != "RUNNING" { break }
      Thread.sleep(forTimeInterval: 0.5)
    }
    let seconds = (clock.now - frozen) / .seconds(1)
    return String(
      format: "  a redrive of %d: frozen in %.1f s, done in %.0f s, %.0f a second", total,
      (frozen - begin) / .seconds(1), seconds, Double(total) / max(seconds, 0.001))
  }

  private func median(_ body: () throws -> Void) throws -> Duration {
    let clock = ContinuousClock()
    return try (0..<5).map { _ in try clock.measure(body) }.sorted()[2]
  }

  private func line(_ title: String, _ time: Duration) -> String {
    "  \(title.padding(toLength: 28, withPad: " ", startingAt: 0))"
      + String(format: "%6.0f ms", time / .milliseconds(1))
  }
}
