import Foundation
import Terminal

/// Where the program runs, as far as the console cares.
struct Surroundings: Sendable {
  var terminal: TerminalFacts
  /// The settings of the tmux that it runs in; `nil` outside of one.
  var tmux: [String: String]?

  static let tmuxSettings = ["escape-time", "set-clipboard"]

  static func look(_ environment: [String: String]) -> Surroundings {
    Surroundings(
      terminal: TerminalFacts(environment), tmux: environment.setting("TMUX").map { _ in tmuxOptions() })
  }

  /// Empty when tmux does not answer.
  private static func tmuxOptions() -> [String: String] {
    tmuxSettings.reduce(into: [:]) { options, name in
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["tmux", "show-options", "-sv", name]
      process.standardOutput = output
      process.standardError = FileHandle.nullDevice
      guard (try? process.run()) != nil else { return }
      let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self).trimmed
      process.waitUntilExit()
      if process.terminationStatus == 0, !text.isEmpty { options[name] = text }
    }
  }
}
