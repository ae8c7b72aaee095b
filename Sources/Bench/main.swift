import Foundation

// Measures the built program against `\copy`, and against other programs in a terminal, on the same servers in one
// run, and prints ratios.

let usage = """
  Bench [load] [--rows N] [--runs N]
  Bench jobs [--jobs N] [--runs N]     PGQUEUER: the Python of an environment with pgqueuer
  Bench leaders                        how long nobody leads when the one that does is killed
  Bench flows [--runs N]               PREFECT, TEMPORAL: the Python of environments with prefect, with temporalio
  Bench letters [--letters N] [--redrives 0]     their lists, and without 0 a redrive of all that wait
  Bench lists [--rows N] [--runs N]
  Bench labeling [--tasks N] [--annotators N] [--seconds N]
                                       LABEL_STUDIO, DOCCANO, SLATE: their programs
  Bench screenshots [--into FOLDER]
  Bench console [--rows N] [--long-rows N] [--peers FOLDER]     a Python environment with pg_activity, harlequin
                [--only PEER]                                   beside one of them, without the long list
  Bench storm [--long-rows N] [--rate N] [--seconds N]          a list that changes so often a second
  """

let words = Array(CommandLine.arguments.dropFirst())

func word(after option: String) -> String? {
  guard let index = words.firstIndex(of: option), index + 1 < words.count else { return nil }
  return words[index + 1]
}

func number(after option: String, default fallback: Int) -> Int { word(after: option).flatMap { Int($0) } ?? fallback }

if words.first == "label-client" {
  let pairs = stride(from: 1, to: words.count - 1, by: 2).map { (words[$0], words[$0 + 1]) }
  do {
    try await LabelClient.run(Dictionary(pairs, uniquingKeysWith: { $1 }))
  } catch {
    FileHandle.standardError.write(Data("an annotator failed: \(error)\n".utf8))
  }
  exit(0)
}

if words.first == "job-client" {
  try await JobClient.run(words.dropFirst().first ?? "", batch: number(after: "--batch", default: 100))
  exit(0)
}

let kinds = ["load", "jobs", "leaders", "flows", "letters", "lists", "labeling", "screenshots", "console", "storm"]
let kind = words.first.flatMap { $0.hasPrefix("--") ? nil : $0 } ?? "load"
guard kinds.contains(kind), !words.contains("--help") else {
  print(usage)
  exit(words.contains("--help") ? 0 : 2)
}

let folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-bench-\(getpid())")
do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  switch kind {
  case "jobs":
    try await JobBench(
      folder: folder, jobs: number(after: "--jobs", default: 100_000), runs: number(after: "--runs", default: 5)
    ).run()
  case "leaders":
    try await LeaderBench(folder: folder).run()
  case "flows":
    try await FlowBench(folder: folder, runs: number(after: "--runs", default: 500)).run()
  default:
    try await measure(kind)
  }
} catch {
  FileHandle.standardError.write(Data("the measurement failed: \(error)\n".utf8))
  exit(1)
}

/// What is measured is told at once, also into a file.
func print(_ text: String, terminator: String = "\n") {
  Swift.print(text, terminator: terminator)
  fflush(nil)
}

/// What needs a whole platform.
func measure(_ what: String) async throws {
  let platform = try BenchPlatform.start(in: folder, isEmpty: what != "screenshots", keepsData: what == "letters")
  defer { platform.stop() }
  let console = ConsoleBench(
    platform: platform, folder: folder, rows: number(after: "--rows", default: 100_000),
    longRows: number(after: "--long-rows", default: 1_000_000),
    peers: word(after: "--peers") ?? TerminalPeers.standardEnvironment, only: word(after: "--only"))
  switch what {
  case "console":
    try console.run()
  case "storm":
    try console.storm(
      changesPerSecond: number(after: "--rate", default: 5000), seconds: number(after: "--seconds", default: 10))
  case "labeling":
    let labeling = LabelBench(
      platform: platform, folder: folder, tasks: number(after: "--tasks", default: 1_000_000),
      annotators: number(after: "--annotators", default: 64), seconds: Double(number(after: "--seconds", default: 20)))
    print(try labeling.run())
  case "letters":
    // Of ten letters eight wait: those that are redriven.
    let bench = LetterBench(
      platform: platform, letters: number(after: "--letters", default: 1_250_000),
      redrives: number(after: "--redrives", default: 1) > 0)
    try await bench.run()
  case "lists":
    let lists = ListBench(
      platform: platform, rows: number(after: "--rows", default: 1_000_000), runs: number(after: "--runs", default: 7))
    print(try await lists.run())
  case "screenshots":
    let target = URL(fileURLWithPath: word(after: "--into") ?? "screenshots")
    try Screenshots(platform: platform, folder: folder, target: target).run()
  default:
    let load = LoadBench(
      platform: platform, folder: folder, rows: number(after: "--rows", default: 500_000),
      runs: number(after: "--runs", default: 5))
    print(try load.run())
    try console.alone()
  }
}
