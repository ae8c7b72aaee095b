import Foundation

/// A program beside which something is measured: a script for the Python that has it, which a variable names.
struct Peer {
  let name: String
  /// What `pip install` takes.
  let package: String
  let variable: String
  let script: String

  /// What the script prints, or why it printed nothing.
  func run(_ arguments: [String]) -> String {
    guard let python = ProcessInfo.processInfo.environment[variable] else {
      return "  \(name): not here; pip install \(package) in a venv, and \(variable)=VENV/bin/python\n"
    }
    do {
      let output = Pipe()
      let process = Process()
      process.executableURL = URL(fileURLWithPath: python)
      process.arguments = [script, name] + arguments
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      try process.run()
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return process.terminationStatus == 0 ? text : text + "  \(name): not measured\n"
    } catch {
      return "  \(name): not measured: \(error)\n"
    }
  }
}
