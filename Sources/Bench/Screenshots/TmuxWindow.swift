import Foundation
import Servers

/// A program in a window of tmux: a real terminal that can be asked what it shows.
final class TmuxWindow {
  struct Broken: Error, CustomStringConvertible { var description: String }

  /// A program that ends leaves its last words in the window, to be told why.
  private static let settings = """
    set -g default-terminal tmux-256color
    set -ga terminal-overrides ",*:Tc"
    set -g status off
    set -g remain-on-exit on

    """
  private static let closeSeconds = 10.0

  private let socket = "flowsight-\(UUID().uuidString.prefix(8))"
  private let folder: URL
  private let program: String

  init(_ command: [String], columns: Int, rows: Int, environment: [String: String], folder: URL) throws {
    self.folder = folder
    program = command.joined(separator: " ")
    let configuration = folder.appending(path: "tmux.conf")
    try Self.settings.write(to: configuration, atomically: true, encoding: .utf8)
    let line = command.map { "'\($0)'" }.joined(separator: " ")
    try tmux(
      ["-f", configuration.path, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", line],
      environment: environment)
  }

  /// Ends the terminal, and by that the program; returns once both are gone, and with them what they held, such as
  /// connections. Fails when they do not go.
  func close() throws {
    let processes = try state("#{pid} #{pane_pid}").split(separator: " ").compactMap { pid_t($0) }
    try tmux(["kill-server"])
    let end = ContinuousClock.now + .seconds(Self.closeSeconds)
    while let process = processes.first(where: isRunning) {
      guard ContinuousClock.now < end else {
        for process in processes where isRunning(process) { kill(process, SIGKILL) }
        throw Broken(
          description: "process \(process) of the window of `\(program)` did not end within \(Self.closeSeconds) s of "
            + "`tmux kill-server`, and was killed; look with `ps` for others, end them and begin again")
      }
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Names of keys, as tmux knows them; a word that is no name is typed.
  private func press(_ keys: [String]) throws { try tmux(["send-keys"] + keys) }

  /// What it shows after these keys, one after the other, each pressed once it has come to rest.
  func settled(after keys: [String]) throws -> String {
    var screen = try settled()
    for key in keys {
      try press([key])
      screen = try settled()
    }
    return screen
  }

  /// What it shows, with SGR sequences, once it has not changed for a while.
  func settled(quietSeconds: Double = 0.6, within seconds: Double = 20) throws -> String {
    let end = ContinuousClock.now + .seconds(seconds)
    var last = ""
    while ContinuousClock.now < end {
      Thread.sleep(forTimeInterval: quietSeconds)
      let now = try tmux(["capture-pane", "-e", "-p"])
      guard try state("#{pane_dead}") == "0" else {
        throw Broken(description: "`\(program)` ended and left this:\n" + (try tmux(["capture-pane", "-p"])))
      }
      if now == last, now.contains(where: { !$0.isWhitespace }) { return now }
      last = now
    }
    throw Broken(description: "the window of `\(program)` did not come to rest within \(seconds) s:\n" + last)
  }

  /// What tmux knows of the window, such as `#{pane_dead}`.
  private func state(_ format: String) throws -> String {
    try tmux(["display-message", "-p", format]).trimmingCharacters(in: .newlines)
  }

  /// One that has ended and that nobody has asked for its status yet has no command line any more.
  private func isRunning(_ process: pid_t) -> Bool {
    (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline")))?.isEmpty == false
  }

  @discardableResult
  private func tmux(_ arguments: [String], environment: [String: String]? = nil) throws -> String {
    let output = folder.appending(path: "tmux.out")
    var variables = environment ?? ProcessInfo.processInfo.environment
    variables["TMUX"] = nil
    let command = ["/usr/bin/env", "tmux", "-L", socket] + arguments
    let client = try ChildProcess(command, environment: variables, streams: .files(output: output.path))
    let isDone = client.wait()
    let text = try String(contentsOf: output, encoding: .utf8)
    guard isDone else {
      throw Broken(description: "`tmux \(arguments.joined(separator: " "))` failed for `\(program)`: \(text)")
    }
    return text
  }
}
