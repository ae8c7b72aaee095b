import Foundation

// Measures the built program against `\copy`, on the same servers in one run, and prints ratios.
//
//     Bench [--rows N] [--runs N]
//     Bench labeling [--tasks N] [--annotators N] [--seconds N]

let words = Array(CommandLine.arguments.dropFirst())

func number(after option: String, default fallback: Int) -> Int {
  guard let index = words.firstIndex(of: option), index + 1 < words.count else { return fallback }
  return Int(words[index + 1]) ?? fallback
}

if words.first == "label-client" {
  let pairs = stride(from: 1, to: words.count - 1, by: 2).map { (words[$0], words[$0 + 1]) }
  do {
    try await LabelClient.run(Dictionary(pairs, uniquingKeysWith: { $1 }))
  } catch {
    FileHandle.standardError.write(Data("an annotator failed: \(error)\n".utf8))
  }
  exit(0)
}

let folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-bench-\(getpid())")
do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let platform = try BenchPlatform.start(in: folder)
  defer { platform.stop() }
  if words.first == "labeling" {
    let labeling = LabelBench(
      platform: platform, folder: folder, tasks: number(after: "--tasks", default: 1_000_000),
      annotators: number(after: "--annotators", default: 64), seconds: Double(number(after: "--seconds", default: 20)))
    print(try labeling.run())
    platform.stop()
    exit(0)
  }
  let load = LoadBench(
    platform: platform, folder: folder, rows: number(after: "--rows", default: 500_000),
    runs: number(after: "--runs", default: 5))
  print(try load.run())
  print(try ConsoleBench(platform: platform).run())
} catch {
  FileHandle.standardError.write(Data("the measurement failed: \(error)\n".utf8))
  exit(1)
}
