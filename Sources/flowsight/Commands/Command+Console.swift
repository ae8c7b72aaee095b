import Console
import Foundation
import Model
import Support
import Terminal
import YAML

extension Option {
  static let pane = value(
    "pane", "ADDRESS", "where to begin: \(Console.panes.joined(separator: ", ")), dlq/SIGNATURE, …")
  static let once = flag("once", "print one frame as text and end")
  static let size = value("size", "WxH", "the frame's size, 80x24 without it")
  static let record = value("record", "FILE", "write every message of the session into this new file, secrets masked")
  static let replay = value("replay", "FILE", "play a recorded session, without servers")
  static let speed = value("speed", "N", "play N times as fast, 1 without it")
  static let slow = flag("slow", "draw ten times a second at most, for a slow link")
  static let theme = value("theme", "NAME", "dark, light, mono, or a theme file")
}

extension Command {
  static let console = Command(
    "console", "open the operations console",
    details: """
      With `--once` nothing is needed but a place to print: one frame, as text, for scripts and reports; of a session
      that is replayed, the last one.
      """,
    options: [.pane, .theme, .once, .size, .record, .replay, .speed, .slow]
  ) { invocation in
    if let path = invocation.arguments.value(.replay) { return try await invocation.replay(path) }
    let address = invocation.arguments.value(.pane) ?? "overview"
    let theme = try invocation.theme()
    let size = try invocation.frameSize()
    return try await invocation.withPlatform { platform in
      if invocation.arguments.has(.once) {
        invocation.streams.output(try await Console.frame(platform: platform, address: address, size: size) + "\n")
        return .success
      }
      return try await invocation.runConsole(on: platform, address: address, theme: theme)
    }
  }
}

extension Invocation {
  /// Opens the console and returns when the person leaves it.
  func runConsole(on platform: any Platform, address: String, theme: Theme) async throws -> ExitStatus {
    let options = ConsoleOptions(
      address: address, theme: theme, colorDepth: colorDepth,
      pace: .milliseconds(arguments.has(.slow) ? 100 : 16), record: arguments.value(.record))
    return try await withScreen { try await Console.run(platform: platform, options: options) }
  }

  fileprivate func replay(_ path: String) async throws -> ExitStatus {
    let recording = try Recording(path: path)
    if arguments.has(.once) {
      streams.output(recording.lastFrame.text() + "\n")
      return .success
    }
    let speed = arguments.value(.speed) ?? "1"
    guard let speed = Double(speed), (0.01...10_000).contains(speed) else {
      throw UsageError.badValue(.speed, speed, expected: "a number from 0.01 to 10000")
    }
    let options = ConsoleOptions(theme: try theme(), colorDepth: colorDepth)
    return try await withScreen { try await Console.replay(recording, speed: speed, options: options) }
  }

  private var colorDepth: ColorDepth { environment.setting("NO_COLOR") == nil ? .trueColor : .mono }

  private func withScreen(_ run: () async throws -> LoopEnding) async throws -> ExitStatus {
    guard streams.inputIsTerminal, streams.outputIsTerminal else {
      throw Failure(
        "no_terminal", "the console needs a terminal for its input and its output",
        nextStep: "run it in one, or print a frame with `flowsight console --once`")
    }
    do {
      switch try await run() {
      case .finished, .hangup: return .success
      case .signal: return .interrupted
      }
    } catch let error as ScreenError {
      throw Failure("no_terminal", "\(error)", nextStep: "check TERM and that its description is installed")
    }
  }

  /// The theme that was asked for by name or by file.
  func theme() throws(Failure) -> Theme {
    guard let name = arguments.value(.theme) else { return .dark }
    if let theme = Theme.builtIn.first(where: { $0.name == name }) { return theme }
    do {
      return try Theme(try YAML.parse(try String(contentsOfFile: name, encoding: .utf8)))
    } catch {
      throw Failure(
        "theme_unknown", "'\(name)' is no theme and no theme file: \(error)",
        nextStep: "use one of: \(Theme.builtIn.map(\.name).joined(separator: ", ")); or a file of the folder themes")
    }
  }

  fileprivate func frameSize() throws(UsageError) -> Size {
    guard let text = arguments.value(.size) else { return Size(80, 24) }
    guard let size = Size(parsing: text) else { throw .badValue(.size, text, expected: "columns x rows, as in 80x24") }
    return size
  }
}
