import Foundation
import Servers

/// A program beside which something is measured: a script for the Python that has it, which a variable names.
struct Peer {
  let name: String
  /// What `pip install` takes.
  let package: String
  let variable: String
  let script: String

  /// Runs the script, which prints as it goes, or says why it printed nothing.
  func run(_ arguments: [String]) {
    let variables = ProcessInfo.processInfo.environment
    guard let python = variables[variable] else {
      return print("  \(name): not here; pip install \(package) in a venv, and \(variable)=VENV/bin/python")
    }
    do {
      let process = try ChildProcess(
        [python, script, name] + arguments, environment: variables,
        streams: .inherited)
      if !process.wait() { print("  \(name): not measured") }
    } catch {
      print("  \(name): not measured: \(error)")
    }
  }
}
