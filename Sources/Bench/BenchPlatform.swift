import Foundation
import Support

/// `flowsight demo --no-console`, as a process of its own whose memory can be read.
final class BenchPlatform {
  struct Broken: Error, CustomStringConvertible {
    var description: String
  }

  let binary: String
  private(set) var postgres: String
  private(set) var redis: String
  private var process: Process
  /// Where the data stay from one start to the next; `nil`: they go at the end.
  private let directory: URL?

  private init(binary: String, directory: URL?, _ started: (postgres: String, redis: String, process: Process)) {
    self.binary = binary
    self.directory = directory
    (postgres, redis, process) = started
  }

  static func start(in folder: URL, isEmpty: Bool = true, keepsData: Bool = false) throws -> BenchPlatform {
    let binary = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
      .deletingLastPathComponent().appending(path: "flowsight").path
    let directory = keepsData ? folder.appending(path: "platform") : nil
    return BenchPlatform(
      binary: binary, directory: directory, try launch(binary, directory, isEmpty ? ["--empty"] : []))
  }

  /// Stops services and servers, and starts them all again on the same data.
  func restart() throws {
    stop()
    (postgres, redis, process) = try BenchPlatform.launch(binary, directory, ["--empty"])
  }

  private static func launch(
    _ binary: String, _ directory: URL?, _ options: [String]
  ) throws -> (postgres: String, redis: String, process: Process) {
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: binary)
    process.arguments =
      ["demo", "--no-console", "-o", "json"] + options + (directory.map { ["--dir", $0.path] } ?? [])
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n") {
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else { throw Broken(description: "`flowsight demo` ended before it was ready") }
      line += bytes
    }
    let ready = try JSON(parsing: line)
    guard let postgres = ready["postgres"]?.string, let redis = ready["redis"]?.string else {
      throw Broken(description: "`flowsight demo` printed no servers")
    }
    return (postgres, redis, process)
  }

  func stop() {
    process.terminate()
    process.waitUntilExit()
  }

  /// The most memory that the services' process ever had, in bytes.
  func peakMemory() throws -> Int { try memory("VmHWM") }

  /// The memory that it has now.
  func memory() throws -> Int { try memory("VmRSS") }

  private func memory(_ kind: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("\(kind):") }
    return (line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
  }

  /// Runs the program to its end and returns the last line that it prints, as JSON.
  func flowsight(_ arguments: [String]) throws -> JSON {
    let lines = try run(binary, arguments).split(separator: "\n")
    return try JSON(parsing: String(lines.last ?? "null"))
  }

  /// One psql script, given as arguments of `-c`.
  @discardableResult
  func psql(_ commands: String...) throws -> String {
    try run(
      "/usr/bin/env", ["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-d", postgres] + commands.flatMap { ["-c", $0] })
  }

  /// Starts psql with commands that go on while something else is measured.
  func startPsql(_ commands: [String]) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["psql", "-qtAX", "-v", "ON_ERROR_STOP=1", "-d", postgres] + commands.flatMap { ["-c", $0] }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    return process
  }

  func run(_ program: String, _ arguments: [String]) throws -> String {
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Broken(description: "\(program) \(arguments.first ?? "") ended with \(process.terminationStatus)")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(
      ["FLOWSIGHT_POSTGRES": postgres, "FLOWSIGHT_REDIS": redis, "TERM": "xterm-256color"]
    ) { _, new in new }
  }
}
