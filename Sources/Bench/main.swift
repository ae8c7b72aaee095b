import Foundation

// Measures the built program against `\copy`, on the same servers in one run, and prints ratios.
//
//     Bench [--rows N] [--runs N]

let words = Array(CommandLine.arguments.dropFirst())

func number(after option: String, default fallback: Int) -> Int {
  guard let index = words.firstIndex(of: option), index + 1 < words.count else { return fallback }
  return Int(words[index + 1]) ?? fallback
}

let folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-bench-\(getpid())")
do {
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let platform = try BenchPlatform.start(in: folder)
  defer { platform.stop() }
  let load = LoadBench(
    platform: platform, folder: folder, rows: number(after: "--rows", default: 500_000),
    runs: number(after: "--runs", default: 5))
  print(try load.run())
  print(try ConsoleBench(platform: platform).run())
} catch {
  FileHandle.standardError.write(Data("the measurement failed: \(error)\n".utf8))
  exit(1)
}
