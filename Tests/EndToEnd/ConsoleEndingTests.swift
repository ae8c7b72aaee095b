import Foundation
import TestSupport
import Testing

/// However the console ends, the shell it was started from has its terminal back, and no process is left behind. In a
/// real terminal, from a real shell; what it shows is a recording, so there are no servers.
@Suite(.serialized) struct ConsoleEndingTests {
  private static let shown = "recorded-profile"

  /// A shell in a terminal, with the console open in it.
  private struct Session {
    let terminal: TmuxTerminal
    let folder: URL
    var process: pid_t = 0

    init() async throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "flowsight-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let file = folder.appending(path: "session.jsonl")
      try Data(ConsoleEndingTests.recording.utf8).write(to: file)
      terminal = try TmuxTerminal(
        command: "exec bash --norc --noprofile", environment: ["SWIFT_BACKTRACE": "enable=no"])
      try terminal.type("PS1='sh> '; clear; '\(FlowSightBinary.path)' console --replay '\(file.path)'\n")
      let isOpen = try await eventually { [terminal] in
        try terminal.screen().contains(ConsoleEndingTests.shown) && terminal.state("#{alternate_on}") == "1"
      }
      try #require(isOpen)
      process = try #require(try children(of: terminal.state("#{pane_pid}")).first)
    }

    func close() {
      terminal.close()
      try? FileManager.default.removeItem(at: folder)
    }

    private func children(of process: String) throws -> [pid_t] {
      try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        .split(separator: " ").compactMap { pid_t($0) }
    }

    /// Whether the terminal is as a shell wants it: main screen, cursor shown, lines edited and echoed.
    func isGivenBack() async throws -> Bool {
      let isPlain = try await eventually {
        try terminal.state("#{alternate_on} #{cursor_flag} #{mouse_any_flag}") == "0 1 0"
          && terminal.screen().contains("sh>")
      }
      guard isPlain else { return false }
      try terminal.type("stty -a | tr ';\\n' '  ' | grep -c ' icanon .* echo '\n")
      return try await eventually { try terminal.screen().contains("\n1\n") }
    }

    /// Ended, whether or not anybody has asked for its status yet.
    func isGone() async -> Bool {
      await eventually {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        return status?.split(separator: ") ").last?.hasPrefix("Z") ?? true
      }
    }
  }

  private static let recording = """
    {"format":"flowsight-console-recording","version":2,"started_at":"2026-11-24T15:22:00Z",\
    "actor":{"name":"ann","credential":"ann","role":"operator"},\
    "backend":{"kind":"direct","profile":"\(shown)","server":"none","is_production":false},\
    "address":"dlq","size":"80x24","language":"en","keys":null,"is_read_only":false}

    """

  @Test(arguments: [SIGTERM, SIGINT, SIGHUP, SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS])
  func aSignalEndsIt(signal: Int32) async throws {
    let session = try await Session()
    defer { session.close() }
    kill(session.process, signal)
    #expect(try await session.isGivenBack())
    #expect(await session.isGone())
  }

  @Test(arguments: [false, true])
  func itIsStoppedAndComesBack(byKey: Bool) async throws {
    let session = try await Session()
    defer { session.close() }
    if byKey { try session.terminal.press("C-z") } else { kill(session.process, SIGTSTP) }
    #expect(try await session.isGivenBack())
    try session.terminal.type("fg\n")
    let isBack = try await eventually {
      try session.terminal.state("#{alternate_on}") == "1"
        && session.terminal.screen().contains(ConsoleEndingTests.shown)
    }
    #expect(isBack)
    try session.terminal.press("q")
    #expect(await session.isGone())
  }

  @Test func aClosedTerminalLeavesNoProcess() async throws {
    let session = try await Session()
    session.close()
    #expect(await session.isGone())
  }
}
