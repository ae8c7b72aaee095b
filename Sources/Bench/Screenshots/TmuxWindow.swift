import Foundation

/// A program in a window of tmux: a real terminal that can be asked what it shows.
final class TmuxWindow {
  struct Broken: Error, CustomStringConvertible { var description: String }

  private static let settings = """
    set -g default-terminal tmux-256color
    set -ga terminal-overrides ",*:Tc"
    set -g status off

    """

  private let socket = "flowsight-\(UUID().uuidString.prefix(8))"
  private let folder: URL

  init(_ command: [String], columns: Int, rows: Int, environment: [String: String], folder: URL) throws {
    self.folder = folder
    let configuration = folder.appending(path: "tmux.conf")
    try Self.settings.write(to: configuration, atomically: true, encoding: .utf8)
    let line = command.map { "'\($0)'" }.joined(separator: " ")
    try tmux(
      ["-f", configuration.path, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", line],
      environment: environment)
  }

  func close() { _ = try? tmux(["kill-server"]) }

  /// Names of keys, as tmux knows them; a word that is no name is typed.
  func press(_ keys: [String]) throws { try tmux(["send-keys"] + keys) }

  /// What it shows, with SGR sequences, once it has not changed for a while.
  func settled(quietSeconds: Double = 0.6, within seconds: Double = 20) throws -> String {
    let end = ContinuousClock.now + .seconds(seconds)
    var last = ""
    while ContinuousClock.now < end {
      Thread.sleep(forTimeInterval: quietSeconds)
      let now = try tmux(["capture-pane", "-e", "-p"])
      if now == last, now.contains(where: { !$0.isWhitespace }) { return now }
      last = now
    }
    throw Broken(description: "the window did not come to rest within \(seconds) s")
  }

  @discardableResult
  private func tmux(_ arguments: [String], environment: [String: String]? = nil) throws -> String {
    let output = folder.appending(path: "tmux.out")
    var variables = environment ?? ProcessInfo.processInfo.environment
    variables["TMUX"] = nil
    let command = ["/usr/bin/env", "tmux", "-L", socket] + arguments
    let client = try Child(command, environment: variables, input: "/dev/null", output: output.path)
    guard client.wait() else { throw Broken(description: "tmux \(arguments[0]) failed") }
    return try String(contentsOf: output, encoding: .utf8)
  }
}
