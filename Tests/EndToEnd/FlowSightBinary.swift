import Direct
import Foundation
import Support

/// The built program, run as a user runs it.
enum FlowSightBinary {
  /// `FLOWSIGHT_BINARY`, or the debug build beside the tests.
  static let path: String = {
    if let path = ProcessInfo.processInfo.environment["FLOWSIGHT_BINARY"] { return path }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appending(path: ".build/debug/flowsight").path
  }()

  struct Result {
    var status: Int32
    var output: String
    var error: String

    /// The last line of the output as JSON.
    var json: JSON? {
      output.split(separator: "\n").last.flatMap { try? JSON(parsing: String($0)) }
    }
  }

  /// The program, not started yet, with nothing to read and nobody to read it.
  private static func process(_ arguments: [String], _ settings: ConnectionSettings?) -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment
    process.environment?["FLOWSIGHT_POSTGRES"] = settings?.postgres
    process.environment?["FLOWSIGHT_REDIS"] = settings?.redis
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    return process
  }

  static func start(_ arguments: [String], _ settings: ConnectionSettings?) throws -> Process {
    let process = process(arguments, settings)
    try process.run()
    return process
  }

  /// Runs to the end and returns what it printed.
  static func run(_ arguments: [String], _ settings: ConnectionSettings? = nil) async throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try ["out", "err"].map { name in
      let file = folder.appending(path: name)
      try Data().write(to: file)
      return (url: file, handle: try FileHandle(forWritingTo: file))
    }
    let process = process(arguments, settings)
    process.standardOutput = files[0].handle
    process.standardError = files[1].handle
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    return Result(
      status: status, output: String(decoding: try Data(contentsOf: files[0].url), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: files[1].url), as: UTF8.self))
  }
}
