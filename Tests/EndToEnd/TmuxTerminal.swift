import Direct
import Foundation

/// The built program in a real terminal: a tmux server of its own.
final class TmuxTerminal {
  /// The server that tmux leaves behind must not keep descriptors by whose end this process would know tmux's.
  private static let withoutInheritance = """
    for fd in /proc/self/fd/*; do n=${fd##*/}; [ "$n" -gt 2 ] && eval "exec $n>&-"; done; exec tmux "$@"
    """

  private let socket: String

  /// Starts the program in a window of the given size.
  convenience init(_ arguments: [String], _ settings: ConnectionSettings, columns: Int = 80, rows: Int = 24) throws {
    try self.init(
      command: ([FlowSightBinary.path] + arguments).map { "'\($0)'" }.joined(separator: " "), columns: columns,
      rows: rows, environment: ["FLOWSIGHT_POSTGRES": settings.postgres, "FLOWSIGHT_REDIS": settings.redis])
  }

  /// Starts a command of the shell.
  init(command: String, columns: Int = 80, rows: Int = 24, environment: [String: String] = [:]) throws {
    socket = "flowsight-\(UUID().uuidString.prefix(8))"
    try tmux(
      ["-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", command], environment: environment)
  }

  /// Ends the terminal, and by that the program. The server may have SIGTERM blocked, as the thread that started it
  /// has, so that asking it is not enough.
  func close() {
    guard let server = (try? state("#{pid}")).flatMap({ pid_t($0) }) else { return }
    kill(server, SIGKILL)
  }

  /// Names of keys, as tmux knows them.
  func press(_ keys: String...) throws { try tmux(["send-keys"] + keys) }

  func type(_ text: String) throws { try tmux(["send-keys", "-l", text]) }

  func resize(columns: Int, rows: Int) throws {
    try tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// What tmux knows of the terminal, such as `#{alternate_on}`.
  func state(_ format: String) throws -> String {
    try tmux(["display-message", "-p", format]).trimmingCharacters(in: .newlines)
  }

  func screen() throws -> String { try tmux(["capture-pane", "-p"]) }

  @discardableResult
  private func tmux(_ arguments: [String], environment: [String: String] = [:]) throws -> String {
    let output = Pipe()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", TmuxTerminal.withoutInheritance, "tmux", "-L", socket] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
    process.environment?["TMUX"] = nil
    process.environment?["LC_ALL"] = "C.UTF-8"
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }
}
